#pragma once

#include "app/batchrunner.h"
#include "app/taskgrading.h"
#include "base/expected.h"
#include "store/taskexport.h"
#include "tasks/taskimport.h"
#include "tasks/taskset.h"

#include <QFuture>
#include <QObject>

#include <vector>

namespace reasonglass {

class Workbench;

/// What front ends do with task sets: reading files, saving, running, grading. Stands on a workbench that
/// saves: Workbench::taskSetsChanged() follows when a change is in the library. Lives in the main thread and
/// never blocks it.
class TaskDesk : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive the desk; it goes before the workbench, which stops what still runs.
    TaskDesk(Workbench &workbench, Clock &clock, QObject *parent = nullptr);

    TaskGrading &grading() { return m_grading; }
    BatchRunner &batches() { return m_batches; }

    /// Reads task files in a thread of its own; see readTasks(). Cancel the future to stop that.
    QFuture<Result<ReadTasks>> read(const QStringList &paths, const ColumnMapping &mapping = {});

    /// Keeps a new set with \a tasks and returns it with its id. What \a set leaves open (columns) is as it
    /// is.
    TaskSet create(TaskSet set, const std::vector<Task> &tasks);
    /// Another name, template, grader, … of a set that is there.
    void save(const TaskSet &set);
    /// Adds tasks, or replaces those of the same id.
    void addTasks(TaskSetId set, const std::vector<Task> &tasks);
    void removeTasks(TaskSetId set, const QStringList &ids);
    void restoreTasks(TaskSetId set, const QStringList &ids);
    void moveToTrash(TaskSetId set);
    void restore(TaskSetId set);
    /// Adds all tasks of \a from to \a into: how many. Tasks of the same id are replaced there.
    QFuture<Result<int>> merge(TaskSetId from, TaskSetId into);
    /// Writes what \a what says of \a set to the file \a path, in a thread of its own. What was there is
    /// replaced only when all is written.
    QFuture<Result<>> exportTo(const QString &path, TaskSetId set, TaskExport what,
                               const ModelChoice &model = {});

private:
    Workbench &m_workbench;
    Clock &m_clock;
    TaskGrading m_grading;
    BatchRunner m_batches;
};

} // namespace reasonglass
