#include "store/listfilter.h"

#include "store/sql.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// What one of a query's restrictions selects: the values of an indexed column, of `analysis` or of `tag`.
struct Restriction
{
    QString table;                ///< with its alias
    QString id;                   ///< of the analysis
    std::vector<QString> columns; ///< any of which has the value
    QString value;
};

std::vector<Restriction> restrictionsOf(const ListQuery &query)
{
    std::vector<Restriction> restrictions;
    const auto add = [&](const std::vector<QString> &columns, const QString &value) {
        restrictions.push_back({u"analysis AS a"_s, u"a.id"_s, columns, value});
    };
    if (!query.tag.isEmpty())
        restrictions.push_back({u"tag AS t CROSS JOIN analysis AS a ON a.id = t.analysis"_s,
                                u"t.analysis"_s,
                                {u"t.name"_s},
                                query.tag});
    if (query.status)
        add({u"a.status"_s}, statusName(*query.status));
    if (!query.model.isEmpty())
        add({u"a.model_requested"_s, u"a.model"_s}, query.model);
    if (!query.provider.isEmpty())
        add({u"a.provider"_s}, query.provider);
    return restrictions;
}

/// Without the join: only the index is looked at.
QString indexOf(const Restriction &restriction)
{
    return restriction.table.section(u" CROSS"_s, 0, 0);
}

Result<qint64> countUpTo(const QSqlDatabase &database, const Restriction &restriction, qint64 enough)
{
    qint64 count = 0;
    for (const QString &column : restriction.columns) {
        const Result<QVariant> some =
            scalar(database,
                   u"SELECT count(*) FROM (SELECT 1 FROM %1 WHERE %2 = ? LIMIT ?)"_s.arg(indexOf(restriction),
                                                                                         column),
                   {storable(restriction.value), enough});
        if (!some)
            return Unexpected{some.error()};
        count += some->toLongLong();
    }
    return count;
}

Result<qint64> newestOf(const QSqlDatabase &database, const Restriction &restriction)
{
    qint64 newest = 0;
    for (const QString &column : restriction.columns) {
        const Result<QVariant> id = scalar(database,
                                           u"SELECT %1 FROM %2 WHERE %3 = ? ORDER BY 1 DESC LIMIT 1"_s.arg(
                                               restriction.id, indexOf(restriction), column),
                                           {storable(restriction.value)});
        if (!id)
            return Unexpected{id.error()};
        newest = std::max(newest, id->toLongLong());
    }
    return newest;
}

std::vector<IdSource> sourcesThrough(const Restriction &restriction, const ListQuery &query)
{
    std::vector<IdSource> sources;
    for (const QString &column : restriction.columns) {
        IdSource source{.from = restriction.table, .id = restriction.id};
        source.where.add(column + u" = ?"_s, {storable(restriction.value)});
        if (query.before)
            source.where.add(restriction.id + u" < ?"_s, {qint64(*query.before)});
        source.where.add(conditionsOf(query));
        sources.push_back(source);
    }
    return sources;
}

} // namespace

QString likePattern(const QString &text)
{
    QString pattern = storable(text);
    for (const QChar special : {u'\\', u'%', u'_'})
        pattern.replace(special, u'\\' + QString(special));
    return u'%' + pattern + u'%';
}

/// A plus keeps SQLite from going through an index that was not chosen.
SqlConditions conditionsOf(const ListQuery &query)
{
    SqlConditions conditions;
    conditions.add(query.trash ? u"a.deleted_us IS NOT NULL"_s : u"a.deleted_us IS NULL"_s);
    if (query.before)
        conditions.add(u"a.id < ?"_s, {qint64(*query.before)});
    if (query.status)
        conditions.add(u"+a.status = ?"_s, {statusName(*query.status)});
    if (!query.provider.isEmpty())
        conditions.add(u"+a.provider = ?"_s, {storable(query.provider)});
    if (!query.model.isEmpty())
        conditions.add(u"? IN (a.model_requested, a.model)"_s, {storable(query.model)});
    if (!query.tag.isEmpty())
        conditions.add(u"EXISTS (SELECT 1 FROM tag WHERE name = ? AND analysis = a.id)"_s,
                       {storable(query.tag)});
    if (query.sample)
        conditions.add(*query.sample ? u"a.sample = 1"_s : u"+a.sample = 0"_s);
    if (!query.text.isEmpty()) {
        const QString pattern = likePattern(query.text);
        conditions.add(u"(a.title LIKE ? ESCAPE '\\' OR a.model_requested LIKE ? ESCAPE '\\' "
                       "OR a.model LIKE ? ESCAPE '\\' OR a.provider LIKE ? ESCAPE '\\')"_s,
                       {pattern, pattern, pattern, pattern});
    }
    return conditions;
}

Result<IdSources> idSourcesOf(const QSqlDatabase &database, const ListQuery &query, qint64 enough)
{
    const std::vector<Restriction> restrictions = restrictionsOf(query);
    const Restriction *best = nullptr;
    IdSources ids;
    for (const Restriction &restriction : restrictions) {
        const Result<qint64> count = countUpTo(database, restriction, enough);
        if (!count)
            return Unexpected{count.error()};
        if (best && *count >= ids.most)
            continue;
        best = &restriction;
        ids.most = *count;
    }
    if (!best) {
        ids.sources = {{.from = u"analysis AS a"_s, .id = u"a.id"_s, .where = conditionsOf(query)}};
        return ids;
    }
    const Result<qint64> newest = newestOf(database, *best);
    if (!newest)
        return Unexpected{newest.error()};
    ids.newest = *newest;
    ids.sources = sourcesThrough(*best, query);
    return ids;
}

SqlConditions selectIds(const IdSources &sources, int limit)
{
    SqlConditions select;
    QStringList parts;
    for (const IdSource &source : sources.sources) {
        parts += u"SELECT * FROM (SELECT %1 AS id FROM %2 WHERE %3 ORDER BY %1 DESC LIMIT ?)"_s.arg(
            source.id, source.from, source.where.where());
        select.values += source.where.values + QVariantList{std::max(limit, 0)};
    }
    select.conditions = {parts.join(u" UNION "_s)};
    return select;
}

} // namespace reasonglass
