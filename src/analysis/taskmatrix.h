#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/batch.h"
#include "analysis/phase.h"
#include "tasks/grade.h"
#include "tasks/taskset.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace reasonglass {

/// A run of a task, as narrow as a matrix needs it.
struct TaskRun
{
    AnalysisId analysis{};
    QString taskId;
    ModelChoice model;
    AnalysisStatus status = AnalysisStatus::Running;
    std::optional<Verdict> verdict = {}; ///< of the latest grade; nullopt: not graded yet
    Cost cost = {};
    qint64 durationMs = 0;
    qint64 tokens = 0; ///< total, 0 where the server never said
    BatchId batch{};
    bool outdated = false; ///< the task has changed since

    bool operator==(const TaskRun &) const = default;
};

/// What a cell shows, most pressing first.
enum class CellState {
    Running,
    Queued,   ///< one waits, and none has been answered
    Solved,   ///< by at least one attempt
    Failed,   ///< answered, never right
    Ungraded, ///< answered, and nobody has said whether it is right
    Error,    ///< no attempt brought an answer
    Stopped,  ///< stopped by the person before there was an answer
    NotAttempted,
};
QString cellStateName(CellState state); ///< "not_attempted", …

/// All attempts of one model at one task.
struct Cell
{
    CellState state = CellState::NotAttempted;
    Phase phase = Phase::Idle; ///< of the latest run, while it goes
    int attempts = 0;          ///< runs that have ended
    int graded = 0;            ///< of these, solved or failed
    int solved = 0;
    std::optional<double> costUsd = {}; ///< sum of what is known; nullopt: nothing is
    bool costIsPartial = false;         ///< some attempt's cost is unknown or estimated
    qint64 medianMs = 0;                ///< of attempts that brought an answer
    qint64 tokens = 0;
    AnalysisId latest{}; ///< the run that a click opens: one that goes, else the last one begun

    bool operator==(const Cell &) const = default;
};

/// \a runs of one task by one model, the oldest first. \a queued: how many more are waiting.
Cell foldRuns(std::span<const TaskRun> runs, int queued = 0);

/// The chance that at least one of \a k attempts is right, from \a attempts of which \a solved were: the
/// unbiased estimate of Chen et al. 2021, "Evaluating Large Language Models Trained on Code", eq. 1. nullopt
/// with fewer attempts than k.
std::optional<double> passAtK(int attempts, int solved, int k);

/// One column summed up.
struct ModelTotals
{
    int tasks = 0;
    int solved = 0;
    int failed = 0;
    int notAttempted = 0;
    int other = 0; ///< running, queued, ungraded, error, stopped
    double costUsd = 0;
    int costUnknown = 0; ///< cells some of whose cost is not known
    std::optional<qint64> medianMs = {};
    qint64 tokens = 0;
    std::optional<double> passAt1 = {}; ///< mean over tasks that were graded
    std::optional<double> passAt2 = {}; ///< the same over tasks with at least two graded attempts

    bool operator==(const ModelTotals &) const = default;
};
ModelTotals totals(std::span<const Cell> cells);

/// A task as a row needs it.
struct TaskRow
{
    QString id;
    QString title; ///< see taskTitle()
    QStringList tags = {};
    QString source = {};
    QString hash = {};

    bool operator==(const TaskRow &) const = default;
};

/// All that is needed to show a set's matrix.
struct TaskMatrix
{
    TaskSet set;
    std::vector<TaskRow> tasks;
    std::vector<TaskRun> runs; ///< the oldest first

    bool operator==(const TaskMatrix &) const = default;
};

} // namespace reasonglass
