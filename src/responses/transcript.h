#pragma once

#include "responses/usage.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// What a stretch of the model's text is.
enum class PartKind {
    ReasoningSummary, ///< a summary of hidden reasoning, written for the reader
    ReasoningText,    ///< the raw chain of thought, from servers that show it
    OutputText,       ///< the answer
    Refusal,          ///< the model's words when it declines
    ToolInput,        ///< arguments, code or a command that the model hands to a tool
    ToolOutput,       ///< what the tool printed, where the server streams it
};

/// One stretch of text within an item.
struct TranscriptPart
{
    PartKind kind = PartKind::OutputText;
    int index = 0; ///< summary_index or content_index, as sent
    QString text;
    bool done = false;                        ///< the server has said that this text is complete
    std::vector<QByteArray> annotations = {}; ///< JSON objects as sent (url_citation, file_citation, …)

    bool operator==(const TranscriptPart &) const = default;
};

/// One output item: a message, a reasoning item, a tool call.
struct TranscriptItem
{
    QString type; ///< "message", "reasoning", "function_call", "web_search_call", …
    QString id = {};
    QString name = {};      ///< the tool's name, for tool calls that have one
    QString status = {};    ///< as sent: in_progress, completed, incomplete, failed
    QString phase = {};     ///< messages: "commentary" or "final_answer", where sent
    int round = 0;          ///< counts `response.created`; gateways that call tools send several rounds
    int outputIndex = -1;   ///< as sent, -1 when the server does not number its items
    bool closed = false;    ///< the server has said that this item is complete
    bool encrypted = false; ///< a reasoning item whose content is hidden in encrypted_content
    std::vector<TranscriptPart> parts = {};

    bool operator==(const TranscriptItem &) const = default;
};

/// The error a server states inside an answer.
struct ResponseError
{
    QString code;
    QString message;
    QString type = {};
    QString param = {};

    bool operator==(const ResponseError &) const = default;
};

/// The status a server gives a response ("status" of the Response object).
enum class ResponseStatus { InProgress, Queued, Completed, Incomplete, Failed, Cancelled };

/// All that one response amounts to so far: what its events fold into.
struct Transcript
{
    QString responseId;
    QString model; ///< the model the server says it used
    QString serviceTier;
    QString effort;                       ///< reasoning effort as echoed by the server
    std::optional<ResponseStatus> status; ///< nullopt until the server says one
    std::vector<TranscriptItem> items;    ///< in output order
    std::optional<Usage> usage;
    std::optional<ResponseError> error;
    QString incompleteReason; ///< max_output_tokens, content_filter, …; empty when not incomplete
    qint64 lastSequenceNumber = -1;
    qint64 events = 0;        ///< events folded in, of any kind
    qint64 unknownEvents = 0; ///< of them, those of a type this program does not know
    qint64 repeats = 0;       ///< of them, those that had come before and changed nothing
    int round = 0;            ///< counts what `response.created` began anew; see TranscriptItem::round
    bool terminal = false;    ///< a terminal event has come: nothing more is expected

    bool operator==(const Transcript &) const = default;
};

/// A reasoning part and where it stands; what lists and exports show.
struct ReasoningPart
{
    PartKind kind = PartKind::ReasoningSummary;
    int item = 0; ///< position in Transcript::items
    int part = 0; ///< position within the item, among its parts of this kind
    QString text;

    bool operator==(const ReasoningPart &) const = default;
};

/// The answer: output_text parts of all messages in order, nothing between parts of one item, an
/// empty line between items (CONTRACT: `text`).
QString answerText(const Transcript &transcript);
QString refusalText(const Transcript &transcript);
std::vector<ReasoningPart> reasoningParts(const Transcript &transcript);
/// The reasoning parts joined by empty lines, for search and plain display.
QString reasoningText(const Transcript &transcript);
/// Whether any text a person could read has arrived.
bool hasVisibleText(const Transcript &transcript);
bool isToolCall(const TranscriptItem &item);

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::Transcript)
