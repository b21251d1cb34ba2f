#include "tasks/attachmentjson.h"

#include <QJsonObject>
#include <QMimeDatabase>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString typeOf(const QString &name, const QByteArray &bytes)
{
    const QMimeType type = QMimeDatabase().mimeTypeForFileNameAndData(name, bytes);
    // Program sources and the like have types of their own, which no server knows.
    const bool isPlain = type.inherits(u"text/plain"_s) && !type.name().startsWith("text/"_L1);
    return isPlain ? u"text/plain"_s : type.name();
}

Expected<Attachment, QString> fromFile(const QString &path, const QString &type, const FileLookup &lookup)
{
    const Result<QByteArray> bytes = lookup(path);
    if (!bytes)
        return Unexpected{u"the attachment \"%1\" %2"_s.arg(path, bytes.error().message)};
    const QString name = path.section(u'/', -1);
    return Attachment{
        .fileName = name, .mimeType = type.isEmpty() ? typeOf(name, *bytes) : type, .bytes = *bytes};
}

Expected<Attachment, QString> attachmentFromJson(const QJsonValue &value, const FileLookup &lookup)
{
    if (value.isString())
        return fromFile(value.toString(), {}, lookup);
    const QString type = value[u"type"].toString();
    if (value[u"file"].isString())
        return fromFile(value[u"file"].toString(), type, lookup);
    const QJsonValue name = value[u"name"];
    const QJsonValue coded = value[u"base64"];
    if (!name.isString() || !coded.isString())
        return Unexpected{u"an attachment is neither the name of a file nor a name and \"base64\""_s};
    auto bytes =
        QByteArray::fromBase64Encoding(coded.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return Unexpected{u"the attachment \"%1\" is not base64"_s.arg(name.toString())};
    return Attachment{.fileName = name.toString(), .mimeType = type, .bytes = std::move(bytes.decoded)};
}

} // namespace

QJsonArray attachmentsToJson(const std::vector<Attachment> &attachments)
{
    QJsonArray array;
    for (const Attachment &attachment : attachments) {
        array.append(QJsonObject{{u"name"_s, attachment.fileName},
                                 {u"type"_s, attachment.mimeType},
                                 {u"base64"_s, QString::fromLatin1(attachment.bytes.toBase64())}});
    }
    return array;
}

Expected<std::vector<Attachment>, QString> attachmentsFromJson(const QJsonValue &value,
                                                               const FileLookup &lookup)
{
    std::vector<Attachment> attachments;
    if (value.isUndefined() || value.isNull())
        return attachments;
    if (!value.isArray())
        return Unexpected{u"\"attachments\" is not an array"_s};
    for (const QJsonValue entry : value.toArray()) {
        auto attachment = attachmentFromJson(entry, lookup);
        if (!attachment)
            return Unexpected{attachment.error()};
        attachments.push_back(std::move(*attachment));
    }
    return attachments;
}

} // namespace reasonglass
