#include "ui/arc/arcgridview.h"
#include "ui/arc/arctaskview.h"

#include <QAction>
#include <QElapsedTimer>
#include <QJsonObject>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

ArcGrid filled(int rows, int columns, int colour)
{
    ArcGrid grid(rows, columns);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column)
            grid.set(row, column, colour);
    }
    return grid;
}

/// Two train pairs, and \a tests tests of which each expects a grid of 5 × 5 in colour 3.
ArcPairs task(size_t tests = 1)
{
    ArcPairs pairs;
    pairs.train = {{filled(3, 3, 1), filled(5, 5, 2)}, {filled(2, 4, 1), filled(5, 5, 4)}};
    pairs.test.assign(tests, {.input = filled(4, 4, 1), .output = {}});
    return pairs;
}

QJsonValue expected(size_t tests = 1)
{
    QJsonArray grids;
    for (size_t i = 0; i < tests; ++i)
        grids.append(toJson(filled(5, 5, 3)));
    return grids;
}

QJsonObject evidence(const QJsonValue &found, bool correct, int wrong)
{
    return {{u"found"_s, found},
            {u"expected"_s, toJson(filled(5, 5, 3))},
            {u"correct"_s, correct},
            {u"wrong_cells"_s, wrong}};
}

ArcGrid withWrongCells(int count)
{
    ArcGrid grid = filled(5, 5, 3);
    for (int i = 0; i < count; ++i)
        grid.set(i / 5, i % 5, 8);
    return grid;
}

QStringList verdicts(const ArcTaskView &view)
{
    QStringList texts;
    for (const QLabel *label : view.findChildren<QLabel *>(u"verdict"_s))
        texts += label->text();
    return texts;
}

/// Which grids there are, in the order of reading.
QStringList gridNames(const ArcTaskView &view)
{
    QList<ArcGridView *> grids = view.findChildren<ArcGridView *>();
    std::ranges::stable_sort(grids, {}, [&view](ArcGridView *grid) {
        const QPoint at = grid->mapTo(&view, QPoint());
        return std::pair(at.y(), at.x());
    });
    QStringList names;
    for (const ArcGridView *grid : grids)
        names += grid->accessibleName();
    return names;
}

ArcGridView *gridNamed(const ArcTaskView &view, const QString &name)
{
    for (ArcGridView *grid : view.findChildren<ArcGridView *>()) {
        if (grid->accessibleName() == name)
            return grid;
    }
    return nullptr;
}

} // namespace

class tst_ArcTaskView : public QObject
{
    Q_OBJECT

private slots:
    void showsATaskWithoutPredictions();
    void saysHowATestWent_data();
    void saysHowATestWent();
    void eachTestHasItsOwnVerdict();
    void predictionsComeAndGo();
    void missingEvidenceIsNoGrid();
    void takesOtherThingsThanGrids();
    void digitsAndColoursAreForAllGrids();
    void gridsToCompareHaveCellsOfOneSize();
    void wrapsWhereItIsNarrow();
    void isMirroredButForTheGrids();
    void opensQuickly();
};

void tst_ArcTaskView::showsATaskWithoutPredictions()
{
    ArcTaskView view;
    view.resize(900, 700);
    view.setTask(task(), expected());
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QCOMPARE(gridNames(view),
             QStringList({u"Training 1, input"_s, u"Training 1, output"_s, u"Training 2, input"_s,
                          u"Training 2, output"_s, u"Test 1, input"_s, u"Test 1, expected"_s}));
    QVERIFY(verdicts(view).isEmpty());
    view.setTask(task(), QJsonValue::Undefined);
    QVERIFY(!gridNamed(view, u"Test 1, expected"_s));
    view.clear();
    QVERIFY(view.findChildren<ArcGridView *>().isEmpty());
}

void tst_ArcTaskView::saysHowATestWent_data()
{
    QTest::addColumn<QJsonObject>("found");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<bool>("difference");

    QTest::newRow("as expected") << evidence(toJson(filled(5, 5, 3)), true, 0) << u"✓ correct"_s << false;
    QTest::newRow("five cells") << evidence(toJson(withWrongCells(5)), false, 5)
                                << u"✕ 5 of 25 cells differ"_s << true;
    QTest::newRow("one cell") << evidence(toJson(withWrongCells(1)), false, 1) << u"✕ 1 of 25 cells differs"_s
                              << true;
    QTest::newRow("another size") << evidence(toJson(filled(3, 4, 3)), false, -1)
                                  << u"✕ the sizes differ: 3×4, expected 5×5"_s << false;
    QJsonObject read = evidence(toJson(filled(5, 5, 3)), true, 0);
    read.insert(u"how"_s, u"rows of digits"_s);
    QTest::newRow("where it was read from") << read << u"✓ correct · read from: rows of digits"_s << false;
    QTest::newRow("no grid") << evidence(QJsonValue::Null, false, -1) << u"✕ no grid found in the answer"_s
                             << false;
}

void tst_ArcTaskView::saysHowATestWent()
{
    QFETCH(const QJsonObject, found);
    QFETCH(const bool, difference);
    ArcTaskView view;
    view.setTask(task(), expected());
    view.setPredictions({found});
    QFETCH(const QString, verdict);
    QCOMPARE(verdicts(view), QStringList{verdict});
    const ArcGridView *prediction = gridNamed(view, u"Test 1, prediction"_s);
    QVERIFY(prediction);
    QCOMPARE(prediction->grid(), arcGridFromJson(found.value(u"found"_s)).value_or(ArcGrid{}));
    QCOMPARE(gridNamed(view, u"Test 1, difference"_s) != nullptr, difference);
}

void tst_ArcTaskView::eachTestHasItsOwnVerdict()
{
    ArcTaskView view;
    view.setTask(task(2), expected(2));
    view.setPredictions(
        {evidence(toJson(filled(5, 5, 3)), true, 0), evidence(toJson(withWrongCells(2)), false, 2)});
    QCOMPARE(verdicts(view), QStringList({u"Test 1 · ✓ correct"_s, u"Test 2 · ✕ 2 of 25 cells differ"_s}));
    const ArcGridView *difference = gridNamed(view, u"Test 2, difference"_s);
    QVERIFY(difference);
    QCOMPARE(difference->cellText({0, 0}), u"row 1, column 1: 8, expected 3"_s);
}

void tst_ArcTaskView::predictionsComeAndGo()
{
    ArcTaskView view;
    view.resize(900, 700);
    view.setTask(task(), expected());
    view.show();
    view.setPredictions({evidence(toJson(withWrongCells(5)), false, 5)});
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(gridNames(view).first(), u"Test 1, input"_s); // what one wants to see now
    view.clearPredictions();
    QVERIFY(verdicts(view).isEmpty());
    QTRY_COMPARE(gridNames(view).first(), u"Training 1, input"_s);
    view.setPredictions({evidence(toJson(withWrongCells(5)), false, 5)});
    view.setTask(task(2), expected(2)); // another task has been given none
    QVERIFY(verdicts(view).isEmpty());
}

void tst_ArcTaskView::missingEvidenceIsNoGrid()
{
    ArcTaskView view;
    view.setTask(task(2), expected(2));
    view.setPredictions({evidence(toJson(filled(5, 5, 3)), true, 0)});
    QCOMPARE(verdicts(view).last(), u"Test 2 · ✕ no grid found in the answer"_s);
}

void tst_ArcTaskView::takesOtherThingsThanGrids()
{
    ArcTaskView view;
    view.setTask(task(), u"a text"_s);
    view.setPredictions({u"a text"_s, QJsonArray{1, 2}, 3});
    QCOMPARE(verdicts(view), QStringList{u"✕ no grid found in the answer"_s});
    view.setPredictions({});
    QCOMPARE(verdicts(view), QStringList{u"✕ no grid found in the answer"_s});
}

void tst_ArcTaskView::digitsAndColoursAreForAllGrids()
{
    ArcTaskView view;
    view.setTask(task(), expected());
    QSignalSpy digits(&view, &ArcTaskView::digitsShownChanged);
    QSignalSpy colours(&view, &ArcTaskView::colourBlindChanged);
    const auto picture = [&] { return gridNamed(view, u"Training 1, output"_s)->picture(); };
    const QImage before = picture();
    view.setDigitsShown(true);
    QVERIFY(view.digitsShown());
    QCOMPARE(digits.size(), 1);
    const QImage withDigits = picture();
    QVERIFY(withDigits != before);
    view.setColourBlind(true);
    QCOMPARE(colours.size(), 1);
    QVERIFY(picture() != withDigits);
    view.setTask(task(), expected());
    QVERIFY(picture() != before); // stays so

    for (QToolButton *button : view.findChildren<QToolButton *>()) {
        if (button->defaultAction())
            button->click();
    }
    QVERIFY(!view.digitsShown());
    QVERIFY(!view.isColourBlind());
    QCOMPARE(picture(), before);
}

void tst_ArcTaskView::gridsToCompareHaveCellsOfOneSize()
{
    ArcTaskView view;
    view.resize(900, 700);
    ArcPairs pairs;
    pairs.train = {{filled(3, 3, 1), filled(30, 30, 2)}, {filled(3, 3, 1), filled(3, 3, 2)}};
    pairs.test = {{.input = filled(3, 3, 1), .output = {}}};
    view.setTask(pairs, {});
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(gridNamed(view, u"Training 1, input"_s)->cellSize(), 8);
    QCOMPARE(gridNamed(view, u"Training 1, output"_s)->cellSize(), 8);
    QCOMPARE(gridNamed(view, u"Training 2, output"_s)->cellSize(), 28);
}

void tst_ArcTaskView::wrapsWhereItIsNarrow()
{
    ArcTaskView view;
    view.resize(1000, 700);
    view.setTask(task(), expected());
    view.setPredictions({evidence(toJson(withWrongCells(5)), false, 5)});
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const auto y = [&view](const QString &name) { return gridNamed(view, name)->mapTo(&view, QPoint()).y(); };
    QTRY_COMPARE(y(u"Test 1, difference"_s), y(u"Test 1, input"_s));
    QCOMPARE(y(u"Training 2, input"_s), y(u"Training 1, input"_s));
    view.resize(360, 700);
    QTRY_VERIFY(y(u"Test 1, difference"_s) > y(u"Test 1, input"_s));
    QTRY_VERIFY(y(u"Training 2, input"_s) > y(u"Training 1, input"_s));
    const auto *scroll = view.findChild<QScrollArea *>();
    QVERIFY(scroll->verticalScrollBar()->maximum() > 0); // all of it can be reached
    QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
}

void tst_ArcTaskView::isMirroredButForTheGrids()
{
    ArcTaskView view;
    view.setLayoutDirection(Qt::RightToLeft);
    view.resize(900, 700);
    view.setTask(task(), expected());
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const auto x = [&view](const QString &name) { return gridNamed(view, name)->mapTo(&view, QPoint()).x(); };
    QTRY_VERIFY(x(u"Training 1, input"_s) > x(u"Training 1, output"_s));
    const ArcGridView *grid = gridNamed(view, u"Training 2, input"_s);
    QVERIFY(grid->cellRect(0, 1).x() > grid->cellRect(0, 0).x());
}

/// Ten train pairs and four tests of the largest grids there are.
void tst_ArcTaskView::opensQuickly()
{
    ArcPairs pairs;
    pairs.train.assign(10, {filled(30, 30, 1), filled(30, 30, 2)});
    pairs.test.assign(4, {.input = filled(30, 30, 1), .output = {}});
    QJsonArray found;
    QJsonArray wanted;
    for (int i = 0; i < 4; ++i) {
        found.append(evidence(toJson(filled(30, 30, 3)), false, 900));
        wanted.append(toJson(filled(30, 30, 4)));
    }
    ArcTaskView view;
    view.resize(1000, 700);
    QElapsedTimer timer;
    timer.start();
    view.setTask(pairs, wanted);
    view.setPredictions(found);
    view.grab();
    qInfo("opened and painted in %lld ms", timer.elapsed());
    QVERIFY(timer.elapsed() < 1000);
    QCOMPARE(view.findChildren<ArcGridView *>().size(), 36);
}

QTEST_MAIN(tst_ArcTaskView)
#include "tst_arctaskview.moc"
