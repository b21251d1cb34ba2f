#pragma once

#include "base/expected.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace reasonglass {

/// A public key of minisign: Ed25519, with the eight bytes by which it is told from others.
struct MinisignKey
{
    QByteArray id;
    QByteArray point; ///< 32 bytes

    bool operator==(const MinisignKey &) const = default;
};

/// A detached signature as minisign writes it into a `.minisig` file.
struct MinisignSignature
{
    enum class Method {
        Prehashed, ///< "ED": of the file's BLAKE2b-512
        Legacy,    ///< "Ed": of the file itself
    };
    Method method = Method::Prehashed;
    QByteArray keyId;
    QByteArray bytes;          ///< 64 bytes
    QByteArray trustedComment; ///< signed together with bytes, by commentBytes
    QByteArray commentBytes;   ///< 64 bytes

    bool operator==(const MinisignSignature &) const = default;
};

/// Reads the one line of base64 that `minisign -P` takes. A Protocol error, `update_key`, otherwise.
Result<MinisignKey> parseMinisignKey(QByteArrayView text);

/// Reads the four lines of a `.minisig` file. Every failure here and below is a Protocol error,
/// `update_signature`, whose message says what is wrong.
Result<MinisignSignature> parseMinisignSignature(QByteArrayView text);

/// Whether \a signature was made with \a key over \a content, and over a trusted comment that names
/// \a fileName (`file:…`, as minisign writes by itself): so that no other file of the same author passes for
/// it.
Result<> verify(const MinisignSignature &signature, const MinisignKey &key, QByteArrayView content,
                QByteArrayView fileName);

} // namespace reasonglass
