#include "responses/responseparser.h"

#include "base/utf8.h"
#include "responses/jsonrepair.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <simdjson.h>
#include <string_view>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

namespace od = simdjson::ondemand;

// Reading values. A wrong type reads as "missing": real servers send null, numbers and objects where the
// documentation promises strings. A string that cannot be decoded sets `broken`, so that the document
// can be repaired and read again.
struct Reading
{
    bool broken = false;
};

/// A string's text, or a view of nothing (data() is null). Most hold no escapes and are looked at where they
/// stand: simdjson has checked their characters and found their end by then.
std::string_view readView(od::value &value, Reading &reading)
{
    const std::string_view token = value.raw_json_token();
    if (!token.starts_with('"'))
        return {};
    if (token.find('\\') == std::string_view::npos)
        return token.substr(1, token.rfind('"') - 1);
    std::string_view text;
    reading.broken |= value.get_string().get(text) != simdjson::SUCCESS;
    return text;
}

bool isAscii(std::string_view text)
{
    constexpr quint64 highBits = 0x8080808080808080;
    quint64 seen = 0;
    size_t at = 0;
    for (quint64 bytes = 0; at + sizeof(bytes) <= text.size(); at += sizeof(bytes)) {
        std::memcpy(&bytes, text.data() + at, sizeof(bytes));
        seen |= bytes;
    }
    for (; at < text.size(); ++at)
        seen |= static_cast<unsigned char>(text[at]);
    return (seen & highBits) == 0;
}

QString toQString(std::string_view text)
{
    if (isAscii(text))
        return QString::fromLatin1(text.data(), qsizetype(text.size()));
    return decodeUtf8(QByteArrayView(text.data(), qsizetype(text.size())));
}

QString readString(od::value &value, Reading &reading)
{
    return toQString(readView(value, reading));
}

std::optional<QString> readOptionalString(od::value &value, Reading &reading)
{
    const std::string_view text = readView(value, reading);
    if (!text.data())
        return std::nullopt;
    return text.empty() ? QString(u""_s) : toQString(text);
}

template <typename Integer = qint64>
Integer readInteger(od::value &value, Integer fallback)
{
    int64_t integer = 0;
    if (value.get_int64().get(integer) == simdjson::SUCCESS)
        return Integer(std::clamp<int64_t>(integer, std::numeric_limits<Integer>::min(),
                                           std::numeric_limits<Integer>::max()));
    double number = 0; // some recorders write 1.0
    if (value.get_double().get(number) == simdjson::SUCCESS && number >= -1e15 && number <= 1e15)
        return Integer(std::clamp(number, double(std::numeric_limits<Integer>::min()),
                                  double(std::numeric_limits<Integer>::max())));
    return fallback;
}

bool isObject(od::value &value)
{
    od::json_type type{};
    return value.type().get(type) == simdjson::SUCCESS && type == od::json_type::object;
}

bool isArray(od::value &value)
{
    od::json_type type{};
    return value.type().get(type) == simdjson::SUCCESS && type == od::json_type::array;
}

/// The JSON text of an object or array.
QByteArray readRaw(od::value &value)
{
    std::string_view raw;
    od::object object;
    od::array array;
    if (isObject(value) ? value.get_object().get(object) != simdjson::SUCCESS
                || object.raw_json().get(raw) != simdjson::SUCCESS
                        : value.get_array().get(array) != simdjson::SUCCESS
                || array.raw_json().get(raw) != simdjson::SUCCESS)
        return {};
    return {raw.data(), qsizetype(raw.size())};
}

/// How many bytes stand before the first quote or backslash; there is one, and room to read behind it.
size_t plainLength(const char *text)
{
    size_t length = 0;
    if constexpr (std::endian::native == std::endian::little) {
        // Eight at a time: the high bit of each byte that is zero, the lowest of which is true.
        constexpr quint64 ones = 0x0101010101010101;
        const auto zeros = [](quint64 bytes) { return (bytes - ones) & ~bytes & (ones << 7); };
        for (quint64 bytes = 0;; length += sizeof(bytes)) {
            std::memcpy(&bytes, text + length, sizeof(bytes));
            if (const quint64 found = zeros(bytes ^ ones * '"') | zeros(bytes ^ ones * '\\'))
                return length + size_t(std::countr_zero(found)) / 8;
        }
    }
    while (text[length] != '"' && text[length] != '\\')
        ++length;
    return length;
}

/// The name of a field, which is plain but in the documents of jokers.
simdjson::error_code readKey(od::field &field, std::string_view &key)
{
    const char *const begin = field.key().raw();
    key = std::string_view(begin, plainLength(begin));
    return begin[key.size()] == '"' ? simdjson::SUCCESS : field.unescaped_key().get(key);
}

/// Calls \a read(key, value) for each field of \a object. False where it ends in the middle.
template <typename Read>
bool readFields(od::object &object, Read &&read)
{
    for (auto next : object) {
        if (next.error() != simdjson::SUCCESS)
            return false;
        od::field &&field = std::move(next).value_unsafe();
        std::string_view key;
        if (readKey(field, key) != simdjson::SUCCESS)
            return false;
        read(key, field.value());
    }
    return true;
}

/// Calls \a read(key, value) for each field of an object; anything else has no fields.
template <typename Read>
void forEachField(od::value &value, Reading &reading, Read &&read)
{
    if (!isObject(value))
        return;
    od::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return;
    reading.broken |= !readFields(object, std::forward<Read>(read));
}

template <typename Read>
void forEachElement(od::value &value, Reading &reading, Read &&read)
{
    if (!isArray(value))
        return;
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS)
        return;
    for (auto element : array) {
        od::value elementValue;
        if (element.get(elementValue) != simdjson::SUCCESS) {
            reading.broken = true;
            return;
        }
        read(elementValue);
    }
}

/// Compared in place: every name of every document is.
template <size_t Size>
bool is(std::string_view key, const char (&name)[Size]) // NOLINT(modernize-avoid-c-arrays): a literal
{
    return key.size() == Size - 1 && std::memcmp(key.data(), name, Size - 1) == 0;
}

// The objects of the API.

std::optional<PartKind> partKind(std::string_view type)
{
    if (type == "output_text")
        return PartKind::OutputText;
    if (type == "refusal")
        return PartKind::Refusal;
    if (type == "reasoning_text")
        return PartKind::ReasoningText;
    if (type == "summary_text")
        return PartKind::ReasoningSummary;
    return std::nullopt;
}

ContentPart readPart(od::value &value, Reading &reading)
{
    ContentPart part;
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        if (is(key, "type")) {
            if (const std::string_view type = readView(field, reading); type.data())
                part.kind = partKind(type);
        } else if (is(key, "text") || is(key, "refusal")) {
            part.text = readOptionalString(field, reading);
        } else if (is(key, "annotations")) {
            forEachElement(field, reading,
                           [&](od::value &annotation) { part.annotations.push_back(readRaw(annotation)); });
        }
    });
    return part;
}

void readParts(od::value &value, Reading &reading, std::vector<ContentPart> &parts)
{
    int index = 0;
    forEachElement(value, reading, [&](od::value &element) {
        ContentPart part = readPart(element, reading);
        part.index = index++;
        parts.push_back(std::move(part));
    });
}

/// What a tool is given: a string in most families, an object in some.
void readToolInput(od::value &value, Reading &reading, OutputItem &item)
{
    std::optional<QString> text;
    if (isObject(value) || isArray(value))
        text = QString::fromUtf8(readRaw(value));
    else
        text = readOptionalString(value, reading);
    if (text)
        item.parts.push_back({.kind = PartKind::ToolInput, .text = text});
}

bool isToolInputKey(std::string_view key)
{
    return is(key, "arguments") || is(key, "input") || is(key, "code") || is(key, "action");
}

OutputItem readItem(od::value &value, Reading &reading)
{
    OutputItem item;
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        if (is(key, "type"))
            item.type = readString(field, reading);
        else if (is(key, "id"))
            item.id = readString(field, reading);
        else if (is(key, "name"))
            item.name = readString(field, reading);
        else if (is(key, "status"))
            item.status = readString(field, reading);
        else if (is(key, "phase"))
            item.phase = readString(field, reading);
        else if (is(key, "encrypted_content"))
            item.encrypted = !readView(field, reading).empty();
        else if (is(key, "summary") || is(key, "content"))
            readParts(field, reading, item.parts);
        else if (isToolInputKey(key))
            readToolInput(field, reading, item);
    });
    return item;
}

void readUsageDetails(od::value &value, Reading &reading, Usage &usage)
{
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        if (is(key, "cached_tokens"))
            usage.cached = readInteger(field, qint64{0});
        else if (is(key, "cache_write_tokens"))
            usage.cacheWrite = readInteger(field, qint64{0});
        else if (is(key, "reasoning_tokens"))
            usage.reasoning = readInteger(field, qint64{0});
    });
}

/// The provider's own cost figure: USD (OpenRouter), 10^-10 USD "ticks" or nano-USD (xAI).
std::optional<double> readCost(std::string_view key, od::value &field)
{
    double number = 0;
    if (field.get_double().get(number) != simdjson::SUCCESS)
        return std::nullopt;
    if (is(key, "cost_in_usd_ticks"))
        return number * 1e-10;
    if (is(key, "cost_in_nano_usd"))
        return number * 1e-9;
    return number;
}

bool isCostKey(std::string_view key)
{
    return is(key, "cost_in_usd_ticks") || is(key, "cost_in_nano_usd") || is(key, "cost");
}

std::optional<Usage> readUsage(od::value &value, Reading &reading)
{
    if (!isObject(value))
        return std::nullopt;
    Usage usage;
    std::optional<qint64> total;
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        if (is(key, "input_tokens"))
            usage.input = readInteger(field, qint64{0});
        else if (is(key, "output_tokens"))
            usage.output = readInteger(field, qint64{0});
        else if (is(key, "total_tokens"))
            total = readInteger(field, qint64{0});
        else if (is(key, "input_tokens_details") || is(key, "output_tokens_details"))
            readUsageDetails(field, reading, usage);
        else if (isCostKey(key) && !usage.reportedCostUsd)
            usage.reportedCostUsd = readCost(key, field);
    });
    constexpr qint64 most = std::numeric_limits<qint64>::max() / 4;
    usage.total =
        total ? *total : std::clamp(usage.input, -most, most) + std::clamp(usage.output, -most, most);
    return usage;
}

/// Codes are strings at OpenAI, numbers at OpenRouter, vLLM and llama.cpp.
QString readCode(od::value &value, Reading &reading)
{
    if (const std::string_view text = readView(value, reading); text.data())
        return toQString(text);
    const auto number = readInteger(value, qint64{0});
    return number == 0 ? QString() : QString::number(number);
}

std::optional<ResponseError> readError(od::value &value, Reading &reading)
{
    if (const std::string_view text = readView(value, reading); text.data())
        return ResponseError{.message = toQString(text)};
    if (!isObject(value))
        return std::nullopt;
    ResponseError error;
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        if (is(key, "code"))
            error.code = readCode(field, reading);
        else if (is(key, "message"))
            error.message = readString(field, reading);
        else if (is(key, "type"))
            error.type = readString(field, reading);
        else if (is(key, "param"))
            error.param = readString(field, reading);
    });
    return error;
}

std::optional<ResponseStatus> responseStatus(std::string_view status)
{
    struct Row
    {
        std::string_view name;
        ResponseStatus status;
    };
    static constexpr std::array rows{
        Row{"in_progress", ResponseStatus::InProgress}, Row{"queued", ResponseStatus::Queued},
        Row{"completed", ResponseStatus::Completed},    Row{"incomplete", ResponseStatus::Incomplete},
        Row{"failed", ResponseStatus::Failed},          Row{"cancelled", ResponseStatus::Cancelled},
    };
    const auto row = std::ranges::find(rows, status, &Row::name);
    return row == rows.end() ? std::nullopt : std::optional(row->status);
}

QString readMember(od::value &value, std::string_view name, Reading &reading)
{
    QString text;
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        if (key == name)
            text = readString(field, reading);
    });
    return text;
}

void readResponseField(std::string_view key, od::value &field, Reading &reading, ResponseObject &response)
{
    if (is(key, "id"))
        response.id = readString(field, reading);
    else if (is(key, "model"))
        response.model = readString(field, reading);
    else if (is(key, "service_tier"))
        response.serviceTier = readString(field, reading);
    else if (is(key, "reasoning"))
        response.effort = readMember(field, "effort", reading);
    else if (is(key, "status"))
        response.status = responseStatus(readView(field, reading));
    else if (is(key, "incomplete_details"))
        response.incompleteReason = readMember(field, "reason", reading);
    else if (is(key, "error"))
        response.error = readError(field, reading);
    else if (is(key, "usage"))
        response.usage = readUsage(field, reading);
    else if (is(key, "output"))
        forEachElement(field, reading,
                       [&](od::value &item) { response.output.push_back(readItem(item, reading)); });
}

ResponseObject readResponse(od::value &value, Reading &reading)
{
    ResponseObject response;
    forEachField(value, reading, [&](std::string_view key, od::value &field) {
        readResponseField(key, field, reading, response);
    });
    return response;
}

// One event. All fields are collected in one pass, because "type" may come last.

/// What few events have.
struct RareFields
{
    std::optional<OutputItem> item;
    std::optional<ContentPart> part;
    std::optional<ResponseObject> response;
    std::optional<ResponseError> error;
    QByteArray annotation;
    ResponseError flatError;
};

/// The views look into the document, or into the parser's buffer where something was escaped. Those of
/// fields that are missing, or no strings, look at nothing: their data() is null.
struct Fields
{
    std::string_view type;
    std::string_view itemId;
    bool isResponseObject = false;
    qint64 sequenceNumber = -1;
    int outputIndex = -1;
    int partIndex = -1;
    std::string_view delta;
    std::string_view text;
    std::optional<RareFields> rare;

    RareFields &others() { return rare ? *rare : rare.emplace(); }
};

bool isWholeTextKey(std::string_view key)
{
    return is(key, "text") || is(key, "refusal") || is(key, "arguments") || is(key, "input")
        || is(key, "code") || is(key, "command") || is(key, "output") || is(key, "transcript");
}

bool readReference(std::string_view key, od::value &field, Reading &reading, Fields &fields)
{
    if (is(key, "item_id"))
        fields.itemId = readView(field, reading);
    else if (is(key, "output_index"))
        fields.outputIndex = readInteger(field, -1);
    else if (is(key, "content_index") || is(key, "summary_index") || is(key, "command_index"))
        fields.partIndex = readInteger(field, -1);
    else
        return false;
    return true;
}

/// Comes with every delta and says nothing.
bool isFiller(std::string_view key)
{
    return is(key, "logprobs") || is(key, "obfuscation");
}

void readObject(std::string_view key, od::value &field, Reading &reading, Fields &fields)
{
    if (is(key, "item"))
        fields.others().item = readItem(field, reading);
    else if (is(key, "part"))
        fields.others().part = readPart(field, reading);
    else if (is(key, "response"))
        fields.others().response = readResponse(field, reading);
    else if (is(key, "error"))
        fields.others().error = readError(field, reading);
    else if (is(key, "annotation"))
        fields.others().annotation = isObject(field) ? readRaw(field) : QByteArray();
    else if (is(key, "message"))
        fields.others().flatError.message = readString(field, reading);
    else if (is(key, "param"))
        fields.others().flatError.param = readString(field, reading);
    else if (is(key, "object"))
        fields.isResponseObject = readView(field, reading) == "response";
}

/// A flat server error has its "code" where a tool's events have their code.
void readWholeText(std::string_view key, od::value &field, Reading &reading, Fields &fields)
{
    const std::string_view text = readView(field, reading);
    if (text.data())
        fields.text = text;
    if (is(key, "code"))
        fields.others().flatError.code = text.data() ? toQString(text) : readCode(field, reading);
}

/// What is in every delta stands first.
void readField(std::string_view key, od::value &field, Reading &reading, Fields &fields)
{
    if (is(key, "delta"))
        fields.delta = readView(field, reading);
    else if (is(key, "type"))
        fields.type = readView(field, reading);
    else if (is(key, "sequence_number"))
        fields.sequenceNumber = std::max(readInteger(field, qint64{-1}), qint64{-1});
    else if (isFiller(key) || readReference(key, field, reading, fields))
        return;
    else if (isWholeTextKey(key))
        readWholeText(key, field, reading, fields);
    else
        readObject(key, field, reading, fields);
}

// What each type of event becomes.

/// All that is known of one event when it is made.
struct Parts
{
    Fields &fields;
    const QString &itemId;

    QString type() const { return toQString(fields.type); }
    ItemRef ref() const
    {
        return {.itemId = itemId, .outputIndex = fields.outputIndex, .partIndex = fields.partIndex};
    }
};

struct EventType
{
    std::string_view name;
    void (*make)(const Parts &parts, int variant, ResponsePayload &made) = nullptr;
    int variant = 0;
};

/// Most events are deltas of the item of the one before: what is the same stays as it is.
void makeDelta(const Parts &parts, int kind, ResponsePayload &made)
{
    auto *delta = std::get_if<TextDelta>(&made);
    if (!delta)
        delta = &made.emplace<TextDelta>();
    delta->kind = PartKind(kind);
    if (!delta->ref.itemId.isSharedWith(parts.itemId))
        delta->ref.itemId = parts.itemId;
    delta->ref.outputIndex = parts.fields.outputIndex;
    delta->ref.partIndex = parts.fields.partIndex;
    delta->delta = toQString(parts.fields.delta);
}

void makeDone(const Parts &parts, int kind, ResponsePayload &made)
{
    if (parts.fields.text.data())
        made = TextDone{.kind = PartKind(kind), .ref = parts.ref(), .text = toQString(parts.fields.text)};
    else
        made = IgnoredEvent{.type = parts.type()};
}

void makePart(const Parts &parts, int done, ResponsePayload &made)
{
    made = PartEvent{.done = done != 0,
                     .ref = parts.ref(),
                     .part = std::move(parts.fields.others().part).value_or(ContentPart{})};
}

void makeItem(const Parts &parts, int done, ResponsePayload &made)
{
    made = ItemEvent{.done = done != 0,
                     .outputIndex = parts.fields.outputIndex,
                     .item = std::move(parts.fields.others().item).value_or(OutputItem{})};
}

void makeLifecycle(const Parts &parts, int phase, ResponsePayload &made)
{
    made = LifecycleEvent{.phase = LifecycleEvent::Phase(phase),
                          .response = std::move(parts.fields.others().response).value_or(ResponseObject{})};
}

void makeAnnotation(const Parts &parts, int, ResponsePayload &made)
{
    made = AnnotationAdded{.ref = parts.ref(), .annotation = std::move(parts.fields.others().annotation)};
}

void makeError(const Parts &parts, int, ResponsePayload &made)
{
    const RareFields &rare = parts.fields.others();
    made = ErrorEvent{.error = rare.error ? *rare.error : rare.flatError};
}

void makeKeepAlive(const Parts &, int, ResponsePayload &made)
{
    made = KeepAlive{};
}

void makeIgnored(const Parts &parts, int, ResponsePayload &made)
{
    made = IgnoredEvent{.type = parts.type()};
}

using Phase = LifecycleEvent::Phase;

// Every event the program understands, on one line each. Adding one is adding a line.
// Sources: OpenAI's published event types, Open Responses, xAI, and recordings of other servers.
constexpr std::array eventTypes{
    EventType{"response.output_text.delta", makeDelta, int(PartKind::OutputText)},
    EventType{"response.output_text.done", makeDone, int(PartKind::OutputText)},
    EventType{"response.refusal.delta", makeDelta, int(PartKind::Refusal)},
    EventType{"response.refusal.done", makeDone, int(PartKind::Refusal)},
    EventType{"response.reasoning_summary_text.delta", makeDelta, int(PartKind::ReasoningSummary)},
    EventType{"response.reasoning_summary_text.done", makeDone, int(PartKind::ReasoningSummary)},
    EventType{"response.reasoning_summary.delta", makeDelta, int(PartKind::ReasoningSummary)},
    EventType{"response.reasoning_summary.done", makeDone, int(PartKind::ReasoningSummary)},
    EventType{"response.reasoning_text.delta", makeDelta, int(PartKind::ReasoningText)},
    EventType{"response.reasoning_text.done", makeDone, int(PartKind::ReasoningText)},
    EventType{"response.reasoning.delta", makeDelta, int(PartKind::ReasoningText)},
    EventType{"response.reasoning.done", makeDone, int(PartKind::ReasoningText)},
    EventType{"response.function_call_arguments.delta", makeDelta, int(PartKind::ToolInput)},
    EventType{"response.function_call_arguments.done", makeDone, int(PartKind::ToolInput)},
    EventType{"response.custom_tool_call_input.delta", makeDelta, int(PartKind::ToolInput)},
    EventType{"response.custom_tool_call_input.done", makeDone, int(PartKind::ToolInput)},
    EventType{"response.mcp_call_arguments.delta", makeDelta, int(PartKind::ToolInput)},
    EventType{"response.mcp_call_arguments.done", makeDone, int(PartKind::ToolInput)},
    EventType{"response.code_interpreter_call_code.delta", makeDelta, int(PartKind::ToolInput)},
    EventType{"response.code_interpreter_call_code.done", makeDone, int(PartKind::ToolInput)},
    EventType{"response.shell_call_command.delta", makeDelta, int(PartKind::ToolInput)},
    EventType{"response.shell_call_command.done", makeDone, int(PartKind::ToolInput)},
    EventType{"response.shell_call_command.added", makeIgnored},
    EventType{"response.shell_call_output_content.delta", makeDelta, int(PartKind::ToolOutput)},
    EventType{"response.shell_call_output_content.done", makeDone, int(PartKind::ToolOutput)},
    EventType{"response.mcp_call_output.delta", makeDelta, int(PartKind::ToolOutput)},
    EventType{"response.mcp_call_output.done", makeDone, int(PartKind::ToolOutput)},
    EventType{"response.output_text.annotation.added", makeAnnotation},
    EventType{"response.content_part.added", makePart, false},
    EventType{"response.content_part.done", makePart, true},
    EventType{"response.reasoning_summary_part.added", makePart, false},
    EventType{"response.reasoning_summary_part.done", makePart, true},
    EventType{"response.reasoning_part.added", makePart, false},
    EventType{"response.reasoning_part.done", makePart, true},
    EventType{"response.output_item.added", makeItem, false},
    EventType{"response.output_item.done", makeItem, true},
    EventType{"response.created", makeLifecycle, int(Phase::Created)},
    EventType{"response.queued", makeLifecycle, int(Phase::Queued)},
    EventType{"response.in_progress", makeLifecycle, int(Phase::InProgress)},
    EventType{"response.completed", makeLifecycle, int(Phase::Completed)},
    EventType{"response.done", makeLifecycle, int(Phase::Completed)},
    EventType{"response.incomplete", makeLifecycle, int(Phase::Incomplete)},
    EventType{"response.failed", makeLifecycle, int(Phase::Failed)},
    EventType{"error", makeError},
    EventType{"keepalive", makeKeepAlive},
    EventType{"response.keep_alive", makeKeepAlive},
    EventType{"response.heartbeat", makeKeepAlive},
    EventType{"response.audio.delta", makeIgnored},
    EventType{"response.audio.done", makeIgnored},
    EventType{"response.audio.transcript.delta", makeIgnored},
    EventType{"response.audio.transcript.done", makeIgnored},
    EventType{"response.metadata", makeIgnored},
    EventType{"codex.rate_limits", makeIgnored},
};

constexpr std::array<std::string_view, 9> toolFamilies{
    "web_search_call",       "x_search_call",       "file_search_call",
    "code_interpreter_call", "code_execution_call", "mcp_call",
    "image_generation_call", "mcp_list_tools",      "mcp_tool_call",
};

/// "response.web_search_call.searching" → its tool and stage.
std::optional<ToolProgress> toolProgress(const Parts &parts)
{
    const std::string_view type = parts.fields.type;
    constexpr std::string_view prefix("response.");
    const size_t dot = type.rfind('.');
    if (!type.starts_with(prefix) || dot <= prefix.size())
        return std::nullopt;
    const std::string_view tool = type.substr(prefix.size(), dot - prefix.size());
    if (std::ranges::find(toolFamilies, tool) == toolFamilies.end())
        return std::nullopt;
    return ToolProgress{
        .tool = toQString(tool), .stage = toQString(type.substr(dot + 1)), .ref = parts.ref()};
}

void makePayload(const Parts &parts, ResponsePayload &made)
{
    const std::string_view name = parts.fields.type;
    const auto type = std::ranges::find(eventTypes, name, &EventType::name);
    if (type != eventTypes.end())
        type->make(parts, type->variant, made);
    else if (auto progress = toolProgress(parts))
        made = *std::move(progress);
    else if (name.empty() && parts.fields.rare && parts.fields.rare->error)
        made = ErrorEvent{.error = *parts.fields.rare->error};
    else
        made = UnknownEvent{.type = parts.type()};
}

/// A body that says no status is an error, an answer, or nothing that this program can call finished.
ResponseStatus impliedStatus(const ResponseObject &response)
{
    if (response.error)
        return ResponseStatus::Failed;
    return response.output.empty() ? ResponseStatus::InProgress : ResponseStatus::Completed;
}

Phase phaseOf(const ResponseObject &response)
{
    switch (response.status ? *response.status : impliedStatus(response)) {
    case ResponseStatus::InProgress:
        return Phase::InProgress;
    case ResponseStatus::Queued:
        return Phase::Queued;
    case ResponseStatus::Completed:
        return Phase::Completed;
    case ResponseStatus::Incomplete:
        return Phase::Incomplete;
    case ResponseStatus::Failed:
    case ResponseStatus::Cancelled:
        return Phase::Failed;
    }
    Q_UNREACHABLE();
}

Unexpected<Error> malformed(QLatin1StringView what)
{
    return Unexpected{Error{.kind = ErrorKind::Protocol, .message = what}};
}

} // namespace

struct ResponseParser::Buffers
{
    od::parser parser;
    QByteArray padded;

    /// The document in \a json, read in place where it has room behind its end.
    simdjson::error_code iterate(const QByteArray &json, od::document &document)
    {
        constexpr auto padding = qsizetype(simdjson::SIMDJSON_PADDING);
        const QByteArray *source = &json;
        if (json.capacity() - json.size() < padding) {
            padded.clear();
            padded.reserve(json.size() + padding);
            padded.append(json);
            source = &padded;
        }
        return parser
            .iterate(simdjson::padded_string_view(source->constData(), size_t(source->size()),
                                                  size_t(source->capacity())))
            .get(document);
    }

    template <typename Read>
    bool readTopObject(const QByteArray &json, Reading &reading, Read &&read)
    {
        od::document document;
        od::object object;
        if (iterate(json, document) != simdjson::SUCCESS
            || document.get_object().get(object) != simdjson::SUCCESS)
            return false;
        if (!readFields(object, read))
            return false;
        // Anything behind the closing brace is not JSON.
        return !reading.broken && document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    }

    /// Reads the object into \a value; where strings are broken, repairs them once and reads again.
    template <typename Value, typename Read>
    bool readRepaired(const QByteArray &json, Value &value, Read &&read)
    {
        Reading reading;
        const auto take = [&](std::string_view key, od::value &field) { read(key, field, reading, value); };
        if (readTopObject(json, reading, take))
            return true;
        repaired = repairedJson(json);
        if (repaired == json)
            return false;
        value = {};
        reading = {};
        return readTopObject(repaired, reading, take);
    }

    /// Events speak of the same item many times in a row: its id is kept, not made anew.
    const QString &itemId(std::string_view id)
    {
        if (id != std::string_view(lastItemIdUtf8.constData(), size_t(lastItemIdUtf8.size()))) {
            lastItemIdUtf8 = QByteArray(id.data(), qsizetype(id.size()));
            lastItemId = toQString(id);
        }
        return lastItemId;
    }

    QByteArray lastItemIdUtf8;
    QString lastItemId;
    QByteArray repaired;
};

ResponseParser::ResponseParser()
    : m_buffers(std::make_unique<Buffers>())
{ }
ResponseParser::ResponseParser(ResponseParser &&) noexcept = default;
ResponseParser &ResponseParser::operator=(ResponseParser &&) noexcept = default;
ResponseParser::~ResponseParser() = default;

Result<> ResponseParser::readEvent(const QByteArray &data, QByteArrayView eventName, ResponseEvent &event)
{
    event.sequenceNumber = -1;
    if (data == "[DONE]") {
        event.payload = StreamDone{};
        return {};
    }
    Fields fields;
    if (!m_buffers->readRepaired(data, fields, readField))
        return malformed("not a JSON object"_L1);
    if (fields.type.empty() && fields.isResponseObject)
        return readBody(data, event);
    if (fields.type.empty() && !(fields.rare && fields.rare->error) && eventName != "message")
        fields.type = std::string_view(eventName.data(), size_t(eventName.size()));
    event.sequenceNumber = fields.sequenceNumber;
    makePayload({.fields = fields, .itemId = m_buffers->itemId(fields.itemId)}, event.payload);
    return {};
}

Result<ResponseEvent> ResponseParser::parseEvent(const QByteArray &data, QByteArrayView eventName)
{
    ResponseEvent event;
    if (const Result<> read = readEvent(data, eventName, event); !read)
        return Unexpected{read.error()};
    return event;
}

Result<ResponseEvent> ResponseParser::parseBody(const QByteArray &body)
{
    ResponseEvent event;
    if (const Result<> read = readBody(body, event); !read)
        return Unexpected{read.error()};
    return event;
}

Result<> ResponseParser::readBody(const QByteArray &body, ResponseEvent &event)
{
    const QByteArray json = body.startsWith("\xEF\xBB\xBF") ? body.sliced(3) : body;
    ResponseObject response;
    if (!m_buffers->readRepaired(json, response, readResponseField))
        return malformed("not a JSON object"_L1);
    const LifecycleEvent::Phase phase = phaseOf(response);
    event = {.payload = LifecycleEvent{.phase = phase, .response = std::move(response)}};
    return {};
}

} // namespace reasonglass
