#include "store/libraryverification.h"

#include "store/database.h"
#include "store/wordindex.h"

#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Unexpected<Error> damage(AnalysisId id, const QString &what)
{
    return Unexpected{storageError(u"analysis %1: %2"_s.arg(toText(id), what))};
}

/// Names the analysis in an error that does not.
Unexpected<Error> damage(AnalysisId id, const Error &error)
{
    Error named = error;
    named.message = u"analysis %1: %2"_s.arg(toText(id), error.message);
    return Unexpected{named};
}

/// Chunks follow each other without a gap; reading them decodes every one.
Result<> verifyFrames(RecordReader &reader, AnalysisId id, int attempt)
{
    qint64 expected = 0;
    const auto follows = [&](qint64 first, const std::vector<Frame> &frames) -> Result<bool> {
        if (first != expected)
            return Unexpected{storageError(
                u"events %1 to %2 of attempt %3 are missing"_s.arg(expected).arg(first - 1).arg(attempt))};
        expected += qint64(frames.size());
        return true;
    };
    if (Result<> done = reader.visitChunks(id, attempt, 0, follows); !done)
        return damage(id, done.error());
    return {};
}

Result<> verifyTexts(RecordReader &reader, const AnalysisRecord &record)
{
    const Result<std::vector<StoredPart>> stored = reader.parts(record.id);
    if (!stored)
        return damage(record.id, stored.error());
    if (*stored != storedParts(record.transcript))
        return damage(record.id, u"its events do not amount to its stored text"_s);
    const Result<std::optional<Transcript>> outlined = reader.storedTranscript(record.id);
    if (!outlined)
        return damage(record.id, outlined.error());
    if (*outlined && **outlined != record.transcript)
        return damage(record.id, u"its events do not amount to what is stored beside its texts"_s);
    return {};
}

/// The first or last word of \a text that no tokenizer would see otherwise.
QString probeOf(const QString &text, bool last)
{
    static const QRegularExpression word(u"(?<![^\\x01-\\x7f])\\b[A-Za-z0-9]+\\b(?![^\\x01-\\x7f])"_s);
    constexpr qsizetype enough = 500; // characters to look at
    const QString stretch = last ? text.right(enough) : text.left(enough);
    QString probe;
    auto matches = word.globalMatch(stretch);
    while (matches.hasNext() && (last || probe.isEmpty())) {
        const QRegularExpressionMatch match = matches.next();
        const bool isCut = stretch.size() < text.size()
            && (last ? match.capturedStart() == 0 : match.capturedEnd() == stretch.size());
        if (!isCut)
            probe = match.captured();
    }
    return probe;
}

Result<> verifyProbe(const QSqlDatabase &database, AnalysisId id, const QString &column, const QString &probe)
{
    const QString phrase = QString(probe).replace(u'"', "\"\""_L1);
    const Result<QVariant> found =
        scalar(database, u"SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?"_s,
               {storable(u"%1 : \"%2\""_s.arg(column, phrase)), qint64(id)});
    if (!found)
        return damage(id, found.error());
    if (!found->isValid())
        return damage(id, u"search does not find the text of its "_s + column);
    const Result<QVariant> known =
        scalar(database, u"SELECT 1 FROM word WHERE text = ?"_s, {storable(probe.toLower())});
    if (!known)
        return damage(id, known.error());
    if (!known->isValid())
        return damage(id, u"search does not know the words of its "_s + column);
    return {};
}

/// The search row exists, and finds the beginning and the end of each text.
Result<> verifySearch(const QSqlDatabase &database, AnalysisId id)
{
    QSqlQuery query(database);
    const QString sql =
        u"SELECT prompt, reasoning, answer, note, (SELECT count(*) FROM search_docsize WHERE id = t.id) "
        "FROM search_text AS t WHERE id = ?"_s;
    if (!query.prepare(sql))
        return Unexpected{storageError(query.lastError())};
    if (Result<> done = run(query, {qint64(id)}); !done)
        return damage(id, done.error());
    if (!query.next() || query.value(4).toInt() != 1)
        return damage(id, u"it is missing in the search index"_s);
    const QStringList columns{u"prompt"_s, u"reasoning"_s, u"answer"_s, u"note"_s};
    for (int column = 0; column < columns.size(); ++column) {
        const QString text = query.value(column).toString();
        if (text.contains(QChar::Null))
            continue; // the tokenizer stops there
        for (const QString &probe : {probeOf(text, false), probeOf(text, true)}) {
            if (probe.isEmpty())
                continue;
            if (Result<> done = verifyProbe(database, id, columns.at(column), probe); !done)
                return done;
        }
    }
    return {};
}

Result<> verifyFile(const QSqlDatabase &database)
{
    const Result<QVariant> verdict = scalar(database, u"PRAGMA integrity_check(1)"_s);
    if (!verdict)
        return Unexpected{verdict.error()};
    if (verdict->toString() != "ok"_L1)
        return Unexpected{storageError(u"the file is damaged: "_s + verdict->toString())};
    const Result<QVariant> orphan = scalar(database, u"PRAGMA foreign_key_check"_s);
    if (!orphan)
        return Unexpected{orphan.error()};
    if (orphan->isValid())
        return Unexpected{storageError(u"rows of table %1 belong to nothing"_s.arg(orphan->toString()))};
    const Result<QVariant> stray =
        scalar(database, u"SELECT id FROM search_docsize EXCEPT SELECT id FROM analysis"_s);
    if (!stray)
        return Unexpected{stray.error()};
    if (stray->isValid())
        return Unexpected{storageError(u"the search index holds an analysis that is gone"_s)};
    return {};
}

/// What is written as JSON is JSON, and runs have the verdict of their latest grade.
Result<> verifyTasks(const QSqlDatabase &database)
{
    struct JsonColumn
    {
        QLatin1StringView table;
        QLatin1StringView column;
    };
    constexpr std::array jsonColumns{
        JsonColumn{"task_set"_L1, "grader"_L1}, JsonColumn{"task_set"_L1, "models"_L1},
        JsonColumn{"task"_L1, "tags"_L1},       JsonColumn{"task"_L1, "grader"_L1},
        JsonColumn{"task"_L1, "expected"_L1},   JsonColumn{"task"_L1, "fields"_L1},
        JsonColumn{"batch"_L1, "options"_L1},   JsonColumn{"grade"_L1, "evidence"_L1}};
    for (const JsonColumn &json : jsonColumns) {
        const Result<QVariant> broken =
            scalar(database,
                   u"SELECT rowid FROM %1 WHERE NOT json_valid(coalesce(%2, 'null')) LIMIT 1"_s.arg(
                       json.table, json.column));
        if (!broken)
            return Unexpected{broken.error()};
        if (broken->isValid())
            return Unexpected{storageError(u"row %1 of table %2: its %3 cannot be read"_s.arg(
                broken->toString(), json.table, json.column))};
    }
    const Result<QVariant> wrong = scalar(
        database,
        u"SELECT analysis FROM task_run WHERE verdict IS NOT NULL AND verdict IS NOT "
        "(SELECT verdict FROM grade WHERE grade.analysis = task_run.analysis ORDER BY id DESC LIMIT 1)"_s);
    if (!wrong)
        return Unexpected{wrong.error()};
    if (wrong->isValid())
        return damage(AnalysisId(wrong->toLongLong()), u"its verdict is not that of its latest grade"_s);
    return {};
}

/// Whether some program, this one included, has analyses running.
Result<bool> isInUse(const QSqlDatabase &database)
{
    return scalar(database, u"SELECT count(*) FROM analysis WHERE status = 'running'"_s)
        .transform([](const QVariant &count) { return count.toInt() > 0; });
}

/// FTS5 compares its whole index with the texts. That takes a write lock, so only while nothing runs.
Result<> verifyIndex(const QString &path)
{
    Result<Database> database = Database::open(path);
    if (!database)
        return Unexpected{database.error()};
    if (database->mode() == OpenMode::ReadOnly)
        return {};
    if (Result<> done = execute(database->connection(),
                                u"INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"_s);
        !done)
        return Unexpected{
            storageError(u"the search index does not match the texts: "_s + done.error().message)};
    return verifyWords(database->connection());
}

Result<std::vector<AnalysisId>> allIds(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    if (!query.exec(u"SELECT id FROM analysis ORDER BY id"_s))
        return Unexpected{storageError(query.lastError())};
    std::vector<AnalysisId> ids;
    while (query.next())
        ids.push_back(AnalysisId(query.value(0).toLongLong()));
    return ids;
}

Result<> verifyInSnapshot(RecordReader &reader, AnalysisId id)
{
    const Transaction snapshot(reader.database(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return snapshot.begun();
    Result<> verdict = verifyAnalysis(reader, id);
    // Deleted for good since the list was read.
    return !verdict && verdict.error().kind == ErrorKind::NotFound ? Result<>() : verdict;
}

} // namespace

Result<> verifyAnalysis(RecordReader &reader, AnalysisId id)
{
    const Result<AnalysisRecord> record = reader.record(id, RecordReader::Source::Events);
    if (!record)
        return record.error().kind == ErrorKind::NotFound ? Unexpected{record.error()}
                                                          : damage(id, record.error());
    for (const Attempt &attempt : record->attempts) {
        if (Result<> done = verifyFrames(reader, id, attempt.number); !done)
            return done;
    }
    if (isFinal(record->status)) {
        if (Result<> done = verifyTexts(reader, *record); !done)
            return done;
    }
    return verifySearch(reader.database(), id);
}

Result<qint64> verifyLibrary(RecordReader &reader, const QString &path, const VerifyProgress &progress)
{
    if (Result<> done = verifyFile(reader.database()); !done)
        return Unexpected{done.error()};
    if (Result<> done = verifyTasks(reader.database()); !done)
        return Unexpected{done.error()};
    const Result<std::vector<AnalysisId>> ids = allIds(reader.database());
    if (!ids)
        return Unexpected{ids.error()};
    const auto total = qint64(ids->size());
    qint64 checked = 0;
    for (const AnalysisId id : *ids) {
        if (progress && !progress(checked, total))
            return checked;
        if (Result<> done = verifyInSnapshot(reader, id); !done)
            return Unexpected{done.error()};
        ++checked;
    }
    const Result<bool> inUse = isInUse(reader.database());
    if (!inUse)
        return Unexpected{inUse.error()};
    if (!*inUse) {
        if (Result<> done = verifyIndex(path); !done)
            return Unexpected{done.error()};
    }
    if (progress)
        progress(checked, total);
    return checked;
}

} // namespace reasonglass
