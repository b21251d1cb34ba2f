#include "store/libraryreader.h"

#include "store/librarysearch.h"
#include "store/librarystatistics.h"
#include "store/libraryverification.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The WHERE clause of a list and the values of its placeholders.
struct Filter
{
    QStringList conditions;
    QVariantList values;

    void add(const QString &condition, const QVariantList &bound = {})
    {
        conditions.append(condition);
        values.append(bound);
    }
};

Filter filterFor(const ListQuery &query)
{
    Filter filter;
    filter.add(query.trash ? u"a.deleted_us IS NOT NULL"_s : u"a.deleted_us IS NULL"_s);
    if (query.before)
        filter.add(u"a.id < ?"_s, {qint64(*query.before)});
    if (query.status)
        filter.add(u"a.status = ?"_s, {statusName(*query.status)});
    if (!query.provider.isEmpty())
        filter.add(u"a.provider = ?"_s, {storable(query.provider)});
    if (!query.model.isEmpty())
        filter.add(u"? IN (a.model_requested, a.model)"_s, {storable(query.model)});
    if (!query.tag.isEmpty())
        filter.add(u"EXISTS (SELECT 1 FROM tag WHERE name = ? AND analysis = a.id)"_s, {storable(query.tag)});
    if (query.sample)
        filter.add(u"a.sample = ?"_s, {*query.sample});
    if (!query.text.isEmpty()) {
        const QString pattern = likePattern(query.text);
        filter.add(u"(a.title LIKE ? ESCAPE '\\' OR a.model_requested LIKE ? ESCAPE '\\' "
                   "OR a.model LIKE ? ESCAPE '\\' OR a.provider LIKE ? ESCAPE '\\')"_s,
                   {pattern, pattern, pattern, pattern});
    }
    return filter;
}

} // namespace

LibraryReader::LibraryReader(QString path, Database database)
    : m_path(std::move(path))
    , m_database(std::move(database))
    , m_records(m_database.connection())
{ }

Result<std::unique_ptr<LibraryReader>> LibraryReader::open(const QString &path,
                                                           const DatabaseOptions &options)
{
    DatabaseOptions reading = options;
    reading.mode = OpenMode::ReadOnly;
    Result<Database> database = Database::open(path, reading);
    if (!database)
        return Unexpected{database.error()};
    return std::unique_ptr<LibraryReader>(new LibraryReader(path, *std::move(database)));
}

Result<std::vector<AnalysisRow>> LibraryReader::list(const ListQuery &query)
{
    const Filter filter = filterFor(query);
    QSqlQuery select(m_database.connection());
    select.setForwardOnly(true);
    if (!select.prepare(u"SELECT %1 FROM analysis AS a WHERE %2 ORDER BY a.id DESC LIMIT ?"_s.arg(
            RecordReader::rowColumns(), filter.conditions.join(u" AND "_s))))
        return Unexpected{storageError(select.lastError())};
    if (Result<> done = run(select, filter.values + QVariantList{std::max(query.limit, 0)}); !done)
        return Unexpected{done.error()};
    std::vector<AnalysisRow> rows;
    while (select.next())
        rows.push_back(RecordReader::rowFrom(select));
    return rows;
}

Result<std::vector<SearchHit>> LibraryReader::search(const QString &query, int limit,
                                                     std::optional<AnalysisId> before)
{
    return searchLibrary(m_database.connection(), query, limit, before);
}

Result<AnalysisRecord> LibraryReader::load(AnalysisId id)
{
    // One snapshot: the writer may be at work on the same analysis.
    const Transaction snapshot(m_database.connection(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    return m_records.record(id);
}

Result<Transcript> LibraryReader::transcriptOf(AnalysisId id, int attempt)
{
    const Transaction snapshot(m_database.connection(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    const Result<std::vector<Attempt>> attempts = m_records.attempts(id);
    if (!attempts)
        return Unexpected{attempts.error()};
    const bool known = std::any_of(attempts->begin(), attempts->end(),
                                   [attempt](const Attempt &one) { return one.number == attempt; });
    if (!known)
        return Unexpected{Error{.kind = ErrorKind::NotFound,
                                .message = u"analysis %1 has no attempt %2"_s.arg(toText(id)).arg(attempt)}};
    return m_records.transcript(id, *attempts, attempt);
}

Result<std::vector<Frame>> LibraryReader::frames(AnalysisId id, int attempt, qint64 firstIndex, qint64 limit)
{
    std::vector<Frame> page;
    const auto take = [&](qint64 first, std::vector<Frame> frames) -> Result<bool> {
        const qint64 skipped = std::clamp(firstIndex - first, qint64(0), qint64(frames.size()));
        for (auto frame = frames.begin() + skipped; frame != frames.end() && qint64(page.size()) < limit;
             ++frame)
            page.push_back(std::move(*frame));
        return qint64(page.size()) < limit;
    };
    if (limit <= 0)
        return page;
    if (Result<> done = m_records.visitChunks(id, attempt, std::max(firstIndex, qint64(0)), take); !done)
        return Unexpected{done.error()};
    return page;
}

Result<qint64> LibraryReader::frameCount(AnalysisId id, int attempt)
{
    return scalar(m_database.connection(),
                  u"SELECT coalesce(sum(frames), 0) FROM event_chunk WHERE analysis = ? AND attempt = ?"_s,
                  {qint64(id), attempt})
        .transform([](const QVariant &count) { return count.toLongLong(); });
}

Result<std::vector<AnalysisRow>> LibraryReader::runsOfModel(const QString &provider, const QString &model,
                                                            int limit)
{
    QSqlQuery select(m_database.connection());
    select.setForwardOnly(true);
    if (!select.prepare(
            u"SELECT %1 FROM analysis AS a WHERE a.provider = ? AND a.model_requested = ? "
            "AND a.deleted_us IS NULL ORDER BY a.id DESC LIMIT ?"_s.arg(RecordReader::rowColumns())))
        return Unexpected{storageError(select.lastError())};
    if (Result<> done = run(select, {storable(provider), storable(model), std::max(limit, 0)}); !done)
        return Unexpected{done.error()};
    std::vector<AnalysisRow> rows;
    while (select.next())
        rows.push_back(RecordReader::rowFrom(select));
    return rows;
}

Result<QStringList> LibraryReader::tags()
{
    QSqlQuery select(m_database.connection());
    if (!select.exec(u"SELECT DISTINCT name FROM tag JOIN analysis ON id = analysis "
                     "WHERE deleted_us IS NULL ORDER BY name"_s))
        return Unexpected{storageError(select.lastError())};
    QStringList names;
    while (select.next())
        names.append(select.value(0).toString());
    return names;
}

Result<LibraryStatistics> LibraryReader::statistics()
{
    const Transaction snapshot(m_database.connection(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    return libraryStatistics(m_database.connection());
}

Result<> LibraryReader::verify(AnalysisId id)
{
    const Transaction snapshot(m_database.connection(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return snapshot.begun();
    return verifyAnalysis(m_records, id);
}

Result<qint64> LibraryReader::verifyAll(const VerifyProgress &progress)
{
    return verifyLibrary(m_records, m_path, progress);
}

} // namespace reasonglass
