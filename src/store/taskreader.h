#pragma once

#include "analysis/taskmatrix.h"
#include "base/expected.h"
#include "store/sql.h"
#include "tasks/task.h"

#include <QDate>
#include <QHash>

#include <optional>
#include <vector>

namespace reasonglass {

/// A set as a list shows it.
struct TaskSetRow
{
    TaskSet set;
    qint64 tasks = 0;
    qint64 runs = 0;

    bool operator==(const TaskSetRow &) const = default;
};

/// A stored grade.
struct GradeRecord
{
    Grade grade;
    qint64 madeUtcUs = 0;
    bool byPerson = false;

    bool operator==(const GradeRecord &) const = default;
};

/// Which task a run is of, and all that grading it takes.
struct GradedRun
{
    AnalysisId analysis{};
    TaskSetId set{};
    QString setName;
    Task task; ///< as it is now, without the bytes of its attachments
    ModelChoice model;
    int promptVersion = 0;
    bool outdated = false; ///< the task has changed since the run
    GraderSpec
        grader; ///< the task's own or the set's; a schema grader without one has the set's schema filled in
    AnalysisStatus status = AnalysisStatus::Running;
    QString answer;                  ///< as stored: the answer's text, see answerText()
    std::vector<GradeRecord> grades; ///< the oldest first

    bool operator==(const GradedRun &) const = default;
};

/// What runs of one model have cost and taken so far; only completed and incomplete ones that were no
/// samples.
struct RunHistory
{
    qint64 runs = 0;
    qint64 priced = 0; ///< of these, with a known cost
    double meanUsd = 0;
    double highestUsd = 0;
    qint64 medianMs = 0;
    qint64 p90Ms = 0;

    bool operator==(const RunHistory &) const = default;
};

/// Money spent on one day, by one model, for one set.
struct SpendRow
{
    QDate day; ///< in local time
    QString providerId;
    QString model;   ///< as requested
    TaskSetId set{}; ///< 0: runs of no task
    QString setName;
    qint64 runs = 0;
    qint64 unknown = 0;   ///< runs whose cost is not known; they are not in usd
    qint64 estimated = 0; ///< runs whose cost is an estimate; they are in usd
    double usd = 0;
    qint64 tokens = 0;

    bool operator==(const SpendRow &) const = default;
};

/// Reads what a library knows of tasks, on the connection of a LibraryReader. Synchronous.
class TaskReader
{
public:
    explicit TaskReader(const QSqlDatabase &database)
        : m_statements(database)
    { }

    /// The newest first.
    Result<std::vector<TaskSetRow>> sets(bool inTrash = false);
    /// NotFound if there is none.
    Result<TaskSet> set(TaskSetId id);
    /// The set called \a name, in any case; the newest where several are.
    Result<TaskSet> setByName(const QString &name);
    Result<std::vector<PromptTemplate>> promptVersions(TaskSetId id); ///< the oldest first
    /// In the set's order; with attachments where \a withAttachments.
    Result<std::vector<Task>> tasks(TaskSetId id, bool withAttachments);
    Result<Task> task(TaskSetId set, const QString &taskId);
    /// Hashes by id, removed tasks left out.
    Result<QHash<QString, QString>> hashes(TaskSetId id);
    Result<TaskMatrix> matrix(TaskSetId id);
    /// The runs of one task, or of one task by one model; the oldest first.
    Result<std::vector<TaskRun>> runsOf(TaskSetId set, const QString &taskId);
    /// One run as a matrix shows it.
    Result<TaskRun> run(AnalysisId id);
    /// NotFound for a run of no task.
    Result<GradedRun> gradedRun(AnalysisId id);
    /// Ended runs of tasks that brought an answer and have no grade: the program ended before it could give
    /// one.
    Result<std::vector<AnalysisId>> ungradedRuns();
    /// All ended runs of a set that brought an answer, the oldest first.
    Result<std::vector<AnalysisId>> runsToGrade(TaskSetId set);

    /// NotFound if there is none.
    Result<BatchRecord> batch(BatchId id);
    /// Running and paused ones, the oldest first.
    Result<std::vector<BatchRecord>> openBatches();

    /// Of the model in any set or none; \a set narrows it where it has runs.
    Result<RunHistory> history(const ModelChoice &model, TaskSetId set);
    /// Known costs of runs created at \a sinceUtcUs or later, samples left out, the trash not.
    Result<double> spentSince(qint64 sinceUtcUs);
    Result<double> spentInBatch(BatchId id);
    /// Per day, model and set, newest day first; days by local time, from \a first to \a last.
    Result<std::vector<SpendRow>> spend(QDate first, QDate last);

private:
    Result<std::vector<TaskRun>> runsOfSet(TaskSetId set, const QHash<qint64, QString> &taskIds);

    Statements m_statements;
};

} // namespace reasonglass
