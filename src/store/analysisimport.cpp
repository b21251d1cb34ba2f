#include "store/analysisimport.h"

#include "store/changewriter.h"
#include "store/database.h"

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
    for (const Attempt &attempt : record.attempts) {
        for (std::optional<qint64> next = 0; next;) {
            const auto closed = writer.closeSome(id, attempt.number, *next);
            if (!closed)
                return Unexpected{closed.error()};
            next = *closed;
        }
    }
    return {};
}

/// When the analysis with this id was begun, if there is one.
Result<std::optional<qint64>> createdUs(const QSqlDatabase &database, AnalysisId id)
{
    const Result<QVariant> found =
        scalar(database, u"SELECT created_us FROM analysis WHERE id = ?"_s, {qint64(id)});
    if (!found)
        return Unexpected{found.error()};
    return found->isValid() ? std::optional(found->toLongLong()) : std::nullopt;
}

} // namespace

Result<ImportOutcome> importAnalysis(const QString &libraryPath, const PortableAnalysis &analysis)
{
    Result<Database> database = Database::open(libraryPath);
    if (!database)
        return Unexpected{database.error()};
    if (database->notice())
        return Unexpected{*database->notice()};
    ChangeWriter writer(database->connection(), u"import"_s);
    Transaction transaction(database->connection(), Transaction::Kind::Write);
    if (!transaction.begun())
        return Unexpected{transaction.begun().error()};
    AnalysisId id = analysis.record.id;
    const auto existing = createdUs(database->connection(), id);
    if (!existing)
        return Unexpected{existing.error()};
    if (*existing == analysis.record.createdUtcUs)
        return ImportOutcome{.id = id, .isNew = false};
    if (*existing)
        id = newAnalysisId(analysis.record.createdUtcUs);
    const Result<> done =
        importAll(writer, analysis, id).and_then([&](auto) { return transaction.commit(); });
    if (!done)
        return Unexpected{done.error()};
    return ImportOutcome{.id = id};
}

} // namespace reasonglass
