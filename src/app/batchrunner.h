#pragma once

#include "analysis/batch.h"
#include "analysis/batchorder.h"
#include "analysis/batchplan.h"
#include "analysis/budget.h"
#include "analysis/providerpace.h"
#include "analysis/taskmatrix.h"
#include "app/batchprogress.h"
#include "base/clock.h"
#include "base/expected.h"
#include "tasks/task.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace reasonglass {

class AnalysisSession;
class TaskGrading;
class Workbench;
struct OpenBatch;
struct RunHistory;

/// Runs batches: keeps a queue for each, begins what may begin, and writes down what became of it.
///
/// What may begin is decided by how many run already (in all, in the batch, at the provider), by what the
/// provider says of its limits (ProviderPace), and by the caps of batch and day (Budget). A batch survives
/// the end of the program, however that came: it is then found paused, and goes on when the person says so.
/// Its progress is a channel of its own: no token of any stream passes through here.
///
/// Lives in the main thread. Everything that changes is stored through the workbench.
class BatchRunner : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the runner.
    BatchRunner(Workbench &workbench, TaskGrading &grading, Clock &clock, QObject *parent = nullptr);
    /// Batches that are open are paused and let go of, to be taken up at the next start.
    ~BatchRunner() override;

    /// Why such a batch cannot begin, as a Usage error: no cell, no key, a price that a cap needs and nobody
    /// knows ("price_unknown"). Nothing: it can.
    std::optional<Error> obstacle(const std::vector<CellPlace> &cells, const BatchOptions &options) const;
    /// Begins a batch at once. \a set must be stored.
    Result<BatchId> run(const TaskSet &set, const std::vector<CellPlace> &cells, const BatchOptions &options);

    /// No further run begins; those that are going go on.
    void pause(BatchId id);
    void resume(BatchId id);
    /// Ends the batch: what runs is cancelled, what is queued is taken out. Done runs stay.
    void stop(BatchId id);
    void pauseAll();
    void stopAll();
    /// Changes caps and concurrency; a batch that such a cap had paused stays paused.
    void setOptions(BatchId id, const BatchOptions &options);

    /// Takes queued items out; undone by putBack().
    void remove(BatchId id, const std::vector<qint64> &items);
    void putBack(BatchId id, const std::vector<qint64> &items);
    using Direction = QueueMove;
    /// Moves queued items within the queue; they keep their order among themselves.
    void move(BatchId id, const std::vector<qint64> &items, Direction direction);
    /// Takes all queued items of these cells out, and cancels their runs.
    void stopCells(TaskSetId set, const std::vector<CellPlace> &cells);

    /// Running and paused batches, the oldest first.
    std::vector<BatchId> open() const;
    std::optional<BatchProgress> progress(BatchId id) const;
    /// With its items as they are now; null where it is not open.
    const BatchRecord *record(BatchId id) const;
    /// How many runs of each cell of \a set wait.
    std::vector<std::pair<CellPlace, int>> queuedCells(TaskSetId set) const;
    /// The runs of \a set that go on now, as the library may not have them yet.
    std::vector<TaskRun> liveRuns(TaskSetId set) const;
    /// Whether anything is running or will run by itself.
    bool isBusy() const;

signals:
    /// Batches that the end of the program had cut off have been read and stand paused. They go on when
    /// resume() is called; the person should be asked.
    void leftOverFound(const QList<reasonglass::BatchId> &ids);
    /// At most ten times a second for each batch.
    void progressed(const reasonglass::BatchProgress &progress);
    /// Paused for a reason that is not the person's: a cap, a refused key, a network that is gone.
    void heldUp(const reasonglass::BatchProgress &progress);
    /// Once: finished or stopped, and all grades are there.
    void ended(const reasonglass::BatchProgress &progress);
    /// So many runs of this cell wait now.
    void queueChanged(reasonglass::TaskSetId set, const reasonglass::CellPlace &cell, int queued);
    /// The order or the state of a batch's items has changed.
    void itemsChanged(reasonglass::BatchId id);
    /// A run has begun or ended; its grade comes later, see TaskGrading::graded().
    void runChanged(reasonglass::TaskSetId set, const reasonglass::TaskRun &run);

private:
    void readLeftOver();
    void takeOver(const BatchRecord &stored);
    void readSpent(BatchId id);
    void settleLeftOver(OpenBatch &batch, qint64 item, AnalysisId run);
    void resumeRun(OpenBatch &batch, qint64 item, AnalysisId run);
    void adopt(std::unique_ptr<OpenBatch> adopted);
    void learnHistory(OpenBatch &batch);

    void pump();
    void beginSome(OpenBatch &batch);
    bool mayBegin(OpenBatch &batch, const BatchItem &item);
    void prepare(OpenBatch &batch, BatchItem &item);
    void begin(OpenBatch &batch, qint64 number, const Result<Task> &task);
    Result<AnalysisSession *> send(OpenBatch &batch, const BatchItem &item, const Task &task);
    void follow(OpenBatch &batch, qint64 number, AnalysisSession *session);
    void onRunEnded(BatchId id, qint64 number, AnalysisSession *session);
    void learnFrom(OpenBatch &batch, const ModelChoice &model, const AnalysisRecord &record);
    void concludeItem(OpenBatch &batch, qint64 number, const AnalysisSession *session);
    void stopItems(OpenBatch &batch, const std::vector<CellPlace> &cells);
    void onGraded(AnalysisId id, std::optional<Verdict> verdict);
    void countOutcome(OpenBatch &batch, const AnalysisSession *session);
    bool isToBeRunAgain(const AnalysisSession *session) const;
    void putBackItem(OpenBatch &batch, BatchItem &item);
    void hold(OpenBatch &batch, const QString &reason, const std::optional<Error> &problem = {},
              const QString &provider = {});
    void holdForTheDay(OpenBatch &batch, const std::optional<Error> &refusal);
    void endIfOver(OpenBatch &batch);
    void close(OpenBatch &batch);

    void setState(OpenBatch &batch, BatchState state, const QString &reason);
    void setItem(OpenBatch &batch, BatchItem &item, ItemState state);
    void tellQueue(OpenBatch &batch, const CellPlace &cell, int change);
    void tellProgress(OpenBatch &batch);
    void tellDue();
    BatchProgress progressOf(const OpenBatch &batch) const;
    std::optional<double> expectedUsd(const OpenBatch &batch, const ModelChoice &model) const;
    ProviderPace &paceOf(const ModelChoice &model);
    int inFlightAt(const ModelChoice &model) const;
    int inFlight() const;
    OpenBatch *find(BatchId id) const;
    void wakeWhenHeld();

    Workbench &m_workbench;
    TaskGrading &m_grading;
    Clock &m_clock;
    std::vector<std::unique_ptr<OpenBatch>> m_open;
    std::map<QString, ProviderPace> m_paces;       ///< by provider and address
    std::map<AnalysisId, BatchId> m_awaitingGrade; ///< ended runs whose grade is not there yet
    Alarm *m_wake; ///< child: when a provider that asked for patience may be asked again
    QTimer m_tell;
    bool m_pumping = false;
};

} // namespace reasonglass
