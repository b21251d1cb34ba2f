#include "cli/providerchoice.h"

#include "app/workbench.h"

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

QString chooseProvider(const Workbench &workbench, const QString &provider, const QString &baseUrl,
                       const QString &model)
{
    if (!provider.isEmpty())
        return provider;
    if (!baseUrl.isEmpty())
        return u"custom"_s;
    for (const Provider &candidate : workbench.providers().all()) {
        if (workbench.catalog().find(candidate.id, model))
            return candidate.id;
    }
    return u"openai"_s;
}

Result<> takeKey(Workbench &workbench, const QString &keyEnvironment, const QString &providerId,
                 const QString &baseUrl)
{
    if (keyEnvironment.isEmpty())
        return {};
    const QByteArray value = workbench.environment().value(keyEnvironment).toUtf8();
    const Result<SecretBytes> key = readKey(value);
    if (!key)
        return Unexpected{
            Error{.kind = ErrorKind::Usage,
                  .message = u"%1 (from --key-env): %2"_s.arg(keyEnvironment, key.error().message),
                  .code = u"bad_key"_s}};
    const Result<Provider> provider = workbench.provider(providerId, baseUrl);
    if (!provider)
        return Unexpected{provider.error()};
    workbench.secrets().store(providerId, keyHost(provider->baseUrl), *key,
                              SecretStore::Persistence::SessionOnly);
    return {};
}

} // namespace reasonglass::cli
