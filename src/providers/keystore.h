#pragma once

#include "base/expected.h"
#include "providers/secretbytes.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace reasonglass {

/// Where the system keeps passwords. Asynchronous: answers come later, in the calling thread, and
/// not at all once \a context is gone. A store that is broken may never answer. Failures are Storage
/// errors.
class KeyStore
{
public:
    /// nullopt: the store works and has no such entry.
    using ReadAnswer = std::function<void(const Result<std::optional<SecretBytes>> &)>;
    using DoneAnswer = std::function<void(const Result<> &)>;

    KeyStore() = default;
    KeyStore(const KeyStore &) = delete;
    KeyStore &operator=(const KeyStore &) = delete;
    virtual ~KeyStore() = default;

    virtual void read(const QString &entry, QObject *context, ReadAnswer answer) = 0;
    virtual void write(const QString &entry, const SecretBytes &secret, QObject *context,
                       DoneAnswer answer) = 0;
    /// Removing what is not there succeeds.
    virtual void remove(const QString &entry, QObject *context, DoneAnswer answer) = 0;
};

/// The system's own (Secret Service or KWallet, Windows Credential Manager, macOS Keychain) under the
/// service name "Reasonglass"; null where the program was built without it.
std::unique_ptr<KeyStore> createSystemKeyStore();

} // namespace reasonglass
