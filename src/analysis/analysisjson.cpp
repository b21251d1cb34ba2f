#include "analysis/analysisjson.h"

#include "base/utf8.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

template <typename T>
QJsonValue orNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonArray reasoningJson(const Transcript &transcript)
{
    QJsonArray array;
    for (const ReasoningPart &part : reasoningParts(transcript)) {
        array.append(QJsonObject{
            {u"kind"_s, part.kind == PartKind::ReasoningSummary ? u"summary"_s : u"raw"_s},
            {u"item"_s, part.item},
            {u"part"_s, part.part},
            {u"text"_s, part.text},
        });
    }
    return array;
}

QJsonArray toolCallsJson(const Transcript &transcript)
{
    QJsonArray array;
    for (int i = 0; i < int(transcript.items.size()); ++i) {
        const TranscriptItem &item = transcript.items[size_t(i)];
        if (!isToolCall(item))
            continue;
        QJsonObject call{{u"item"_s, i}, {u"type"_s, item.type}};
        if (!item.name.isEmpty())
            call.insert("name"_L1, item.name);
        for (const TranscriptPart &part : item.parts) {
            if (part.kind == PartKind::ToolInput)
                call.insert("input"_L1, part.text);
        }
        array.append(call);
    }
    return array;
}

QJsonArray annotationsJson(const Transcript &transcript)
{
    QJsonArray array;
    for (const TranscriptItem &item : transcript.items) {
        for (const TranscriptPart &part : item.parts) {
            for (const QByteArray &annotation : part.annotations)
                array.append(QJsonDocument::fromJson(annotation).object());
        }
    }
    return array;
}

QJsonValue usageJson(const std::optional<Usage> &usage)
{
    if (!usage)
        return {};
    return QJsonObject{{u"input"_s, usage->input},
                       {u"cached"_s, usage->cached},
                       {u"cache_write"_s, usage->cacheWrite},
                       {u"output"_s, usage->output},
                       {u"reasoning"_s, usage->reasoning},
                       {u"total"_s, usage->total}};
}

QJsonValue errorJson(const std::optional<Error> &error)
{
    if (!error)
        return {};
    QJsonValue retryAfter;
    if (error->retryAfter)
        retryAfter = qint64(error->retryAfter->count());
    QJsonObject object{
        {u"code"_s, error->code.isEmpty() ? kindName(error->kind) : error->code},
        {u"kind"_s, kindName(error->kind)},
        {u"message"_s, error->message},
        {u"http_status"_s, error->httpStatus == 0 ? QJsonValue() : QJsonValue(error->httpStatus)},
        {u"retryable"_s, isTransient(*error)},
        {u"retry_after_ms"_s, retryAfter}};
    if (!error->param.isEmpty())
        object.insert("param"_L1, error->param);
    if (!error->requestId.isEmpty())
        object.insert("request_id"_L1, error->requestId);
    return object;
}

QJsonArray attemptsJson(const std::vector<Attempt> &attempts)
{
    QJsonArray array;
    for (const Attempt &attempt : attempts) {
        array.append(QJsonObject{{u"number"_s, attempt.number},
                                 {u"outcome"_s, statusName(attempt.outcome)},
                                 {u"events"_s, attempt.events},
                                 {u"bytes"_s, attempt.bytes},
                                 {u"resumed"_s, attempt.resumed},
                                 {u"streamed"_s, attempt.streamed},
                                 {u"request_id"_s, orNull(attempt.requestId)},
                                 {u"error"_s, errorJson(attempt.error)}});
    }
    return array;
}

QJsonObject timingJson(const AttemptTiming &timing)
{
    return {{u"connect_ms"_s, orNull(timing.connectMs)},
            {u"first_byte_ms"_s, orNull(timing.firstByteMs)},
            {u"first_reasoning_ms"_s, orNull(timing.firstReasoningMs)},
            {u"first_text_ms"_s, orNull(timing.firstTextMs)},
            {u"longest_gap_ms"_s, timing.longestGapMs},
            {u"total_ms"_s, orNull(timing.totalMs)}};
}

} // namespace

QString isoTime(qint64 utcUs)
{
    return QDateTime::fromMSecsSinceEpoch(utcUs / 1000, Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonObject toJson(const AnalysisRecord &record)
{
    const Transcript &transcript = record.transcript;
    return {
        {u"id"_s, toText(record.id)},
        {u"status"_s, statusName(record.status)},
        {u"created"_s, isoTime(record.createdUtcUs)},
        {u"title"_s, record.title},
        {u"provider"_s, record.request.providerId},
        {u"model_requested"_s, record.request.response.model},
        {u"model"_s, orNull(transcript.model)},
        {u"response_id"_s, orNull(transcript.responseId)},
        {u"reasoning"_s, reasoningJson(transcript)},
        {u"text"_s, answerText(transcript)},
        {u"refusal"_s, refusalText(transcript)},
        {u"tool_calls"_s, toolCallsJson(transcript)},
        {u"annotations"_s, annotationsJson(transcript)},
        {u"usage"_s, usageJson(transcript.usage)},
        {u"cost_usd"_s, orNull(record.cost.usd)},
        {u"cost_is"_s, costBasisName(record.cost.basis)},
        {u"incomplete_reason"_s, orNull(transcript.incompleteReason)},
        {u"error"_s, errorJson(record.error)},
        {u"attempts"_s, attemptsJson(record.attempts)},
        {u"fallbacks"_s, QJsonArray::fromStringList(record.fallbacks)},
        {u"events"_s, transcript.events},
        {u"unknown_events"_s, transcript.unknownEvents},
        {u"repeated_events"_s, transcript.repeats},
        {u"timing"_s, timingJson(runTiming(record.attempts))},
        {u"sample"_s, record.request.sample},
        {u"tags"_s, QJsonArray::fromStringList(record.tags)},
        {u"note"_s, record.note},
    };
}

QJsonObject toJson(const AnalysisRow &row)
{
    return {
        {u"id"_s, toText(row.id)},
        {u"created"_s, isoTime(row.createdUtcUs)},
        {u"status"_s, statusName(row.status)},
        {u"provider"_s, row.providerId},
        {u"model_requested"_s, row.modelRequested},
        {u"model"_s, orNull(row.model)},
        {u"title"_s, row.title},
        {u"task"_s, orNull(row.task)},
        {u"cost_usd"_s, orNull(row.cost.usd)},
        {u"cost_is"_s, costBasisName(row.cost.basis)},
        {u"usage"_s, usageJson(row.usage)},
        {u"grade"_s, row.verdict ? QJsonValue(verdictName(*row.verdict)) : QJsonValue()},
        {u"duration_ms"_s, row.durationMs},
        {u"tags"_s, QJsonArray::fromStringList(row.tags)},
        {u"sample"_s, row.sample},
    };
}

QJsonObject toJson(const Frame &frame, qint64 ordinal)
{
    const QString raw = decodeUtf8(frame.data);
    const QJsonObject event = QJsonDocument::fromJson(frame.data).object();
    const QString type = event["type"_L1].toString(decodeUtf8(frame.eventName));
    return {{u"t_us"_s, frame.arrivalUs},
            {u"seq"_s, event["sequence_number"_L1].toInteger(ordinal)},
            {u"type"_s, type},
            {u"raw"_s, raw}};
}

} // namespace reasonglass
