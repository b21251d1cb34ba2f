#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"

#include <QSqlDatabase>
#include <QStringList>
#include <QVariantList>

#include <limits>
#include <optional>
#include <vector>

namespace reasonglass {

/// Conditions over `analysis AS a`, and what their placeholders stand for.
struct SqlConditions
{
    QStringList conditions = {};
    QVariantList values = {};

    void add(const QString &condition, const QVariantList &bound = {})
    {
        conditions.append(condition);
        values.append(bound);
    }
    void add(const SqlConditions &others) { add(others.where(), others.values); }
    QString where() const { return conditions.join(QStringLiteral(" AND ")); }
};

/// All that \a query asks for but its limit.
SqlConditions conditionsOf(const ListQuery &query);

/// One way to come by the ids that \a query asks for, newest first, through an index that orders them: a part
/// of a statement from FROM to WHERE.
struct IdSource
{
    QString from;
    QString id; ///< the ordered column
    SqlConditions where = {};
};

/// The ids of a list are those of all of its sources, which lead through what restricts it most.
struct IdSources
{
    std::vector<IdSource> sources;
    /// How many ids the sources lead through at most; unlimited where nothing restricts them.
    qint64 most = std::numeric_limits<qint64>::max();
    std::optional<qint64> newest = {}; ///< no greater id can come
};

/// Counts no further than \a enough.
Result<IdSources> idSourcesOf(const QSqlDatabase &database, const ListQuery &query, qint64 enough);

/// A SELECT of the first \a limit ids, newest first, and its values.
SqlConditions selectIds(const IdSources &sources, int limit);

/// What LIKE … ESCAPE '\' needs to find \a text anywhere.
QString likePattern(const QString &text);

} // namespace reasonglass
