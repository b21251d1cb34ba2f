#include "providers/jsonfields.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

Error usageError(const QString &message)
{
    return {.kind = ErrorKind::Usage, .message = message};
}

QStringList identity(const QJsonObject &entry, const QStringList &keys)
{
    QStringList values;
    for (const QString &key : keys)
        values.append(entry.value(key).toString());
    return values;
}

qsizetype indexOf(const QJsonArray &entries, const QStringList &wanted, const QStringList &keys)
{
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (identity(entries.at(i).toObject(), keys) == wanted)
            return i;
    }
    return -1;
}

} // namespace

JsonFields::JsonFields(QJsonObject object, QString where)
    : m_object(std::move(object))
    , m_where(std::move(where))
{ }

std::optional<QJsonValue> JsonFields::take(QLatin1StringView name)
{
    m_known.insert(QString(name));
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    return value;
}

void JsonFields::reject(QLatin1StringView name, const QString &expected)
{
    if (m_problem.isEmpty())
        m_problem = u"%1: \"%2\" is not %3"_s.arg(m_where, name, expected);
}

void JsonFields::read(QLatin1StringView name, QString &target)
{
    const std::optional<QJsonValue> value = take(name);
    if (!value)
        return;
    if (value->isString())
        target = value->toString();
    else
        reject(name, u"a text"_s);
}

void JsonFields::read(QLatin1StringView name, QStringList &target)
{
    const std::optional<QJsonValue> value = take(name);
    if (!value)
        return;
    const QJsonArray list = value->toArray();
    if (!value->isArray()
        || !std::all_of(list.begin(), list.end(), [](const QJsonValue &v) { return v.isString(); })) {
        reject(name, u"a list of texts"_s);
        return;
    }
    target.clear();
    for (const QJsonValue word : list)
        target.append(word.toString());
}

void JsonFields::read(QLatin1StringView name, bool &target)
{
    const std::optional<QJsonValue> value = take(name);
    if (!value)
        return;
    if (value->isBool())
        target = value->toBool();
    else
        reject(name, u"true or false"_s);
}

void JsonFields::read(QLatin1StringView name, double &target)
{
    std::optional<double> number;
    read(name, number);
    target = number.value_or(target);
}

void JsonFields::read(QLatin1StringView name, std::optional<double> &target)
{
    const std::optional<QJsonValue> value = take(name);
    if (!value)
        return;
    if (value->isDouble() && value->toDouble() >= 0)
        target = value->toDouble();
    else
        reject(name, u"a number of at least 0"_s);
}

void JsonFields::read(QLatin1StringView name, std::optional<qint64> &target)
{
    const std::optional<QJsonValue> value = take(name);
    if (!value)
        return;
    const qint64 number = value->toInteger(-1);
    if (number >= 0)
        target = number;
    else
        reject(name, u"a whole number of at least 0"_s);
}

void JsonFields::read(QLatin1StringView name, std::chrono::seconds &target)
{
    std::optional<qint64> seconds;
    read(name, seconds);
    if (seconds)
        target = std::chrono::seconds(*seconds);
}

void JsonFields::read(QLatin1StringView name, QDate &target)
{
    const std::optional<QJsonValue> value = take(name);
    if (!value)
        return;
    const QDate date = QDate::fromString(value->toString(), Qt::ISODate);
    if (date.isValid())
        target = date;
    else
        reject(name, u"a date like 2026-11-22"_s);
}

QJsonObject JsonFields::object(QLatin1StringView name)
{
    const std::optional<QJsonValue> value = take(name);
    if (value && !value->isObject())
        reject(name, u"an object"_s);
    return value ? value->toObject() : QJsonObject();
}

Result<> JsonFields::finish() const
{
    if (!m_problem.isEmpty())
        return Unexpected{usageError(m_problem)};
    const QStringList names = m_object.keys();
    const auto unknown = std::find_if(names.begin(), names.end(),
                                      [this](const QString &name) { return !m_known.contains(name); });
    if (unknown != names.end())
        return Unexpected{usageError(u"%1: there is no field \"%2\""_s.arg(m_where, *unknown))};
    return {};
}

Result<QJsonObject> readJsonFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{usageError(path + u": "_s + file.errorString())};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    if (problem.error != QJsonParseError::NoError) {
        return Unexpected{
            usageError(u"%1: %2 at byte %3"_s.arg(path, problem.errorString()).arg(problem.offset))};
    }
    if (!document.isObject())
        return Unexpected{usageError(path + u": not a JSON object"_s)};
    return document.object();
}

QJsonObject merged(QJsonObject base, const QJsonObject &overrides)
{
    for (auto field = overrides.begin(); field != overrides.end(); ++field) {
        const QJsonValue old = base.value(field.key());
        base[field.key()] = old.isObject() && field.value().isObject()
            ? QJsonValue(merged(old.toObject(), field.value().toObject()))
            : field.value();
    }
    return base;
}

Result<QJsonArray> mergedEntries(QJsonArray base, const QJsonArray &overrides, const QStringList &keys)
{
    for (qsizetype i = 0; i < overrides.size(); ++i) {
        const QJsonObject entry = overrides.at(i).toObject();
        const QStringList wanted = identity(entry, keys);
        if (wanted.contains(QString())) {
            return Unexpected{
                usageError(u"entry %1 needs the text(s): %2"_s.arg(i + 1).arg(keys.join(u", "_s)))};
        }
        const qsizetype known = indexOf(base, wanted, keys);
        if (known < 0)
            base.append(entry);
        else
            base[known] = merged(base.at(known).toObject(), entry);
    }
    return base;
}

Result<QJsonArray> entries(const QJsonObject &file, QLatin1StringView listName)
{
    const QJsonValue list = file.value(listName);
    if (!list.isArray())
        return Unexpected{usageError(u"\"%1\" is missing or not a list"_s.arg(listName))};
    return list.toArray();
}

} // namespace reasonglass
