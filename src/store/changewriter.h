#pragma once

#include "base/expected.h"
#include "store/librarychange.h"
#include "store/recordreader.h"
#include "store/sql.h"
#include "store/taskwriter.h"

namespace reasonglass {

/// Carries changes out on a connection, within a transaction of the caller's.
class ChangeWriter
{
public:
    /// \a owner marks the analyses that this program has running.
    ChangeWriter(const QSqlDatabase &database, QString owner)
        : m_statements(database)
        , m_reader(database)
        , m_tasks(database, owner)
        , m_owner(std::move(owner))
    { }

    /// On an error, what was done of \a change is to be rolled back.
    Result<> apply(const LibraryChange &change);

    /// Makes what is derived from the stored events of \a id anew: texts and search row.
    Result<> rebuild(AnalysisId id);

    /// Joins small chunks of an attempt that is over, from frame \a first on, into one compressed chunk.
    /// Returns the frame to go on from; nullopt: all are closed.
    Result<std::optional<qint64>> closeSome(AnalysisId id, int attempt, qint64 first);

    RecordReader &reader() { return m_reader; }
    const QSqlDatabase &database() const { return m_statements.database(); }

private:
    Result<> carryOut(const BeginAnalysis &change);
    Result<> carryOut(const BeginAttempt &change);
    Result<> carryOut(const AppendFrames &change);
    Result<> carryOut(const EndAttempt &change);
    Result<> carryOut(const EndAnalysis &change);
    Result<> carryOut(const ReopenAnalysis &change);
    Result<> carryOut(const RenameAnalysis &change);
    Result<> carryOut(const TagAnalysis &change);
    Result<> carryOut(const AnnotateAnalysis &change);
    Result<> carryOut(const TrashAnalyses &change);
    Result<> carryOut(const RestoreAnalyses &change);
    Result<> carryOut(const PurgeTrash &change);
    Result<> carryOut(const TaskChange &change);

    /// Runs a statement whose result is not looked at.
    Result<> write(const char *sql, const QVariantList &values);
    /// The same, and NotFound unless it changed a row.
    Result<> writeOne(const char *sql, const QVariantList &values);

    Result<> writeBody(const AnalysisRecord &record);
    Result<> writeTags(AnalysisId id, const QStringList &tags);
    Result<> writeAttempt(AnalysisId id, const Attempt &attempt);
    Result<> writeSummary(const AnalysisRecord &record);
    Result<> writeParts(const AnalysisRecord &record);
    Result<> writeOutline(const AnalysisRecord &record);
    Result<> storeClosed(AnalysisId id, int attempt, qint64 firstFrame, const FrameChunk &chunk);
    Result<> enterIntoSearch(AnalysisId id);
    Result<> removeFromSearch(AnalysisId id);
    Result<> purge(AnalysisId id);

    Statements m_statements;
    RecordReader m_reader;
    TaskWriter m_tasks;
    QString m_owner;
};

} // namespace reasonglass
