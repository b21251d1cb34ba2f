#include "store/salvage.h"

#include "store/changewriter.h"
#include "store/framecodec.h"
#include "store/pagescan.h"
#include "store/sql.h"
#include "store/storagefiles.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Column
{
    QString name;
    QString type; ///< of a STRICT table: INTEGER, REAL, TEXT, BLOB
    bool required = false;
    bool isRowid = false;
};

/// What the records of a table look like.
struct TableShape
{
    QString name;
    bool hasRowid = true;
    std::vector<Column> columns;

    /// Rows that are older than a column do not have it.
    std::size_t fewest() const
    {
        std::size_t count = columns.size();
        while (count > 0 && !columns[count - 1].required)
            --count;
        return count;
    }

    bool fits(const FoundRecord &record) const
    {
        const auto count = std::size_t(record.values.size());
        if (record.hasRowid != hasRowid || count > columns.size() || count < fewest())
            return false;
        for (std::size_t i = 0; i < count; ++i) {
            if (!fits(columns[i], record.values.at(qsizetype(i))))
                return false;
        }
        return true;
    }

private:
    static bool fits(const Column &column, const QVariant &value)
    {
        if (column.isRowid)
            return !value.isValid(); // the row's number stands elsewhere
        if (!value.isValid())
            return !column.required;
        switch (value.typeId()) {
        case QMetaType::LongLong:
            return column.type == "INTEGER"_L1 || column.type == "REAL"_L1;
        case QMetaType::Double:
            return column.type == "REAL"_L1;
        case QMetaType::QString:
            return column.type == "TEXT"_L1;
        default:
            return column.type == "BLOB"_L1;
        }
    }
};

Result<TableShape> shapeOf(const QSqlDatabase &database, const QString &table)
{
    TableShape shape{.name = table, .hasRowid = table != "tag"_L1};
    QSqlQuery query(database);
    if (!query.exec(u"PRAGMA table_info(%1)"_s.arg(table)))
        return Unexpected{storageError(query.lastError())};
    int keys = 0;
    while (query.next()) {
        keys += query.value(5).toInt() > 0 ? 1 : 0;
        shape.columns.push_back({.name = query.value(1).toString(),
                                 .type = query.value(2).toString(),
                                 .required = query.value(3).toBool() && query.isNull(4)});
    }
    if (!shape.columns.empty()) {
        Column &first = shape.columns.front();
        first.required = true;
        first.isRowid =
            shape.hasRowid && keys == 1 && first.type == "INTEGER"_L1; // all tables' keys stand first
    }
    return shape;
}

class Salvager
{
public:
    Salvager(const QSqlDatabase &target, qint64 nowUtcMs, const SalvageProgress &progress)
        : m_target(target)
        , m_changes(target, QString())
        , m_statements(target)
        , m_nowUtcUs(nowUtcMs * 1000)
        , m_day(QDateTime::fromMSecsSinceEpoch(nowUtcMs, QTimeZone::utc()).date().toString(Qt::ISODate))
        , m_progress(progress)
    { }

    Result<Salvage> run(const QString &damagedFile)
    {
        return readShapes()
            .and_then([&](auto) { return takeRecords(damagedFile); })
            .and_then([&](auto) { return restoreRows(); })
            .and_then([&](auto) { return restoreTasks(); })
            .and_then([&](auto) { return mendAll(); })
            .and_then([&](auto) { return report(); });
    }

private:
    Result<> readShapes()
    {
        for (const char *table :
             {"analysis", "analysis_body", "attachment", "attempt", "event_chunk", "part", "tag", "task_set",
              "prompt_template", "task", "task_attachment", "batch", "batch_item", "task_run", "grade"}) {
            Result<TableShape> shape = shapeOf(m_target, QString::fromLatin1(table));
            if (!shape)
                return Unexpected{shape.error()};
            m_shapes.push_back(*std::move(shape));
        }
        return {};
    }

    const TableShape *shapeFor(const FoundRecord &record) const
    {
        const TableShape *best = nullptr;
        for (const TableShape &shape : m_shapes) {
            if (shape.fits(record) && (!best || shape.columns.size() < best->columns.size()))
                best = &shape;
        }
        return best;
    }

    Result<> takeRecords(const QString &damagedFile)
    {
        std::optional<Error> failure;
        const auto take = [&](const FoundRecord &record) {
            noteIndexed(record);
            if (const TableShape *shape = shapeFor(record)) {
                if (Result<> done = insert(*shape, record); !done)
                    failure = done.error();
            }
            return !failure;
        };
        if (Result<> done = scanPages(damagedFile, take); !done)
            return done;
        return failure ? Result<>(Unexpected{*failure}) : Result<>();
    }

    /// The index by model names every analysis a second time: provider, model, id.
    void noteIndexed(const FoundRecord &record)
    {
        const QVariantList &values = record.values;
        if (!record.hasRowid && values.size() == 3 && values[0].typeId() == QMetaType::QString
            && values[1].typeId() == QMetaType::QString && values[2].typeId() == QMetaType::LongLong)
            m_indexed.insert(values[2].toLongLong());
    }

    Result<> insert(const TableShape &shape, const FoundRecord &record)
    {
        QVariantList values;
        for (qsizetype i = 0; i < record.values.size(); ++i) {
            const QVariant &value = record.values.at(i);
            if (shape.columns[std::size_t(i)].isRowid)
                values.append(record.rowid);
            else
                values.append(value.typeId() == QMetaType::QString ? storable(value.toString()) : value);
        }
        Result<QSqlQuery *> query = insertion(shape, record.values.size());
        if (!query)
            return Unexpected{query.error()};
        const Result<> done = reasonglass::run(**query, values);
        (*query)->finish();
        // A damaged value breaks a rule of the schema: the row is not what it was.
        return done || breaksSchema(done.error()) ? Result<>() : done;
    }

    Result<QSqlQuery *> insertion(const TableShape &shape, qsizetype count)
    {
        const auto key = std::pair(&shape, count);
        if (const auto known = m_insertions.find(key); known != m_insertions.end())
            return &known->second;
        QStringList names;
        for (qsizetype i = 0; i < count; ++i)
            names.append(shape.columns[std::size_t(i)].name);
        QSqlQuery query(m_target);
        const QString marks = QStringList(count, u"?"_s).join(u',');
        if (!query.prepare(
                u"INSERT OR IGNORE INTO %1 (%2) VALUES (%3)"_s.arg(shape.name, names.join(u','), marks)))
            return Unexpected{storageError(query.lastError())};
        return &m_insertions.emplace(key, std::move(query)).first->second;
    }

    Result<> each(const QString &sql, const std::function<Result<>(const QSqlQuery &)> &visit)
    {
        QSqlQuery query(m_target);
        if (!query.exec(sql))
            return Unexpected{storageError(query.lastError())};
        while (query.next()) {
            if (Result<> done = visit(query); !done)
                return done;
        }
        return {};
    }

    Result<> write(const char *sql, const QVariantList &values)
    {
        const Result<QSqlQuery *> query = m_statements.run(sql, values);
        if (!query)
            return Unexpected{query.error()};
        (*query)->finish();
        return {};
    }

    /// Rows whose parents are lost get new ones, for what they hold is worth more than what these held.
    Result<> restoreRows()
    {
        const auto mark = [this](const QSqlQuery &query) -> Result<> {
            m_missing[query.value(0).toLongLong()].append(query.value(1).toString());
            return {};
        };
        const QString orphans = u"SELECT DISTINCT analysis, 'its title, times and costs' FROM "
                                "(SELECT analysis FROM analysis_body UNION SELECT analysis FROM event_chunk "
                                "UNION SELECT analysis FROM part) WHERE analysis > 0 "
                                "AND analysis NOT IN (SELECT id FROM analysis)"_s;
        const QString bodiless = u"SELECT id, 'its prompt and settings' FROM analysis "
                                 "WHERE id NOT IN (SELECT analysis FROM analysis_body)"_s;
        const QString attemptless =
            u"SELECT DISTINCT analysis, 'the times of an attempt' FROM event_chunk AS c WHERE NOT EXISTS "
            "(SELECT 1 FROM attempt WHERE analysis = c.analysis AND number = c.attempt)"_s;
        const QStringList repairs{
            u"INSERT INTO analysis (id, created_us, status, provider, base_url, model_requested, title) "
            "SELECT DISTINCT analysis, ((analysis >> 20) + 1577836800000) * 1000, 'interrupted', '', '', '', "
            "'Saved from a damaged library' FROM (SELECT analysis FROM analysis_body UNION SELECT analysis "
            "FROM event_chunk UNION SELECT analysis FROM part) WHERE analysis > 0 AND analysis NOT IN "
            "(SELECT id FROM analysis)"_s,
            u"INSERT INTO analysis_body (analysis, prompt, instructions, request) "
            "SELECT id, '', '', '{}' FROM analysis WHERE id NOT IN (SELECT analysis FROM analysis_body)"_s,
            u"INSERT INTO attempt (analysis, number, outcome, started_us) SELECT DISTINCT c.analysis, "
            "c.attempt, 'interrupted', a.created_us FROM event_chunk AS c JOIN analysis AS a ON a.id = "
            "c.analysis WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE analysis = c.analysis AND number = "
            "c.attempt)"_s,
            u"UPDATE analysis_body SET indexed = 0"_s};
        Result<> done = each(orphans, mark);
        done = done ? execute(m_target, repairs[0]) : done;
        done = done ? each(bodiless, mark) : done;
        done = done ? execute(m_target, repairs[1]) : done;
        done = done ? each(attemptless, mark) : done;
        done = done ? execute(m_target, repairs[2]) : done;
        done = done ? execute(m_target, repairs[3]) : done;
        for (const char *table : {"analysis_body", "event_chunk", "attempt", "attachment", "part", "tag"}) {
            const QString strays = u"DELETE FROM %1 WHERE analysis NOT IN (SELECT id FROM analysis)"_s.arg(
                QLatin1StringView(table));
            done = done ? execute(m_target, strays) : done;
        }
        return done;
    }

    /// The same for what belongs to tasks. A run, its grades and a batch say more than what they are of: a
    /// lost set gets a new name, and a lost task comes back as one that was taken out of its set.
    Result<> restoreTasks()
    {
        const QStringList repairs{
            u"DELETE FROM task WHERE NOT (json_valid(tags) AND json_valid(fields) AND "
            "json_valid(coalesce(grader, 'null')) AND json_valid(coalesce(expected, 'null')))"_s,
            u"UPDATE task_set SET grader = '{\"kind\":\"manual\"}' WHERE NOT json_valid(grader)"_s,
            u"UPDATE task_set SET models = '[]' WHERE NOT json_valid(models)"_s,
            u"DELETE FROM batch WHERE NOT json_valid(options)"_s,
            u"UPDATE grade SET evidence = '{}' WHERE NOT json_valid(evidence)"_s,
            u"DELETE FROM task_run WHERE analysis NOT IN (SELECT id FROM analysis)"_s,
            u"INSERT INTO task_set (id, created_us, name, instructions, grader, models, source) "
            "SELECT task_set, ((task_set >> 20) + 1577836800000) * 1000, 'Saved from a damaged library', '', "
            "'{\"kind\":\"manual\"}', '[]', '' FROM (SELECT task_set FROM task UNION SELECT task_set FROM "
            "prompt_template UNION SELECT task_set FROM batch UNION SELECT task_set FROM task_run) "
            "WHERE task_set > 0 AND task_set NOT IN (SELECT id FROM task_set)"_s,
            strays(u"task"_s), strays(u"prompt_template"_s), strays(u"batch"_s), strays(u"task_run"_s),
            u"INSERT INTO task (task_set, id, rank, hash, title, tags, source, removed_us, fields) "
            "SELECT DISTINCT task_set, task, 0, '', task, '[]', '', %1, '{}' FROM task_run AS r WHERE NOT "
            "EXISTS "
            "(SELECT 1 FROM task WHERE task_set = r.task_set AND id = r.task)"_s.arg(m_nowUtcUs),
            u"DELETE FROM task_attachment AS a WHERE NOT EXISTS "
            "(SELECT 1 FROM task WHERE task_set = a.task_set AND id = a.task)"_s,
            u"DELETE FROM batch_item WHERE batch NOT IN (SELECT id FROM batch)"_s,
            u"UPDATE task_run SET batch = NULL WHERE batch NOT IN (SELECT id FROM batch)"_s,
            u"UPDATE batch_item SET analysis = NULL WHERE analysis NOT IN (SELECT id FROM analysis)"_s,
            u"UPDATE batch_item SET state = 'queued' WHERE state = 'running' AND analysis IS NULL"_s,
            u"DELETE FROM grade WHERE analysis NOT IN (SELECT analysis FROM task_run)"_s,
            // What is not graded any more is graded again.
            u"UPDATE task_run SET verdict = NULL WHERE verdict IS NOT (SELECT verdict FROM grade "
            "WHERE grade.analysis = task_run.analysis ORDER BY id DESC LIMIT 1)"_s};
        for (const QString &repair : repairs) {
            if (Result<> done = execute(m_target, repair); !done)
                return done;
        }
        return {};
    }

    static QString strays(const QString &table)
    {
        return u"DELETE FROM %1 WHERE task_set NOT IN (SELECT id FROM task_set)"_s.arg(table);
    }

    Result<> mendAll()
    {
        std::vector<qint64> ids;
        const auto take = [&ids](const QSqlQuery &query) -> Result<> {
            ids.push_back(query.value(0).toLongLong());
            return {};
        };
        if (Result<> done = each(u"SELECT id FROM analysis ORDER BY id"_s, take); !done)
            return done;
        qint64 count = 0;
        for (const qint64 id : ids) {
            if (m_progress && !m_progress(count++, qint64(ids.size())))
                return Unexpected{
                    Error{.kind = ErrorKind::Usage, .message = u"stopped"_s, .code = u"stopped"_s}};
            if (Result<> done = mend(id); !done)
                return done;
        }
        return {};
    }

    Result<> mend(qint64 id)
    {
        std::vector<int> attempts;
        const auto take = [&](const QSqlQuery &query) -> Result<> {
            attempts.push_back(query.value(0).toInt());
            return {};
        };
        if (Result<> done =
                each(u"SELECT number FROM attempt WHERE analysis = %1 ORDER BY number"_s.arg(id), take);
            !done)
            return done;
        for (const int attempt : attempts) {
            if (Result<> done = mendRequest(id, attempt); !done)
                return done;
            if (Result<> done = mendEvents(id, attempt); !done)
                return done;
        }
        if (Result<> done = missRows(id); !done)
            return done;
        const Result<std::vector<StoredPart>> before = m_changes.reader().parts(AnalysisId(id));
        if (Result<> done = m_changes.rebuild(AnalysisId(id)); !done)
            return done;
        return markPartly(id, before.value_or(std::vector<StoredPart>()));
    }

    Result<> mendRequest(qint64 id, int attempt)
    {
        const Result<QVariant> body = scalar(
            m_target, u"SELECT request_body FROM attempt WHERE analysis = ? AND number = ?"_s, {id, attempt});
        if (!body)
            return Unexpected{body.error()};
        if (bytesFromColumn(*body))
            return {};
        m_missing[id].append(u"the request of attempt %1"_s.arg(attempt));
        return write("UPDATE attempt SET request_body = NULL WHERE analysis = ? AND number = ?",
                     {id, attempt});
    }

    struct Piece
    {
        qint64 rowid = 0;
        qint64 firstFrame = 0;
        qint64 frames = 0;
        bool readable = false;
    };

    Result<std::vector<Piece>> piecesOf(qint64 id, int attempt)
    {
        std::vector<Piece> pieces;
        const Result<> done = each(
            u"SELECT rowid, first_frame, frames, encoding, data FROM event_chunk WHERE analysis = %1 AND "
            "attempt = %2 ORDER BY first_frame"_s.arg(id)
                .arg(attempt),
            [&pieces](const QSqlQuery &query) -> Result<> {
                Piece piece{.rowid = query.value(0).toLongLong(),
                            .firstFrame = query.value(1).toLongLong(),
                            .frames = query.value(2).toLongLong()};
                const auto encoding = encodingFromName(query.value(3).toString());
                if (encoding) {
                    const auto frames = decodeFrames({*encoding, query.value(4).toByteArray()});
                    piece.readable = frames && qint64(frames->size()) == piece.frames;
                }
                pieces.push_back(piece);
                return {};
            });
        if (!done)
            return Unexpected{done.error()};
        return pieces;
    }

    /// Takes out what cannot be read and closes the gaps: what came later often repeats the whole text.
    Result<> mendEvents(qint64 id, int attempt)
    {
        const Result<std::vector<Piece>> pieces = piecesOf(id, attempt);
        if (!pieces)
            return Unexpected{pieces.error()};
        qint64 next = 0;     // where the next piece has to go
        qint64 expected = 0; // where it was, had nothing been lost
        qint64 missing = 0;
        for (const Piece &piece : *pieces) {
            if (!piece.readable || piece.firstFrame < expected) {
                if (Result<> done = write("DELETE FROM event_chunk WHERE rowid = ?", {piece.rowid}); !done)
                    return done;
                missing += piece.readable ? 0 : 1;
                continue;
            }
            missing += piece.firstFrame - expected;
            expected = piece.firstFrame + piece.frames;
            if (piece.firstFrame != next) {
                if (Result<> done =
                        write("UPDATE event_chunk SET first_frame = ? WHERE rowid = ?", {next, piece.rowid});
                    !done)
                    return done;
            }
            next += piece.frames;
        }
        const Result<QVariant> said = scalar(
            m_target, u"SELECT events FROM attempt WHERE analysis = ? AND number = ?"_s, {id, attempt});
        if (!said)
            return Unexpected{said.error()};
        missing = std::max(missing, said->toLongLong() - next);
        if (missing > 0)
            m_missing[id].append(u"events of attempt %1"_s.arg(attempt));
        return {};
    }

    /// Rows that other rows count.
    Result<> missRows(qint64 id)
    {
        const Result<QVariant> attempts = scalar(
            m_target,
            u"SELECT attempts - (SELECT count(*) FROM attempt WHERE analysis = id) FROM analysis WHERE id = ?"_s,
            {id});
        const Result<QVariant> attachments = scalar(
            m_target,
            u"SELECT max(ordinal) + 1 - count(*) FROM attachment WHERE analysis = ? HAVING count(*) > 0"_s,
            {id});
        if (!attempts || !attachments)
            return Unexpected{attempts ? attachments.error() : attempts.error()};
        if (attempts->toInt() > 0)
            m_missing[id].append(u"an attempt"_s);
        if (attachments->toInt() > 0)
            m_missing[id].append(u"an attachment"_s);
        return write("UPDATE analysis SET attempts = (SELECT count(*) FROM attempt WHERE analysis = id) "
                     "WHERE id = ?",
                     {id});
    }

    /// Says in the note what is missing, and keeps there the texts that the events do not give any more.
    Result<> markPartly(qint64 id, const std::vector<StoredPart> &before)
    {
        const Result<std::vector<StoredPart>> after = m_changes.reader().parts(AnalysisId(id));
        if (!after)
            return Unexpected{after.error()};
        const bool shorter = !before.empty() && before != *after;
        if (shorter && !m_missing.contains(id))
            m_missing[id].append(u"events"_s);
        const auto missing = m_missing.find(id);
        if (missing == m_missing.end())
            return {};
        QString note = u"[Repaired on %1: %2 could not be read.]"_s.arg(m_day, missing->second.join(u", "_s));
        if (shorter) {
            note += u"\n[The texts as they were stored beside the events:]"_s;
            for (const StoredPart &part : before)
                note += u"\n\n" + part.text;
        }
        const Result<QVariant> old =
            scalar(m_target, u"SELECT note FROM analysis_body WHERE analysis = ?"_s, {id});
        if (!old)
            return Unexpected{old.error()};
        if (!old->toString().isEmpty())
            note.prepend(old->toString() + u"\n\n");
        return m_changes.apply(AnnotateAnalysis{AnalysisId(id), note});
    }

    Result<Salvage> report()
    {
        Salvage salvage;
        const Result<> done =
            each(u"SELECT id FROM analysis ORDER BY id"_s, [&](const QSqlQuery &query) -> Result<> {
                const qint64 id = query.value(0).toLongLong();
                m_indexed.erase(id);
                (m_missing.contains(id) ? salvage.partly : salvage.whole).append(AnalysisId(id));
                return {};
            });
        if (!done)
            return Unexpected{done.error()};
        for (const qint64 id : m_indexed)
            salvage.lost.append(AnalysisId(id));
        return salvage;
    }

    QSqlDatabase m_target;
    ChangeWriter m_changes;
    Statements m_statements;
    qint64 m_nowUtcUs;
    QString m_day;
    const SalvageProgress &m_progress;
    std::vector<TableShape> m_shapes;
    std::map<std::pair<const TableShape *, qsizetype>, QSqlQuery> m_insertions;
    std::map<qint64, QStringList> m_missing; ///< what of an analysis could not be read
    std::set<qint64> m_indexed;
};

} // namespace

Result<Salvage> salvageInto(const QSqlDatabase &target, const QString &damagedFile, qint64 nowUtcMs,
                            const SalvageProgress &progress)
{
    // The file is new and made again after a failure: no log, no waiting for the disk, no order of rows.
    for (const QString &pragma :
         {u"PRAGMA journal_mode = MEMORY"_s, u"PRAGMA synchronous = OFF"_s, u"PRAGMA foreign_keys = OFF"_s}) {
        if (Result<> done = execute(target, pragma); !done)
            return Unexpected{done.error()};
    }
    Transaction transaction(target, Transaction::Kind::Write);
    if (!transaction.begun())
        return Unexpected{transaction.begun().error()};
    Result<Salvage> salvage = Salvager(target, nowUtcMs, progress).run(damagedFile);
    if (!salvage)
        return salvage;
    if (Result<> done = transaction.commit(); !done)
        return Unexpected{done.error()};
    return salvage;
}

} // namespace reasonglass
