#include "store/unfinished.h"

#include "store/ownerlock.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// An analysis or a batch.
struct Running
{
    qint64 id = 0;
    QString owner;
};

Result<std::vector<Running>> running(const QSqlDatabase &database, const QString &sql)
{
    QSqlQuery query(database);
    if (!query.exec(sql))
        return Unexpected{storageError(query.lastError())};
    std::vector<Running> found;
    while (query.next())
        found.push_back({query.value(0).toLongLong(), query.value(1).toString()});
    return found;
}

/// Which of the programs that called themselves so are gone; asks about each once.
class Gone
{
public:
    Gone(QString libraryPath, const QString &ownName)
        : m_path(std::move(libraryPath))
        , m_known{{ownName, false}}
    { }

    bool contains(const QString &owner)
    {
        if (!m_known.contains(owner))
            m_known.insert(owner, OwnerLock::isGone(m_path, owner));
        return m_known.value(owner);
    }

private:
    QString m_path;
    QHash<QString, bool> m_known;
};

/// How a run ended of which only the transcript is known. A terminal event is the server's word.
AnalysisStatus statusOf(const Transcript &transcript)
{
    if (!transcript.terminal || !transcript.status)
        return AnalysisStatus::Interrupted;
    switch (*transcript.status) {
    case ResponseStatus::Completed:
        return AnalysisStatus::Completed;
    case ResponseStatus::Incomplete:
        return AnalysisStatus::Incomplete;
    case ResponseStatus::Failed:
        return AnalysisStatus::Failed;
    case ResponseStatus::Cancelled:
        return AnalysisStatus::Cancelled;
    case ResponseStatus::InProgress:
    case ResponseStatus::Queued:
        return AnalysisStatus::Interrupted;
    }
    Q_UNREACHABLE();
}

Result<> endAttempt(RecordReader &reader, AnalysisId id, Attempt &attempt, AnalysisStatus outcome)
{
    qint64 lastArrivalUs = 0;
    attempt.events = 0;
    attempt.bytes = 0;
    const auto count = [&](qint64, const std::vector<Frame> &frames) -> Result<bool> {
        for (const Frame &frame : frames) {
            lastArrivalUs = std::max(lastArrivalUs, frame.arrivalUs);
            attempt.bytes += frame.data.size();
        }
        attempt.events += qint64(frames.size());
        return true;
    };
    if (Result<> done = reader.visitChunks(id, attempt.number, 0, count); !done)
        return done;
    attempt.outcome = outcome;
    attempt.endedUtcUs = attempt.startedUtcUs + lastArrivalUs;
    return {};
}

Result<AnalysisRecord> endedRecord(RecordReader &reader, AnalysisId id)
{
    Result<AnalysisRecord> record = reader.record(id, RecordReader::Source::Events);
    if (!record)
        return record;
    record->status = statusOf(record->transcript);
    record->endedUtcUs = record->createdUtcUs;
    for (Attempt &attempt : record->attempts) {
        if (attempt.outcome == AnalysisStatus::Running) {
            if (Result<> done = endAttempt(reader, id, attempt, record->status); !done)
                return Unexpected{done.error()};
        }
        record->endedUtcUs = std::max(record->endedUtcUs, attempt.endedUtcUs);
    }
    if (record->status == AnalysisStatus::Interrupted)
        record->error = Error{.kind = ErrorKind::Interrupted,
                              .message = u"the program ended before the analysis did"_s,
                              .code = u"program_ended"_s};
    if (const std::optional<Usage> &usage = record->transcript.usage; usage && usage->reportedCostUsd)
        record->cost = {.usd = usage->reportedCostUsd, .basis = CostBasis::Reported};
    return record;
}

Result<> endOne(ChangeWriter &writer, AnalysisId id)
{
    Transaction transaction(writer.database(), Transaction::Kind::Write);
    if (!transaction.begun())
        return transaction.begun();
    const Result<AnalysisRecord> record = endedRecord(writer.reader(), id);
    if (!record)
        return Unexpected{record.error()};
    if (Result<> done = writer.apply(EndAnalysis{*record}); !done)
        return done;
    return transaction.commit();
}

/// One that was running is paused; one that was paused already stays so, for its own reason.
Result<> letGoOfBatch(ChangeWriter &writer, BatchId id)
{
    Transaction transaction(writer.database(), Transaction::Kind::Write);
    if (!transaction.begun())
        return transaction.begun();
    const Result<QVariant> reason =
        scalar(writer.database(),
               u"SELECT CASE state WHEN 'paused' THEN reason ELSE 'quit' END FROM batch WHERE id = ?"_s,
               {qint64(id)});
    if (!reason)
        return Unexpected{reason.error()};
    const TaskChange letGo =
        SetBatchState{.batch = id, .state = BatchState::Paused, .reason = reason->toString(), .letGo = true};
    if (Result<> done = writer.apply(letGo); !done)
        return done;
    return transaction.commit();
}

} // namespace

Result<Unfinished> endUnfinished(ChangeWriter &writer, const QString &libraryPath, const QString &ownName)
{
    const auto runs =
        running(writer.database(), u"SELECT id, owner FROM analysis WHERE status = 'running' ORDER BY id"_s);
    if (!runs)
        return Unexpected{runs.error()};
    const auto batches =
        running(writer.database(), u"SELECT id, owner FROM batch WHERE owner IS NOT NULL ORDER BY id"_s);
    if (!batches)
        return Unexpected{batches.error()};
    Gone gone(libraryPath, ownName);
    Unfinished outcome;
    for (const Running &run : *runs) {
        if (!gone.contains(run.owner))
            continue;
        // A damaged run must not keep the others from their end.
        if (Result<> done = endOne(writer, AnalysisId(run.id)); !done)
            outcome.refused.push_back(done.error());
        else
            outcome.ended.append(AnalysisId(run.id));
    }
    for (const Running &batch : *batches) {
        if (!gone.contains(batch.owner))
            continue;
        if (Result<> done = letGoOfBatch(writer, BatchId(batch.id)); !done)
            outcome.refused.push_back(done.error());
    }
    return outcome;
}

} // namespace reasonglass
