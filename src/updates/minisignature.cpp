#include "updates/minisignature.h"

#include <array>
#include <optional>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype methodSize = 2;
constexpr qsizetype keyIdSize = 8;
constexpr qsizetype pointSize = crypto_sign_PUBLICKEYBYTES;
constexpr qsizetype signatureSize = crypto_sign_BYTES;
constexpr qsizetype longestFile = 4096; ///< four lines, of which two are comments

constexpr QByteArrayView untrustedMark = "untrusted comment: ";
constexpr QByteArrayView trustedMark = "trusted comment: ";

Unexpected<Error> badSignature(const QString &message)
{
    return Unexpected{Error{.kind = ErrorKind::Protocol, .message = message, .code = u"update_signature"_s}};
}

/// Exactly \a size bytes of base64, or nothing.
std::optional<QByteArray> fromBase64(QByteArrayView text, qsizetype size)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        text.toByteArray(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != size)
        return std::nullopt;
    return decoded.decoded;
}

/// Cuts a line off \a rest; lines end in LF or CR LF, the last one may end in nothing.
QByteArrayView takeLine(QByteArrayView &rest)
{
    const qsizetype end = rest.indexOf('\n');
    QByteArrayView line = end < 0 ? rest : rest.first(end);
    rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

std::optional<MinisignSignature::Method> methodOf(QByteArrayView name)
{
    if (name == "ED")
        return MinisignSignature::Method::Prehashed;
    if (name == "Ed")
        return MinisignSignature::Method::Legacy;
    return std::nullopt;
}

bool isSigned(QByteArrayView message, QByteArrayView signature, const MinisignKey &key)
{
    const auto bytes = [](QByteArrayView view) {
        return reinterpret_cast<const unsigned char *>(view.data());
    };
    return crypto_sign_verify_detached(bytes(signature), bytes(message),
                                       static_cast<unsigned long long>(message.size()), bytes(key.point))
        == 0;
}

QByteArray blake2b512(QByteArrayView content)
{
    std::array<unsigned char, crypto_generichash_BYTES_MAX> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char *>(content.data()),
                       static_cast<unsigned long long>(content.size()), nullptr, 0);
    return {reinterpret_cast<const char *>(hash.data()), qsizetype(hash.size())};
}

bool names(const QByteArray &trustedComment, QByteArrayView fileName)
{
    const QList<QByteArray> fields = trustedComment.split('\t');
    return fields.contains("file:" + fileName.toByteArray());
}

} // namespace

Result<MinisignKey> parseMinisignKey(QByteArrayView text)
{
    const auto bytes = fromBase64(text.trimmed(), methodSize + keyIdSize + pointSize);
    if (!bytes || !bytes->startsWith("Ed")) {
        return Unexpected{Error{.kind = ErrorKind::Protocol,
                                .message = u"this is no public key of minisign"_s,
                                .code = u"update_key"_s}};
    }
    return MinisignKey{.id = bytes->mid(methodSize, keyIdSize), .point = bytes->mid(methodSize + keyIdSize)};
}

Result<MinisignSignature> parseMinisignSignature(QByteArrayView text)
{
    if (text.size() > longestFile)
        return badSignature(u"the signature is longer than any"_s);
    const bool commented = takeLine(text).startsWith(untrustedMark);
    const auto signature = fromBase64(takeLine(text), methodSize + keyIdSize + signatureSize);
    const QByteArrayView comment = takeLine(text);
    const auto commentSignature = fromBase64(takeLine(text), signatureSize);
    if (!commented || !signature || !comment.startsWith(trustedMark) || !commentSignature
        || !text.trimmed().isEmpty())
        return badSignature(u"this is no signature of minisign"_s);
    const auto method = methodOf(QByteArrayView(*signature).first(methodSize));
    if (!method)
        return badSignature(u"the signature is of a kind that is not known here"_s);
    return MinisignSignature{.method = *method,
                             .keyId = signature->mid(methodSize, keyIdSize),
                             .bytes = signature->mid(methodSize + keyIdSize),
                             .trustedComment = comment.sliced(trustedMark.size()).toByteArray(),
                             .commentBytes = *commentSignature};
}

Result<> verify(const MinisignSignature &signature, const MinisignKey &key, QByteArrayView content,
                QByteArrayView fileName)
{
    if (sodium_init() < 0)
        return badSignature(u"the library that checks signatures does not start"_s);
    if (key.point.size() != pointSize || signature.bytes.size() != signatureSize
        || signature.commentBytes.size() != signatureSize)
        return badSignature(u"key or signature is not of the right length"_s);
    if (signature.keyId != key.id)
        return badSignature(u"the signature was made with another key"_s);
    const bool prehashed = signature.method == MinisignSignature::Method::Prehashed;
    if (!isSigned(prehashed ? blake2b512(content) : content.toByteArray(), signature.bytes, key))
        return badSignature(u"the signature does not match the file"_s);
    const QByteArray withComment = signature.bytes + signature.trustedComment;
    if (!isSigned(withComment, signature.commentBytes, key))
        return badSignature(u"the signature does not match its comment"_s);
    if (!names(signature.trustedComment, fileName))
        return badSignature(u"the signature is that of another file"_s);
    return {};
}

} // namespace reasonglass
