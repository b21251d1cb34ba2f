#pragma once

#include "app/taskdesk.h"
#include "app/workbench.h"
#include "cli/console.h"
#include "cli/librarycommand.h"

#include <QEventLoop>
#include <QFutureWatcher>

#include <memory>
#include <optional>

namespace reasonglass::cli {

/// Lets the event loop run until \a future is answered. An error where it was cancelled.
template <typename Answer>
Result<Answer> awaited(const QFuture<Result<Answer>> &future)
{
    QFutureWatcher<Result<Answer>> watcher;
    QEventLoop loop;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    if (!future.isFinished())
        loop.exec();
    if (future.resultCount() == 0)
        return Unexpected{
            Error{.kind = ErrorKind::Storage, .message = QStringLiteral("the question was not answered")}};
    return future.result();
}

/// The parts of the program that commands on task sets stand on, on a library that is open.
class OpenTasks
{
public:
    /// Profile and library are those of \a command's options. With \a save, the library is created where
    /// there is none.
    OpenTasks(const LibraryCommand &command, WorkbenchOptions options, Console &console);
    /// Stops what still runs; batches stay, to be continued.
    ~OpenTasks();
    OpenTasks(const OpenTasks &) = delete;
    OpenTasks &operator=(const OpenTasks &) = delete;

    /// Waits for the library; batches that were cut off are known then. What to end with, or nothing.
    std::optional<ExitCode> open();
    /// Waits until all is on disk. Whether it is.
    bool flush();
    /// Waits until every run that has ended is graded, and all is on disk. Whether it is.
    bool settle();

    Workbench &workbench() { return *m_workbench; }
    TaskDesk &desk() { return *m_desk; }
    /// Asks the library and waits.
    template <typename Answer, typename Question>
    Result<Answer> ask(Question question)
    {
        return awaited(m_workbench->library().tasks<Answer>(std::move(question)));
    }
    /// Lets go of batches and grading: what still runs is no batch's any more.
    void closeDesk() { m_desk.reset(); }

private:
    const LibraryCommand &m_command;
    Console &m_console;
    bool m_saves;
    bool m_isOpen = false;
    bool m_hasFailed = false;
    SystemClock m_clock;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<TaskDesk> m_desk;
};

} // namespace reasonglass::cli
