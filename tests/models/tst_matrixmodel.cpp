#include "models/matrixmodel.h"
#include "support/matrixsample.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::drawnMatrix;
using reasonglass::test::drawnRun;
using reasonglass::test::emptyMatrix;
using reasonglass::test::runOf;

namespace {

using Change = void (*)(MatrixModel &, const TaskMatrix &);

constexpr AnalysisId one{1};
constexpr AnalysisId two{2};

/// What dataChanged said: "row,column" for a cell, "row,column-row,column" for more.
QStringList changes(const QSignalSpy &spy)
{
    QStringList said;
    for (const QList<QVariant> &emission : spy) {
        const auto first = emission.at(0).toModelIndex();
        const auto last = emission.at(1).toModelIndex();
        QString range = u"%1,%2"_s.arg(first.row()).arg(first.column());
        if (first != last)
            range += u"-%1,%2"_s.arg(last.row()).arg(last.column());
        said += range;
    }
    return said;
}

QList<int> columns(const QSignalSpy &spy)
{
    QList<int> said;
    for (const QList<QVariant> &emission : spy)
        said += emission.at(0).toInt();
    return said;
}

} // namespace

class tst_MatrixModel : public QObject
{
    Q_OBJECT

private slots:
    void showsTasksAndModels();
    void oneChangeIsOneCell_data();
    void oneChangeIsOneCell();
    void whatIsNotThereIsIgnored();
    void aPhaseIsOfTheRunThatGoes();
    void queuesAtOnceAreToldOnce();
    void totalsFollowTheirColumn();
    void runsStandByTime();
    void aRunThatIsTakenAwayLeavesNothing();
    void theSameShapeIsNoReset();
    void phasesAndQueuesOutliveANewMatrix();
    void updatesLeadToTheSameMatrix_data();
    void updatesLeadToTheSameMatrix();
};

void tst_MatrixModel::showsTasksAndModels()
{
    MatrixModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setMatrix(emptyMatrix(3, 2));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), 2);
    QCOMPARE(model.headerData(1, Qt::Vertical).toString(), u"t2"_s);
    QCOMPARE(model.headerData(1, Qt::Vertical, MatrixModel::TaskRole).value<TaskRow>().title,
             u"Task number 2"_s);
    QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), u"m2"_s);
    QCOMPARE(model.headerData(1, Qt::Horizontal, MatrixModel::TotalsRole).value<ModelTotals>().notAttempted,
             3);
    QCOMPARE(model.index(0, 0).data().toString(), u"not_attempted"_s);
    QCOMPARE(model.rowOf(u"t3"_s), 2);
    QCOMPARE(model.rowOf(u"t4"_s), -1);
    QCOMPARE(model.columnOf(model.choice(1)), 1);
    QCOMPARE(model.columnOf({.providerId = u"p"_s, .modelId = u"m9"_s}), -1);
}

void tst_MatrixModel::oneChangeIsOneCell_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("told");
    QTest::addColumn<QList<int>>("totals");

    QTest::newRow("a run that begins") << Change([](MatrixModel &model, const TaskMatrix &matrix) {
        model.updateRun(runOf(matrix, 2, 1, two));
    }) << QStringList{u"2,1"_s} << QList<int>{1};
    QTest::newRow("a run that ends") << Change([](MatrixModel &model, const TaskMatrix &matrix) {
        model.updateRun(runOf(matrix, 0, 0, one, AnalysisStatus::Completed, Verdict::Solved));
    }) << QStringList{u"0,0"_s} << QList<int>{0};
    QTest::newRow("a phase changes no totals")
        << Change([](MatrixModel &model, const TaskMatrix &) { model.setPhase(one, Phase::Thinking); })
        << QStringList{u"0,0"_s} << QList<int>{};
    QTest::newRow("a phase that is the same")
        << Change([](MatrixModel &model, const TaskMatrix &) { model.setPhase(one, Phase::Idle); })
        << QStringList{} << QList<int>{};
    QTest::newRow("a run that is told of again") << Change([](MatrixModel &model, const TaskMatrix &matrix) {
        model.updateRun(runOf(matrix, 0, 0, one));
    }) << QStringList{} << QList<int>{};
    QTest::newRow("what a cell does not hold, too")
        << Change([](MatrixModel &model, const TaskMatrix &matrix) {
               TaskRun run = runOf(matrix, 0, 0, one);
               run.outdated = true;
               model.updateRun(run);
           })
        << QStringList{u"0,0"_s} << QList<int>{};
    QTest::newRow("a queue") << Change([](MatrixModel &model, const TaskMatrix &matrix) {
        model.setQueued(u"t3"_s, matrix.set.models[1], 2);
    }) << QStringList{u"2,1"_s}
                             << QList<int>{1};
}

void tst_MatrixModel::oneChangeIsOneCell()
{
    QFETCH(Change, change);
    QFETCH(QStringList, told);
    QFETCH(QList<int>, totals);
    TaskMatrix matrix = emptyMatrix(4, 3);
    matrix.runs.push_back(runOf(matrix, 0, 0, one));
    MatrixModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setMatrix(matrix);
    const QSignalSpy changed(&model, &MatrixModel::dataChanged);
    const QSignalSpy summed(&model, &MatrixModel::totalsChanged);
    const QSignalSpy reset(&model, &MatrixModel::modelReset);
    change(model, matrix);
    QCOMPARE(changes(changed), told);
    QCOMPARE(columns(summed), totals);
    QCOMPARE(reset.size(), 0);
}

void tst_MatrixModel::whatIsNotThereIsIgnored()
{
    const TaskMatrix matrix = emptyMatrix(2, 2);
    MatrixModel model;
    model.setMatrix(matrix);
    const QSignalSpy changed(&model, &MatrixModel::dataChanged);
    TaskRun run = runOf(matrix, 0, 0, one);
    run.taskId = u"elsewhere"_s;
    model.updateRun(run);
    run = runOf(matrix, 0, 0, one);
    run.model.effort = u"high"_s; // another column
    model.updateRun(run);
    model.setPhase(one, Phase::Thinking);
    model.removeRun(one);
    model.setQueued(u"elsewhere"_s, matrix.set.models[0], 1);
    model.setQueues({{.taskId = u"elsewhere"_s, .model = matrix.set.models[0], .count = 1}});
    QCOMPARE(changed.size(), 0);

    MatrixModel none;
    none.updateRun(run);
    none.setQueues({{.taskId = u"t1"_s, .model = matrix.set.models[0], .count = 1}});
    QCOMPARE(none.rowCount(), 0);
}

void tst_MatrixModel::aPhaseIsOfTheRunThatGoes()
{
    TaskMatrix matrix = emptyMatrix(1, 1);
    matrix.runs.push_back(runOf(matrix, 0, 0, one, AnalysisStatus::Completed, Verdict::Failed));
    MatrixModel model;
    model.setMatrix(matrix);
    QCOMPARE(model.cell(0, 0).phase, Phase::Idle);
    QCOMPARE(model.cell(0, 0).latest, one);
    model.updateRun(runOf(matrix, 0, 0, two));
    model.setPhase(one, Phase::Completed);
    QCOMPARE(model.cell(0, 0).phase, Phase::Idle);
    model.setPhase(two, Phase::Answering);
    QCOMPARE(model.cell(0, 0).phase, Phase::Answering);
    QCOMPARE(model.cell(0, 0).state, CellState::Running);
    QCOMPARE(model.cell(0, 0).latest, two);
    QCOMPARE(model.index(0, 0).data(MatrixModel::PhaseRole).value<Phase>(), Phase::Answering);
    model.updateRun(runOf(matrix, 0, 0, two, AnalysisStatus::Failed));
    QCOMPARE(model.cell(0, 0).phase, Phase::Idle);
    QCOMPARE(model.cell(0, 0).state, CellState::Failed);
    QCOMPARE(model.cell(0, 0).attempts, 2);
}

void tst_MatrixModel::queuesAtOnceAreToldOnce()
{
    const TaskMatrix matrix = emptyMatrix(9, 3);
    MatrixModel model;
    model.setMatrix(matrix);
    const QSignalSpy changed(&model, &MatrixModel::dataChanged);
    model.setQueues({{u"t2"_s, matrix.set.models[1], 1},
                     {u"t7"_s, matrix.set.models[1], 3},
                     {u"t4"_s, matrix.set.models[2], 1}});
    QCOMPARE(changes(changed), QStringList{u"1,1-6,2"_s});
    QCOMPARE(model.cell(6, 1).state, CellState::Queued);
    QCOMPARE(model.queued(6, 1), 3);
    QCOMPARE(model.totals(1).other, 2);
    model.setQueues({{u"t7"_s, matrix.set.models[1], 3}, {u"t4"_s, matrix.set.models[2], 1}});
    QCOMPARE(changes(changed).last(), u"1,1"_s);
    QCOMPARE(model.cell(1, 1).state, CellState::NotAttempted);
}

void tst_MatrixModel::totalsFollowTheirColumn()
{
    const TaskMatrix matrix = emptyMatrix(4, 2);
    MatrixModel model;
    model.setMatrix(matrix);
    TaskRun run = runOf(matrix, 0, 1, one, AnalysisStatus::Completed, Verdict::Solved);
    run.cost = {.usd = 0.25, .basis = CostBasis::Computed};
    run.durationMs = 1000;
    model.updateRun(run);
    run = runOf(matrix, 1, 1, two, AnalysisStatus::Completed, Verdict::Failed);
    run.durationMs = 3000;
    model.updateRun(run);
    QCOMPARE(model.totals(0), (ModelTotals{.tasks = 4, .notAttempted = 4}));
    QCOMPARE(model.totals(1).solved, 1);
    QCOMPARE(model.totals(1).failed, 1);
    QCOMPARE(model.totals(1).costUsd, 0.25);
    QCOMPARE(model.totals(1).costUnknown, 1);
    QCOMPARE(model.totals(1).passAt1, std::optional(0.5));
    model.removeRun(two);
    QCOMPARE(model.totals(1).costUnknown, 0);
}

void tst_MatrixModel::runsStandByTime()
{
    const TaskMatrix matrix = emptyMatrix(1, 1);
    MatrixModel model;
    model.setMatrix(matrix);
    model.updateRun(runOf(matrix, 0, 0, two, AnalysisStatus::Cancelled));
    model.updateRun(runOf(matrix, 0, 0, one, AnalysisStatus::Failed));
    QCOMPARE(model.runsOf(0, 0).size(), size_t(2));
    QCOMPARE(model.runsOf(0, 0).front().analysis, one);
    QCOMPARE(model.cell(0, 0).state, CellState::Stopped); // as the latest was
}

void tst_MatrixModel::aRunThatIsTakenAwayLeavesNothing()
{
    TaskMatrix matrix = emptyMatrix(2, 2);
    matrix.runs.push_back(runOf(matrix, 1, 1, one));
    MatrixModel model;
    model.setMatrix(matrix);
    const QSignalSpy changed(&model, &MatrixModel::dataChanged);
    model.removeRun(one);
    QCOMPARE(changes(changed), QStringList{u"1,1"_s});
    QCOMPARE(model.cell(1, 1), Cell{});
    model.removeRun(one);
    QCOMPARE(changed.size(), 1);
}

void tst_MatrixModel::theSameShapeIsNoReset()
{
    TaskMatrix matrix = emptyMatrix(2, 2);
    MatrixModel model;
    model.setMatrix(matrix);
    const QSignalSpy reset(&model, &MatrixModel::modelReset);
    const QSignalSpy changed(&model, &MatrixModel::dataChanged);
    matrix.runs.push_back(runOf(matrix, 0, 1, one));
    model.setMatrix(matrix);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changes(changed), QStringList{u"0,0-1,1"_s});
    QCOMPARE(model.cell(0, 1).state, CellState::Running);
    matrix.set.models.pop_back();
    model.setMatrix(matrix);
    QCOMPARE(reset.size(), 1);
}

void tst_MatrixModel::phasesAndQueuesOutliveANewMatrix()
{
    TaskMatrix matrix = emptyMatrix(2, 2);
    matrix.runs.push_back(runOf(matrix, 0, 1, one));
    MatrixModel model;
    model.setMatrix(matrix);
    model.setPhase(one, Phase::Thinking);
    model.setQueued(u"t2"_s, matrix.set.models[1], 2);
    matrix.set.models.erase(matrix.set.models.begin());
    model.setMatrix(matrix);
    QCOMPARE(model.columnCount(), 1);
    QCOMPARE(model.cell(0, 0).phase, Phase::Thinking);
    QCOMPARE(model.queued(1, 0), 2);
}

void tst_MatrixModel::updatesLeadToTheSameMatrix_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U})
        QTest::addRow("seed %u", seed) << seed;
}

void tst_MatrixModel::updatesLeadToTheSameMatrix()
{
    QFETCH(quint32, seed);
    constexpr int tasks = 6;
    constexpr int models = 4;
    TaskMatrix matrix = emptyMatrix(tasks, models);
    QRandomGenerator random(seed);
    MatrixModel live;
    const QAbstractItemModelTester tester(&live, QAbstractItemModelTester::FailureReportingMode::QtTest);
    live.setMatrix(matrix);

    // Every run has a cell of its own kind; what is last said of it counts.
    std::map<AnalysisId, TaskRun> last;
    for (int i = 0; i < 400; ++i) {
        const AnalysisId id{random.bounded(1, 60)};
        const int task = int(qint64(id) * 5 % tasks);
        const int model = int(qint64(id) * 7 % models);
        if (random.bounded(10) == 0) {
            live.removeRun(id);
            last.erase(id);
            continue;
        }
        live.setPhase(id, Phase(random.bounded(8)));
        live.setQueued(matrix.tasks[size_t(task)].id, matrix.set.models[size_t(model)], random.bounded(2));
        last[id] = drawnRun(matrix, task, model, id, random);
        live.updateRun(last[id]);
    }
    live.setQueues({});
    for (const auto &[id, run] : last) {
        live.setPhase(id, Phase::Answering);
        matrix.runs.push_back(run);
    }
    MatrixModel loaded;
    loaded.setMatrix(matrix);
    for (const TaskRun &run : matrix.runs)
        loaded.setPhase(run.analysis, Phase::Answering);
    for (int column = 0; column < models; ++column) {
        for (int row = 0; row < tasks; ++row) {
            QCOMPARE(live.cell(row, column), loaded.cell(row, column));
            QCOMPARE(live.runsOf(row, column), loaded.runsOf(row, column));
        }
        QCOMPARE(live.totals(column), loaded.totals(column));
    }
}

QTEST_GUILESS_MAIN(tst_MatrixModel)
#include "tst_matrixmodel.moc"
