#pragma once

#include "base/expected.h"
#include "store/sql.h"
#include "store/taskchange.h"

namespace reasonglass {

/// Carries out what is done to task sets, on a connection, within a transaction of the caller's.
class TaskWriter
{
public:
    /// \a owner marks the batches that this program runs.
    TaskWriter(const QSqlDatabase &database, QString owner)
        : m_statements(database)
        , m_owner(std::move(owner))
    { }

    /// On an error, what was done of \a change is to be rolled back. NotFound, or an error that
    /// breaksSchema(): the library contradicts it.
    Result<> apply(const TaskChange &change);

    /// An ended run begins again: its latest grade is of an answer that will not be there any more.
    Result<> forgetVerdict(AnalysisId id);

    /// Deletes for ever what went to the trash before \a olderThanUtcUs, but for sets with a run that goes.
    Result<> purgeTrash(qint64 olderThanUtcUs);

private:
    Result<> carryOut(const SaveTaskSet &change);
    Result<> carryOut(const SaveTasks &change);
    Result<> carryOut(const RemoveTasks &change);
    Result<> carryOut(const RestoreTasks &change);
    Result<> carryOut(const TrashTaskSet &change);
    Result<> carryOut(const RestoreTaskSet &change);
    Result<> carryOut(const LinkRun &change);
    Result<> carryOut(const AddGrade &change);
    Result<> carryOut(const SaveBatch &change);
    Result<> carryOut(const SetBatchState &change);
    Result<> carryOut(const SetBatchOptions &change);
    Result<> carryOut(const SetItemStates &change);
    Result<> carryOut(const ReorderItems &change);

    /// For a batch in \a state that this program has.
    QVariant ownerColumn(BatchState state) const;
    Result<> write(const char *sql, const QVariantList &values);
    /// The same, and NotFound unless it changed a row; \a what names the row.
    Result<> writeOne(const char *sql, const QVariantList &values, const QString &what);

    Result<> writePrompt(const SaveTaskSet &change);
    Result<> writeTask(TaskSetId set, const Task &task);
    Result<> writeItem(BatchId batch, const BatchItem &item);

    Statements m_statements;
    QString m_owner;
};

} // namespace reasonglass
