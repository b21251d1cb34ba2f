#pragma once

#include "base/expected.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

class QDebug;

namespace reasonglass {

/// Bytes that must not leak: overwritten before their memory is given back, never printed, never
/// turned into another type by accident. Copies are deep, so each copy wipes its own memory.
class SecretBytes
{
public:
    SecretBytes() = default;
    explicit SecretBytes(QByteArrayView bytes);
    SecretBytes(const SecretBytes &other);
    SecretBytes(SecretBytes &&other) noexcept;
    SecretBytes &operator=(SecretBytes other) noexcept;
    ~SecretBytes();

    /// Takes the content of \a bytes and overwrites it there, as far as this copy of it goes.
    static SecretBytes take(QByteArray &bytes);

    bool isEmpty() const { return m_bytes.empty(); }
    qsizetype size() const { return qsizetype(m_bytes.size()); }
    /// The bytes in place; valid as long as this object is unchanged. Do not copy them elsewhere
    /// but into the request that needs them.
    QByteArrayView view() const { return {m_bytes.data(), size()}; }

    /// Compares in a time that does not depend on where the bytes differ.
    bool operator==(const SecretBytes &other) const;

private:
    std::vector<char> m_bytes; ///< never grows: growing would leave a copy behind
};

void operator<<(const QDebug &, const SecretBytes &) = delete;

/// A key as typed or found in the environment: white space around it is dropped. A Usage error, which
/// never repeats the key, when it is empty or holds what cannot travel in an HTTP header.
Result<SecretBytes> readKey(QByteArrayView text);

/// Overwrites \a size bytes at \a bytes in a way the compiler may not leave out.
void wipe(char *bytes, qsizetype size);

} // namespace reasonglass
