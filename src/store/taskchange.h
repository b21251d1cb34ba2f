#pragma once

#include "analysis/batch.h"
#include "tasks/grade.h"
#include "tasks/task.h"
#include "tasks/taskset.h"

#include <QStringList>

#include <variant>
#include <vector>

namespace reasonglass {

// What can be done to task sets, their runs and grades; part of LibraryChange.

/// A new set, or other properties of one that is there. A prompt template with another text than the latest
/// version's becomes a new version; set.prompt.version is not looked at.
struct SaveTaskSet
{
    TaskSet set;
    qint64 atUtcUs = 0;
};

/// Adds tasks behind those that are there, or replaces those of the same id where they stand; one that was
/// removed comes back. All of them or none.
struct SaveTasks
{
    TaskSetId set{};
    std::vector<Task> tasks;
};

/// Takes tasks out of the set; their runs stay. Undone by RestoreTasks.
struct RemoveTasks
{
    TaskSetId set{};
    QStringList ids;
    qint64 atUtcUs = 0;
};

struct RestoreTasks
{
    TaskSetId set{};
    QStringList ids;
};

/// Undone by RestoreTaskSet; PurgeTrash deletes what is there for ever. Runs of a purged set stay as runs of
/// no task.
struct TrashTaskSet
{
    TaskSetId set{};
    qint64 atUtcUs = 0;
};

struct RestoreTaskSet
{
    TaskSetId set{};
};

/// Says of a run which task it is of. Comes right behind its BeginAnalysis.
struct LinkRun
{
    AnalysisId analysis{};
    TaskSetId set{};
    QString taskId;
    QString taskHash;
    int promptVersion = 0;
    ModelChoice model; ///< as the column says it
    BatchId batch{};
    qint64 item = 0; ///< of the batch: it is Running with this analysis from now on
};

/// A further grade of a run; those before stay as its history.
struct AddGrade
{
    AnalysisId analysis{};
    Grade grade;
    qint64 madeUtcUs = 0;
    bool byPerson = false;
};

/// A new batch with all its items.
struct SaveBatch
{
    BatchRecord batch;
};

struct SetBatchState
{
    BatchId batch{};
    BatchState state = BatchState::Paused;
    QString reason = {};
    qint64 atUtcUs = 0;
    bool letGo = false; ///< it is no longer this program's: another one may go on with it
};

struct SetBatchOptions
{
    BatchId batch{};
    BatchOptions options;
};

/// Items come to be in \a state. Queued also forgets their run: they are to be run anew.
struct SetItemStates
{
    BatchId batch{};
    std::vector<qint64> items; ///< BatchItem::number
    ItemState state = ItemState::Queued;
};

/// Gives items other ranks.
struct ReorderItems
{
    BatchId batch{};
    std::vector<std::pair<qint64, qint64>> ranks; ///< BatchItem::number and its new rank
};

using TaskChange =
    std::variant<SaveTaskSet, SaveTasks, RemoveTasks, RestoreTasks, TrashTaskSet, RestoreTaskSet, LinkRun,
                 AddGrade, SaveBatch, SetBatchState, SetBatchOptions, SetItemStates, ReorderItems>;

} // namespace reasonglass
