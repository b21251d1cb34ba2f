#pragma once

#include "responses/transcript.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace reasonglass {

/// Which item and part an event speaks of. Everything may be missing: some servers number nothing.
struct ItemRef
{
    QString itemId = {};
    int outputIndex = -1;
    int partIndex = -1; ///< summary_index or content_index

    bool operator==(const ItemRef &) const = default;
};

/// A content or summary part as a server describes it whole.
struct ContentPart
{
    std::optional<PartKind> kind; ///< nullopt: a type this program does not show (audio, …)
    int index = 0;                ///< position in the array it stands in
    std::optional<QString> text;  ///< nullopt when the field is missing or null
    std::vector<QByteArray> annotations = {};

    bool operator==(const ContentPart &) const = default;
};

/// An output item as a server describes it whole.
struct OutputItem
{
    QString type;
    QString id = {};
    QString name = {};
    QString status = {};
    QString phase = {};
    bool encrypted = false;
    std::vector<ContentPart> parts = {}; ///< summary parts first, then content, then tool input

    bool operator==(const OutputItem &) const = default;
};

/// The Response object that lifecycle events and blocking answers carry.
struct ResponseObject
{
    QString id = {};
    QString model = {};
    QString serviceTier = {};
    QString effort = {};
    std::optional<ResponseStatus> status = {};
    QString incompleteReason = {};
    std::optional<ResponseError> error = {};
    std::optional<Usage> usage = {};
    std::vector<OutputItem> output = {};

    bool operator==(const ResponseObject &) const = default;
};

/// `response.created`, `.queued`, `.in_progress`, and the terminal ones.
struct LifecycleEvent
{
    enum class Phase { Created, Queued, InProgress, Completed, Incomplete, Failed };
    Phase phase = Phase::InProgress;
    ResponseObject response = {};

    bool isTerminal() const
    {
        return phase == Phase::Completed || phase == Phase::Incomplete || phase == Phase::Failed;
    }
    bool operator==(const LifecycleEvent &) const = default;
};

/// `response.output_item.added` and `.done`.
struct ItemEvent
{
    bool done = false;
    int outputIndex = -1;
    OutputItem item = {};

    bool operator==(const ItemEvent &) const = default;
};

/// `response.content_part.*`, `response.reasoning_summary_part.*` and vLLM's `response.reasoning_part.*`.
struct PartEvent
{
    bool done = false;
    ItemRef ref = {};
    ContentPart part = {};

    bool operator==(const PartEvent &) const = default;
};

/// Any `….delta` whose delta is text.
struct TextDelta
{
    PartKind kind = PartKind::OutputText;
    ItemRef ref = {};
    QString delta = {};

    bool operator==(const TextDelta &) const = default;
};

/// Any `….done` that repeats the whole text.
struct TextDone
{
    PartKind kind = PartKind::OutputText;
    ItemRef ref = {};
    QString text = {};

    bool operator==(const TextDone &) const = default;
};

/// `response.output_text.annotation.added`.
struct AnnotationAdded
{
    ItemRef ref = {};
    QByteArray annotation = {}; ///< a JSON object as sent; empty when it was null

    bool operator==(const AnnotationAdded &) const = default;
};

/// A tool call's stages: `response.web_search_call.searching`, `response.mcp_call.failed`, ….
struct ToolProgress
{
    QString tool = {};  ///< "web_search_call"
    QString stage = {}; ///< "searching"
    ItemRef ref = {};

    bool operator==(const ToolProgress &) const = default;
};

/// `error`, flat or nested; also an object that has nothing but `error`.
struct ErrorEvent
{
    ResponseError error = {};

    bool operator==(const ErrorEvent &) const = default;
};

/// `keepalive`, `response.keep_alive`, `response.heartbeat`: proof of life and nothing else.
struct KeepAlive
{
    bool operator==(const KeepAlive &) const = default;
};

/// `data: [DONE]`.
struct StreamDone
{
    bool operator==(const StreamDone &) const = default;
};

/// An event of a known type that carries nothing this program shows (audio, gateway metadata).
struct IgnoredEvent
{
    QString type = {};

    bool operator==(const IgnoredEvent &) const = default;
};

/// An event of a type this program does not interpret. It is kept and counted all the same.
struct UnknownEvent
{
    QString type = {};

    bool operator==(const UnknownEvent &) const = default;
};

using ResponsePayload =
    std::variant<TextDelta, TextDone, PartEvent, ItemEvent, LifecycleEvent, AnnotationAdded, ToolProgress,
                 ErrorEvent, KeepAlive, StreamDone, IgnoredEvent, UnknownEvent>;

/// One typed event of a Responses API stream.
struct ResponseEvent
{
    qint64 sequenceNumber = -1; ///< -1 where the server sends none
    ResponsePayload payload;

    bool operator==(const ResponseEvent &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::ResponseEvent)
