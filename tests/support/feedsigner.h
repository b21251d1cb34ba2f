#pragma once

#include "updates/minisignature.h"

#include <QByteArray>

#include <sodium.h>

namespace reasonglass::test {

/// Signs as minisign does, with a key that nobody else ever had.
class FeedSigner
{
public:
    FeedSigner()
    {
        if (sodium_init() < 0)
            qFatal("libsodium does not start");
        crypto_sign_keypair(bytes(m_point), bytes(m_secret));
        randombytes_buf(m_id.data(), std::size_t(m_id.size()));
    }

    MinisignKey key() const { return {.id = m_id, .point = m_point}; }
    /// As it stands in `minisign.pub`.
    QByteArray keyText() const { return QByteArray("Ed" + m_id + m_point).toBase64(); }

    /// The content of the `.minisig` file for \a content.
    QByteArray sign(const QByteArray &content, const QByteArray &fileName = "update.json",
                    MinisignSignature::Method method = MinisignSignature::Method::Prehashed) const
    {
        const bool prehashed = method == MinisignSignature::Method::Prehashed;
        const QByteArray comment = "timestamp:1790000000\tfile:" + fileName;
        const QByteArray signature = signatureOf(prehashed ? hashOf(content) : content);
        const QByteArray withComment = signature + comment;
        const QByteArray line = (prehashed ? "ED" : "Ed") + m_id + signature;
        return "untrusted comment: a test\n" + line.toBase64() + "\ntrusted comment: " + comment + '\n'
            + signatureOf(withComment).toBase64() + '\n';
    }

private:
    static unsigned char *bytes(QByteArray &array) { return reinterpret_cast<unsigned char *>(array.data()); }
    static const unsigned char *bytes(const QByteArray &array)
    {
        return reinterpret_cast<const unsigned char *>(array.constData());
    }

    static QByteArray hashOf(const QByteArray &content)
    {
        QByteArray hash(crypto_generichash_BYTES_MAX, '\0');
        crypto_generichash(bytes(hash), std::size_t(hash.size()), bytes(content),
                           static_cast<unsigned long long>(content.size()), nullptr, 0);
        return hash;
    }

    QByteArray signatureOf(const QByteArray &message) const
    {
        QByteArray signature(crypto_sign_BYTES, '\0');
        crypto_sign_detached(bytes(signature), nullptr, bytes(message),
                             static_cast<unsigned long long>(message.size()), bytes(m_secret));
        return signature;
    }

    QByteArray m_point = QByteArray(crypto_sign_PUBLICKEYBYTES, '\0');
    QByteArray m_secret = QByteArray(crypto_sign_SECRETKEYBYTES, '\0');
    QByteArray m_id = QByteArray(8, '\0');
};

} // namespace reasonglass::test
