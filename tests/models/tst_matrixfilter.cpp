#include "models/matrixfilter.h"
#include "support/matrixsample.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::emptyMatrix;
using reasonglass::test::runOf;

using By = MatrixOrder::By;
using Show = MatrixQuery::Show;

namespace {

QString shown(const MatrixFilter &filter)
{
    QStringList ids;
    for (int row = 0; row < filter.rowCount(); ++row)
        ids += filter.headerData(row, Qt::Vertical).toString();
    return ids.join(u' ');
}

/// Two models, twelve tasks: t1 solved by both, t2 failed by both, t3 one of each, t4 tried by one alone,
/// t5 runs, t6 an error, t7 an answer without a grade; m1 needed two attempts at t3. The rest: nothing.
TaskMatrix mixed()
{
    TaskMatrix matrix = emptyMatrix(12, 2);
    matrix.tasks[4].title = u"Rotate the grid"_s;
    qint64 id = 1;
    const auto add = [&](int task, int model, AnalysisStatus status, std::optional<Verdict> verdict = {}) {
        matrix.runs.push_back(runOf(matrix, task - 1, model - 1, AnalysisId{id++}, status, verdict));
    };
    add(1, 1, AnalysisStatus::Completed, Verdict::Solved);
    add(1, 2, AnalysisStatus::Completed, Verdict::Solved);
    add(2, 1, AnalysisStatus::Completed, Verdict::Failed);
    add(2, 2, AnalysisStatus::Completed, Verdict::Failed);
    add(3, 1, AnalysisStatus::Completed, Verdict::Failed);
    add(3, 1, AnalysisStatus::Completed, Verdict::Failed);
    add(3, 2, AnalysisStatus::Completed, Verdict::Solved);
    add(4, 1, AnalysisStatus::Completed, Verdict::Solved);
    add(5, 1, AnalysisStatus::Running);
    add(5, 2, AnalysisStatus::Completed, Verdict::Solved);
    add(6, 1, AnalysisStatus::Failed);
    add(6, 2, AnalysisStatus::Completed, Verdict::Solved);
    add(7, 1, AnalysisStatus::Completed);
    add(7, 2, AnalysisStatus::Completed, Verdict::Solved);
    return matrix;
}

} // namespace

class tst_MatrixFilter : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatIsAskedFor_data();
    void showsWhatIsAskedFor();
    void sortsAsAsked_data();
    void sortsAsAsked();
    void idsAreReadAsAPersonDoes();
    void rowsStayUnderTheHand();
    void aHiddenRowCountsOnceItWouldBeShown();
    void anotherMatrixIsFilteredAndSorted();
    void headersFollowTheirRows();
};

void tst_MatrixFilter::showsWhatIsAskedFor_data()
{
    QTest::addColumn<MatrixQuery>("query");
    QTest::addColumn<QString>("ids");
    const QString all = u"t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"_s;
    QTest::newRow("everything") << MatrixQuery{} << all;
    QTest::newRow("blanks are no words") << MatrixQuery{.text = u"  "_s} << all;
    QTest::newRow("part of an id, in any case") << MatrixQuery{.text = u"T11"_s} << u"t11"_s;
    QTest::newRow("a word of a title") << MatrixQuery{.text = u"grid"_s} << u"t5"_s;
    QTest::newRow("a tag") << MatrixQuery{.text = u"even"_s} << u"t2 t4 t6 t8 t10 t12"_s;
    QTest::newRow("every word counts") << MatrixQuery{.text = u"even t1"_s} << u"t10 t12"_s;
    QTest::newRow("what nothing has") << MatrixQuery{.text = u"purple"_s} << u""_s;
    QTest::newRow("a tag by choice") << MatrixQuery{.tag = u"odd"_s} << u"t1 t3 t5 t7 t9 t11"_s;
    QTest::newRow("a choice is a whole tag") << MatrixQuery{.tag = u"od"_s} << u""_s;
    QTest::newRow("any model failed") << MatrixQuery{.show = Show::AnyFailed} << u"t2 t3"_s;
    QTest::newRow("models differ") << MatrixQuery{.show = Show::Differs} << u"t3"_s;
    QTest::newRow("not attempted") << MatrixQuery{.show = Show::NotAttempted} << u"t4 t8 t9 t10 t11 t12"_s;
    QTest::newRow("under way") << MatrixQuery{.show = Show::UnderWay} << u"t5"_s;
    QTest::newRow("errors") << MatrixQuery{.show = Show::Errors} << u"t6"_s;
    QTest::newRow("ungraded") << MatrixQuery{.show = Show::Ungraded} << u"t7"_s;
    QTest::newRow("all at once") << MatrixQuery{.text = u"number"_s, .tag = u"odd"_s, .show = Show::AnyFailed}
                                 << u"t3"_s;
}

void tst_MatrixFilter::showsWhatIsAskedFor()
{
    QFETCH(MatrixQuery, query);
    MatrixModel model;
    model.setMatrix(mixed());
    MatrixFilter filter;
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setMatrix(&model);
    filter.setQuery(query);
    QTEST(shown(filter), "ids");
    filter.setQuery({});
    QCOMPARE(filter.rowCount(), model.rowCount());
}

void tst_MatrixFilter::sortsAsAsked_data()
{
    QTest::addColumn<MatrixOrder>("order");
    QTest::addColumn<QString>("ids");
    const ModelChoice first{.providerId = u"p"_s, .modelId = u"m1"_s};
    QTest::newRow("as in the set") << MatrixOrder{} << u"t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"_s;
    QTest::newRow("by id, 9 before 10, from the end")
        << MatrixOrder{.by = By::Id, .descending = true} << u"t12 t11 t10 t9 t8 t7 t6 t5 t4 t3 t2 t1"_s;
    QTest::newRow("by a model's state, then attempts")
        << MatrixOrder{.by = By::State, .model = first} << u"t5 t1 t4 t2 t3 t7 t6 t8 t9 t10 t11 t12"_s;
    QTest::newRow("equal rows keep their order when it is turned")
        << MatrixOrder{.by = By::State, .model = first, .descending = true}
        << u"t8 t9 t10 t11 t12 t6 t7 t3 t2 t1 t4 t5"_s;
    QTest::newRow("by a model that is not there")
        << MatrixOrder{.by = By::State} << u"t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"_s;
    QTest::newRow("the hardest first")
        << MatrixOrder{.by = By::Solved} << u"t2 t8 t9 t10 t11 t12 t3 t4 t5 t6 t7 t1"_s;
}

void tst_MatrixFilter::sortsAsAsked()
{
    QFETCH(MatrixOrder, order);
    MatrixModel model;
    model.setMatrix(mixed());
    MatrixFilter filter;
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setMatrix(&model);
    filter.setOrder(order);
    QTEST(shown(filter), "ids");
}

void tst_MatrixFilter::idsAreReadAsAPersonDoes()
{
    TaskMatrix matrix;
    matrix.set.models = {{.providerId = u"p"_s, .modelId = u"m1"_s}};
    for (const QString &id : {u"b"_s, u"a10"_s, u"12"_s, u"a9b"_s, u"A9"_s, u"a009c"_s, u"3x"_s, u"a"_s})
        matrix.tasks.push_back({.id = id, .title = id});
    MatrixModel model;
    model.setMatrix(matrix);
    MatrixFilter filter;
    filter.setMatrix(&model);
    filter.setOrder({.by = By::Id});
    QCOMPARE(shown(filter), u"3x 12 a A9 a9b a009c a10 b"_s);
}

void tst_MatrixFilter::rowsStayUnderTheHand()
{
    const TaskMatrix matrix = mixed();
    MatrixModel model;
    model.setMatrix(matrix);
    MatrixFilter filter;
    filter.setMatrix(&model);
    filter.setQuery({.show = Show::AnyFailed});
    filter.setOrder({.by = By::State, .model = matrix.set.models[0]});
    QCOMPARE(shown(filter), u"t2 t3"_s);

    const QSignalSpy changed(&filter, &MatrixFilter::dataChanged);
    const QSignalSpy moved(&filter, &MatrixFilter::layoutChanged);
    const QSignalSpy removed(&filter, &MatrixFilter::rowsRemoved);
    const QSignalSpy stale(&filter, &MatrixFilter::staleRowsChanged);
    // t2 is solved by both now: it neither belongs here nor where it stands.
    model.updateRun(runOf(matrix, 1, 0, AnalysisId{90}, AnalysisStatus::Completed, Verdict::Solved));
    model.updateRun(runOf(matrix, 1, 1, AnalysisId{91}, AnalysisStatus::Completed, Verdict::Solved));
    QCOMPARE(shown(filter), u"t2 t3"_s);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(moved.size(), 0);
    QCOMPARE(removed.size(), 0);
    QCOMPARE(filter.staleRows(), 1);
    QCOMPARE(stale.size(), 1);
    filter.refresh();
    QCOMPARE(shown(filter), u"t3"_s);
    QCOMPARE(filter.staleRows(), 0);
    QCOMPARE(stale.size(), 2);
}

void tst_MatrixFilter::aHiddenRowCountsOnceItWouldBeShown()
{
    const TaskMatrix matrix = mixed();
    MatrixModel model;
    model.setMatrix(matrix);
    MatrixFilter filter;
    filter.setMatrix(&model);
    filter.setQuery({.show = Show::AnyFailed});
    filter.setOrder({.by = By::Solved});
    model.updateRun(runOf(matrix, 7, 0, AnalysisId{90}));
    QCOMPARE(filter.staleRows(), 0);
    model.updateRun(runOf(matrix, 7, 0, AnalysisId{90}, AnalysisStatus::Completed, Verdict::Failed));
    QCOMPARE(filter.staleRows(), 1);
    model.removeRun(AnalysisId{90});
    QCOMPARE(filter.staleRows(), 0);
}

void tst_MatrixFilter::anotherMatrixIsFilteredAndSorted()
{
    MatrixModel model;
    MatrixFilter filter;
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setMatrix(&model);
    filter.setQuery({.tag = u"even"_s});
    filter.setOrder({.by = By::Solved, .descending = true});
    model.setMatrix(mixed());
    QCOMPARE(shown(filter), u"t4 t6 t2 t8 t10 t12"_s);
    model.setMatrix(emptyMatrix(3, 1));
    QCOMPARE(shown(filter), u"t2"_s);
    model.setMatrix({});
    QCOMPARE(shown(filter), QString());
}

void tst_MatrixFilter::headersFollowTheirRows()
{
    MatrixModel model;
    model.setMatrix(mixed());
    MatrixFilter filter;
    filter.setMatrix(&model);
    filter.setQuery({.show = Show::Differs});
    QCOMPARE(filter.headerData(0, Qt::Vertical, MatrixModel::TaskRole).value<TaskRow>().id, u"t3"_s);
    QCOMPARE(filter.index(0, 1).data(MatrixModel::StateRole).value<CellState>(), CellState::Solved);
}

QTEST_GUILESS_MAIN(tst_MatrixFilter)
#include "tst_matrixfilter.moc"
