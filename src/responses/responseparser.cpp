#include "responses/responseparser.h"

#include "base/utf8.h"
#include "responses/jsonrepair.h"

#include <algorithm>
#include <array>
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

std::optional<std::string_view> readView(od::value value, Reading &reading)
{
    std::string_view text;
    const simdjson::error_code error = value.get_string().get(text);
    if (error == simdjson::SUCCESS)
        return text;
    reading.broken |= error == simdjson::STRING_ERROR;
    return std::nullopt;
}

QString toQString(std::string_view text)
{
    return decodeUtf8(QByteArrayView(text.data(), qsizetype(text.size())));
}

QString readString(od::value value, Reading &reading)
{
    const auto text = readView(value, reading);
    return text ? toQString(*text) : QString();
}

QByteArray readBytes(od::value value, Reading &reading)
{
    const auto text = readView(value, reading).value_or("");
    return {text.data(), qsizetype(text.size())};
}

std::optional<QString> readOptionalString(od::value value, Reading &reading)
{
    const auto text = readView(value, reading);
    if (!text)
        return std::nullopt;
    return text->empty() ? QString(u""_s) : toQString(*text);
}

template <typename Integer = qint64>
Integer readInteger(od::value value, Integer fallback)
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
QByteArray readRaw(od::value value)
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

/// Calls \a read(key, value) for each field of an object; anything else has no fields.
template <typename Read>
void forEachField(od::value value, Reading &reading, Read &&read)
{
    if (!isObject(value))
        return;
    od::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return;
    for (auto field : object) {
        std::string_view key;
        od::value fieldValue;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS
            || std::move(field).value().get(fieldValue) != simdjson::SUCCESS) {
            reading.broken = true;
            return;
        }
        read(key, fieldValue);
    }
}

template <typename Read>
void forEachElement(od::value value, Reading &reading, Read &&read)
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

ContentPart readPart(od::value value, Reading &reading)
{
    ContentPart part;
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        if (key == "type") {
            if (const auto type = readView(field, reading))
                part.kind = partKind(*type);
        } else if (key == "text" || key == "refusal") {
            part.text = readOptionalString(field, reading);
        } else if (key == "annotations") {
            forEachElement(field, reading,
                           [&](od::value annotation) { part.annotations.push_back(readRaw(annotation)); });
        }
    });
    return part;
}

void readParts(od::value value, Reading &reading, std::vector<ContentPart> &parts)
{
    int index = 0;
    forEachElement(value, reading, [&](od::value element) {
        ContentPart part = readPart(element, reading);
        part.index = index++;
        parts.push_back(std::move(part));
    });
}

/// What a tool is given: a string in most families, an object in some.
void readToolInput(od::value value, Reading &reading, OutputItem &item)
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
    return key == "arguments" || key == "input" || key == "code" || key == "action";
}

OutputItem readItem(od::value value, Reading &reading)
{
    OutputItem item;
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        if (key == "type")
            item.type = readString(field, reading);
        else if (key == "id")
            item.id = readString(field, reading);
        else if (key == "name")
            item.name = readString(field, reading);
        else if (key == "status")
            item.status = readString(field, reading);
        else if (key == "phase")
            item.phase = readString(field, reading);
        else if (key == "encrypted_content")
            item.encrypted = !readView(field, reading).value_or("").empty();
        else if (key == "summary" || key == "content")
            readParts(field, reading, item.parts);
        else if (isToolInputKey(key))
            readToolInput(field, reading, item);
    });
    return item;
}

void readUsageDetails(od::value value, Reading &reading, Usage &usage)
{
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        if (key == "cached_tokens")
            usage.cached = readInteger(field, qint64{0});
        else if (key == "cache_write_tokens")
            usage.cacheWrite = readInteger(field, qint64{0});
        else if (key == "reasoning_tokens")
            usage.reasoning = readInteger(field, qint64{0});
    });
}

/// The provider's own cost figure: USD (OpenRouter), 10^-10 USD "ticks" or nano-USD (xAI).
std::optional<double> readCost(std::string_view key, od::value field)
{
    double number = 0;
    if (field.get_double().get(number) != simdjson::SUCCESS)
        return std::nullopt;
    if (key == "cost_in_usd_ticks")
        return number * 1e-10;
    if (key == "cost_in_nano_usd")
        return number * 1e-9;
    return number;
}

bool isCostKey(std::string_view key)
{
    return key == "cost_in_usd_ticks" || key == "cost_in_nano_usd" || key == "cost";
}

std::optional<Usage> readUsage(od::value value, Reading &reading)
{
    if (!isObject(value))
        return std::nullopt;
    Usage usage;
    std::optional<qint64> total;
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        if (key == "input_tokens")
            usage.input = readInteger(field, qint64{0});
        else if (key == "output_tokens")
            usage.output = readInteger(field, qint64{0});
        else if (key == "total_tokens")
            total = readInteger(field, qint64{0});
        else if (key == "input_tokens_details" || key == "output_tokens_details")
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
QString readCode(od::value value, Reading &reading)
{
    if (const auto text = readView(value, reading))
        return toQString(*text);
    const auto number = readInteger(value, qint64{0});
    return number == 0 ? QString() : QString::number(number);
}

std::optional<ResponseError> readError(od::value value, Reading &reading)
{
    if (const auto text = readView(value, reading))
        return ResponseError{.message = toQString(*text)};
    if (!isObject(value))
        return std::nullopt;
    ResponseError error;
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        if (key == "code")
            error.code = readCode(field, reading);
        else if (key == "message")
            error.message = readString(field, reading);
        else if (key == "type")
            error.type = readString(field, reading);
        else if (key == "param")
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

QString readMember(od::value value, std::string_view name, Reading &reading)
{
    QString text;
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        if (key == name)
            text = readString(field, reading);
    });
    return text;
}

void readResponseField(std::string_view key, od::value field, Reading &reading, ResponseObject &response)
{
    if (key == "id")
        response.id = readString(field, reading);
    else if (key == "model")
        response.model = readString(field, reading);
    else if (key == "service_tier")
        response.serviceTier = readString(field, reading);
    else if (key == "reasoning")
        response.effort = readMember(field, "effort", reading);
    else if (key == "status")
        response.status = responseStatus(readView(field, reading).value_or(""));
    else if (key == "incomplete_details")
        response.incompleteReason = readMember(field, "reason", reading);
    else if (key == "error")
        response.error = readError(field, reading);
    else if (key == "usage")
        response.usage = readUsage(field, reading);
    else if (key == "output")
        forEachElement(field, reading,
                       [&](od::value item) { response.output.push_back(readItem(item, reading)); });
}

ResponseObject readResponse(od::value value, Reading &reading)
{
    ResponseObject response;
    forEachField(value, reading, [&](std::string_view key, od::value field) {
        readResponseField(key, field, reading, response);
    });
    return response;
}

// One event. All fields are collected in one pass, because "type" may come last.

struct Fields
{
    QByteArray type;
    bool isResponseObject = false;
    qint64 sequenceNumber = -1;
    ItemRef ref;
    std::optional<std::string_view> delta;
    std::optional<std::string_view> text;
    std::optional<OutputItem> item;
    std::optional<ContentPart> part;
    std::optional<ResponseObject> response;
    std::optional<ResponseError> error;
    QByteArray annotation;
    ResponseError flatError;
};

bool isWholeTextKey(std::string_view key)
{
    return key == "text" || key == "refusal" || key == "arguments" || key == "input" || key == "code"
        || key == "command" || key == "output" || key == "transcript";
}

bool readReference(std::string_view key, od::value field, Reading &reading, ItemRef &ref)
{
    if (key == "item_id")
        ref.itemId = readString(field, reading);
    else if (key == "output_index")
        ref.outputIndex = readInteger(field, -1);
    else if (key == "content_index" || key == "summary_index" || key == "command_index")
        ref.partIndex = readInteger(field, -1);
    else
        return false;
    return true;
}

void readObject(std::string_view key, od::value field, Reading &reading, Fields &fields)
{
    if (key == "item")
        fields.item = readItem(field, reading);
    else if (key == "part")
        fields.part = readPart(field, reading);
    else if (key == "response")
        fields.response = readResponse(field, reading);
    else if (key == "error")
        fields.error = readError(field, reading);
    else if (key == "annotation")
        fields.annotation = isObject(field) ? readRaw(field) : QByteArray();
}

/// A flat server error has its "code" where a tool's events have their code.
void readWholeText(std::string_view key, od::value field, Reading &reading, Fields &fields)
{
    const auto text = readView(field, reading);
    if (text)
        fields.text = text;
    if (key == "code")
        fields.flatError.code = text ? toQString(*text) : readCode(field, reading);
}

void readField(std::string_view key, od::value field, Reading &reading, Fields &fields)
{
    if (key == "delta")
        fields.delta = readView(field, reading);
    else if (key == "type")
        fields.type = readBytes(field, reading);
    else if (key == "sequence_number")
        fields.sequenceNumber = std::max(readInteger(field, qint64{-1}), qint64{-1});
    else if (key == "object")
        fields.isResponseObject = readView(field, reading).value_or("") == "response";
    else if (key == "message")
        fields.flatError.message = readString(field, reading);
    else if (key == "param")
        fields.flatError.param = readString(field, reading);
    else if (isWholeTextKey(key))
        readWholeText(key, field, reading, fields);
    else if (!readReference(key, field, reading, fields.ref))
        readObject(key, field, reading, fields);
}

// What each type of event becomes.

struct EventType
{
    std::string_view name;
    ResponsePayload (*make)(Fields &&fields, int variant) = nullptr;
    int variant = 0;
};

ResponsePayload makeDelta(Fields &&fields, int kind)
{
    return TextDelta{.kind = PartKind(kind),
                     .ref = std::move(fields.ref),
                     .delta = toQString(fields.delta.value_or(std::string_view()))};
}

ResponsePayload makeDone(Fields &&fields, int kind)
{
    if (!fields.text)
        return IgnoredEvent{.type = QString::fromUtf8(fields.type)};
    return TextDone{.kind = PartKind(kind), .ref = std::move(fields.ref), .text = toQString(*fields.text)};
}

ResponsePayload makePart(Fields &&fields, int done)
{
    return PartEvent{.done = done != 0,
                     .ref = std::move(fields.ref),
                     .part = std::move(fields.part).value_or(ContentPart{})};
}

ResponsePayload makeItem(Fields &&fields, int done)
{
    return ItemEvent{.done = done != 0,
                     .outputIndex = fields.ref.outputIndex,
                     .item = std::move(fields.item).value_or(OutputItem{})};
}

ResponsePayload makeLifecycle(Fields &&fields, int phase)
{
    return LifecycleEvent{.phase = LifecycleEvent::Phase(phase),
                          .response = std::move(fields.response).value_or(ResponseObject{})};
}

ResponsePayload makeAnnotation(Fields &&fields, int)
{
    return AnnotationAdded{.ref = std::move(fields.ref), .annotation = std::move(fields.annotation)};
}

ResponsePayload makeError(Fields &&fields, int)
{
    return ErrorEvent{.error = fields.error ? *fields.error : fields.flatError};
}

ResponsePayload makeKeepAlive(Fields &&, int)
{
    return KeepAlive{};
}

ResponsePayload makeIgnored(Fields &&fields, int)
{
    return IgnoredEvent{.type = QString::fromUtf8(fields.type)};
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
std::optional<ToolProgress> toolProgress(const Fields &fields)
{
    constexpr QByteArrayView prefix("response.");
    const qsizetype dot = fields.type.lastIndexOf('.');
    if (!fields.type.startsWith(prefix) || dot <= prefix.size())
        return std::nullopt;
    const QByteArray tool = fields.type.sliced(prefix.size(), dot - prefix.size());
    if (std::ranges::find(toolFamilies, std::string_view(tool.constData(), size_t(tool.size())))
        == toolFamilies.end())
        return std::nullopt;
    return ToolProgress{.tool = QString::fromLatin1(tool),
                        .stage = QString::fromLatin1(fields.type.sliced(dot + 1)),
                        .ref = fields.ref};
}

/// An object without a type: an error, a whole response, or something unknown.
ResponsePayload makeUntyped(Fields &&fields)
{
    if (fields.error)
        return ErrorEvent{.error = *fields.error};
    return UnknownEvent{};
}

ResponsePayload makePayload(Fields &&fields)
{
    if (fields.type.isEmpty())
        return makeUntyped(std::move(fields));
    const std::string_view name(fields.type.constData(), size_t(fields.type.size()));
    const auto type = std::ranges::find(eventTypes, name, &EventType::name);
    if (type != eventTypes.end())
        return type->make(std::move(fields), type->variant);
    if (auto progress = toolProgress(fields))
        return *std::move(progress);
    return UnknownEvent{.type = QString::fromUtf8(fields.type)};
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
        for (auto field : object) {
            std::string_view key;
            od::value value;
            if (field.unescaped_key().get(key) != simdjson::SUCCESS
                || std::move(field).value().get(value) != simdjson::SUCCESS)
                return false;
            read(key, value);
        }
        // Anything behind the closing brace is not JSON.
        return !reading.broken && document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    }

    /// Reads the object; where strings are broken, repairs them once and reads again.
    template <typename Value, typename Read>
    Result<Value> readRepaired(const QByteArray &json, Read &&read)
    {
        Value value;
        Reading reading;
        if (readTopObject(json, reading, [&](auto key, auto field) { read(key, field, reading, value); }))
            return value;
        repaired = repairedJson(json);
        if (repaired == json)
            return malformed("not a JSON object"_L1);
        value = {};
        reading = {};
        if (readTopObject(repaired, reading, [&](auto key, auto field) { read(key, field, reading, value); }))
            return value;
        return malformed("not a JSON object"_L1);
    }

    QByteArray repaired;
};

ResponseParser::ResponseParser()
    : m_buffers(std::make_unique<Buffers>())
{ }
ResponseParser::ResponseParser(ResponseParser &&) noexcept = default;
ResponseParser &ResponseParser::operator=(ResponseParser &&) noexcept = default;
ResponseParser::~ResponseParser() = default;

Result<ResponseEvent> ResponseParser::parseEvent(const QByteArray &data, QByteArrayView eventName)
{
    if (data == "[DONE]")
        return ResponseEvent{.payload = StreamDone{}};
    auto fields = m_buffers->readRepaired<Fields>(data, readField);
    if (!fields)
        return Unexpected{fields.error()};
    if (fields->type.isEmpty() && fields->isResponseObject)
        return parseBody(data);
    if (fields->type.isEmpty() && !fields->error && eventName != "message")
        fields->type = eventName.toByteArray();
    const qint64 sequenceNumber = fields->sequenceNumber;
    return ResponseEvent{.sequenceNumber = sequenceNumber, .payload = makePayload(*std::move(fields))};
}

Result<ResponseEvent> ResponseParser::parseBody(const QByteArray &body)
{
    const QByteArray json = body.startsWith("\xEF\xBB\xBF") ? body.sliced(3) : body;
    const auto response = m_buffers->readRepaired<ResponseObject>(json, readResponseField);
    if (!response)
        return Unexpected{response.error()};
    return ResponseEvent{.payload = LifecycleEvent{.phase = phaseOf(*response), .response = *response}};
}

} // namespace reasonglass
