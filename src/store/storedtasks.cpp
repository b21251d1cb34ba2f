#include "store/storedtasks.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString textOf(const QJsonDocument &document)
{
    QString text = QString::fromUtf8(document.toJson(QJsonDocument::Compact));
    // SQLite would give U+FFFD for these. They can only be within strings.
    text.replace(QChar(0xfffe), R"(\ufffe)"_L1);
    text.replace(QChar(0xffff), R"(\uffff)"_L1);
    return text;
}

} // namespace

QString jsonColumn(const QJsonObject &object)
{
    return textOf(QJsonDocument(object));
}

QJsonObject objectFromColumn(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

QVariant valueColumn(const QJsonValue &value)
{
    if (value.isUndefined())
        return QVariant(QMetaType::fromType<QString>());
    const QString array = textOf(QJsonDocument(QJsonArray{value})); // a document is an array or an object
    return array.sliced(1, array.size() - 2);
}

QJsonValue valueFromColumn(const QVariant &value)
{
    if (value.isNull())
        return QJsonValue(QJsonValue::Undefined);
    const QString array = u'[' + value.toString() + u']';
    return QJsonDocument::fromJson(array.toUtf8()).array().at(0);
}

QVariant graderColumn(const std::optional<GraderSpec> &grader)
{
    return grader ? QVariant(jsonColumn(toJson(*grader))) : QVariant(QMetaType::fromType<QString>());
}

std::optional<GraderSpec> graderFromColumn(const QVariant &value)
{
    return value.isNull() ? std::nullopt : graderSpecFromJson(objectFromColumn(value.toString()));
}

QString modelsColumn(const std::vector<ModelChoice> &models)
{
    QJsonArray array;
    for (const ModelChoice &model : models) {
        QJsonObject object{{u"provider"_s, model.providerId}, {u"model"_s, model.modelId}};
        if (!model.effort.isEmpty())
            object.insert(u"effort"_s, model.effort);
        if (!model.baseUrl.isEmpty())
            object.insert(u"base_url"_s, model.baseUrl);
        array.append(object);
    }
    return textOf(QJsonDocument(array));
}

std::vector<ModelChoice> modelsFromColumn(const QString &text)
{
    std::vector<ModelChoice> models;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const auto &value : array) {
        const QJsonObject object = value.toObject();
        models.push_back({.providerId = object["provider"_L1].toString(),
                          .modelId = object["model"_L1].toString(),
                          .effort = object["effort"_L1].toString(),
                          .baseUrl = object["base_url"_L1].toString()});
    }
    return models;
}

} // namespace reasonglass
