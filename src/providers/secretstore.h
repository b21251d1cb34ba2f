#pragma once

#include "providers/keystore.h"
#include "providers/providerregistry.h"
#include "providers/secretbytes.h"

#include <QHash>
#include <QObject>
#include <QProcessEnvironment>

#include <chrono>
#include <memory>
#include <optional>

namespace reasonglass {

/// The API keys. Each belongs to one provider *and* the host it was entered for (see keyHost()), and
/// is never handed out for another host: a changed address must not carry a key to a stranger.
///
/// A key is looked for in this order: entered for this session, the system's key store, the
/// environment (only for the provider's own address and the one its address variable names). The key
/// store is asked by load() and answers later; without one, or when it does not answer, the rest
/// works the same. Lives in one thread and never blocks it.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class KeyOrigin { None, KeyStore, Environment, SessionOnly };
    Q_ENUM(KeyOrigin)
    enum class Persistence {
        SessionOnly, ///< forgotten when the program ends
        KeyStore,    ///< kept by the system; for this session only where that fails
    };
    Q_ENUM(Persistence)

    /// \a keyStore may be null: then there is none (tests, and a person who wants none).
    explicit SecretStore(ProviderRegistry providers, const QProcessEnvironment &environment,
                         std::unique_ptr<KeyStore> keyStore = {}, QObject *parent = nullptr);
    ~SecretStore() override;

    /// How long load() waits for the key store before it is taken for absent. Five seconds by default;
    /// an answer that comes later (a person unlocking the store) still counts.
    void setAnswerLimit(std::chrono::milliseconds limit) { m_answerLimit = limit; }

    /// Asks the key store. changed() follows, always after this returns, once it is known.
    void load(const QString &providerId, const QString &host);
    bool isLoading(const QString &providerId, const QString &host) const;

    std::optional<SecretBytes> key(const QString &providerId, const QString &host) const;
    KeyOrigin origin(const QString &providerId, const QString &host) const;

    /// Usable at once; kept as \a persistence says. An empty \a key is the same as remove().
    void store(const QString &providerId, const QString &host, const SecretBytes &key,
               Persistence persistence);
    /// Forgets what was entered, in the key store too. A key in the environment stays.
    void remove(const QString &providerId, const QString &host);

    /// Whether the key store has answered and works. False until the first answer.
    bool keyStoreAvailable() const { return m_keyStoreAvailable; }

signals:
    /// The key of a provider, or where it comes from, may be another now.
    void changed(const QString &providerId);
    void keyStoreAvailabilityChanged(bool available);
    /// The key store refused to keep or to delete a key.
    void keyStoreFailed(const QString &providerId, const reasonglass::Error &error);

private:
    struct Entry
    {
        std::optional<SecretBytes> session;
        std::optional<SecretBytes> kept; ///< as the key store has it
        bool loading = false;
        int revision = 0; ///< grows with store() and remove(): answers to older questions are void
    };

    void takeAnswer(const QString &providerId, const QString &name, int revision,
                    const Result<std::optional<SecretBytes>> &answer);
    void giveUpWaiting(const QString &providerId, const QString &name, int revision);
    void takeWriteAnswer(const QString &providerId, const QString &name, int revision,
                         const Result<> &answer);
    void setKeyStoreAvailable(bool available);
    std::optional<SecretBytes> fromEnvironment(const QString &providerId, const QString &host) const;

    const ProviderRegistry m_providers;
    const QProcessEnvironment m_environment;
    const std::unique_ptr<KeyStore> m_keyStore;
    std::chrono::milliseconds m_answerLimit{5000};
    QHash<QString, Entry> m_entries; ///< by "provider@host"
    bool m_keyStoreAvailable = false;
};

/// The key in \a provider's variable; nullopt when that is unset or empty. What cannot be a key is a
/// Usage error that names the variable and never its content.
Result<std::optional<SecretBytes>> environmentKey(const Provider &provider,
                                                  const QProcessEnvironment &environment);

/// The first variable of any provider, key or address, that cannot be read.
Result<> checkEnvironment(const ProviderRegistry &providers, const QProcessEnvironment &environment);

} // namespace reasonglass
