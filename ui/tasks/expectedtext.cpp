#include "ui/tasks/expectedtext.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace reasonglass {

QString expectedText(const QJsonValue &expected)
{
    if (!isExpectedJson(expected))
        return expected.toString();
    const QByteArray json = QJsonDocument(QJsonArray{expected}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

bool isExpectedJson(const QJsonValue &expected)
{
    return !expected.isString() && !expected.isUndefined();
}

std::optional<QJsonValue> expectedFromText(const QString &text, bool isJson)
{
    if (text.trimmed().isEmpty())
        return QJsonValue(QJsonValue::Undefined);
    if (!isJson)
        return QJsonValue(text);
    // A document is an object or an array; a value alone is read as the only one of an array.
    const QByteArray whole = '[' + text.toUtf8() + ']';
    const QJsonArray values = QJsonDocument::fromJson(whole).array();
    return values.size() == 1 ? std::optional(QJsonValue(values.first())) : std::nullopt;
}

} // namespace reasonglass
