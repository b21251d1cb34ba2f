#include "app/taskdesk.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "store/libraryreader.h"
#include "store/taskreader.h"

#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>

#include <memory>

namespace reasonglass {

namespace {

Result<> writeExport(const QString &library, const QString &path, TaskSetId set, TaskExport what,
                     const ModelChoice &model)
{
    const auto reader = LibraryReader::open(library);
    if (!reader)
        return Unexpected{reader.error()};
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Unexpected{
            Error{.kind = ErrorKind::Usage,
                  .message = QStringLiteral("%1 cannot be written: %2").arg(path, file.errorString())}};
    if (Result<> written = exportTaskSet(**reader, set, what, file, model); !written)
        return written;
    if (!file.commit())
        return Unexpected{
            Error{.kind = ErrorKind::Usage,
                  .message = QStringLiteral("%1 cannot be written: %2").arg(path, file.errorString())}};
    return {};
}

} // namespace

TaskDesk::TaskDesk(Workbench &workbench, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_workbench(workbench)
    , m_clock(clock)
    , m_grading(workbench, clock)
    , m_batches(workbench, m_grading, clock)
{ }

QFuture<Result<ReadTasks>> TaskDesk::read(const QStringList &paths, const ColumnMapping &mapping)
{
    auto promise = std::make_shared<QPromise<Result<ReadTasks>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, paths, mapping] {
        promise->addResult(
            readTasks(paths, {.mapping = mapping, .isCancelled = [&] { return promise->isCanceled(); }}));
        promise->finish();
    });
    return promise->future();
}

TaskSet TaskDesk::create(TaskSet set, const std::vector<Task> &tasks)
{
    set.id = TaskSetId(newAnalysisId(m_clock.utcUs()));
    set.createdUtcUs = m_clock.utcUs();
    set.prompt.version = 1;
    set.prompt.createdUtcUs = set.createdUtcUs;
    m_workbench.changeTasks(SaveTaskSet{.set = set, .atUtcUs = set.createdUtcUs});
    addTasks(set.id, tasks);
    return set;
}

void TaskDesk::save(const TaskSet &set)
{
    m_workbench.changeTasks(SaveTaskSet{.set = set, .atUtcUs = m_clock.utcUs()});
}

void TaskDesk::addTasks(TaskSetId set, const std::vector<Task> &tasks)
{
    m_workbench.changeTasks(SaveTasks{.set = set, .tasks = tasks});
}

void TaskDesk::removeTasks(TaskSetId set, const QStringList &ids)
{
    m_workbench.changeTasks(RemoveTasks{.set = set, .ids = ids, .atUtcUs = m_clock.utcUs()});
}

void TaskDesk::restoreTasks(TaskSetId set, const QStringList &ids)
{
    m_workbench.changeTasks(RestoreTasks{.set = set, .ids = ids});
}

void TaskDesk::moveToTrash(TaskSetId set)
{
    m_workbench.changeTasks(TrashTaskSet{.set = set, .atUtcUs = m_clock.utcUs()});
}

void TaskDesk::restore(TaskSetId set)
{
    m_workbench.changeTasks(RestoreTaskSet{.set = set});
}

QFuture<Result<int>> TaskDesk::merge(TaskSetId from, TaskSetId into)
{
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    const auto tasks = m_workbench.library().tasks<std::vector<Task>>(
        [from](TaskReader &reader) { return reader.tasks(from, true); });
    whenAnswered(tasks, this, [this, promise, into](const Result<std::vector<Task>> &read) {
        if (read)
            addTasks(into, *read);
        promise->addResult(read ? Result<int>(int(read->size())) : Result<int>(Unexpected{read.error()}));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<>> TaskDesk::exportTo(const QString &path, TaskSetId set, TaskExport what,
                                     const ModelChoice &model)
{
    auto promise = std::make_shared<QPromise<Result<>>>();
    promise->start();
    const QString library = m_workbench.profile().libraryFile;
    QThreadPool::globalInstance()->start([=] {
        promise->addResult(writeExport(library, path, set, what, model));
        promise->finish();
    });
    return promise->future();
}

} // namespace reasonglass
