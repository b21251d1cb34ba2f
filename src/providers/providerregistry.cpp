#include "providers/providerregistry.h"

#include "providers/jsonfields.h"

#include <QFileInfo>

#include <algorithm>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

Result<Capabilities> readCapabilities(const QJsonObject &object, const QString &where)
{
    Capabilities c;
    JsonFields fields(object, where + u", capabilities"_s);
    fields.read("streaming"_L1, c.streaming);
    fields.read("blocking"_L1, c.blocking);
    fields.read("background"_L1, c.background);
    fields.read("cancel"_L1, c.cancel);
    fields.read("retrieve"_L1, c.retrieve);
    fields.read("resume"_L1, c.resume);
    fields.read("reasoning_summary"_L1, c.reasoningSummary);
    fields.read("reasoning_effort"_L1, c.reasoningEffort);
    fields.read("verbosity"_L1, c.verbosity);
    fields.read("temperature"_L1, c.temperature);
    fields.read("store"_L1, c.store);
    fields.read("obfuscation_option"_L1, c.obfuscationOption);
    fields.read("image_input"_L1, c.imageInput);
    fields.read("file_input"_L1, c.fileInput);
    fields.read("json_schema"_L1, c.jsonSchema);
    fields.read("model_list_path"_L1, c.modelListPath);
    return fields.finish().transform([&c](std::monostate) { return c; });
}

Result<Timeouts> readTimeouts(const QJsonObject &object, const QString &where)
{
    Timeouts t;
    JsonFields fields(object, where + u", timeouts_s"_s);
    fields.read("connect"_L1, t.connect);
    fields.read("headers"_L1, t.headers);
    fields.read("idle"_L1, t.idle);
    fields.read("total"_L1, t.total);
    return fields.finish().transform([&t](std::monostate) { return t; });
}

void readAddress(JsonFields &fields, QUrl &target)
{
    QString text;
    fields.read("base_url"_L1, text);
    if (text.isEmpty())
        return;
    const Result<QUrl> url = readBaseUrl(text);
    if (url)
        target = *url;
    else
        fields.reject("base_url"_L1, u"usable ("_s + url.error().message + u')');
}

Result<Provider> readProvider(const QJsonObject &object)
{
    Provider p;
    const QString where = u"provider \"%1\""_s.arg(object.value("id"_L1).toString());
    JsonFields fields(object, where);
    fields.read("id"_L1, p.id);
    p.name = p.id;
    fields.read("name"_L1, p.name);
    fields.read("note"_L1, p.note);
    readAddress(fields, p.baseUrl);
    fields.read("key_environment"_L1, p.keyEnvironment);
    fields.read("base_url_environment"_L1, p.baseUrlEnvironment);
    fields.read("key_required"_L1, p.keyRequired);
    fields.read("local"_L1, p.local);
    fields.read("model_prefixes"_L1, p.modelPrefixes);
    fields.read("model_exclusions"_L1, p.modelExclusions);
    fields.read("quirks"_L1, p.quirks);
    const Result<Capabilities> capabilities = readCapabilities(fields.object("capabilities"_L1), where);
    const Result<Timeouts> timeouts = readTimeouts(fields.object("timeouts_s"_L1), where);
    if (!capabilities)
        return Unexpected{capabilities.error()};
    if (!timeouts)
        return Unexpected{timeouts.error()};
    p.capabilities = *capabilities;
    p.timeouts = *timeouts;
    return fields.finish().transform([&p](std::monostate) { return p; });
}

Result<std::vector<Provider>> readProviders(const QJsonArray &entries)
{
    std::vector<Provider> providers;
    for (const QJsonValue entry : entries) {
        const Result<Provider> provider = readProvider(entry.toObject());
        if (!provider)
            return Unexpected{provider.error()};
        providers.push_back(*provider);
    }
    return providers;
}

Error inFile(Error error, const QString &path)
{
    if (!error.message.startsWith(path))
        error.message.prepend(path + u": "_s);
    return error;
}

} // namespace

ProviderRegistry::ProviderRegistry()
{
    const Result<> loaded = applyOverrides(u":/catalogue/providers.json"_s);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().message)); // a build without its data is broken
}

Result<> ProviderRegistry::applyOverrides(const QString &path)
{
    if (!QFileInfo::exists(path))
        return {};
    const Result<QJsonArray> merged =
        readJsonFile(path)
            .and_then([](const QJsonObject &file) { return entries(file, "providers"_L1); })
            .and_then([this](const QJsonArray &list) { return mergedEntries(m_entries, list, {u"id"_s}); });
    const Result<std::vector<Provider>> providers = merged.and_then(readProviders);
    if (!providers)
        return Unexpected{inFile(providers.error(), path)};
    m_entries = *merged;
    m_providers = *providers;
    return {};
}

std::optional<Provider> ProviderRegistry::find(QStringView id) const
{
    const auto found = std::find_if(m_providers.begin(), m_providers.end(),
                                    [id](const Provider &provider) { return provider.id == id; });
    return found == m_providers.end() ? std::nullopt : std::optional(*found);
}

Result<Provider> ProviderRegistry::custom(const QString &baseUrl) const
{
    return readBaseUrl(baseUrl).transform([this](const QUrl &url) {
        Provider provider = find(u"custom").value_or(Provider{.id = u"custom"_s, .name = u"custom"_s});
        provider.baseUrl = url;
        provider.local = isLoopback(url);
        return provider;
    });
}

} // namespace reasonglass
