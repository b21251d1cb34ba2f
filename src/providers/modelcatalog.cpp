#include "providers/modelcatalog.h"

#include "providers/jsonfields.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

void readTierFactors(JsonFields &fields, Prices &prices)
{
    constexpr auto name = "tier_factors"_L1;
    const QJsonObject factors = fields.object(name);
    for (auto factor = factors.begin(); factor != factors.end(); ++factor) {
        if (factor.value().isDouble() && factor.value().toDouble() >= 0)
            prices.tierFactors.insert(factor.key().toLower(), factor.value().toDouble());
        else
            fields.reject(name, u"an object of numbers of at least 0"_s);
    }
}

Result<Prices> readPrices(const QJsonObject &object, const QString &where)
{
    Prices p;
    JsonFields fields(object, where + u", prices"_s);
    fields.read("input"_L1, p.inputPerMillion);
    fields.read("cached"_L1, p.cachedPerMillion);
    fields.read("output"_L1, p.outputPerMillion);
    fields.read("cache_write_factor"_L1, p.cacheWriteFactor);
    fields.read("long_context_threshold"_L1, p.longContextThreshold);
    fields.read("long_context_input_factor"_L1, p.longContextInputFactor);
    fields.read("long_context_output_factor"_L1, p.longContextOutputFactor);
    readTierFactors(fields, p);
    fields.read("as_of"_L1, p.asOf);
    fields.read("source"_L1, p.source);
    fields.read("uncertain"_L1, p.uncertain);
    return fields.finish().transform([&p](std::monostate) { return p; });
}

template <typename Value>
void readWord(JsonFields &fields, QLatin1StringView name, Value &target,
              std::optional<Value> (*fromName)(QStringView))
{
    QString word;
    fields.read(name, word);
    const std::optional<Value> value = fromName(word);
    if (value)
        target = *value;
    else if (!word.isEmpty())
        fields.reject(name, u"a word this program knows"_s);
}

void readBehaviour(JsonFields &fields, ModelInfo &m)
{
    fields.read("efforts"_L1, m.efforts);
    fields.read("default_effort"_L1, m.defaultEffort);
    fields.read("accepts_effort"_L1, m.acceptsEffort);
    fields.read("summary"_L1, m.summary);
    fields.read("verbosity"_L1, m.verbosity);
    readWord(fields, "temperature"_L1, m.temperature, temperatureRuleFromName);
    fields.read("streaming"_L1, m.streaming);
    fields.read("image_input"_L1, m.imageInput);
}

void readLife(JsonFields &fields, ModelInfo &m)
{
    fields.read("released"_L1, m.released);
    readWord(fields, "state"_L1, m.state, modelStateFromName);
    fields.read("shutdown"_L1, m.shutdownDate);
    fields.read("replacement"_L1, m.replacement);
    fields.read("aliases"_L1, m.aliases);
    fields.read("source"_L1, m.source);
    fields.read("as_of"_L1, m.asOf);
    fields.read("uncertain"_L1, m.uncertain);
}

Result<ModelInfo> readModel(const QJsonObject &object)
{
    ModelInfo m;
    const QString where = u"model \"%1\""_s.arg(object.value("id"_L1).toString());
    JsonFields fields(object, where);
    fields.read("id"_L1, m.id);
    fields.read("provider"_L1, m.providerId);
    m.name = m.id;
    fields.read("name"_L1, m.name);
    fields.read("context_tokens"_L1, m.contextTokens);
    fields.read("max_input_tokens"_L1, m.maxInputTokens);
    fields.read("max_output_tokens"_L1, m.maxOutputTokens);
    readBehaviour(fields, m);
    readLife(fields, m);
    const Result<Prices> prices = readPrices(fields.object("prices"_L1), where);
    if (!prices)
        return Unexpected{prices.error()};
    m.prices = *prices;
    return fields.finish().transform([&m](std::monostate) { return m; });
}

/// Prices are as old, and from the same place, as the rest of the entry unless they say otherwise.
void completePrices(ModelInfo &model)
{
    if (!model.prices.isKnown())
        return;
    if (!model.prices.asOf.isValid())
        model.prices.asOf = model.asOf;
    if (model.prices.source.isEmpty())
        model.prices.source = model.source;
}

Result<std::vector<ModelInfo>> readModels(const QJsonArray &entries)
{
    std::vector<ModelInfo> models;
    for (const QJsonValue entry : entries) {
        Result<ModelInfo> model = readModel(entry.toObject());
        if (!model)
            return Unexpected{model.error()};
        completePrices(*model);
        models.push_back(*model);
    }
    return models;
}

/// The entries of \a file, each marked with the file's own date unless it says another.
Result<QJsonArray> datedEntries(const QJsonObject &file)
{
    return entries(file, "models"_L1).transform([&file](const QJsonArray &list) {
        QJsonArray dated;
        for (const QJsonValue value : list) {
            QJsonObject entry = value.toObject();
            if (!entry.contains("as_of"_L1) && file.contains("as_of"_L1))
                entry["as_of"_L1] = file.value("as_of"_L1);
            dated.append(entry);
        }
        return dated;
    });
}

/// "gpt-5-mini-2025-08-07" → "gpt-5-mini", "grok-4-0709" → "grok-4"; others stay as they are.
QString withoutSnapshotDate(const QString &id)
{
    static const QRegularExpression date(uR"(-(\d{4}-\d{2}-\d{2}|\d{4})$)"_s);
    return QString(id).remove(date);
}

ModelInfo unknownModel(const QString &providerId, const ListedModel &listed)
{
    return {.id = listed.id,
            .providerId = providerId,
            .name = listed.name.isEmpty() ? listed.id : listed.name,
            .released = listed.created,
            .contextTokens = listed.contextTokens,
            .maxOutputTokens = listed.maxOutputTokens,
            .prices = listed.prices,
            .efforts = listed.efforts,
            .imageInput = listed.imageInput.value_or(true),
            .state = ModelState::Unknown,
            .shutdownDate = listed.shutdownDate,
            .aliases = listed.aliases,
            .source = u"the server's model list"_s};
}

void fillGaps(ModelInfo &model, const ListedModel &listed)
{
    if (!model.contextTokens)
        model.contextTokens = listed.contextTokens;
    if (!model.maxOutputTokens)
        model.maxOutputTokens = listed.maxOutputTokens;
    if (!model.prices.isKnown())
        model.prices = listed.prices;
    if (!listed.shutdownDate.isValid())
        return;
    model.shutdownDate = listed.shutdownDate;
    if (model.state == ModelState::Served || model.state == ModelState::Current)
        model.state = ModelState::ShutdownAnnounced;
}

} // namespace

ModelCatalog::ModelCatalog()
{
    const QString builtIn = u":/catalogue/models.json"_s;
    const Result<> loaded = applyOverrides(builtIn);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().message)); // a build without its data is broken
    const Result<QJsonObject> file = readJsonFile(builtIn);
    m_asOf = QDate::fromString(file->value("as_of"_L1).toString(), Qt::ISODate);
}

Result<> ModelCatalog::applyOverrides(const QString &path)
{
    if (!QFileInfo::exists(path))
        return {};
    const Result<QJsonArray> merged =
        readJsonFile(path).and_then(datedEntries).and_then([this](const QJsonArray &list) {
            return mergedEntries(m_entries, list, {u"provider"_s, u"id"_s});
        });
    const Result<std::vector<ModelInfo>> models = merged.and_then(readModels);
    if (!models) {
        Error error = models.error();
        if (!error.message.startsWith(path))
            error.message.prepend(path + u": "_s);
        return Unexpected{error};
    }
    m_entries = *merged;
    m_known = *models;
    m_models = *models;
    return {};
}

void ModelCatalog::merge(const QString &providerId, const std::vector<ListedModel> &listed)
{
    const auto isOfProvider = [&providerId](const ModelInfo &model) {
        return model.providerId == providerId;
    };
    std::erase_if(m_models, isOfProvider);
    std::copy_if(m_known.begin(), m_known.end(), std::back_inserter(m_models), isOfProvider);

    for (const ListedModel &model : listed) {
        const auto same = std::find_if(m_models.begin(), m_models.end(), [&](const ModelInfo &known) {
            return isOfProvider(known) && known.id == model.id;
        });
        if (same != m_models.end())
            fillGaps(*same, model);
        else if (!find(providerId, model.id)) // a snapshot's own dates say nothing of its model
            m_models.push_back(unknownModel(providerId, model));
    }
}

const ModelInfo *ModelCatalog::lookUp(QStringView providerId, QStringView name) const
{
    const auto found = std::find_if(m_models.begin(), m_models.end(), [=](const ModelInfo &model) {
        return model.providerId == providerId && model.id == name;
    });
    if (found != m_models.end())
        return &*found;
    const auto alias = std::find_if(m_models.begin(), m_models.end(), [=](const ModelInfo &model) {
        return model.providerId == providerId && model.aliases.contains(name);
    });
    return alias == m_models.end() ? nullptr : &*alias;
}

std::optional<ModelInfo> ModelCatalog::find(QStringView providerId, QStringView modelId) const
{
    const ModelInfo *model = lookUp(providerId, modelId);
    if (!model)
        model = lookUp(providerId, withoutSnapshotDate(modelId.toString()));
    return model ? std::optional(*model) : std::nullopt;
}

std::vector<ModelInfo> ModelCatalog::models(QStringView providerId) const
{
    std::vector<ModelInfo> result;
    std::copy_if(m_models.begin(), m_models.end(), std::back_inserter(result),
                 [providerId](const ModelInfo &model) { return model.providerId == providerId; });
    std::stable_sort(result.begin(), result.end(), [](const ModelInfo &a, const ModelInfo &b) {
        if (a.released == b.released)
            return !a.released.isValid() && a.id < b.id; // the table's own order within a day
        return a.released > b.released;                  // an invalid date is the smallest
    });
    return result;
}

} // namespace reasonglass
