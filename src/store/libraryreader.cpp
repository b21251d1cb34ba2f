#include "store/libraryreader.h"

#include "base/utf8.h"
#include "store/librarysearch.h"
#include "store/librarystatistics.h"
#include "store/libraryverification.h"
#include "store/listfilter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Result<QStringList> namesFrom(const QSqlDatabase &database, const QString &sql)
{
    QSqlQuery select(database);
    select.setForwardOnly(true);
    if (!select.exec(sql))
        return Unexpected{storageError(select.lastError())};
    QStringList names;
    while (select.next())
        names.append(select.value(0).toString());
    return names;
}

/// Moves \a byte back to where a character begins.
qsizetype characterStart(const QByteArray &data, qint64 byte)
{
    qsizetype at = std::clamp(qsizetype(byte), qsizetype(0), data.size());
    constexpr uchar continuationMask = 0xc0;
    constexpr uchar continuation = 0x80;
    while (at > 0 && at < data.size() && (uchar(data[at]) & continuationMask) == continuation)
        --at;
    return at;
}

} // namespace

LibraryReader::LibraryReader(QString path, Database database)
    : m_path(std::move(path))
    , m_database(std::move(database))
    , m_records(m_database.connection())
    , m_tasks(m_database.connection())
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
    const Transaction snapshot(m_database.connection(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    constexpr qint64 enough = 5000; // to go through within a few milliseconds
    const Result<IdSources> ids = idSourcesOf(m_database.connection(), query, enough);
    if (!ids)
        return Unexpected{ids.error()};
    const SqlConditions page = selectIds(*ids, query.limit);
    QSqlQuery select(m_database.connection());
    select.setForwardOnly(true);
    if (!select.prepare(
            u"SELECT %1 FROM (%2) AS i CROSS JOIN analysis AS a ON a.id = i.id ORDER BY a.id DESC LIMIT ?"_s
                .arg(RecordReader::rowColumns(), page.where())))
        return Unexpected{storageError(select.lastError())};
    if (Result<> done = run(select, page.values + QVariantList{std::max(query.limit, 0)}); !done)
        return Unexpected{done.error()};
    std::vector<AnalysisRow> rows;
    while (select.next())
        rows.push_back(RecordReader::rowFrom(select));
    return rows;
}

Result<std::vector<SearchHit>> LibraryReader::search(const QString &query, const ListQuery &within)
{
    return searchLibrary(m_database.connection(), query, within);
}

Result<std::vector<SearchHit>> LibraryReader::search(const QString &query, int limit,
                                                     std::optional<AnalysisId> before)
{
    return search(query, ListQuery{.before = before, .limit = limit});
}

Result<AnalysisRecord> LibraryReader::load(AnalysisId id)
{
    // One snapshot: the writer may be at work on the same analysis.
    const Transaction snapshot(m_database.connection(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    return m_records.record(id, RecordReader::Source::Texts);
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
    if (attempt == latestAttempt(*attempts)) {
        const Result<std::optional<Transcript>> stored = m_records.storedTranscript(id);
        if (!stored)
            return Unexpected{stored.error()};
        if (*stored)
            return **stored;
    }
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
                  u"SELECT first_frame + frames FROM event_chunk WHERE analysis = ? AND attempt = ? "
                  "ORDER BY first_frame DESC LIMIT 1"_s,
                  {qint64(id), attempt})
        .transform([](const QVariant &count) { return count.toLongLong(); });
}

Result<std::vector<EventRow>> LibraryReader::eventRows(AnalysisId id, int attempt, qint64 firstIndex,
                                                       qint64 limit)
{
    firstIndex = std::max(firstIndex, qint64(0));
    std::vector<EventRow> rows;
    std::optional<qint64> beforeUs;
    const auto take = [&](qint64 index, const std::vector<Frame> &frames) -> Result<bool> {
        for (const Frame &frame : frames) {
            if (index >= firstIndex && qint64(rows.size()) < limit)
                rows.push_back(eventRowOf(frame, beforeUs));
            beforeUs = frame.arrivalUs;
            ++index;
        }
        return qint64(rows.size()) < limit;
    };
    if (limit <= 0)
        return rows;
    // From the frame before on: the gap counts from it.
    if (Result<> done = m_records.visitChunks(id, attempt, std::max(firstIndex - 1, qint64(0)), take); !done)
        return Unexpected{done.error()};
    return rows;
}

Result<EventText> LibraryReader::eventText(AnalysisId id, int attempt, qint64 index, qint64 fromByte,
                                           qint64 mostBytes)
{
    const Result<std::vector<Frame>> found = frames(id, attempt, index, 1);
    if (!found)
        return Unexpected{found.error()};
    if (found->empty())
        return Unexpected{Error{.kind = ErrorKind::NotFound, .message = u"no event %1"_s.arg(index)}};
    const QByteArray &data = found->front().data;
    const qsizetype from = characterStart(data, fromByte);
    const qsizetype to = characterStart(data, from + mostBytes);
    return EventText{.text = decodeUtf8(data.sliced(from, to - from)), .end = to, .bytes = data.size()};
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

// From name to name through an index, however many analyses have each.
Result<QStringList> LibraryReader::tags()
{
    return namesFrom(
        m_database.connection(),
        u"WITH RECURSIVE used (name) AS (SELECT min(name) FROM tag UNION ALL "
        "SELECT (SELECT min(name) FROM tag WHERE name > used.name) FROM used WHERE name IS NOT NULL) "
        "SELECT name FROM used WHERE EXISTS (SELECT 1 FROM tag JOIN analysis ON id = analysis "
        "WHERE tag.name = used.name AND deleted_us IS NULL)"_s);
}

Result<QStringList> LibraryReader::models()
{
    return namesFrom(m_database.connection(),
                     u"WITH RECURSIVE used (name) AS (SELECT min(model_requested) FROM analysis UNION ALL "
                     "SELECT (SELECT min(model_requested) FROM analysis WHERE model_requested > used.name) "
                     "FROM used WHERE name IS NOT NULL) "
                     "SELECT name FROM used WHERE EXISTS (SELECT 1 FROM analysis "
                     "WHERE model_requested = used.name AND deleted_us IS NULL AND NOT sample)"_s);
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

Result<> visitFrames(LibraryReader &reader, const AnalysisRecord &record,
                     const std::function<void(const Attempt &attempt, const Frame &frame)> &visit)
{
    constexpr qint64 page = 1000;
    auto first = record.attempts.end();
    while (first != record.attempts.begin() && (first == record.attempts.end() || first->resumed))
        --first;
    for (auto attempt = first; attempt != record.attempts.end(); ++attempt) {
        for (qint64 at = 0;; at += page) {
            const auto frames = reader.frames(record.id, attempt->number, at, page);
            if (!frames)
                return Unexpected{frames.error()};
            for (const Frame &frame : *frames)
                visit(*attempt, frame);
            if (qint64(frames->size()) < page)
                break;
        }
    }
    return {};
}

} // namespace reasonglass
