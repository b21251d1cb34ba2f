#include "providers/secretstore.h"

#include <QTimer>

#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

QString entryName(const QString &providerId, const QString &host)
{
    return providerId + u'@' + host.toLower();
}

} // namespace

SecretStore::SecretStore(ProviderRegistry providers, const QProcessEnvironment &environment,
                         std::unique_ptr<KeyStore> keyStore, QObject *parent)
    : QObject(parent)
    , m_providers(std::move(providers))
    , m_environment(environment)
    , m_keyStore(std::move(keyStore))
{ }

SecretStore::~SecretStore() = default;

void SecretStore::load(const QString &providerId, const QString &host)
{
    if (!m_keyStore) {
        QMetaObject::invokeMethod(
            this, [this, providerId] { emit changed(providerId); }, Qt::QueuedConnection);
        return;
    }
    const QString name = entryName(providerId, host);
    Entry &entry = m_entries[name];
    if (entry.loading)
        return;
    entry.loading = true;
    const int revision = entry.revision;
    QTimer::singleShot(m_answerLimit, this, [=, this] { giveUpWaiting(providerId, name, revision); });
    m_keyStore->read(name, this, [=, this](const Result<std::optional<SecretBytes>> &answer) {
        takeAnswer(providerId, name, revision, answer);
    });
}

bool SecretStore::isLoading(const QString &providerId, const QString &host) const
{
    const auto entry = m_entries.constFind(entryName(providerId, host));
    return entry != m_entries.cend() && entry->loading;
}

void SecretStore::takeAnswer(const QString &providerId, const QString &name, int revision,
                             const Result<std::optional<SecretBytes>> &answer)
{
    setKeyStoreAvailable(answer.has_value());
    Entry &entry = m_entries[name];
    entry.loading = false;
    if (answer && entry.revision == revision)
        entry.kept = *answer;
    emit changed(providerId);
}

void SecretStore::giveUpWaiting(const QString &providerId, const QString &name, int revision)
{
    Entry &entry = m_entries[name];
    if (!entry.loading || entry.revision != revision)
        return;
    entry.loading = false;
    setKeyStoreAvailable(false);
    emit changed(providerId);
}

std::optional<SecretBytes> SecretStore::key(const QString &providerId, const QString &host) const
{
    const auto entry = m_entries.constFind(entryName(providerId, host));
    if (entry != m_entries.cend() && entry->session)
        return entry->session;
    if (entry != m_entries.cend() && entry->kept)
        return entry->kept;
    return fromEnvironment(providerId, host);
}

SecretStore::KeyOrigin SecretStore::origin(const QString &providerId, const QString &host) const
{
    const auto entry = m_entries.constFind(entryName(providerId, host));
    if (entry != m_entries.cend() && entry->session)
        return KeyOrigin::SessionOnly;
    if (entry != m_entries.cend() && entry->kept)
        return KeyOrigin::KeyStore;
    return fromEnvironment(providerId, host) ? KeyOrigin::Environment : KeyOrigin::None;
}

std::optional<SecretBytes> SecretStore::fromEnvironment(const QString &providerId, const QString &host) const
{
    const std::optional<Provider> provider = m_providers.find(providerId);
    if (!provider)
        return std::nullopt;
    const Result<Provider> there = atEnvironmentAddress(*provider, m_environment);
    const QString wanted = host.toLower();
    const bool isOwnHost =
        wanted == keyHost(provider->baseUrl) || (there && wanted == keyHost(there->baseUrl));
    if (wanted.isEmpty() || !isOwnHost)
        return std::nullopt;
    return environmentKey(*provider, m_environment).value_or(std::nullopt);
}

void SecretStore::store(const QString &providerId, const QString &host, const SecretBytes &key,
                        Persistence persistence)
{
    if (key.isEmpty()) {
        remove(providerId, host);
        return;
    }
    const QString name = entryName(providerId, host);
    Entry &entry = m_entries[name];
    const int revision = ++entry.revision;
    entry.loading = false;
    entry.session = key;
    if (persistence == Persistence::KeyStore && m_keyStore) {
        m_keyStore->write(name, key, this, [=, this](const Result<> &answer) {
            takeWriteAnswer(providerId, name, revision, answer);
        });
    }
    emit changed(providerId);
}

void SecretStore::takeWriteAnswer(const QString &providerId, const QString &name, int revision,
                                  const Result<> &answer)
{
    setKeyStoreAvailable(answer.has_value());
    if (!answer) {
        emit keyStoreFailed(providerId, answer.error());
        return;
    }
    Entry &entry = m_entries[name];
    if (entry.revision != revision)
        return;
    entry.kept = std::exchange(entry.session, std::nullopt);
    emit changed(providerId);
}

void SecretStore::remove(const QString &providerId, const QString &host)
{
    const QString name = entryName(providerId, host);
    Entry &entry = m_entries[name];
    ++entry.revision;
    entry.loading = false;
    entry.session.reset();
    entry.kept.reset();
    if (m_keyStore) {
        m_keyStore->remove(name, this, [this, providerId](const Result<> &answer) {
            setKeyStoreAvailable(answer.has_value());
            if (!answer)
                emit keyStoreFailed(providerId, answer.error());
        });
    }
    emit changed(providerId);
}

void SecretStore::setKeyStoreAvailable(bool available)
{
    if (std::exchange(m_keyStoreAvailable, available) != available)
        emit keyStoreAvailabilityChanged(available);
}

Result<std::optional<SecretBytes>> environmentKey(const Provider &provider,
                                                  const QProcessEnvironment &environment)
{
    QByteArray value = environment.value(provider.keyEnvironment).toUtf8();
    if (provider.keyEnvironment.isEmpty() || value.isEmpty())
        return std::optional<SecretBytes>();
    const Result<SecretBytes> key = readKey(value);
    wipe(value.data(), value.size());
    if (!key) {
        return Unexpected{Error{.kind = ErrorKind::Usage,
                                .message = provider.keyEnvironment + u": "_s + key.error().message,
                                .param = provider.keyEnvironment}};
    }
    return std::optional(*key);
}

Result<> checkEnvironment(const ProviderRegistry &providers, const QProcessEnvironment &environment)
{
    for (const Provider &provider : providers.all()) {
        const Result<std::optional<SecretBytes>> key = environmentKey(provider, environment);
        if (!key)
            return Unexpected{key.error()};
        const Result<Provider> address = atEnvironmentAddress(provider, environment);
        if (!address)
            return Unexpected{address.error()};
    }
    return {};
}

} // namespace reasonglass
