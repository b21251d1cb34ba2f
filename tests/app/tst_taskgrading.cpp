#include "app/taskbench.h"
#include "base/whenanswered.h"

#include <map>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// Grades of stored answers, against a real library and a server on this machine.
class tst_TaskGrading : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aRunIsGradedOnceWhenItHasEnded();
    void aRunWithoutAnAnswerIsPassedOver();
    void aRunOfNoTaskIsPassedOver();
    void whatACrashLeftIsGradedAtTheNextStart();
    void aLookAtNewGradesChangesNothing();
    void keptGradesStandBehindTheOldOnes();
    void aPersonsVerdictIsNotReplaced();
    void aPersonMayThinkAgain();
    void aNewAttemptIsGradedAnew();
    void whatWasTakenOutIsGradedAlong();

private:
    /// Runs the tasks of a new set; "t1" to \a right are answered rightly.
    void runSet(int count, int right);
    RegradeReport regrade(bool keep);
    /// Every answer is right from now on.
    void setGrader(const GraderSpec &grader);
    std::vector<GradeRecord> grades(const QString &task);
    TaskRun run(const QString &task);
    TaskGrading &grading() { return m_bench->desk->grading(); }

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    TaskSet m_set;
};

void tst_TaskGrading::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
}

void tst_TaskGrading::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

void tst_TaskGrading::runSet(int count, int right)
{
    m_bench->server.setResponder([right](const ReceivedRequest &request) {
        const int number = promptOf(request).section(u' ', -1).toInt();
        return eventStream(pricedRun(number <= right ? QByteArray::number(number) : "wrong", 10, 10));
    });
    m_set = m_bench->createSet(count);
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(count), {}).has_value());
    QCOMPARE(waitForEnd(ended).done, count);
}

RegradeReport tst_TaskGrading::regrade(bool keep)
{
    m_bench->workbench->flush();
    RegradeReport report;
    bool isDone = false;
    whenAnswered(grading().regrade(m_set.id, keep), this, [&](const Result<RegradeReport> &answer) {
        report = answer.value_or(RegradeReport{.looked = -1});
        isDone = true;
    });
    [&] { QTRY_VERIFY(isDone); }();
    m_bench->workbench->flush();
    return report;
}

void tst_TaskGrading::setGrader(const GraderSpec &grader)
{
    m_set.grader = grader;
    m_bench->desk->save(m_set);
}

TaskRun tst_TaskGrading::run(const QString &task)
{
    const auto runs = m_bench->read<std::vector<TaskRun>>(
        [&](TaskReader &reader) { return reader.runsOf(m_set.id, task); });
    return runs && !runs->empty() ? runs->back() : TaskRun{};
}

std::vector<GradeRecord> tst_TaskGrading::grades(const QString &task)
{
    const AnalysisId id = run(task).analysis;
    return m_bench->read<GradedRun>([id](TaskReader &reader) { return reader.gradedRun(id); })
        .value_or(GradedRun{})
        .grades;
}

void tst_TaskGrading::aRunIsGradedOnceWhenItHasEnded()
{
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    runSet(3, 2);
    QCOMPARE(graded.size(), 3);
    std::map<QString, Verdict> told;
    for (const auto &arguments : graded) {
        QCOMPARE(arguments.at(0).value<TaskSetId>(), m_set.id);
        const auto run = arguments.at(1).value<TaskRun>();
        QCOMPARE(run.verdict, arguments.at(2).value<Grade>().verdict);
        told[run.taskId] = *run.verdict;
    }
    QCOMPARE(told,
             (std::map<QString, Verdict>{
                 {u"t1"_s, Verdict::Solved}, {u"t2"_s, Verdict::Solved}, {u"t3"_s, Verdict::Failed}}));
    for (const QString &task : {u"t1"_s, u"t2"_s, u"t3"_s}) {
        const std::vector<GradeRecord> stored = grades(task);
        QCOMPARE(stored.size(), size_t(1));
        QCOMPARE(stored.front().grade.verdict, told[task]);
        QCOMPARE(stored.front().grade.grader, GraderKind::Exact);
        QVERIFY(!stored.front().byPerson);
    }
    m_bench->start(); // nothing is left to be graded
    QSignalSpy later(&grading(), &TaskGrading::graded);
    QSignalSpy opened(m_bench->workbench.get(), &Workbench::libraryOpened);
    QVERIFY(opened.wait());
    QCOMPARE(regrade(false).looked, 3); // asked behind what was left over
    QCOMPARE(later.size(), 0);
}

void tst_TaskGrading::aRunWithoutAnAnswerIsPassedOver()
{
    m_bench->server.setResponder([](const ReceivedRequest &) {
        return jsonAnswer(400, R"({"error":{"type":"invalid_request_error","message":"no"}})");
    });
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    QSignalSpy passedOver(&grading(), &TaskGrading::passedOver);
    m_set = m_bench->createSet(1);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(1), {.retries = 0}).has_value());
    QTRY_COMPARE(passedOver.size(), 1);
    QCOMPARE(graded.size(), 0);
    QVERIFY(grades(u"t1"_s).empty());
    QCOMPARE(run(u"t1"_s).verdict, std::nullopt);
}

void tst_TaskGrading::aRunOfNoTaskIsPassedOver()
{
    m_bench->answerRightly();
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    QSignalSpy passedOver(&grading(), &TaskGrading::passedOver);
    auto request = m_bench->workbench->newRequest(u"openai"_s, u"gpt-5-nano"_s);
    QVERIFY(request);
    request->response.prompt = u"Say 1"_s;
    QVERIFY(m_bench->workbench->start(*request));
    QTRY_COMPARE(passedOver.size(), 1);
    QCOMPARE(graded.size(), 0);
}

void tst_TaskGrading::whatACrashLeftIsGradedAtTheNextStart()
{
    m_bench->answerRightly();
    m_set = m_bench->createSet(1);
    m_bench->desk.reset(); // nobody is there to grade
    auto request = m_bench->workbench->newRequest(u"openai"_s, u"gpt-5-nano"_s);
    QVERIFY(request);
    request->response.prompt = u"Say 1"_s;
    QSignalSpy stored(m_bench->workbench.get(), &Workbench::analysisStored);
    const LinkRun link{.set = m_set.id, .taskId = u"t1"_s, .promptVersion = 1, .model = m_bench->nano};
    QVERIFY(m_bench->workbench->start(*request, {.task = link}));
    QVERIFY(stored.wait());
    QVERIFY(grades(u"t1"_s).empty());

    m_bench->start();
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    QVERIFY(graded.wait());
    QCOMPARE(graded.size(), 1);
    QCOMPARE(grades(u"t1"_s).size(), size_t(1));
    QCOMPARE(run(u"t1"_s).verdict, Verdict::Solved);
}

void tst_TaskGrading::aLookAtNewGradesChangesNothing()
{
    runSet(30, 10); // more than are looked at together
    setGrader({.kind = GraderKind::Regex, .options = {{u"pattern"_s, u"wrong"_s}}});
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    const TaskMatrix before = m_bench->matrix(m_set.id);
    const RegradeReport report = regrade(false);
    QCOMPARE(report.looked, 30);
    QCOMPARE(report.byPerson, 0);
    QCOMPARE(report.changed.size(), size_t(30));
    for (const ChangedGrade &changed : report.changed) {
        QVERIFY(changed.before.has_value());
        QCOMPARE(changed.before->grader, GraderKind::Exact);
        QCOMPARE(changed.after.grader, GraderKind::Regex);
        QCOMPARE(changed.model, m_bench->nano);
    }
    QCOMPARE(graded.size(), 0);
    QCOMPARE(m_bench->matrix(m_set.id), before);
    QCOMPARE(grades(u"t1"_s).size(), size_t(1));
}

void tst_TaskGrading::keptGradesStandBehindTheOldOnes()
{
    runSet(3, 1);
    setGrader({.kind = GraderKind::Text, .options = {{u"contains"_s, true}}});
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    QCOMPARE(regrade(true).changed.size(), size_t(3));
    QCOMPARE(graded.size(), 3);
    const std::vector<GradeRecord> all = grades(u"t1"_s);
    QCOMPARE(all.size(), size_t(2));
    QCOMPARE(all.front().grade.grader, GraderKind::Exact);
    QCOMPARE(all.back().grade.grader, GraderKind::Text);
    QVERIFY(all.front().madeUtcUs <= all.back().madeUtcUs);
    QVERIFY(regrade(true).changed.empty()); // pure functions
    QCOMPARE(grades(u"t1"_s).size(), size_t(2));
}

void tst_TaskGrading::aPersonsVerdictIsNotReplaced()
{
    runSet(2, 1);
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    grading().gradeByHand(run(u"t2"_s), m_set.id, Verdict::Solved, u"near enough"_s);
    QCOMPARE(graded.size(), 1);
    QCOMPARE(graded.first().at(1).value<TaskRun>().verdict, Verdict::Solved);
    setGrader({.kind = GraderKind::Text});
    for (const bool keep : {false, true}) {
        const RegradeReport report = regrade(keep);
        QCOMPARE(report.looked, 2);
        QCOMPARE(report.byPerson, 1);
        QCOMPARE(report.changed.size(), size_t(1));
        QCOMPARE(report.changed.front().taskId, u"t1"_s);
    }
    QCOMPARE(run(u"t2"_s).verdict, Verdict::Solved);
    const std::vector<GradeRecord> all = grades(u"t2"_s);
    QCOMPARE(all.size(), size_t(2));
    QVERIFY(!all.front().byPerson);
    QVERIFY(all.back().byPerson);
    QCOMPARE(all.back().grade.message, u"near enough"_s);
}

void tst_TaskGrading::aPersonMayThinkAgain()
{
    runSet(1, 1);
    grading().gradeByHand(run(u"t1"_s), m_set.id, Verdict::Failed, {});
    grading().gradeByHand(run(u"t1"_s), m_set.id, Verdict::Ungraded, {});
    QCOMPARE(run(u"t1"_s).verdict, Verdict::Ungraded);
    QCOMPARE(grades(u"t1"_s).size(), size_t(3));
}

/// Its answer is another one, so that what was said of the first, by whomever, is no word on it.
void tst_TaskGrading::aNewAttemptIsGradedAnew()
{
    runSet(1, 0);
    QCOMPARE(run(u"t1"_s).verdict, Verdict::Failed);
    grading().gradeByHand(run(u"t1"_s), m_set.id, Verdict::Ungraded, {});
    m_bench->answerRightly();
    QSignalSpy graded(&grading(), &TaskGrading::graded);
    m_bench->workbench->retry(run(u"t1"_s).analysis);
    QVERIFY(graded.wait());
    QCOMPARE(graded.size(), 1);
    QCOMPARE(graded.first().at(1).value<TaskRun>().verdict, Verdict::Solved);
    QCOMPARE(run(u"t1"_s).verdict, Verdict::Solved);
    QCOMPARE(grades(u"t1"_s).size(), size_t(3));
}

/// So that its grades are those of today when it comes back.
void tst_TaskGrading::whatWasTakenOutIsGradedAlong()
{
    runSet(2, 1);
    m_bench->desk->removeTasks(m_set.id, {u"t2"_s});
    setGrader({.kind = GraderKind::Text});
    QCOMPARE(regrade(true).changed.size(), size_t(2));
    m_bench->desk->restoreTasks(m_set.id, {u"t2"_s});
    QCOMPARE(run(u"t2"_s).verdict, Verdict::Failed);
    QVERIFY(regrade(true).changed.empty());
}

QTEST_GUILESS_MAIN(tst_TaskGrading)
#include "tst_taskgrading.moc"
