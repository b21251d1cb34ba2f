#include "ui/arc/arcgridview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMimeData>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

ArcGrid gridOf(const QStringList &rows)
{
    ArcGrid grid(int(rows.size()), int(rows.first().size()));
    for (int row = 0; row < grid.rows(); ++row) {
        for (int column = 0; column < grid.columns(); ++column)
            grid.set(row, column, rows.at(row).at(column).digitValue());
    }
    return grid;
}

QImage grabbed(ArcGridView &view)
{
    return view.grab().toImage();
}

/// Of a cell without a digit and a mark.
QColor middle(const QImage &image, const ArcGridView &view, int row, int column)
{
    return image.pixelColor(view.cellRect(row, column).center());
}

void resizeToHint(ArcGridView &view)
{
    view.resize(view.sizeHint());
}

} // namespace

class tst_ArcGridView : public QObject
{
    Q_OBJECT

private slots:
    void cellsHaveTheColoursOfThePalette_data();
    void cellsHaveTheColoursOfThePalette();
    void hairlinesAreBetweenCells();
    void cellsAreAsLargeAsFits_data();
    void cellsAreAsLargeAsFits();
    void asksForRoomByItsContent();
    void digitsAreDrawn();
    void differencesAreMarkedNotByColourAlone();
    void withoutAGridItSaysSo();
    void isNeverMirrored();
    void copies();
    void copiesWithTheKeyboard();
    void arrowKeysGoFromCellToCell();
    void arrowKeysAreNotMirroredEither();
    void saysAllOfItsCells();
    void theMouseAsksForACell();
};

void tst_ArcGridView::cellsHaveTheColoursOfThePalette_data()
{
    QTest::addColumn<int>("palette");

    QTest::newRow("usual") << int(ArcPalette::Usual);
    QTest::newRow("for every eye") << int(ArcPalette::ColourBlind);
}

void tst_ArcGridView::cellsHaveTheColoursOfThePalette()
{
    QFETCH(const int, palette);
    ArcGridView view;
    view.setGrid(gridOf({u"01234"_s, u"56789"_s}));
    view.setArcPalette(ArcPalette(palette));
    resizeToHint(view);
    const QImage image = grabbed(view);
    for (int colour = 0; colour < 10; ++colour)
        QCOMPARE(middle(image, view, colour / 5, colour % 5), arcColour(ArcPalette(palette), colour));
}

void tst_ArcGridView::hairlinesAreBetweenCells()
{
    ArcGridView view;
    view.setGrid(gridOf({u"00"_s, u"00"_s}));
    resizeToHint(view);
    const QImage image = grabbed(view);
    const QRect cell = view.cellRect(0, 0);
    QCOMPARE(image.pixelColor(cell.right() + 1, cell.center().y()), arcHairline());
    QCOMPARE(image.pixelColor(cell.right() + 2, cell.center().y()), arcColour(ArcPalette::Usual, 0));
    QCOMPARE(image.pixelColor(0, 0), arcHairline());
    QCOMPARE(image.pixelColor(image.width() - 1, image.height() - 1), arcHairline());
}

void tst_ArcGridView::cellsAreAsLargeAsFits_data()
{
    QTest::addColumn<QSize>("grid"); // columns, rows
    QTest::addColumn<QSize>("room");
    QTest::addColumn<int>("cell");

    QTest::newRow("exactly") << QSize(10, 10) << QSize(101, 101) << 10;
    QTest::newRow("one pixel too few") << QSize(10, 10) << QSize(100, 101) << 9;
    QTest::newRow("the height decides") << QSize(2, 20) << QSize(500, 161) << 8;
    QTest::newRow("no larger than is pleasant") << QSize(2, 2) << QSize(500, 500) << 28;
    QTest::newRow("no smaller than can be seen") << QSize(30, 30) << QSize(50, 50) << 6;
}

void tst_ArcGridView::cellsAreAsLargeAsFits()
{
    QFETCH(const QSize, grid);
    QFETCH(const QSize, room);
    ArcGridView view;
    view.setGrid(ArcGrid(grid.height(), grid.width()));
    view.resize(room);
    QTEST(view.cellSize(), "cell");
}

void tst_ArcGridView::asksForRoomByItsContent()
{
    ArcGridView view;
    view.setGrid(ArcGrid(3, 4));
    QCOMPARE(view.sizeHint(), QSize(4 * 28 + 1, 3 * 28 + 1));
    QCOMPARE(view.minimumSizeHint(), QSize(4 * 6 + 1, 3 * 6 + 1));
    view.setGrid(ArcGrid(30, 30));
    QCOMPARE(view.sizeHint(), QSize(241, 241));
    view.setDigitsShown(true);
    QCOMPARE(view.sizeHint(), QSize(421, 421));
    view.setWantedCell(10);
    QCOMPARE(view.sizeHint(), QSize(301, 301));
}

void tst_ArcGridView::digitsAreDrawn()
{
    ArcGridView view;
    view.setGrid(gridOf({u"07"_s}));
    resizeToHint(view);
    const QImage without = grabbed(view);
    view.setDigitsShown(true);
    const QImage with = grabbed(view);
    for (int column = 0; column < 2; ++column) {
        const QRect cell = view.cellRect(0, column);
        QVERIFY(without.copy(cell) != with.copy(cell));
    }
    view.resize(view.minimumSizeHint()); // where they could not be read
    const QImage tiny = grabbed(view);
    view.setDigitsShown(false);
    QCOMPARE(tiny, grabbed(view));
}

void tst_ArcGridView::differencesAreMarkedNotByColourAlone()
{
    ArcGridView view;
    view.setGrid(gridOf({u"05"_s, u"50"_s}), gridOf({u"05"_s, u"00"_s}));
    resizeToHint(view);
    const QImage plain = grabbed(view);
    view.setDifferenceShown(true);
    const QImage marked = grabbed(view);
    const QRect differs = view.cellRect(1, 0);
    const QColor ground = arcColour(ArcPalette::Usual, 5);
    QCOMPARE(marked.pixelColor(differs.bottomLeft()), view.palette().color(QPalette::Text)); // the frame
    QVERIFY(marked.pixelColor(differs.center()) != ground);                                  // the stroke
    QCOMPARE(marked.pixelColor(differs.center() + QPoint(-5, 5)), ground);                   // beside it
    QVERIFY(middle(marked, view, 0, 1) != middle(plain, view, 0, 1));                        // others fade

    view.setGrid(gridOf({u"05"_s}), gridOf({u"05"_s, u"00"_s})); // other sizes: nothing to compare
    resizeToHint(view);
    QCOMPARE(middle(grabbed(view), view, 0, 1), ground);
}

void tst_ArcGridView::withoutAGridItSaysSo()
{
    ArcGridView view;
    resizeToHint(view);
    QVERIFY(view.width() > 40);
    QCOMPARE(view.description(), u"no grid"_s);
    QCOMPARE(view.accessibleDescription(), u"no grid"_s);
    const QImage image = grabbed(view);
    QImage empty(image.size(), image.format());
    empty.fill(view.palette().color(QPalette::Window));
    QVERIFY(image != empty);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::mouseClick(&view, Qt::LeftButton);
    QVERIFY(view.picture().isNull());
    view.setGrid(ArcGrid(1, 1));
    view.setGrid({});
    for (const QAction *action : view.actions())
        QVERIFY(!action->isEnabled());
}

void tst_ArcGridView::isNeverMirrored()
{
    ArcGridView view;
    view.setGrid(gridOf({u"012"_s}));
    view.setDigitsShown(true);
    resizeToHint(view);
    const QImage leftToRight = grabbed(view);
    view.setLayoutDirection(Qt::RightToLeft);
    QCOMPARE(grabbed(view), leftToRight);
    view.resize(view.width() + 50, view.height()); // stands where reading begins
    QCOMPARE(view.cellRect(0, 2).right(), view.width() - 2);
}

void tst_ArcGridView::copies()
{
    ArcGridView view;
    view.setGrid(gridOf({u"01"_s, u"59"_s}));
    view.copyAsJson();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"[[0,1],[5,9]]"_s);
    view.copyAsText();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"0 1\n5 9"_s);
    view.resize(5, 5); // a picture is as large as it is pleasant all the same
    view.copyAsPicture();
    const QImage image = QGuiApplication::clipboard()->image();
    QCOMPARE(image.size(), QSize(57, 57));
    QCOMPARE(image.pixelColor(42, 42), arcColour(ArcPalette::Usual, 9));
    QVERIFY(QGuiApplication::clipboard()->mimeData()->hasImage());
}

void tst_ArcGridView::copiesWithTheKeyboard()
{
    ArcGridView view;
    view.setGrid(gridOf({u"3"_s}));
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), u"[[3]]"_s);
    QCOMPARE(view.actions().size(), 3);
    QCOMPARE(view.contextMenuPolicy(), Qt::ActionsContextMenu);
}

void tst_ArcGridView::arrowKeysGoFromCellToCell()
{
    ArcGridView view;
    view.setGrid(gridOf({u"012"_s, u"345"_s}), gridOf({u"012"_s, u"347"_s}));
    resizeToHint(view);
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.setFocus();
    QVERIFY(view.accessibleDescription().startsWith(u"grid 2 by 3"_s));
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.accessibleDescription(), u"row 1, column 2: 1"_s);
    const QImage before = grabbed(view);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_End);
    QCOMPARE(view.accessibleDescription(), u"row 2, column 3: 5, expected 7"_s);
    QVERIFY(grabbed(view) != before); // it is seen, too
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.cursorCell(), QPoint(2, 1));
    QTest::keyClick(&view, Qt::Key_Home);
    QTest::keyClick(&view, Qt::Key_Up);
    QCOMPARE(view.cursorCell(), QPoint(0, 0));
    view.clearFocus();
    QVERIFY(view.accessibleDescription().startsWith(u"grid 2 by 3"_s));
}

void tst_ArcGridView::arrowKeysAreNotMirroredEither()
{
    ArcGridView view;
    view.setLayoutDirection(Qt::RightToLeft);
    view.setGrid(gridOf({u"012"_s}));
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.cursorCell(), QPoint(1, 0));
}

void tst_ArcGridView::saysAllOfItsCells()
{
    ArcGridView view;
    view.setGrid(gridOf({u"0155"_s, u"0000"_s, u"9999"_s}));
    QCOMPARE(view.accessibleDescription(), u"grid 3 by 4; row 1: 0 1 5 5; row 2: 0 0 0 0; row 3: 9 9 9 9"_s);
}

void tst_ArcGridView::theMouseAsksForACell()
{
    ArcGridView view;
    view.setGrid(gridOf({u"01"_s, u"23"_s}), gridOf({u"01"_s, u"20"_s}));
    resizeToHint(view);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QPoint at = view.cellRect(1, 1).center();
    QHelpEvent help(QEvent::ToolTip, at, view.mapToGlobal(at));
    QCoreApplication::sendEvent(&view, &help);
    QCOMPARE(QToolTip::text(), u"row 2, column 2: 3, expected 0"_s);
    QTest::mouseClick(&view, Qt::LeftButton, {}, at);
    QCOMPARE(view.cursorCell(), QPoint(1, 1));
}

QTEST_MAIN(tst_ArcGridView)
#include "tst_arcgridview.moc"
