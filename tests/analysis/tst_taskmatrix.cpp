#include "analysis/taskmatrix.h"

#include <QtTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_TaskMatrix : public QObject
{
    Q_OBJECT

private slots:
    void foldsAState_data();
    void foldsAState();
    void countsAttempts();
    void sumsWhatIsKnownOfCosts_data();
    void sumsWhatIsKnownOfCosts();
    void theMedianIsOfAnswers();
    void aClickOpensTheRunThatGoes();
    void estimatesPassAtK_data();
    void estimatesPassAtK();
    void sumsUpAColumn();
    void sumsUpNothing();

private:
    static TaskRun run(AnalysisStatus status, std::optional<Verdict> verdict = {})
    {
        return {.status = status, .verdict = verdict};
    }
};

void tst_TaskMatrix::foldsAState_data()
{
    QTest::addColumn<std::vector<TaskRun>>("runs");
    QTest::addColumn<int>("queued");
    QTest::addColumn<CellState>("state");

    using Runs = std::vector<TaskRun>;
    const TaskRun right = run(AnalysisStatus::Completed, Verdict::Solved);
    const TaskRun wrong = run(AnalysisStatus::Completed, Verdict::Failed);
    const TaskRun ungraded = run(AnalysisStatus::Completed, Verdict::Ungraded);
    const TaskRun notYet = run(AnalysisStatus::Incomplete);
    const TaskRun going = run(AnalysisStatus::Running);
    const TaskRun broken = run(AnalysisStatus::Failed);
    const TaskRun cut = run(AnalysisStatus::Interrupted);
    const TaskRun stopped = run(AnalysisStatus::Cancelled);

    QTest::newRow("nothing") << Runs{} << 0 << CellState::NotAttempted;
    QTest::newRow("one is waiting") << Runs{} << 1 << CellState::Queued;
    QTest::newRow("one goes") << Runs{going} << 0 << CellState::Running;
    QTest::newRow("one goes, another waits") << Runs{going} << 1 << CellState::Running;
    QTest::newRow("solved, and goes again") << Runs{right, going} << 0 << CellState::Running;
    QTest::newRow("solved, and waits again") << Runs{right} << 1 << CellState::Solved;
    QTest::newRow("solved") << Runs{right} << 0 << CellState::Solved;
    QTest::newRow("solved once") << Runs{wrong, right, wrong} << 0 << CellState::Solved;
    QTest::newRow("failed") << Runs{wrong} << 0 << CellState::Failed;
    QTest::newRow("failed, then an error") << Runs{wrong, broken} << 0 << CellState::Failed;
    QTest::newRow("answered, and a person has to say") << Runs{ungraded} << 0 << CellState::Ungraded;
    QTest::newRow("answered, and not graded yet") << Runs{notYet} << 0 << CellState::Ungraded;
    QTest::newRow("an error") << Runs{broken} << 0 << CellState::Error;
    QTest::newRow("an interrupted answer") << Runs{cut} << 0 << CellState::Error;
    QTest::newRow("stopped") << Runs{stopped} << 0 << CellState::Stopped;
    QTest::newRow("an error, then stopped") << Runs{broken, stopped} << 0 << CellState::Stopped;
    QTest::newRow("stopped, then an error") << Runs{stopped, broken} << 0 << CellState::Error;
}

void tst_TaskMatrix::foldsAState()
{
    QFETCH(const std::vector<TaskRun>, runs);
    QFETCH(const int, queued);
    QFETCH(const CellState, state);
    QCOMPARE(cellStateName(foldRuns(runs, queued).state), cellStateName(state));
}

void tst_TaskMatrix::countsAttempts()
{
    std::vector<TaskRun> runs{run(AnalysisStatus::Completed, Verdict::Solved),
                              run(AnalysisStatus::Completed, Verdict::Failed),
                              run(AnalysisStatus::Completed, Verdict::Ungraded), run(AnalysisStatus::Failed),
                              run(AnalysisStatus::Running)};
    for (TaskRun &each : runs)
        each.tokens = 10;
    const Cell cell = foldRuns(runs);
    QCOMPARE(cell.attempts, 4);
    QCOMPARE(cell.graded, 2);
    QCOMPARE(cell.solved, 1);
    QCOMPARE(cell.tokens, 40);
}

void tst_TaskMatrix::sumsWhatIsKnownOfCosts_data()
{
    QTest::addColumn<std::vector<Cost>>("costs");
    QTest::addColumn<std::optional<double>>("usd");
    QTest::addColumn<bool>("isPartial");

    using Costs = std::vector<Cost>;
    const Cost known{.usd = 0.25, .basis = CostBasis::Computed};
    const Cost estimated{.usd = 0.5, .basis = CostBasis::Estimated};
    QTest::newRow("none") << Costs{} << std::optional<double>() << false;
    QTest::newRow("known") << Costs{known, known} << std::optional(0.5) << false;
    QTest::newRow("estimated") << Costs{known, estimated} << std::optional(0.75) << true;
    QTest::newRow("known in part") << Costs{known, {}} << std::optional(0.25) << true;
    QTest::newRow("unknown is not nothing") << Costs{{}, {}} << std::optional<double>() << true;
}

void tst_TaskMatrix::sumsWhatIsKnownOfCosts()
{
    QFETCH(const std::vector<Cost>, costs);
    QFETCH(const std::optional<double>, usd);
    QFETCH(const bool, isPartial);

    std::vector<TaskRun> runs;
    for (const Cost &cost : costs)
        runs.push_back({.status = AnalysisStatus::Completed, .cost = cost});
    const Cell cell = foldRuns(runs);
    QVERIFY(cell.costUsd == usd);
    QCOMPARE(cell.costIsPartial, isPartial);
}

void tst_TaskMatrix::theMedianIsOfAnswers()
{
    const std::vector<TaskRun> runs{{.status = AnalysisStatus::Completed, .durationMs = 300},
                                    {.status = AnalysisStatus::Failed, .durationMs = 1},
                                    {.status = AnalysisStatus::Incomplete, .durationMs = 100},
                                    {.status = AnalysisStatus::Completed, .durationMs = 200}};
    QCOMPARE(foldRuns(runs).medianMs, 200);
}

void tst_TaskMatrix::aClickOpensTheRunThatGoes()
{
    const std::vector<TaskRun> ended{{.analysis = AnalysisId{1}, .status = AnalysisStatus::Completed},
                                     {.analysis = AnalysisId{2}, .status = AnalysisStatus::Failed}};
    QVERIFY(foldRuns(ended).latest == AnalysisId{2});
    const std::vector<TaskRun> going{{.analysis = AnalysisId{1}, .status = AnalysisStatus::Running},
                                     {.analysis = AnalysisId{2}, .status = AnalysisStatus::Failed}};
    QVERIFY(foldRuns(going).latest == AnalysisId{1});
    QVERIFY(foldRuns({}).latest == AnalysisId{});
}

void tst_TaskMatrix::estimatesPassAtK_data()
{
    QTest::addColumn<int>("attempts");
    QTest::addColumn<int>("solved");
    QTest::addColumn<int>("k");
    QTest::addColumn<std::optional<double>>("chance");

    // 1 - C(n - c, k) / C(n, k), by hand.
    using Chance = std::optional<double>;
    QTest::newRow("the one attempt was right") << 1 << 1 << 1 << Chance(1);
    QTest::newRow("the one attempt was wrong") << 1 << 0 << 1 << Chance(0);
    QTest::newRow("one of four, one try: 1/4") << 4 << 1 << 1 << Chance(0.25);
    QTest::newRow("one of four, two tries: 1 - 3/6") << 4 << 1 << 2 << Chance(0.5);
    QTest::newRow("two of five, two tries: 1 - 3/10") << 5 << 2 << 2 << Chance(0.7);
    QTest::newRow("three of ten, five tries: 1 - 21/252") << 10 << 3 << 5 << Chance(1 - 21.0 / 252);
    QTest::newRow("too few wrong ones to fail twice") << 3 << 2 << 2 << Chance(1);
    QTest::newRow("none of ten") << 10 << 0 << 2 << Chance(0);
    QTest::newRow("fewer attempts than tries") << 1 << 1 << 2 << Chance();
    QTest::newRow("no attempts") << 0 << 0 << 1 << Chance();
    QTest::newRow("no tries") << 3 << 1 << 0 << Chance();
}

void tst_TaskMatrix::estimatesPassAtK()
{
    QFETCH(const int, attempts);
    QFETCH(const int, solved);
    QFETCH(const int, k);
    QFETCH(const std::optional<double>, chance);

    const auto estimate = passAtK(attempts, solved, k);
    QCOMPARE(estimate.has_value(), chance.has_value());
    if (chance)
        QVERIFY2(std::abs(*estimate - *chance) < 1e-12, qPrintable(QString::number(*estimate)));
}

void tst_TaskMatrix::sumsUpAColumn()
{
    const std::vector<Cell> cells{{.state = CellState::Solved,
                                   .attempts = 2,
                                   .graded = 2,
                                   .solved = 1,
                                   .costUsd = 0.5,
                                   .medianMs = 100,
                                   .tokens = 10},
                                  {.state = CellState::Failed,
                                   .attempts = 1,
                                   .graded = 1,
                                   .costUsd = 0.25,
                                   .medianMs = 300,
                                   .tokens = 20},
                                  {.state = CellState::Error, .attempts = 1, .costIsPartial = true},
                                  {.state = CellState::NotAttempted},
                                  {.state = CellState::Running},
                                  {.state = CellState::Solved,
                                   .attempts = 1,
                                   .graded = 1,
                                   .solved = 1,
                                   .costUsd = 1,
                                   .costIsPartial = true,
                                   .medianMs = 200}};
    const ModelTotals expected{.tasks = 6,
                               .solved = 2,
                               .failed = 1,
                               .notAttempted = 1,
                               .other = 2,
                               .costUsd = 1.75,
                               .costUnknown = 2,
                               .medianMs = 200,
                               .tokens = 30,
                               .passAt1 = 0.5, // of 1/2, 0 and 1
                               .passAt2 = 1.0};
    QVERIFY(totals(cells) == expected);
}

void tst_TaskMatrix::sumsUpNothing()
{
    QVERIFY(totals({}) == ModelTotals{});
    const std::vector<Cell> cells(3);
    QVERIFY(totals(cells) == (ModelTotals{.tasks = 3, .notAttempted = 3}));
}

QTEST_GUILESS_MAIN(tst_TaskMatrix)
#include "tst_taskmatrix.moc"
