#include "tasks/task.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

QString taskHash(const Task &task)
{
    QJsonArray attachments;
    for (const Attachment &attachment : task.attachments) {
        const QByteArray digest = QCryptographicHash::hash(attachment.bytes, QCryptographicHash::Sha256);
        attachments.append(QJsonObject{{u"name"_s, attachment.fileName},
                                       {u"type"_s, attachment.mimeType},
                                       {u"sha256"_s, QString::fromLatin1(digest.toHex())}});
    }
    // QJsonObject keeps its members sorted, so equal objects give equal bytes.
    QJsonObject whole{{u"fields"_s, task.fields}, {u"attachments"_s, attachments}};
    if (!task.expected.isUndefined())
        whole.insert(u"expected"_s, task.expected);
    if (task.grader)
        whole.insert(u"grader"_s, toJson(*task.grader));
    const QByteArray bytes = QJsonDocument(whole).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QString taskTitle(const Task &task)
{
    const QString prompt = task.fields.value("prompt"_L1).toString().trimmed();
    const QString line = prompt.section(u'\n', 0, 0).trimmed();
    return line.isEmpty() ? task.id : line;
}

} // namespace reasonglass
