#include "app/taskbench.h"
#include "settings/keys.h"
#include "store/samplerun.h"
#include "support/manualclock.h"

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

/// The queue of a batch against a real server and a real library file.
class tst_BatchRunner : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void everyCellIsRunStoredAndGraded();
    void neverMoreAtOnceThanAllowed_data();
    void neverMoreAtOnceThanAllowed();
    void aProviderMayHaveALimitOfItsOwn();
    void severalAttemptsAreSeveralRuns();
    void pausedNothingBeginsAndResumedItGoesOn();
    void stoppedTheQueueIsEmptied();
    void theOrderCanBeChanged();
    void whatIsTakenOutIsNotRunUntilItIsPutBack();
    void theServersPatienceIsKept();
    void aRefusedKeyPausesTheBatch();
    void aCapIsKept_data();
    void aCapIsKept();
    void aDaysCapIsKept();
    void aDayThatCannotBeReadHoldsTheBatch();
    void aBatchWhoseSpendCannotBeReadStaysPaused();
    void aCapNeedsAPrice();
    void whatTheProgramsEndCutOffGoesOnWhenAsked();
    void aRunThatWasDoneIsNotRunAgain();
    void aBatchThatAnotherProgramHasIsLeftAlone();
    void wrongAnswersAreCountedAsSuch();
    void progressTellsWhatIsLeft();
    void aTemplateThatDoesNotFitPausesTheBatch();

private:
    BatchId begin(int cells, const BatchOptions &options = {});
    /// An answer that never ends.
    void answerNever();
    int inFlight() const;

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    TaskSet m_set;
};

void tst_BatchRunner::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->answerRightly();
}

void tst_BatchRunner::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

BatchId tst_BatchRunner::begin(int cells, const BatchOptions &options)
{
    m_set = m_bench->createSet(cells);
    const Result<BatchId> id = m_bench->batches().run(m_set, m_bench->cells(cells), options);
    if (!id)
        qWarning() << id.error().message;
    return id.value_or(BatchId{});
}

void tst_BatchRunner::answerNever()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return stalled(created() + said("1")); });
}

int tst_BatchRunner::inFlight() const
{
    return m_bench->workbench->runningCount();
}

void tst_BatchRunner::everyCellIsRunStoredAndGraded()
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    const BatchId id = begin(12);
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.id, id);
    QCOMPARE(last.state, BatchState::Finished);
    QCOMPARE(last.done, 12);
    QCOMPARE(last.solved, 12);
    QCOMPARE(last.queued, 0);
    QVERIFY(m_bench->batches().open().empty());
    QVERIFY(!m_bench->batches().isBusy());
    QCOMPARE(m_bench->server.requests().size(), size_t(12));

    const TaskMatrix matrix = m_bench->matrix(m_set.id);
    QCOMPARE(matrix.tasks.size(), size_t(12));
    QCOMPARE(matrix.runs.size(), size_t(12));
    std::set<QString> tasks;
    for (const TaskRun &run : matrix.runs) {
        QCOMPARE(run.status, AnalysisStatus::Completed);
        QCOMPARE(run.verdict, Verdict::Solved);
        QCOMPARE(run.batch, id);
        QCOMPARE(run.model, m_bench->nano);
        QVERIFY(!run.outdated);
        tasks.insert(run.taskId);
    }
    QCOMPARE(tasks.size(), size_t(12));
    const auto stored = m_bench->read<BatchRecord>([id](TaskReader &reader) { return reader.batch(id); });
    QVERIFY(stored);
    QCOMPARE(stored->state, BatchState::Finished);
    for (const BatchItem &item : stored->items)
        QCOMPARE(item.state, ItemState::Done);
}

void tst_BatchRunner::neverMoreAtOnceThanAllowed_data()
{
    QTest::addColumn<int>("atOnce");
    for (const int atOnce : {1, 3, 8})
        QTest::addRow("%d", atOnce) << atOnce;
}

void tst_BatchRunner::neverMoreAtOnceThanAllowed()
{
    QFETCH(const int, atOnce);
    int most = 0;
    connect(m_bench->workbench.get(), &Workbench::sessionStarted, this,
            [&] { most = std::max(most, inFlight()); });
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    begin(24, {.atOnce = atOnce});
    QCOMPARE(waitForEnd(ended).done, 24);
    QCOMPARE(most, atOnce);
}

void tst_BatchRunner::aProviderMayHaveALimitOfItsOwn()
{
    m_bench->workbench->settings().set(keys::providerAtOnce(u"openai"_s), 2);
    int most = 0;
    connect(m_bench->workbench.get(), &Workbench::sessionStarted, this,
            [&] { most = std::max(most, inFlight()); });
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    begin(10, {.atOnce = 8});
    QCOMPARE(waitForEnd(ended).done, 10);
    QCOMPARE(most, 2);
}

void tst_BatchRunner::severalAttemptsAreSeveralRuns()
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    begin(3, {.attempts = 4});
    QCOMPARE(waitForEnd(ended).done, 12);
    const TaskMatrix matrix = m_bench->matrix(m_set.id);
    QCOMPARE(std::ranges::count(matrix.runs, u"t2"_s, &TaskRun::taskId), 4);
}

void tst_BatchRunner::pausedNothingBeginsAndResumedItGoesOn()
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QSignalSpy finished(m_bench->workbench.get(), &Workbench::sessionFinished);
    const BatchId id = begin(6, {.atOnce = 2});
    m_bench->batches().pause(id);
    QCOMPARE(m_bench->batches().progress(id)->state, BatchState::Paused);
    QCOMPARE(m_bench->batches().progress(id)->reason, u"person"_s);
    // Tasks that were being read when the pause came are put back; nothing is sent.
    QTRY_COMPARE(m_bench->batches().progress(id)->running, 0);
    const auto sent = m_bench->server.requests().size();
    QCOMPARE(int(sent), m_bench->batches().progress(id)->done);
    m_bench->batches().resume(id);
    QCOMPARE(waitForEnd(ended).done, 6);
    QCOMPARE(m_bench->server.requests().size(), size_t(6));
}

void tst_BatchRunner::stoppedTheQueueIsEmptied()
{
    answerNever();
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    const BatchId id = begin(6, {.atOnce = 2});
    QTRY_COMPARE(inFlight(), 2);
    m_bench->batches().stop(id);
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.state, BatchState::Stopped);
    QCOMPARE(last.done, 2);
    QCOMPARE(last.errors, 2);
    QCOMPARE(inFlight(), 0);
    const TaskMatrix matrix = m_bench->matrix(m_set.id);
    QCOMPARE(matrix.runs.size(), size_t(2));
    QCOMPARE(matrix.runs.front().status, AnalysisStatus::Cancelled);
}

void tst_BatchRunner::theOrderCanBeChanged()
{
    answerNever();
    const BatchId id = begin(6, {.atOnce = 1});
    QTRY_COMPARE(inFlight(), 1);
    BatchRunner &batches = m_bench->batches();
    const auto order = [&] {
        QString waiting;
        for (const BatchItem &item : batches.record(id)->items) {
            if (item.state == ItemState::Queued)
                waiting += QString::number(item.number);
        }
        return waiting;
    };
    QCOMPARE(order(), u"23456"_s);
    batches.move(id, {4, 6}, BatchRunner::Direction::ToFront);
    QCOMPARE(order(), u"46235"_s);
    batches.move(id, {3}, BatchRunner::Direction::Up);
    QCOMPARE(order(), u"46325"_s);
    batches.move(id, {4, 6}, BatchRunner::Direction::Down);
    QCOMPARE(order(), u"34625"_s);
    batches.move(id, {3}, BatchRunner::Direction::ToBack);
    QCOMPARE(order(), u"46253"_s);
    const auto stored = m_bench->read<BatchRecord>([id](TaskReader &reader) { return reader.batch(id); });
    QVERIFY(stored);
    QString kept;
    for (const BatchItem &item : stored->items)
        kept += QString::number(item.number);
    QCOMPARE(kept, u"146253"_s);
}

void tst_BatchRunner::whatIsTakenOutIsNotRunUntilItIsPutBack()
{
    answerNever();
    const BatchId id = begin(4, {.atOnce = 1});
    QTRY_COMPARE(inFlight(), 1);
    m_bench->batches().remove(id, {2, 3});
    QCOMPARE(m_bench->batches().progress(id)->total, 2);
    QCOMPARE(m_bench->batches().queuedCells(m_set.id).size(), size_t(1));
    m_bench->batches().putBack(id, {3});
    QCOMPARE(m_bench->batches().progress(id)->total, 3);
    QCOMPARE(m_bench->batches().queuedCells(m_set.id).size(), size_t(2));
}

void tst_BatchRunner::theServersPatienceIsKept()
{
    int requests = 0;
    QElapsedTimer sinceRefusal;
    qint64 waited = -1;
    m_bench->server.setResponder([&](const ReceivedRequest &request) {
        if (++requests == 1) {
            Script refusal =
                jsonAnswer(429, R"({"error":{"message":"slow down","code":"rate_limit_exceeded"}})");
            refusal.headers = {{"retry-after-ms", "400"}};
            sinceRefusal.start();
            return refusal;
        }
        if (waited < 0)
            waited = sinceRefusal.elapsed();
        return eventStream(pricedRun(promptOf(request).section(u' ', -1).toUtf8(), 10, 10));
    });
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    begin(3, {.atOnce = 1, .retries = 0});
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.done, 3);
    QCOMPARE(last.solved, 3);
    QCOMPARE(requests, 4);
    QVERIFY2(waited >= 400, qPrintable(QString::number(waited)));
}

void tst_BatchRunner::aRefusedKeyPausesTheBatch()
{
    m_bench->server.setResponder([](const ReceivedRequest &) {
        return jsonAnswer(401, R"({"error":{"message":"wrong key","code":"invalid_api_key"}})");
    });
    QSignalSpy held(&m_bench->batches(), &BatchRunner::heldUp);
    const BatchId id = begin(20, {.atOnce = 2});
    QVERIFY(!held.isEmpty() || held.wait(10'000));
    const auto progress = held.first().at(0).value<BatchProgress>();
    QCOMPARE(progress.reason, u"authentication"_s);
    QVERIFY(progress.problem);
    QCOMPARE(progress.problem->httpStatus, 401);
    QTRY_COMPARE(m_bench->batches().progress(id)->running, 0);
    QVERIFY2(m_bench->server.requests().size() <= 2, "what was in flight, and no more");

    m_bench->answerRightly();
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    m_bench->batches().resume(id);
    QCOMPARE(waitForEnd(ended).solved, 20);
}

void tst_BatchRunner::aCapIsKept_data()
{
    QTest::addColumn<int>("atOnce");
    QTest::newRow("one at once") << 1;
    QTest::newRow("eight at once") << 8;
}

/// Each run costs $0.00045: 1,000 tokens in at $0.05 and 1,000 out at $0.40 a million.
void tst_BatchRunner::aCapIsKept()
{
    QFETCH(const int, atOnce);
    constexpr double each = 0.00045;
    constexpr double cap = 20.5 * each;
    QSignalSpy held(&m_bench->batches(), &BatchRunner::heldUp);
    const BatchId id = begin(60, {.atOnce = atOnce, .batchCapUsd = cap});
    QVERIFY(!held.isEmpty() || held.wait(20'000));
    const auto progress = held.first().at(0).value<BatchProgress>();
    QCOMPARE(progress.reason, u"cap_batch"_s);
    QCOMPARE(progress.running, 0);
    QVERIFY2(progress.spentUsd <= cap + each, qPrintable(QString::number(progress.spentUsd)));
    QVERIFY2(progress.spentUsd > cap - 2 * each, qPrintable(QString::number(progress.spentUsd)));
    QCOMPARE(size_t(progress.done), m_bench->server.requests().size());

    // A higher cap lets it go on.
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    m_bench->batches().setOptions(id, {.atOnce = atOnce, .batchCapUsd = 1.0});
    m_bench->batches().resume(id);
    QCOMPARE(waitForEnd(ended).done, 60);
}

void tst_BatchRunner::aDaysCapIsKept()
{
    constexpr double each = 0.00045;
    m_bench->workbench->settings().set(keys::dayCapUsd, 5.5 * each);
    QSignalSpy held(&m_bench->batches(), &BatchRunner::heldUp);
    begin(20, {.atOnce = 4});
    QVERIFY(!held.isEmpty() || held.wait(20'000));
    QCOMPARE(held.first().at(0).value<BatchProgress>().reason, u"cap_day"_s);
    QVERIFY(m_bench->server.requests().size() <= 6);
    QVERIFY(m_bench->server.requests().size() >= 4);
}

/// What was spent today cannot be read, so no run begins, and the reason is said.
void tst_BatchRunner::aDayThatCannotBeReadHoldsTheBatch()
{
    m_set = m_bench->createSet(3);
    m_bench->workbench->flush();
    PlainConnection other(m_bench->libraryFile());
    QVERIFY(other.execute(u"ALTER TABLE analysis RENAME COLUMN cost_usd TO cost_gone"_s));
    QSignalSpy held(&m_bench->batches(), &BatchRunner::heldUp);
    m_bench->workbench->settings().set(keys::dayCapUsd, 1.0);
    const auto id = m_bench->batches().run(m_set, m_bench->cells(3), {.atOnce = 2});
    QVERIFY(id);
    QVERIFY(!held.isEmpty() || held.wait(10'000));
    const auto progress = held.first().at(0).value<BatchProgress>();
    QCOMPARE(progress.reason, u"day_unknown"_s);
    QVERIFY(progress.problem && !progress.problem->message.isEmpty());
    QVERIFY(m_bench->server.requests().empty());
    QVERIFY(other.execute(u"ALTER TABLE analysis RENAME COLUMN cost_gone TO cost_usd"_s));
    m_bench->answerRightly();
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QTRY_VERIFY(!m_bench->workbench->dayBudget().refusal());
    m_bench->batches().resume(*id);
    QCOMPARE(waitForEnd(ended).solved, 3);
}

/// Its cap could not be kept: nobody knows what it has spent.
void tst_BatchRunner::aBatchWhoseSpendCannotBeReadStaysPaused()
{
    answerNever();
    begin(4, {.atOnce = 1, .batchCapUsd = 1.0});
    QTRY_COMPARE(inFlight(), 1);
    m_bench->stop();
    PlainConnection other(m_bench->libraryFile());
    QVERIFY(other.execute(u"ALTER TABLE task_run RENAME COLUMN batch TO batch_gone"_s));
    m_bench->answerRightly();
    m_bench->start();
    QSignalSpy held(&m_bench->batches(), &BatchRunner::heldUp);
    QVERIFY(held.wait(10'000));
    const auto progress = held.first().at(0).value<BatchProgress>();
    QCOMPARE(progress.state, BatchState::Paused);
    QCOMPARE(progress.reason, u"spend_unknown"_s);
    QVERIFY(progress.problem && !progress.problem->message.isEmpty());
    const size_t sent = m_bench->server.requests().size();
    held.clear();
    m_bench->batches().resume(progress.id); // it is looked at once more, and is no better
    QVERIFY(!held.isEmpty() || held.wait(10'000));
    QCOMPARE(held.first().at(0).value<BatchProgress>().reason, u"spend_unknown"_s);
    QCOMPARE(m_bench->server.requests().size(), sent);

    QVERIFY(other.execute(u"ALTER TABLE task_run RENAME COLUMN batch_gone TO batch"_s));
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    m_bench->batches().resume(progress.id);
    QCOMPARE(waitForEnd(ended).done, 4);
}

void tst_BatchRunner::aCapNeedsAPrice()
{
    m_set = m_bench->createSet(1);
    const std::vector<CellPlace> cells{{.taskId = u"t1"_s, .model = {u"openai"_s, u"nobody-knows"_s}}};
    const auto refused = m_bench->batches().run(m_set, cells, {.batchCapUsd = 1.0});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"price_unknown"_s);
    QVERIFY(m_bench->server.requests().empty());
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QVERIFY(m_bench->batches().run(m_set, cells, {.batchCapUsd = 1.0, .allowUnknownPrice = true}));
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.done, 1);
}

void tst_BatchRunner::whatTheProgramsEndCutOffGoesOnWhenAsked()
{
    answerNever();
    const BatchId id = begin(8, {.atOnce = 3});
    QTRY_COMPARE(m_bench->server.requests().size(), size_t(3));
    m_bench->stop();
    m_bench->answerRightly();

    m_bench->start();
    QSignalSpy found(&m_bench->batches(), &BatchRunner::leftOverFound);
    QVERIFY(!found.isEmpty() || found.wait(10'000));
    QCOMPARE(found.first().at(0).value<QList<BatchId>>(), QList<BatchId>{id});
    const auto waiting = m_bench->batches().progress(id);
    QVERIFY(waiting);
    QCOMPARE(waiting->state, BatchState::Paused);
    QCOMPARE(waiting->reason, u"quit"_s);
    QCOMPARE(waiting->queued, 8);
    QCOMPARE(m_bench->server.requests().size(), size_t(3)); // nobody has been asked yet

    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    m_bench->batches().resume(id);
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.state, BatchState::Finished);
    QCOMPARE(last.done, 8);
    std::set<QString> answered;
    for (const TaskRun &run : m_bench->matrix(m_set.id).runs) {
        if (run.status == AnalysisStatus::Completed && run.verdict == Verdict::Solved)
            answered.insert(run.taskId);
    }
    QCOMPARE(answered.size(), size_t(8));
    QCOMPARE(m_bench->server.requests().size(), size_t(11)); // three were lost with the program
}

void tst_BatchRunner::aRunThatWasDoneIsNotRunAgain()
{
    QSignalSpy stored(m_bench->workbench.get(), &Workbench::analysisStored);
    m_bench->server.setResponder([](const ReceivedRequest &request) {
        const QString number = promptOf(request).section(u' ', -1);
        return number == u"1" ? eventStream(pricedRun("1", 10, 10)) : stalled(created() + said("?"));
    });
    constexpr int count = 3;
    const BatchId id = begin(count, {.atOnce = 1});
    QVERIFY(stored.wait(10'000));
    // As a crash leaves it between the end of the run and the end of its item.
    m_bench->batches().pause(id);
    QTRY_COMPARE(inFlight(), 1);
    m_bench->workbench->cancelAll();
    QTRY_COMPARE(m_bench->batches().progress(id)->running, 0);
    const auto before = m_bench->batches().record(id)->items;
    const auto done = std::ranges::find(before, u"t1"_s, &BatchItem::taskId);
    QCOMPARE(done->state, ItemState::Done);
    m_bench->workbench->changeTasks(
        SetItemStates{.batch = id, .items = {done->number}, .state = ItemState::Running});
    QCOMPARE(m_bench->server.requests().size(), size_t(2));
    m_bench->answerRightly();
    m_bench->start();
    QSignalSpy found(&m_bench->batches(), &BatchRunner::leftOverFound);
    QVERIFY(!found.isEmpty() || found.wait(10'000));
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    m_bench->batches().resume(id);
    QCOMPARE(waitForEnd(ended).done, count);
    QCOMPARE(m_bench->server.requests().size(), size_t(count));
}

void tst_BatchRunner::aBatchThatAnotherProgramHasIsLeftAlone()
{
    answerNever();
    const BatchId id = begin(4, {.atOnce = 1});
    QTRY_COMPARE(inFlight(), 1);
    m_bench->batches().pause(id);
    m_bench->workbench->flush();

    const Profile profile = m_bench->workbench->profile();
    {
        Workbench secondWorkbench({.profile = profile, .environment = {}, .useKeyStore = false}, *m_clock);
        TaskDesk secondDesk(secondWorkbench, *m_clock);
        QSignalSpy opened(&secondWorkbench, &Workbench::libraryOpened);
        QSignalSpy found(&secondDesk.batches(), &BatchRunner::leftOverFound);
        QVERIFY(!opened.isEmpty() || opened.wait(10'000));
        const auto open = secondWorkbench.library().tasks<std::vector<BatchRecord>>(
            [](TaskReader &reader) { return reader.openBatches(); });
        QTRY_VERIFY(open.isFinished()); // asked behind what the second program asked itself
        QVERIFY(open.result()->front().isOpen);
        QCoreApplication::processEvents();
        QVERIFY(found.isEmpty());
    }
    m_bench->stop(); // which lets go of it, paused as it was
    Workbench thirdWorkbench({.profile = profile, .environment = {}, .useKeyStore = false}, *m_clock);
    TaskDesk thirdDesk(thirdWorkbench, *m_clock);
    QSignalSpy found(&thirdDesk.batches(), &BatchRunner::leftOverFound);
    QVERIFY(found.wait(10'000));
    QCOMPARE(thirdDesk.batches().progress(id)->reason, u"person"_s);
}

void tst_BatchRunner::wrongAnswersAreCountedAsSuch()
{
    m_bench->server.setResponder([](const ReceivedRequest &request) {
        const QString number = promptOf(request).section(u' ', -1);
        if (number == u"3")
            return jsonAnswer(400, R"({"error":{"message":"no","code":"invalid_value"}})");
        return eventStream(pricedRun(number == u"1" ? "1" : "something else", 10, 10));
    });
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    begin(4);
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.solved, 1);
    QCOMPARE(last.failed, 2);
    QCOMPARE(last.errors, 1);
    QCOMPARE(last.costUnknown, 1);
}

void tst_BatchRunner::progressTellsWhatIsLeft()
{
    QSignalSpy told(&m_bench->batches(), &BatchRunner::progressed);
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    begin(40, {.atOnce = 2});
    QCOMPARE(waitForEnd(ended).done, 40);
    QVERIFY(!told.isEmpty());
    const auto last = told.last().at(0).value<BatchProgress>();
    QCOMPARE(last.left, 0ms);
    for (const auto &arguments : told) {
        const auto progress = arguments.at(0).value<BatchProgress>();
        QCOMPARE(progress.done + progress.running + progress.queued, progress.total);
        QVERIFY(progress.running <= 2);
    }
}

void tst_BatchRunner::aTemplateThatDoesNotFitPausesTheBatch()
{
    m_set = m_bench->createSet(2);
    m_set.prompt.text = u"{{no_such_field}}"_s;
    m_bench->desk->save(m_set);
    QSignalSpy held(&m_bench->batches(), &BatchRunner::heldUp);
    const auto id = m_bench->batches().run(m_set, m_bench->cells(2), {});
    QVERIFY(id);
    QVERIFY(!held.isEmpty() || held.wait(10'000));
    const auto progress = held.first().at(0).value<BatchProgress>();
    QCOMPARE(progress.reason, u"request"_s);
    QVERIFY(progress.problem->message.contains(u"no_such_field"));
    QVERIFY(m_bench->server.requests().empty());
}

QTEST_GUILESS_MAIN(tst_BatchRunner)
#include "tst_batchrunner.moc"
