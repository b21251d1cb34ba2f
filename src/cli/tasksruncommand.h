#pragma once

#include "app/batchrunner.h"
#include "cli/console.h"
#include "cli/exitcodes.h"
#include "cli/interrupt.h"
#include "cli/librarycommand.h"
#include "cli/opentasks.h"
#include "cli/tasksoutput.h"
#include "cli/tasksrunoptions.h"

#include <QObject>

#include <optional>
#include <vector>

namespace reasonglass::cli {

/// `tasks run`: one batch, from options to exit status.
class TasksRunCommand : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the command.
    TasksRunCommand(const LibraryCommand &command, TasksRunOptions options, OpenTasks &tasks,
                    Console &console);

    /// What became of a batch, by what is in the library.
    struct Outcome
    {
        BatchId id{}; ///< 0: there was nothing to run
        BatchState state = BatchState::Finished;
        QString reason = {};
        double spentUsd = 0;
        int total = 0; ///< items that were not taken out
        int left = 0;  ///< waiting, or cut off
        int solved = 0;
        int failed = 0;
        int ungraded = 0;
        int errors = 0; ///< ended without an answer
        int costUnknown = 0;
        std::vector<TaskRun> runs = {}; ///< that have ended, one for each item
    };

    /// Runs the batch in an event loop of its own.
    ExitCode run();

private:
    std::optional<ExitCode> begin();
    std::optional<ExitCode> beginNew();
    std::optional<ExitCode> continueOne();
    Result<std::vector<ModelChoice>> chooseModels();
    Result<> lookUpKey(const ModelChoice &model);
    bool isChosen(const TaskRow &task) const;
    std::vector<CellPlace> chooseCells(const TaskMatrix &matrix) const;
    void leaveOutWaiting(std::vector<CellPlace> &cells) const;
    Result<BatchId> chooseBatch() const;
    Result<> checkTasks(const TaskMatrix &matrix) const;
    void tellLeftOver() const;

    void follow();
    void onRunChanged(const TaskRun &run);
    void onGraded(const TaskRun &run, const Grade &grade);
    void onProgressed(const BatchProgress &progress);
    void onEnded(const BatchProgress &progress);
    void onInterrupted();
    void tellRun(const TaskRun &run, const QString &outcome);

    ExitCode conclude();
    void print(const Outcome &outcome, const std::vector<MatrixColumn> &columns);

    const LibraryCommand &m_command;
    TasksRunOptions m_options;
    OpenTasks &m_tasks;
    Console &m_console;
    Interrupt m_interrupt;
    QEventLoop m_loop;
    TaskSet m_set;
    std::vector<ModelChoice> m_models;
    std::optional<BatchProgress> m_progress; ///< of the batch; nullopt: there was nothing to run
    int m_told = 0;                          ///< runs that a line was written of, and those before
    bool m_isOver = false;
    bool m_isInterrupted = false;
};

} // namespace reasonglass::cli
