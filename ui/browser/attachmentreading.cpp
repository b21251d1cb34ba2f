#include "ui/browser/attachmentreading.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QPromise>
#include <QStringDecoder>
#include <QThreadPool>

#include <array>
#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr std::array imageKinds{"image/png"_L1, "image/jpeg"_L1, "image/gif"_L1, "image/webp"_L1};

Unexpected<Error> refusal(const QString &code, const QString &message, ErrorKind kind = ErrorKind::Usage)
{
    return {Error{.kind = kind, .message = message, .code = code}};
}

/// UTF-8 stays as it is, other Unicode is converted by its byte order mark. nullopt: neither.
std::optional<QByteArray> asUtf8(const QByteArray &bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8);
    QStringDecoder decoder(encoding);
    const QString text = decoder(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return encoding == QStringConverter::Utf8 ? bytes : text.toUtf8();
}

Result<Attachment> recognized(const QString &fileName, const QByteArray &bytes)
{
    const QMimeType type = QMimeDatabase().mimeTypeForFileNameAndData(fileName, bytes);
    for (const auto kind : imageKinds) {
        if (type.inherits(kind))
            return Attachment{fileName, kind, bytes};
    }
    if (type.inherits(u"application/pdf"_s))
        return Attachment{fileName, u"application/pdf"_s, bytes};
    const std::optional<QByteArray> text = asUtf8(bytes);
    if (!text || text->contains('\0'))
        return refusal(u"unknown_kind"_s, type.name());
    const bool isText = type.name().startsWith("text/"_L1);
    return Attachment{fileName, isText ? type.name() : u"text/plain"_s, *text};
}

Result<Attachment> readNow(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return refusal(u"folder"_s, path);
    if (!info.isFile()) // pipes and devices could be read without end
        return refusal(u"unreadable"_s, path, ErrorKind::Storage);
    if (info.size() > largestAttachment)
        return refusal(u"too_large"_s, path, ErrorKind::TooLarge);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refusal(u"unreadable"_s, file.errorString(), ErrorKind::Storage);
    const QByteArray bytes = file.read(largestAttachment + 1);
    if (file.error() != QFileDevice::NoError)
        return refusal(u"unreadable"_s, file.errorString(), ErrorKind::Storage);
    if (bytes.size() > largestAttachment)
        return refusal(u"too_large"_s, path, ErrorKind::TooLarge);
    return recognized(info.fileName(), bytes);
}

Result<Attachment> encodeNow(const QImage &image, const QString &fileName)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        return refusal(u"unreadable"_s, fileName);
    if (bytes.size() > largestAttachment)
        return refusal(u"too_large"_s, fileName, ErrorKind::TooLarge);
    return Attachment{fileName, u"image/png"_s, bytes};
}

template <typename Work>
QFuture<Result<Attachment>> inAnotherThread(Work &&work)
{
    const auto promise = std::make_shared<QPromise<Result<Attachment>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::forward<Work>(work)] {
        promise->addResult(work());
        promise->finish();
    });
    return promise->future();
}

} // namespace

QFuture<Result<Attachment>> readAttachment(const QString &path)
{
    return inAnotherThread([path] { return readNow(path); });
}

QFuture<Result<Attachment>> encodeAttachment(const QImage &image, const QString &fileName)
{
    return inAnotherThread([image, fileName] { return encodeNow(image, fileName); });
}

} // namespace reasonglass
