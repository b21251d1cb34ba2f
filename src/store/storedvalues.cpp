#include "store/storedvalues.h"

#include "store/sql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr quint32 largestBody = 1024 * 1024 * 1024;

QString compactJson(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject objectFrom(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

void putText(QJsonObject &object, QLatin1StringView key, const QString &text)
{
    if (!text.isEmpty())
        object.insert(key, text);
}

template <typename T>
void put(QJsonObject &object, QLatin1StringView key, const std::optional<T> &value)
{
    if (value)
        object.insert(key, QJsonValue(*value));
}

std::optional<int> intAt(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

std::optional<double> doubleAt(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

ErrorKind errorKindFromName(const QString &name)
{
    bool known = false;
    const int value = QMetaEnum::fromType<ErrorKind>().keyToValue(name.toLatin1().constData(), &known);
    return known ? ErrorKind(value) : ErrorKind::Protocol;
}

QString streamingName(StreamingMode mode)
{
    switch (mode) {
    case StreamingMode::Auto:
        return u"auto"_s;
    case StreamingMode::On:
        return u"on"_s;
    case StreamingMode::Off:
        return u"off"_s;
    }
    Q_UNREACHABLE();
}

StreamingMode streamingFromName(const QString &name)
{
    for (const StreamingMode mode : {StreamingMode::On, StreamingMode::Off}) {
        if (name == streamingName(mode))
            return mode;
    }
    return StreamingMode::Auto;
}

QJsonObject responseSettings(const ResponseRequest &response)
{
    QJsonObject settings{{"stream"_L1, response.stream},
                         {"background"_L1, response.background},
                         {"plain_events"_L1, response.plainEvents}};
    putText(settings, "effort"_L1, response.effort);
    putText(settings, "summary"_L1, response.summary);
    putText(settings, "verbosity"_L1, response.verbosity);
    putText(settings, "json_schema"_L1, QString::fromUtf8(response.jsonSchema));
    put(settings, "max_output_tokens"_L1, response.maxOutputTokens);
    put(settings, "temperature"_L1, response.temperature);
    put(settings, "store"_L1, response.store);
    return settings;
}

void readResponseSettings(const QJsonObject &settings, ResponseRequest &response)
{
    response.stream = settings.value("stream"_L1).toBool(true);
    response.background = settings.value("background"_L1).toBool();
    response.plainEvents = settings.value("plain_events"_L1).toBool();
    response.effort = settings.value("effort"_L1).toString();
    response.summary = settings.value("summary"_L1).toString();
    response.verbosity = settings.value("verbosity"_L1).toString();
    response.jsonSchema = settings.value("json_schema"_L1).toString().toUtf8();
    response.maxOutputTokens = intAt(settings, "max_output_tokens"_L1);
    response.temperature = doubleAt(settings, "temperature"_L1);
    if (const QJsonValue store = settings.value("store"_L1); store.isBool())
        response.store = store.toBool();
}

} // namespace

QString partKindName(PartKind kind)
{
    switch (kind) {
    case PartKind::ReasoningSummary:
        return u"reasoning_summary"_s;
    case PartKind::ReasoningText:
        return u"reasoning_text"_s;
    case PartKind::OutputText:
        return u"output_text"_s;
    case PartKind::Refusal:
        return u"refusal"_s;
    case PartKind::ToolInput:
        return u"tool_input"_s;
    case PartKind::ToolOutput:
        return u"tool_output"_s;
    }
    Q_UNREACHABLE();
}

std::optional<PartKind> partKindFromName(QStringView name)
{
    for (const PartKind kind : {PartKind::ReasoningSummary, PartKind::ReasoningText, PartKind::OutputText,
                                PartKind::Refusal, PartKind::ToolInput, PartKind::ToolOutput}) {
        if (name == partKindName(kind))
            return kind;
    }
    return {};
}

std::optional<CostBasis> costBasisFromName(QStringView name)
{
    for (const CostBasis basis :
         {CostBasis::Unknown, CostBasis::Reported, CostBasis::Computed, CostBasis::Estimated}) {
        if (name == costBasisName(basis))
            return basis;
    }
    return {};
}

QVariant errorColumn(const std::optional<Error> &error)
{
    if (!error)
        return QVariant(QMetaType::fromType<QString>());
    QJsonObject object{{"kind"_L1, kindName(error->kind)}, {"message"_L1, error->message}};
    putText(object, "code"_L1, error->code);
    putText(object, "param"_L1, error->param);
    putText(object, "request_id"_L1, error->requestId);
    if (error->httpStatus != 0)
        object.insert("http_status"_L1, error->httpStatus);
    if (error->retryAfter)
        object.insert("retry_after_ms"_L1, qint64(error->retryAfter->count()));
    return compactJson(object);
}

std::optional<Error> errorFromColumn(const QVariant &value)
{
    if (value.isNull())
        return {};
    const QJsonObject object = objectFrom(value.toString());
    Error error{.kind = errorKindFromName(object.value("kind"_L1).toString()),
                .message = object.value("message"_L1).toString(),
                .code = object.value("code"_L1).toString(),
                .param = object.value("param"_L1).toString(),
                .httpStatus = object.value("http_status"_L1).toInt(),
                .requestId = object.value("request_id"_L1).toString()};
    if (const QJsonValue delay = object.value("retry_after_ms"_L1); delay.isDouble())
        error.retryAfter = std::chrono::milliseconds(delay.toInteger());
    return error;
}

QString requestColumn(const AnalysisRequest &request)
{
    QJsonObject object = responseSettings(request.response);
    object.insert("streaming"_L1, streamingName(request.streaming));
    object.insert("allow_fallback"_L1, request.allowFallback);
    object.insert("retries"_L1, request.retries);
    put(object, "idle_timeout_seconds"_L1, request.idleTimeoutSeconds);
    put(object, "cap_usd"_L1, request.capUsd);
    return compactJson(object);
}

void readRequestColumn(const QString &text, AnalysisRequest &request)
{
    const QJsonObject object = objectFrom(text);
    readResponseSettings(object, request.response);
    request.streaming = streamingFromName(object.value("streaming"_L1).toString());
    request.allowFallback = object.value("allow_fallback"_L1).toBool(true);
    request.retries = object.value("retries"_L1).toInt(request.retries);
    request.idleTimeoutSeconds = intAt(object, "idle_timeout_seconds"_L1);
    request.capUsd = doubleAt(object, "cap_usd"_L1);
}

QString listColumn(const QStringList &list)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact));
}

QStringList listFromColumn(const QString &text)
{
    QStringList list;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array)
        list.append(value.toString());
    return list;
}

QVariantList usageColumns(const std::optional<Usage> &usage)
{
    if (!usage) {
        QVariantList none(6, QVariant(QMetaType::fromType<qint64>()));
        return none << QVariant(QMetaType::fromType<double>());
    }
    return {usage->input,
            usage->cached,
            usage->cacheWrite,
            usage->output,
            usage->reasoning,
            usage->total,
            orNull(usage->reportedCostUsd)};
}

QVariant compressedColumn(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QVariant(QMetaType::fromType<QByteArray>()) : QVariant(qCompress(bytes));
}

Result<QByteArray> bytesFromColumn(const QVariant &value)
{
    if (value.isNull())
        return QByteArray();
    const QByteArray stored = value.toByteArray();
    if (stored.size() < 4 || qFromBigEndian<quint32>(stored.constData()) > largestBody)
        return Unexpected{storageError(u"a stored request body claims an impossible length"_s)};
    QByteArray bytes = qUncompress(stored);
    if (bytes.isEmpty())
        return Unexpected{storageError(u"a stored request body cannot be decompressed"_s)};
    return bytes;
}

bool isReasoning(PartKind kind)
{
    return kind == PartKind::ReasoningSummary || kind == PartKind::ReasoningText;
}

std::vector<StoredPart> storedParts(const Transcript &transcript)
{
    std::vector<StoredPart> parts;
    for (std::size_t item = 0; item < transcript.items.size(); ++item) {
        const std::vector<TranscriptPart> &texts = transcript.items[item].parts;
        for (std::size_t part = 0; part < texts.size(); ++part) {
            if (!texts[part].text.isEmpty())
                parts.push_back({texts[part].kind, int(item), int(part), normalized(texts[part].text)});
        }
    }
    return parts;
}

} // namespace reasonglass
