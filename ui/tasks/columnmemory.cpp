#include "ui/tasks/columnmemory.h"

#include "settings/keys.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype most = 100; ///< sets of columns

QString keyOf(QStringList columns)
{
    columns.sort();
    return QString::fromUtf8(
        QJsonDocument(QJsonArray::fromStringList(columns)).toJson(QJsonDocument::Compact));
}

QJsonObject readAll(const Settings &settings)
{
    return QJsonDocument::fromJson(settings.value(keys::columnMappings)).object();
}

} // namespace

std::optional<ColumnMapping> rememberedMapping(const Settings &settings, const QStringList &columns)
{
    const QJsonObject all = readAll(settings);
    const auto found = all.constFind(keyOf(columns));
    return found == all.constEnd() ? std::nullopt
                                   : std::optional(columnMappingFromJson(found.value().toObject()));
}

void rememberMapping(Settings &settings, const QStringList &columns, const ColumnMapping &mapping)
{
    QJsonObject all = readAll(settings);
    const QString key = keyOf(columns);
    if (all.size() >= most && !all.contains(key))
        all.erase(all.begin()); // any one: nobody has a hundred kinds of files
    all.insert(key, toJson(mapping));
    settings.set(keys::columnMappings, QJsonDocument(all).toJson(QJsonDocument::Compact));
}

} // namespace reasonglass
