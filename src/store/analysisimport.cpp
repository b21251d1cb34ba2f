#include "store/analysisimport.h"

#include "base/log.h"
#include "store/changewriter.h"
#include "store/database.h"
#include "store/sql.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype chunkBytes = 1024 * 1024;

Result<> importFrames(ChangeWriter &writer, AnalysisId id, int attempt, const std::vector<Frame> &frames)
{
    AppendFrames append{.id = id, .attempt = attempt};
    for (const Frame &frame : frames) {
        append.chunk.append(frame);
        if (append.chunk.bytes.size() < chunkBytes)
            continue;
        if (Result<> done = writer.apply(append); !done)
            return done;
        append.firstFrame += append.chunk.frames;
        append.chunk = {};
    }
    return append.chunk.frames == 0 ? Result<>() : writer.apply(append);
}

Result<> importAll(ChangeWriter &writer, const PortableAnalysis &analysis, AnalysisId id)
{
    AnalysisRecord record = analysis.record;
    record.id = id;
    if (Result<> done = writer.apply(BeginAnalysis{record}); !done)
        return done;
    for (size_t i = 0; i < record.attempts.size(); ++i) {
        const Attempt &attempt = record.attempts[i];
        if (Result<> done = writer.apply(BeginAttempt{id, attempt}); !done)
            return done;
        if (Result<> done = importFrames(writer, id, attempt.number, analysis.frames[i]); !done)
            return done;
        if (Result<> done = writer.apply(EndAttempt{id, attempt}); !done)
            return done;
    }
    if (Result<> done = writer.apply(EndAnalysis{record}); !done)
        return done;
    return {};
}

/// As the program does with ended runs. No piece waits for the disk: what a power cut undoes is only the
/// compression.
Result<> compressEvents(const QSqlDatabase &library, ChangeWriter &writer, AnalysisId id,
                        const std::vector<Attempt> &attempts)
{
    if (const Result<> done = execute(library, u"PRAGMA synchronous = NORMAL"_s); !done)
        return done;
    for (const Attempt &attempt : attempts) {
        for (std::optional<qint64> next = 0; next;) {
            Transaction transaction(library, Transaction::Kind::Write);
            if (!transaction.begun())
                return transaction.begun();
            const auto closed = writer.closeSome(id, attempt.number, *next);
            if (!closed)
                return Unexpected{closed.error()};
            if (const Result<> done = transaction.commit(); !done)
                return done;
            next = *closed;
        }
    }
    return {};
}

/// The analysis with this id, if there is one.
struct Existing
{
    qint64 createdUs = 0;
    bool inTrash = false;
};

Result<std::optional<Existing>> existing(const QSqlDatabase &library, AnalysisId id)
{
    const Result<QVariant> created =
        scalar(library, u"SELECT created_us FROM analysis WHERE id = ?"_s, {qint64(id)});
    const Result<QVariant> deleted =
        scalar(library, u"SELECT deleted_us FROM analysis WHERE id = ?"_s, {qint64(id)});
    if (!created || !deleted)
        return Unexpected{created ? deleted.error() : created.error()};
    if (!created->isValid())
        return std::optional<Existing>();
    return std::optional(Existing{.createdUs = created->toLongLong(), .inTrash = !deleted->isNull()});
}

} // namespace

Result<ImportOutcome> importAnalysis(const QSqlDatabase &library, ChangeWriter &writer,
                                     const PortableAnalysis &analysis)
{
    Transaction transaction(library, Transaction::Kind::Write);
    if (!transaction.begun())
        return Unexpected{transaction.begun().error()};
    AnalysisId id = analysis.record.id;
    const auto there = existing(library, id);
    if (!there)
        return Unexpected{there.error()};
    if (*there && (*there)->createdUs == analysis.record.createdUtcUs)
        return ImportOutcome{.id = id, .isNew = false, .inTrash = (*there)->inTrash};
    if (*there)
        id = newAnalysisId(analysis.record.createdUtcUs);
    const Result<> done =
        importAll(writer, analysis, id).and_then([&](auto) { return transaction.commit(); });
    if (!done)
        return Unexpected{done.error()};
    return ImportOutcome{.id = id};
}

Result<ImportOutcome> importAnalysis(const QString &libraryPath, const PortableAnalysis &analysis)
{
    Result<Database> database = Database::open(libraryPath);
    if (!database)
        return Unexpected{database.error()};
    if (database->notice())
        return Unexpected{*database->notice()};
    ChangeWriter writer(database->connection(), u"import"_s);
    const auto outcome = importAnalysis(database->connection(), writer, analysis);
    if (!outcome || !outcome->isNew)
        return outcome;
    if (const Result<> done =
            compressEvents(database->connection(), writer, outcome->id, analysis.record.attempts);
        !done)
        qCWarning(logStore) << "the events of an imported run were not compressed:" << done.error().message;
    return outcome;
}

} // namespace reasonglass
