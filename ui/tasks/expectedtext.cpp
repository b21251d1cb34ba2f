#include "ui/tasks/expectedtext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

namespace reasonglass {

namespace {

std::optional<QJsonValue> readJson(const QString &text)
{
    // A document is an object or an array; a value alone is read as the only one of an array.
    const QByteArray whole = '[' + text.toUtf8() + ']';
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(whole, &error);
    if (error.error != QJsonParseError::NoError || document.array().size() != 1)
        return std::nullopt;
    return document.array().first();
}

} // namespace

QString expectedText(const QJsonValue &expected)
{
    if (expected.isUndefined())
        return {};
    if (expected.isString() && !expected.toString().trimmed().isEmpty() && !readJson(expected.toString()))
        return expected.toString();
    const QByteArray json = QJsonDocument(QJsonArray{expected}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

QJsonValue expectedFromText(const QString &text)
{
    if (text.trimmed().isEmpty())
        return QJsonValue(QJsonValue::Undefined);
    return readJson(text).value_or(QJsonValue(text));
}

} // namespace reasonglass
