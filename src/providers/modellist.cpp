#include "providers/modellist.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>
#include <initializer_list>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

using Names = std::initializer_list<QLatin1StringView>;

QString firstText(const QJsonObject &object, Names names)
{
    for (const QLatin1StringView name : names) {
        QString text = object.value(name).toString();
        if (!text.isEmpty())
            return text;
    }
    return {};
}

std::optional<qint64> firstCount(const QJsonObject &object, Names names)
{
    for (const QLatin1StringView name : names) {
        const qint64 count = object.value(name).toInteger(0);
        if (count > 0)
            return count;
    }
    return std::nullopt;
}

QStringList texts(const QJsonValue &list)
{
    QStringList result;
    for (const QJsonValue entry : list.toArray()) {
        if (entry.isString() && !entry.toString().isEmpty())
            result.append(entry.toString());
    }
    return result;
}

/// Prices come as numbers or as texts that hold a number; "-1" stands for "it depends".
std::optional<double> number(const QJsonValue &value)
{
    bool ok = value.isDouble();
    const double result = ok ? value.toDouble() : value.toString().toDouble(&ok);
    return ok && result >= 0 ? std::optional(result) : std::nullopt;
}

std::optional<double> scaled(const QJsonValue &value, double factor)
{
    const std::optional<double> raw = number(value);
    return raw ? std::optional(*raw * factor) : std::nullopt;
}

Prices openRouterPrices(const QJsonObject &pricing)
{
    constexpr double perToken = 1e6; // USD per token
    return {.inputPerMillion = scaled(pricing.value("prompt"_L1), perToken),
            .cachedPerMillion = scaled(pricing.value("input_cache_read"_L1), perToken),
            .outputPerMillion = scaled(pricing.value("completion"_L1), perToken)};
}

Prices xaiPrices(const QJsonObject &entry)
{
    constexpr double perHundredMillion = 1e-4; // US cents per 100 million tokens
    return {.inputPerMillion = scaled(entry.value("prompt_text_token_price"_L1), perHundredMillion),
            .cachedPerMillion = scaled(entry.value("cached_prompt_text_token_price"_L1), perHundredMillion),
            .outputPerMillion = scaled(entry.value("completion_text_token_price"_L1), perHundredMillion),
            .uncertain = u"the unit of this list is documented in more than one way"_s};
}

Prices readPrices(const QJsonObject &entry)
{
    Prices prices = entry.value("pricing"_L1).isObject()
        ? openRouterPrices(entry.value("pricing"_L1).toObject())
        : xaiPrices(entry);
    if (!prices.isKnown())
        return {};
    prices.source = u"the server's model list"_s;
    return prices;
}

/// A gateway's model runs at several places; the largest context of them is what can be had.
std::optional<qint64> routedContext(const QJsonArray &routes)
{
    std::optional<qint64> largest;
    for (const QJsonValue route : routes)
        largest = std::max(largest, firstCount(route.toObject(), {"context_length"_L1}));
    return largest;
}

std::optional<qint64> readContext(const QJsonObject &entry)
{
    std::optional<qint64> count = firstCount(
        entry, {"context_length"_L1, "context_window"_L1, "max_model_len"_L1, "max_context_length"_L1});
    if (!count) {
        const QJsonObject limits = entry.value("capabilities"_L1)["limits"_L1].toObject();
        count = firstCount(limits, {"max_context_window_tokens"_L1});
    }
    if (!count)
        count = firstCount(entry.value("meta"_L1).toObject(), {"n_ctx"_L1, "n_ctx_train"_L1});
    return count ? count : routedContext(entry.value("providers"_L1).toArray());
}

std::optional<qint64> readMaxOutput(const QJsonObject &entry)
{
    std::optional<qint64> count =
        firstCount(entry.value("top_provider"_L1).toObject(), {"max_completion_tokens"_L1});
    if (!count)
        count = firstCount(entry.value("capabilities"_L1)["limits"_L1].toObject(), {"max_output_tokens"_L1});
    return count ? count : firstCount(entry, {"max_output_tokens"_L1, "max_completion_tokens"_L1});
}

std::optional<bool> readImageInput(const QJsonObject &entry)
{
    QStringList modalities = texts(entry.value("architecture"_L1)["input_modalities"_L1]);
    if (modalities.isEmpty())
        modalities = texts(entry.value("input_modalities"_L1));
    if (!modalities.isEmpty())
        return modalities.contains("image"_L1);
    const QJsonObject capabilities = entry.value("capabilities"_L1).toObject();
    const QJsonValue supported = capabilities.value("supports"_L1)["vision"_L1];
    const QJsonValue vision = supported.isBool() ? supported : capabilities.value("vision"_L1);
    return vision.isBool() ? std::optional(vision.toBool()) : std::nullopt;
}

QDate readCreated(const QJsonObject &entry)
{
    if (const std::optional<qint64> seconds = firstCount(entry, {"created"_L1, "created_at"_L1}))
        return QDateTime::fromSecsSinceEpoch(*seconds, QTimeZone::utc()).date();
    return {};
}

bool isForOtherEndpoints(const QJsonObject &entry)
{
    const QString type = firstText(entry, {"type"_L1});
    const QString capability = entry.value("capabilities"_L1)["type"_L1].toString();
    const auto isOtherKind = [](const QString &kind) {
        return kind.startsWith("embedding"_L1) || kind == "completion"_L1;
    };
    if (isOtherKind(type) || isOtherKind(capability))
        return true;
    const QStringList endpoints = texts(entry.value("supported_endpoints"_L1));
    return !endpoints.isEmpty()
        && std::none_of(endpoints.begin(), endpoints.end(),
                        [](const QString &endpoint) { return endpoint.endsWith("/responses"_L1); });
}

ListedModel readModel(const QJsonObject &entry)
{
    return {
        // "model" and "name" are the ids where Ollama lists; there "name" is no title.
        .id = firstText(entry, {"id"_L1, "model"_L1, "key"_L1, "name"_L1}),
        .name = firstText(entry, {"display_name"_L1, "name"_L1}),
        .created = readCreated(entry),
        .shutdownDate = QDate::fromString(entry.value("shutdown_date"_L1).toString().left(10), Qt::ISODate),
        .contextTokens = readContext(entry),
        .maxOutputTokens = readMaxOutput(entry),
        .imageInput = readImageInput(entry),
        .efforts = texts(entry.value("capabilities"_L1)["supports"_L1]["reasoning_effort"_L1]),
        .aliases = texts(entry.value("aliases"_L1)),
        .prices = readPrices(entry),
    };
}

std::optional<QJsonArray> findList(const QJsonDocument &document)
{
    if (document.isArray())
        return document.array();
    for (const QLatin1StringView name : {"data"_L1, "models"_L1}) {
        const QJsonValue list = document.object().value(name);
        if (list.isArray())
            return list.toArray();
    }
    // Ollama without a model says "data": null.
    if (document.object().value("object"_L1).toString() == "list"_L1)
        return QJsonArray();
    return std::nullopt;
}

} // namespace

Result<std::vector<ListedModel>> parseModelList(const QByteArray &body)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    const std::optional<QJsonArray> list = findList(document);
    if (!list) {
        const QString reason = problem.error == QJsonParseError::NoError
            ? u"it holds no \"data\" or \"models\""_s
            : problem.errorString();
        return Unexpected{
            Error{.kind = ErrorKind::Protocol, .message = u"not a list of models: "_s + reason}};
    }
    std::vector<ListedModel> models;
    for (const QJsonValue entry : *list) {
        const QJsonObject object = entry.isString() ? QJsonObject{{u"id"_s, entry}} : entry.toObject();
        if (isForOtherEndpoints(object))
            continue;
        ListedModel model = readModel(object);
        if (!model.id.isEmpty())
            models.push_back(std::move(model));
    }
    return models;
}

} // namespace reasonglass
