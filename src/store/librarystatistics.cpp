#include "store/librarystatistics.h"

#include "store/sql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

using Durations = std::vector<qint64>;

/// The smallest value that \a percent of all do not exceed.
std::optional<qint64> percentile(Durations &durations, int percent)
{
    if (durations.empty())
        return {};
    const auto rank = (durations.size() * std::size_t(percent) + 99) / 100;
    const auto place = durations.begin() + std::ptrdiff_t(std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(durations.begin(), place, durations.end());
    return *place;
}

Usage operator+(const Usage &a, const Usage &b)
{
    return {.input = a.input + b.input,
            .cached = a.cached + b.cached,
            .cacheWrite = a.cacheWrite + b.cacheWrite,
            .output = a.output + b.output,
            .reasoning = a.reasoning + b.reasoning,
            .total = a.total + b.total};
}

Result<> countBy(const QSqlDatabase &database, const QString &column, QMap<QString, qint64> &counts)
{
    QSqlQuery query(database);
    if (!query.exec(
            u"SELECT %1, count(*) FROM analysis WHERE deleted_us IS NULL AND NOT sample GROUP BY 1"_s.arg(
                column)))
        return Unexpected{storageError(query.lastError())};
    while (query.next())
        counts.insert(query.value(0).toString(), query.value(1).toLongLong());
    return {};
}

Result<> readModels(const QSqlDatabase &database, LibraryStatistics &statistics)
{
    QSqlQuery query(database);
    if (!query.exec(u"SELECT provider, model_requested, count(*), sum(status = 'completed'), "
                    "coalesce(sum(input_tokens), 0), coalesce(sum(cached_tokens), 0), "
                    "coalesce(sum(cache_write_tokens), 0), coalesce(sum(output_tokens), 0), "
                    "coalesce(sum(reasoning_tokens), 0), coalesce(sum(total_tokens), 0), "
                    "coalesce(sum(cost_usd), 0.0), sum(cost_usd IS NULL) FROM analysis "
                    "WHERE deleted_us IS NULL AND NOT sample GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"_s))
        return Unexpected{storageError(query.lastError())};
    while (query.next()) {
        const auto number = [&query](int column) { return query.value(column).toLongLong(); };
        ModelStatistics model{.provider = query.value(0).toString(),
                              .model = query.value(1).toString(),
                              .runs = number(2),
                              .completed = number(3),
                              .tokens = {.input = number(4),
                                         .cached = number(5),
                                         .cacheWrite = number(6),
                                         .output = number(7),
                                         .reasoning = number(8),
                                         .total = number(9)},
                              .costUsd = query.value(10).toDouble(),
                              .costUnknown = number(11)};
        statistics.analyses += model.runs;
        statistics.tokens = statistics.tokens + model.tokens;
        statistics.costUsd += model.costUsd;
        statistics.costUnknown += model.costUnknown;
        statistics.models.push_back(std::move(model));
    }
    return {};
}

Result<> readTimes(Statements &statements, ModelStatistics &model)
{
    const Result<QSqlQuery *> query =
        statements.run("SELECT duration_ms, min(coalesce(first_reasoning_ms, first_text_ms), "
                       "coalesce(first_text_ms, first_reasoning_ms)) FROM analysis AS a "
                       "LEFT JOIN attempt AS t ON t.analysis = a.id "
                       "AND t.number = (SELECT max(number) FROM attempt WHERE analysis = a.id) "
                       "WHERE a.provider = ? AND a.model_requested = ? AND a.status = 'completed' "
                       "AND a.deleted_us IS NULL AND NOT a.sample",
                       {storable(model.provider), storable(model.model)});
    if (!query)
        return Unexpected{query.error()};
    Durations total;
    Durations firstToken;
    while ((*query)->next()) {
        total.push_back((*query)->value(0).toLongLong());
        if (!(*query)->isNull(1))
            firstToken.push_back((*query)->value(1).toLongLong());
    }
    model.medianTotalMs = percentile(total, 50);
    model.p90TotalMs = percentile(total, 90);
    model.medianFirstTokenMs = percentile(firstToken, 50);
    model.p90FirstTokenMs = percentile(firstToken, 90);
    return {};
}

Result<> readSizes(const QSqlDatabase &database, LibraryStatistics &statistics)
{
    struct Size
    {
        QString sql;
        qint64 *value;
    };
    const std::vector<Size> sizes{
        {u"SELECT count(*) FROM analysis WHERE sample AND deleted_us IS NULL"_s, &statistics.samples},
        {u"SELECT count(*) FROM analysis WHERE deleted_us IS NOT NULL"_s, &statistics.inTrash},
        {u"SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"_s, &statistics.fileBytes},
        {u"SELECT coalesce(sum(length(data)), 0) FROM event_chunk"_s, &statistics.eventBytes}};
    for (const Size &size : sizes) {
        const Result<QVariant> value = scalar(database, size.sql);
        if (!value)
            return Unexpected{value.error()};
        *size.value = value->toLongLong();
    }
    return {};
}

} // namespace

Result<LibraryStatistics> libraryStatistics(const QSqlDatabase &database)
{
    LibraryStatistics statistics;
    if (Result<> done = readModels(database, statistics); !done)
        return Unexpected{done.error()};
    Statements statements(database);
    for (ModelStatistics &model : statistics.models) {
        if (Result<> done = readTimes(statements, model); !done)
            return Unexpected{done.error()};
    }
    if (Result<> done = countBy(database, u"status"_s, statistics.byStatus); !done)
        return Unexpected{done.error()};
    if (Result<> done = countBy(database, u"provider"_s, statistics.byProvider); !done)
        return Unexpected{done.error()};
    if (Result<> done = readSizes(database, statistics); !done)
        return Unexpected{done.error()};
    return statistics;
}

} // namespace reasonglass
