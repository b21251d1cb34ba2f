#include "store/transcriptoutline.h"

#include "store/sql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct StatusWord
{
    ResponseStatus status = ResponseStatus::InProgress;
    QLatin1StringView word = {};
};

constexpr std::array statusWords{
    StatusWord{ResponseStatus::InProgress, "in_progress"_L1},
    StatusWord{ResponseStatus::Queued, "queued"_L1},
    StatusWord{ResponseStatus::Completed, "completed"_L1},
    StatusWord{ResponseStatus::Incomplete, "incomplete"_L1},
    StatusWord{ResponseStatus::Failed, "failed"_L1},
    StatusWord{ResponseStatus::Cancelled, "cancelled"_L1},
};

QString wordFor(ResponseStatus status)
{
    for (const auto &[known, word] : statusWords) {
        if (known == status)
            return word;
    }
    Q_UNREACHABLE();
}

std::optional<ResponseStatus> statusFrom(const QString &text)
{
    for (const auto &[status, word] : statusWords) {
        if (text == word)
            return status;
    }
    return {};
}

QJsonObject usageObject(const Usage &usage)
{
    QJsonObject object{
        {"input"_L1, usage.input},   {"cached"_L1, usage.cached},       {"cache_write"_L1, usage.cacheWrite},
        {"output"_L1, usage.output}, {"reasoning"_L1, usage.reasoning}, {"total"_L1, usage.total}};
    if (usage.reportedCostUsd)
        object.insert("reported_cost_usd"_L1, *usage.reportedCostUsd);
    return object;
}

std::optional<Usage> usageFrom(const QJsonValue &value)
{
    if (!value.isObject())
        return {};
    const QJsonObject object = value.toObject();
    const QJsonValue cost = object.value("reported_cost_usd"_L1);
    return Usage{.input = object.value("input"_L1).toInteger(),
                 .cached = object.value("cached"_L1).toInteger(),
                 .cacheWrite = object.value("cache_write"_L1).toInteger(),
                 .output = object.value("output"_L1).toInteger(),
                 .reasoning = object.value("reasoning"_L1).toInteger(),
                 .total = object.value("total"_L1).toInteger(),
                 .reportedCostUsd = cost.isDouble() ? std::optional(cost.toDouble()) : std::nullopt};
}

QJsonObject errorObject(const ResponseError &error)
{
    return {{"code"_L1, error.code},
            {"message"_L1, error.message},
            {"type"_L1, error.type},
            {"param"_L1, error.param}};
}

std::optional<ResponseError> errorFrom(const QJsonValue &value)
{
    if (!value.isObject())
        return {};
    const QJsonObject object = value.toObject();
    return ResponseError{.code = object.value("code"_L1).toString(),
                         .message = object.value("message"_L1).toString(),
                         .type = object.value("type"_L1).toString(),
                         .param = object.value("param"_L1).toString()};
}

QJsonObject partObject(const TranscriptPart &part)
{
    QJsonArray annotations;
    for (const QByteArray &annotation : part.annotations)
        annotations.append(QString::fromUtf8(annotation));
    return {{"kind"_L1, partKindName(part.kind)},
            {"index"_L1, part.index},
            {"done"_L1, part.done},
            {"annotations"_L1, annotations}};
}

std::optional<TranscriptPart> partFrom(const QJsonObject &object)
{
    const std::optional<PartKind> kind = partKindFromName(object.value("kind"_L1).toString());
    if (!kind)
        return {};
    TranscriptPart part{
        .kind = *kind, .index = object.value("index"_L1).toInt(), .done = object.value("done"_L1).toBool()};
    const QJsonArray annotations = object.value("annotations"_L1).toArray();
    for (const auto &annotation : annotations)
        part.annotations.push_back(annotation.toString().toUtf8());
    return part;
}

QJsonObject itemObject(const TranscriptItem &item)
{
    QJsonArray parts;
    for (const TranscriptPart &part : item.parts)
        parts.append(partObject(part));
    return {{"type"_L1, item.type},
            {"id"_L1, item.id},
            {"name"_L1, item.name},
            {"status"_L1, item.status},
            {"phase"_L1, item.phase},
            {"round"_L1, item.round},
            {"output_index"_L1, item.outputIndex},
            {"closed"_L1, item.closed},
            {"encrypted"_L1, item.encrypted},
            {"parts"_L1, parts}};
}

std::optional<TranscriptItem> itemFrom(const QJsonObject &object)
{
    TranscriptItem item{.type = object.value("type"_L1).toString(),
                        .id = object.value("id"_L1).toString(),
                        .name = object.value("name"_L1).toString(),
                        .status = object.value("status"_L1).toString(),
                        .phase = object.value("phase"_L1).toString(),
                        .round = object.value("round"_L1).toInt(),
                        .outputIndex = object.value("output_index"_L1).toInt(),
                        .closed = object.value("closed"_L1).toBool(),
                        .encrypted = object.value("encrypted"_L1).toBool()};
    const QJsonArray parts = object.value("parts"_L1).toArray();
    for (const auto &value : parts) {
        std::optional<TranscriptPart> part = partFrom(value.toObject());
        if (!part)
            return {};
        item.parts.push_back(*std::move(part));
    }
    return item;
}

QJsonObject outlineObject(const Transcript &transcript)
{
    QJsonArray items;
    for (const TranscriptItem &item : transcript.items)
        items.append(itemObject(item));
    QJsonObject object{{"response_id"_L1, transcript.responseId},
                       {"model"_L1, transcript.model},
                       {"service_tier"_L1, transcript.serviceTier},
                       {"effort"_L1, transcript.effort},
                       {"items"_L1, items},
                       {"incomplete_reason"_L1, transcript.incompleteReason},
                       {"last_sequence_number"_L1, transcript.lastSequenceNumber},
                       {"events"_L1, transcript.events},
                       {"unknown_events"_L1, transcript.unknownEvents},
                       {"repeats"_L1, transcript.repeats},
                       {"round"_L1, transcript.round},
                       {"terminal"_L1, transcript.terminal}};
    if (transcript.status)
        object.insert("status"_L1, wordFor(*transcript.status));
    if (transcript.usage)
        object.insert("usage"_L1, usageObject(*transcript.usage));
    if (transcript.error)
        object.insert("error"_L1, errorObject(*transcript.error));
    return object;
}

Unexpected<Error> mismatch()
{
    return Unexpected{storageError(u"an analysis' outline does not match its texts"_s)};
}

} // namespace

/// What JSON, UTF-8 or the library would change on the way is not the transcript any more.
std::optional<QString> outlineOf(const Transcript &transcript)
{
    const QByteArray json = QJsonDocument(outlineObject(transcript)).toJson(QJsonDocument::Compact);
    QString outline = normalized(QString::fromUtf8(json));
    const Result<Transcript> kept = transcriptFrom(outline, storedParts(transcript));
    return kept && *kept == transcript ? std::optional(std::move(outline)) : std::nullopt;
}

Result<Transcript> transcriptFrom(const QString &outline, std::vector<StoredPart> parts)
{
    const QJsonObject object = QJsonDocument::fromJson(outline.toUtf8()).object();
    if (!object.contains("items"_L1))
        return mismatch();
    Transcript transcript{.responseId = object.value("response_id"_L1).toString(),
                          .model = object.value("model"_L1).toString(),
                          .serviceTier = object.value("service_tier"_L1).toString(),
                          .effort = object.value("effort"_L1).toString(),
                          .status = statusFrom(object.value("status"_L1).toString()),
                          .usage = usageFrom(object.value("usage"_L1)),
                          .error = errorFrom(object.value("error"_L1)),
                          .incompleteReason = object.value("incomplete_reason"_L1).toString(),
                          .lastSequenceNumber = object.value("last_sequence_number"_L1).toInteger(-1),
                          .events = object.value("events"_L1).toInteger(),
                          .unknownEvents = object.value("unknown_events"_L1).toInteger(),
                          .repeats = object.value("repeats"_L1).toInteger(),
                          .round = object.value("round"_L1).toInt(),
                          .terminal = object.value("terminal"_L1).toBool()};
    const QJsonArray items = object.value("items"_L1).toArray();
    for (const auto &value : items) {
        std::optional<TranscriptItem> item = itemFrom(value.toObject());
        if (!item)
            return mismatch();
        transcript.items.push_back(*std::move(item));
    }
    for (StoredPart &part : parts) {
        if (part.item < 0 || std::size_t(part.item) >= transcript.items.size())
            return mismatch();
        std::vector<TranscriptPart> &places = transcript.items[std::size_t(part.item)].parts;
        if (part.part < 0 || std::size_t(part.part) >= places.size()
            || places[std::size_t(part.part)].kind != part.kind)
            return mismatch();
        places[std::size_t(part.part)].text = std::move(part.text);
    }
    return transcript;
}

} // namespace reasonglass
