#include "app/taskbench.h"
#include "settings/keys.h"
#include "store/samplerun.h"
#include "support/manualclock.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

/// What all runs of a day may cost, against a real library and a server on this machine.
class tst_DayBudget : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void withoutACapEverythingMayBegin();
    void severalRunsAreSummedUp();
    void whatEarlierProgramsSpentTodayCounts();
    void aNewAttemptIsPaidForAgain();
    void aNewAttemptOfAStoredRunIsPaidForAgain();
    void nothingBeginsOnceTheCapIsUsedUp();
    void samplesAreNotCounted();
    void aCostNobodyKnowsIsNotAdded();
    void aRunNobodyCanForeseeIsAlone();
    void aRunMayCostWhatIsLeft();
    void aNewDayBeginsAnew();
    void anotherCapIsTold();
    void whatCannotBeReadIsRefused();
    void aFailureIsNotKept();
    void aSlowLibraryIsNotWaitedFor();
    void aHeldRunKeepsToWhatIsLeft();
    void aHeldRunMayBeCancelled();
    void aHeldAttemptFollows();
    void aNewProfileKnowsThatNothingWasSpent();

private:
    /// Puts something that is no library in its place, or takes it away again.
    void damage();
    void mend();

    Workbench &workbench() { return *m_bench->workbench; }
    DayBudget &budget() { return m_bench->workbench->dayBudget(); }
    void setCap(double usd) { workbench().settings().set(keys::dayCapUsd, usd); }
    Result<AnalysisSession *> start(const QString &model = u"gpt-5-nano"_s, const StartOptions &options = {});
    /// Runs a model until it has ended and all is stored.
    AnalysisId runOnce(const QString &model = u"gpt-5-nano"_s);
    void answerNever();

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
};

namespace {

constexpr double each = 0.00045; // 1,000 tokens in, 1,000 out, by gpt-5-nano

/// Whether \a usd is that sum but for what adding up loses.
bool isAbout(double usd, double wanted)
{
    return std::abs(usd - wanted) < 1e-9;
}

} // namespace

void tst_DayBudget::init()
{
    m_clock = std::make_unique<ManualClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->server.setResponder(
        [](const ReceivedRequest &) { return eventStream(pricedRun("1", 1000, 1000)); });
}

void tst_DayBudget::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

Result<AnalysisSession *> tst_DayBudget::start(const QString &model, const StartOptions &options)
{
    Result<AnalysisRequest> request = workbench().newRequest(u"openai"_s, model);
    if (!request)
        return Unexpected{request.error()};
    request->response.prompt = u"Say 1"_s;
    return workbench().start(*request, options);
}

AnalysisId tst_DayBudget::runOnce(const QString &model)
{
    QSignalSpy stored(&workbench(), &Workbench::analysisStored);
    const auto session = start(model);
    if (!session || (stored.isEmpty() && !stored.wait()))
        return {};
    return (*session)->id();
}

void tst_DayBudget::answerNever()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return stalled(created() + said("1")); });
}

void tst_DayBudget::withoutACapEverythingMayBegin()
{
    QCOMPARE(budget().cap(), std::nullopt);
    QVERIFY(budget().allows(1e6));
    QVERIFY(budget().allows({}));
    QVERIFY(!budget().refusal());
    QCOMPARE(budget().room(), std::nullopt);
}

void tst_DayBudget::severalRunsAreSummedUp()
{
    setCap(1);
    QTRY_VERIFY(budget().allows(each));
    QSignalSpy changed(&budget(), &DayBudget::changed);
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(runOnce() != AnalysisId{});
        QCOMPARE(changed.size(), i);
        QVERIFY(isAbout(budget().spent(), i * each));
    }
    QVERIFY(isAbout(*budget().room(), 1 - 3 * each));
}

void tst_DayBudget::whatEarlierProgramsSpentTodayCounts()
{
    QVERIFY(runOnce() != AnalysisId{});
    QVERIFY(runOnce() != AnalysisId{});
    m_bench->start();
    setCap(1);
    QTRY_VERIFY(isAbout(budget().spent(), 2 * each));
}

void tst_DayBudget::aNewAttemptIsPaidForAgain()
{
    setCap(1);
    const AnalysisId id = runOnce();
    for (int attempts = 2; attempts <= 3; ++attempts) {
        QSignalSpy stored(&workbench(), &Workbench::analysisStored);
        const auto again = workbench().retry(id);
        QVERIFY(again.isFinished() && again.result());
        QVERIFY(stored.wait());
        QVERIFY(isAbout(budget().spent(), attempts * each));
    }
}

void tst_DayBudget::aNewAttemptOfAStoredRunIsPaidForAgain()
{
    const AnalysisId id = runOnce();
    m_bench->start();
    setCap(1);
    QTRY_VERIFY(isAbout(budget().spent(), each));
    QSignalSpy stored(&workbench(), &Workbench::analysisStored);
    workbench().retry(id);
    QVERIFY(stored.wait());
    QVERIFY(isAbout(budget().spent(), 2 * each));
}

void tst_DayBudget::nothingBeginsOnceTheCapIsUsedUp()
{
    setCap(1.5 * each);
    const AnalysisId id = runOnce();
    QVERIFY(!budget().refusal());
    QVERIFY(!budget().allows(each));
    QVERIFY(budget().allows(each / 4));
    QVERIFY(runOnce() != AnalysisId{}); // what is left is more than nothing
    QVERIFY(budget().refusal());
    QCOMPARE(budget().refusal()->code, u"cap_day"_s);

    const auto refused = start();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"cap_day"_s);
    const auto again = workbench().retry(id);
    QVERIFY(again.isFinished());
    QVERIFY(!again.result());
    QCOMPARE(again.result().error().code, u"cap_day"_s);
    QCOMPARE(m_bench->server.requests().size(), size_t(2));
    setCap(1);
    QVERIFY(start());
}

void tst_DayBudget::samplesAreNotCounted()
{
    setCap(each / 2);
    QVERIFY(runOnce() != AnalysisId{});
    QVERIFY(budget().refusal());
    const double before = budget().spent();
    QSignalSpy stored(&workbench(), &Workbench::analysisStored);
    const auto sample = workbench().startSample(u"completed"_s);
    QVERIFY(sample); // costs nothing, so it may
    QVERIFY(stored.wait());
    QCOMPARE(budget().spent(), before);
    m_bench->start();
    QTRY_VERIFY(isAbout(budget().spent(), each));
}

void tst_DayBudget::aCostNobodyKnowsIsNotAdded()
{
    setCap(1);
    QTRY_VERIFY(budget().allows(each));
    QSignalSpy changed(&budget(), &DayBudget::changed);
    m_bench->server.setResponder([](const ReceivedRequest &) {
        return eventStream(shortRun("1")); // of a model without a price
    });
    QVERIFY(runOnce(u"nobody-knows"_s) != AnalysisId{});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(budget().spent(), 0.0);
}

void tst_DayBudget::aRunNobodyCanForeseeIsAlone()
{
    setCap(1);
    QTRY_VERIFY(budget().allows(each));
    answerNever();
    const auto session = start(u"gpt-5-nano"_s, {.expectedUsd = std::nullopt});
    QVERIFY(session);
    QVERIFY(!budget().allows(each));
    QVERIFY(!budget().allows({}));
    QVERIFY(!budget().refusal()); // a person may all the same
    (*session)->cancel();
    QTRY_VERIFY(budget().allows(each));
}

void tst_DayBudget::aRunMayCostWhatIsLeft()
{
    setCap(1);
    QTRY_VERIFY(budget().allows(each));
    answerNever();
    const auto first = start(u"gpt-5-nano"_s, {.expectedUsd = 0.75});
    QVERIFY(first);
    QVERIFY(isAbout((*first)->request().capUsd.value_or(0), 1));
    const auto second = start();
    QVERIFY(second);
    QVERIFY(isAbout((*second)->request().capUsd.value_or(0), 0.25));
    QVERIFY(!budget().allows(0.3));
    QVERIFY(budget().allows(0.2));
}

void tst_DayBudget::aNewDayBeginsAnew()
{
    setCap(each / 2);
    QVERIFY(runOnce() != AnalysisId{});
    QVERIFY(budget().refusal());
    m_clock->advance(24h);
    QTRY_VERIFY(budget().allows(0.0));
    QVERIFY(!budget().refusal());
    QCOMPARE(budget().spent(), 0.0);
    QVERIFY(runOnce() != AnalysisId{});
    QVERIFY(isAbout(budget().spent(), each));
    QVERIFY(budget().refusal());
}

void tst_DayBudget::anotherCapIsTold()
{
    QSignalSpy changed(&budget(), &DayBudget::changed);
    setCap(2);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(budget().cap(), std::optional(2.0));
    QTRY_VERIFY(budget().allows(0.0));
    changed.clear();
    setCap(0);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(budget().cap(), std::nullopt);
}

void tst_DayBudget::damage()
{
    m_bench->stop();
    const QString library = m_bench->libraryFile();
    for (const QString &part : {u""_s, u"-wal"_s, u"-shm"_s}) // the log alone would make it whole again
        (void)QFile::rename(library + part, library + u".whole"_s + part);
    QVERIFY(!QFile::exists(library) && QFile::exists(library + u".whole"_s));
    QFile bad(library);
    QVERIFY(bad.open(QIODevice::WriteOnly) && bad.write(QByteArray(100'000, 'x')) > 0);
    bad.close();
    m_bench->start();
    setCap(1);
}

void tst_DayBudget::mend()
{
    const QString library = m_bench->libraryFile();
    for (const QString &part : {u""_s, u"-wal"_s, u"-shm"_s}) {
        QFile::remove(library + part);
        (void)QFile::rename(library + u".whole"_s + part, library + part);
    }
    QVERIFY(QFile::exists(library));
}

/// Nobody knows what was spent, so nothing more is.
void tst_DayBudget::whatCannotBeReadIsRefused()
{
    QVERIFY(runOnce() != AnalysisId{});
    damage();
    const auto session = start(); // before anything is known
    if (session) {
        QTRY_COMPARE((*session)->phase(), Phase::Failed);
        QVERIFY((*session)->record().error);
        QCOMPARE((*session)->record().error->code, u"day_unknown"_s);
        QVERIFY(!(*session)->record().error->message.isEmpty());
        QVERIFY((*session)->attempts().empty());
    }
    const auto later = start();
    QVERIFY(!later);
    QCOMPARE(later.error().code, u"day_unknown"_s);
    QVERIFY(!budget().allows(0.0));
    QCOMPARE(m_bench->server.requests().size(), size_t(1)); // of the run before
    setCap(0);                                              // without a cap nobody need know
    QVERIFY(start());
}

void tst_DayBudget::aFailureIsNotKept()
{
    QVERIFY(runOnce() != AnalysisId{});
    damage();
    QTRY_VERIFY(budget().refusal());
    mend();
    QTRY_VERIFY(!budget().refusal() && budget().allows(0.0));
    QTRY_VERIFY(isAbout(budget().spent(), each));
}

/// Another program has the file to itself for a while, as when it migrates it.
void tst_DayBudget::aSlowLibraryIsNotWaitedFor()
{
    QVERIFY(runOnce() != AnalysisId{});
    m_bench->stop();
    auto other = std::make_unique<PlainConnection>(m_bench->libraryFile());
    QVERIFY(other->execute(u"PRAGMA locking_mode = EXCLUSIVE"_s) && other->execute(u"BEGIN EXCLUSIVE"_s));
    m_bench->start();
    setCap(1);
    const auto session = start();
    QVERIFY(session);
    QCOMPARE((*session)->phase(), Phase::Idle); // it is held, and we are not
    QVERIFY(!budget().refusal());
    QVERIFY(!budget().allows(0.0));
    QCOMPARE(m_bench->server.requests().size(), size_t(1));
    QVERIFY(other->execute(u"COMMIT"_s));
    other.reset();
    QTRY_COMPARE_WITH_TIMEOUT((*session)->phase(), Phase::Completed, 20'000);
    QVERIFY(isAbout(budget().spent(), 2 * each));
}

void tst_DayBudget::aHeldRunKeepsToWhatIsLeft()
{
    QVERIFY(runOnce() != AnalysisId{});
    m_bench->start();
    setCap(1);
    answerNever();
    const auto session = start();
    QVERIFY(session);
    QCOMPARE((*session)->phase(), Phase::Idle);
    QTRY_VERIFY(!(*session)->attempts().empty());
    QVERIFY(isAbout((*session)->request().capUsd.value_or(0), 1 - each));

    m_bench->start();
    setCap(each / 2); // which is spent, as turns out
    const auto refused = start();
    QVERIFY(refused);
    QTRY_COMPARE((*refused)->phase(), Phase::Failed);
    QCOMPARE((*refused)->record().error->code, u"cap_day"_s);
    QVERIFY((*refused)->attempts().empty());
    QCOMPARE(m_bench->server.requests().size(), size_t(2));
}

void tst_DayBudget::aHeldRunMayBeCancelled()
{
    setCap(1);
    const auto session = start();
    QVERIFY(session);
    QCOMPARE((*session)->phase(), Phase::Idle);
    (*session)->cancel();
    QCOMPARE((*session)->phase(), Phase::Cancelled);
    QTRY_VERIFY(budget().allows(1)); // it is known, and nothing is reserved any more
    QCOMPARE((*session)->phase(), Phase::Cancelled);
    QVERIFY(m_bench->server.requests().empty());
}

void tst_DayBudget::aHeldAttemptFollows()
{
    const AnalysisId id = runOnce();
    m_bench->start();
    setCap(1);
    QSignalSpy stored(&workbench(), &Workbench::analysisStored);
    const auto again = workbench().retry(id);
    QVERIFY(!again.isFinished());
    QVERIFY(stored.wait());
    QVERIFY(again.isFinished() && again.result());
    QVERIFY(isAbout(budget().spent(), 2 * each));
}

void tst_DayBudget::aNewProfileKnowsThatNothingWasSpent()
{
    setCap(1); // init() has just made the library, or is about to
    QVERIFY(runOnce() != AnalysisId{});
    QVERIFY(isAbout(budget().spent(), each));
}

QTEST_GUILESS_MAIN(tst_DayBudget)
#include "tst_daybudget.moc"
