#include "support/matrixsample.h"
#include "ui/matrix/matrixfilterbar.h"
#include "ui/matrix/matrixpanel.h"
#include "ui/matrix/matrixview.h"
#include "ui/matrix/matrixwords.h"
#include "ui/matrix/totalstable.h"

#include <QAccessible>
#include <QAccessibleTableInterface>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPaintEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::drawnMatrix;
using reasonglass::test::emptyMatrix;
using reasonglass::test::runOf;

namespace {

constexpr QSize roomy(900, 500);

/// A shown view of \a matrix.
struct Shown
{
    explicit Shown(const TaskMatrix &matrix)
    {
        model.setMatrix(matrix);
        view.setMatrix(&model);
        view.resize(roomy);
        view.show();
        view.activateWindow();
        view.setFocus();
        ready = QTest::qWaitForWindowExposed(&view);
        QCoreApplication::processEvents();
    }

    QString selected() const
    {
        QStringList names;
        for (const auto &[task, choice] : view.selectedCells())
            names += QString(task + u'/' + choice.modelId);
        return names.join(u' ');
    }
    QString current() const
    {
        const auto cell = view.currentCell();
        return cell ? QString(cell->first + u'/' + cell->second.modelId) : QString();
    }
    void putOn(int row, int column) { view.setCurrentIndex(view.rows().index(row, column)); }

    MatrixModel model;
    mutable MatrixView view;
    bool ready = false;
};

/// What a widget was asked to paint.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QWidget *watched)
        : m_watched(watched)
    {
        watched->installEventFilter(this);
    }
    QRegion painted;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_watched && event->type() == QEvent::Paint)
            painted += static_cast<QPaintEvent *>(event)->region();
        return false;
    }

private:
    QWidget *m_watched;
};

Cell endedCell(CellState state, int attempts, int solved, std::optional<double> usd, bool isPartial = false)
{
    return {.state = state,
            .attempts = attempts,
            .graded = attempts,
            .solved = solved,
            .costUsd = usd,
            .costIsPartial = isPartial,
            .medianMs = 41'000};
}

} // namespace

class tst_MatrixView : public QObject
{
    Q_OBJECT

private slots:
    void cellsAreSaid_data();
    void cellsAreSaid();
    void moneyHasTwoDigits_data();
    void moneyHasTwoDigits();
    void totalsAreSaidShortly();
    void alikeColumnsAreToldApart();
    void aScreenReaderReadsCellsAndHeaders();
    void toolTipsAreNoHtml();
    void oneChangePaintsOneCell();
    void whatIsOutOfSightIsNotPainted();
    void keysMove_data();
    void keysMove();
    void keysSelect_data();
    void keysSelect();
    void enterAndAClickOpen();
    void aClickWithShiftOnlySelects();
    void headersSelect();
    void theSelectionOutlivesChanges();
    void aCellIsShown();
    void filtersAreTyped();
    void ordersAreOfferedForEveryModel();
    void staleRowsAreOffered();
    void emptyPlacesSayWhatToDo();
    void totalsAreATable();
};

void tst_MatrixView::cellsAreSaid_data()
{
    QTest::addColumn<Cell>("cell");
    QTest::addColumn<int>("queued");
    QTest::addColumn<bool>("outdated");
    QTest::addColumn<QString>("said");
    const auto add = [](const char *name, const Cell &cell, const QString &said, int queued = 0,
                        bool outdated = false) {
        QTest::newRow(name) << cell << queued << outdated << QString(u"task 0a1b, gpt-5-mini: "_s + said);
    };
    add("nothing yet", {}, u"not attempted"_s);
    add("failed twice", endedCell(CellState::Failed, 2, 0, 0.012), u"failed, 2 attempts, 41 s, $0.012"_s);
    add("solved at once", endedCell(CellState::Solved, 1, 1, 0.25), u"solved, 1 attempt, 41 s, $0.25"_s);
    add("solved now and then", endedCell(CellState::Solved, 3, 2, 0.25),
        u"solved, right in 2 of 3 attempts, 41 s, $0.25"_s);
    add("a cost that is not known is no $0", endedCell(CellState::Failed, 1, 0, std::nullopt),
        u"failed, 1 attempt, 41 s, cost unknown"_s);
    add("a cost that is known in part", endedCell(CellState::Failed, 2, 0, 0.012, true),
        u"failed, 2 attempts, 41 s, about $0.012"_s);
    add("free", endedCell(CellState::Solved, 1, 1, 0.0), u"solved, 1 attempt, 41 s, $0.00"_s);
    add("an error tells no time", {.state = CellState::Error, .attempts = 1, .costUsd = 0.5},
        u"error, 1 attempt, $0.50"_s);
    add("running", {.state = CellState::Running, .phase = Phase::Thinking}, u"running, thinking"_s);
    add("running, phase not told", {.state = CellState::Running}, u"running"_s);
    add("running again",
        {.state = CellState::Running, .phase = Phase::Answering, .attempts = 1, .costUsd = 0.5},
        u"running, answering, 1 attempt, $0.50"_s);
    add("running, and more waits", {.state = CellState::Running, .phase = Phase::Thinking},
        u"running, thinking, 1 waiting"_s, 1);
    add("queued", {.state = CellState::Queued}, u"queued"_s, 1);
    add("queued more than once", {.state = CellState::Queued}, u"queued, 3 waiting"_s, 3);
    add("not graded", endedCell(CellState::Ungraded, 1, 0, 0.012), u"not graded, 1 attempt, 41 s, $0.012"_s);
    add("stopped", {.state = CellState::Stopped, .attempts = 1}, u"stopped, 1 attempt, cost unknown"_s);
    add("of a task that was another", endedCell(CellState::Solved, 1, 1, 0.25),
        u"solved, 1 attempt, 41 s, $0.25, the task has changed since"_s, 0, true);
}

void tst_MatrixView::cellsAreSaid()
{
    QFETCH(Cell, cell);
    QFETCH(int, queued);
    QFETCH(bool, outdated);
    QTEST(words::cellSentence(u"0a1b"_s, u"gpt-5-mini"_s, cell, queued, outdated), "said");
}

void tst_MatrixView::moneyHasTwoDigits_data()
{
    QTest::addColumn<double>("usd");
    QTest::addColumn<QString>("said");
    QTest::newRow("much") << 1234.5 << u"$1,234.50"_s;
    QTest::newRow("some") << 0.12 << u"$0.12"_s;
    QTest::newRow("cents") << 0.012 << u"$0.012"_s;
    QTest::newRow("less") << 0.00034 << u"$0.00034"_s;
    QTest::newRow("next to nothing") << 0.0000001 << u"<$0.000001"_s;
    QTest::newRow("nothing") << 0.0 << u"$0.00"_s;
}

void tst_MatrixView::moneyHasTwoDigits()
{
    QFETCH(double, usd);
    QTEST(words::money(usd), "said");
}

void tst_MatrixView::totalsAreSaidShortly()
{
    const ModelTotals mixed{.tasks = 22,
                            .solved = 12,
                            .failed = 3,
                            .notAttempted = 5,
                            .other = 2,
                            .costUsd = 0.12,
                            .medianMs = 41'000};
    QCOMPARE(words::totalCounts(mixed).join(u' '), u"12\u00a0✓ 3\u00a0✕ 5\u00a0· 2\u00a0○"_s);
    QCOMPARE(words::totalCounts({.tasks = 2, .solved = 2}).join(u' '), u"2\u00a0✓ 0\u00a0✕"_s);
    QCOMPARE(words::totalSpent(mixed), (QStringList{u"$0.12"_s, u"41 s"_s}));
    QCOMPARE(words::totalSpent({.tasks = 2, .solved = 1, .notAttempted = 1, .costUnknown = 1}),
             QStringList{u"$?"_s});
    QCOMPARE(words::totalSpent({.tasks = 2, .notAttempted = 2}), QStringList());
}

void tst_MatrixView::alikeColumnsAreToldApart()
{
    const QStringList names =
        words::choiceNames({{.providerId = u"openai"_s, .modelId = u"gpt-5"_s},
                            {.providerId = u"openai"_s, .modelId = u"gpt-5"_s, .effort = u"high"_s},
                            {.providerId = u"router"_s, .modelId = u"gpt-5"_s},
                            {.providerId = u"x"_s, .modelId = u"o4"_s}});
    QCOMPARE(names, (QStringList{u"gpt-5 · openai"_s, u"gpt-5 (high)"_s, u"gpt-5 · router"_s, u"o4"_s}));
}

void tst_MatrixView::aScreenReaderReadsCellsAndHeaders()
{
    TaskMatrix matrix = emptyMatrix(3, 2);
    TaskRun run = runOf(matrix, 1, 0, AnalysisId{1}, AnalysisStatus::Completed, Verdict::Failed);
    run.durationMs = 41'000;
    run.cost = {.usd = 0.012, .basis = CostBasis::Computed};
    matrix.runs.push_back(run);
    const Shown shown(matrix);
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(&shown.view);
    QVERIFY(table && table->tableInterface());
    QVERIFY(!table->text(QAccessible::Name).isEmpty());
    QCOMPARE(table->tableInterface()->rowCount(), 3);
    QCOMPARE(table->tableInterface()->cellAt(1, 0)->text(QAccessible::Name),
             u"task t2, m1: failed, 1 attempt, 41 s, $0.012"_s);
    QCOMPARE(shown.view.rows().headerData(1, Qt::Vertical, Qt::AccessibleTextRole).toString(),
             u"task t2, Task number 2, tags: even"_s);
    QCOMPARE(
        shown.view.rows().headerData(0, Qt::Horizontal, Qt::AccessibleTextRole).toString(),
        u"m1, 0 of 3 tasks solved, 1 failed, 2 not attempted, 0 other, pass@1 0%, $0.012, median time 41 s, "
        u"0 tokens"_s);
    QCOMPARE(shown.view.rows().headerData(1, Qt::Horizontal, Qt::AccessibleTextRole).toString(),
             u"m2, 0 of 3 tasks solved, 0 failed, 3 not attempted, 0 other"_s);
}

void tst_MatrixView::toolTipsAreNoHtml()
{
    TaskMatrix matrix = emptyMatrix(1, 1);
    matrix.tasks[0].id = u"<img src=x>"_s;
    matrix.tasks[0].title = u"turned\u202eround"_s;
    const Shown shown(matrix);
    const auto cell = shown.view.rows().index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY(cell.contains(u"&lt;img src=x&gt;"_s));
    const auto task = shown.view.rows().headerData(0, Qt::Vertical, Qt::ToolTipRole).toString();
    QVERIFY(!task.contains(u"<img"_s));
    QVERIFY(task.contains(u"turned⟦U+202E⟧round"_s));
}

void tst_MatrixView::oneChangePaintsOneCell()
{
    const TaskMatrix matrix = drawnMatrix(100, 6, 1);
    Shown shown(matrix);
    QVERIFY(shown.ready);
    PaintWatch cells(shown.view.viewport());
    const PaintWatch models(shown.view.horizontalHeader()->viewport());
    const PaintWatch tasks(shown.view.verticalHeader()->viewport());
    const auto expected = [&shown](int row, int column) {
        return QRegion(shown.view.visualRect(shown.view.rows().index(row, column)));
    };

    TaskRun run = runOf(matrix, 4, 2, AnalysisId{9'000});
    shown.model.updateRun(run);
    QCoreApplication::processEvents();
    QCOMPARE(cells.painted, expected(4, 2));

    cells.painted = {};
    shown.model.setPhase(run.analysis, Phase::Thinking);
    QCoreApplication::processEvents();
    QCOMPARE(cells.painted, expected(4, 2));

    cells.painted = {};
    run.status = AnalysisStatus::Completed;
    run.verdict = Verdict::Solved;
    shown.model.updateRun(run);
    shown.model.setQueued(matrix.tasks[7].id, matrix.set.models[1], 1);
    QCoreApplication::processEvents();
    QCOMPARE(cells.painted, expected(4, 2) + expected(7, 1));
    QVERIFY(tasks.painted.isEmpty());
    const QHeaderView *header = shown.view.horizontalHeader();
    const auto section = [header](int column) {
        return QRegion(header->sectionViewportPosition(column), 0, header->sectionSize(column),
                       header->height());
    };
    QCOMPARE(models.painted,
             section(2)); // a further attempt that waits changes no total // whose totals are others now

    cells.painted = {};
    shown.model.updateRun(run); // nothing new
    QCoreApplication::processEvents();
    QVERIFY(cells.painted.isEmpty());
}

void tst_MatrixView::whatIsOutOfSightIsNotPainted()
{
    const TaskMatrix matrix = drawnMatrix(100, 6, 1);
    Shown shown(matrix);
    QVERIFY(shown.ready);
    const PaintWatch cells(shown.view.viewport());
    shown.model.updateRun(runOf(matrix, 90, 2, AnalysisId{9'000}));
    QCoreApplication::processEvents();
    QVERIFY(cells.painted.isEmpty());
}

void tst_MatrixView::keysMove_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<QString>("current");
    const Qt::KeyboardModifiers none = Qt::NoModifier;
    const Qt::KeyboardModifiers control = Qt::ControlModifier;
    QTest::newRow("down") << int(Qt::Key_Down) << none << u"t4/m2"_s;
    QTest::newRow("up") << int(Qt::Key_Up) << none << u"t2/m2"_s;
    QTest::newRow("left") << int(Qt::Key_Left) << none << u"t3/m1"_s;
    QTest::newRow("right") << int(Qt::Key_Right) << none << u"t3/m3"_s;
    QTest::newRow("to the first model") << int(Qt::Key_Home) << none << u"t3/m1"_s;
    QTest::newRow("to the last model") << int(Qt::Key_End) << none << u"t3/m3"_s;
    QTest::newRow("to the very first") << int(Qt::Key_Home) << control << u"t1/m1"_s;
    QTest::newRow("to the very last") << int(Qt::Key_End) << control << u"t5/m3"_s;
}

void tst_MatrixView::keysMove()
{
    QFETCH(int, key);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    Shown shown(emptyMatrix(5, 3));
    shown.putOn(2, 1);
    QTest::keyClick(&shown.view, Qt::Key(key), modifiers);
    QTEST(shown.current(), "current");
}

void tst_MatrixView::keysSelect_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<QString>("selected");
    const Qt::KeyboardModifiers control = Qt::ControlModifier;
    const Qt::KeyboardModifiers shift = Qt::ShiftModifier;
    QTest::newRow("one more below") << int(Qt::Key_Down) << shift << u"t2/m2 t3/m2"_s;
    QTest::newRow("the row") << int(Qt::Key_Space) << shift << u"t2/m1 t2/m2"_s;
    QTest::newRow("the column") << int(Qt::Key_Space) << control << u"t1/m2 t2/m2 t3/m2"_s;
    QTest::newRow("everything, row by row")
        << int(Qt::Key_A) << control << u"t1/m1 t1/m2 t2/m1 t2/m2 t3/m1 t3/m2"_s;
}

void tst_MatrixView::keysSelect()
{
    QFETCH(int, key);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    Shown shown(emptyMatrix(3, 2));
    shown.putOn(1, 1);
    QCOMPARE(shown.selected(), u"t2/m2"_s);
    const QSignalSpy changed(&shown.view, &MatrixView::selectedCellsChanged);
    QTest::keyClick(&shown.view, Qt::Key(key), modifiers);
    QTEST(shown.selected(), "selected");
    QVERIFY(!changed.isEmpty());
    QVERIFY(shown.current().startsWith(key == Qt::Key_Down ? u"t3/m2"_s : u"t2/m2"_s));
}

void tst_MatrixView::enterAndAClickOpen()
{
    TaskMatrix matrix = emptyMatrix(3, 2);
    matrix.runs.push_back(runOf(matrix, 1, 1, AnalysisId{7}));
    Shown shown(matrix);
    QVERIFY(shown.ready);
    const QSignalSpy opened(&shown.view, &MatrixView::cellActivated);
    shown.putOn(1, 1);
    QCOMPARE(opened.size(), 0);
    QTest::keyClick(&shown.view, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.at(0).at(0).toString(), u"t2"_s);
    QCOMPARE(opened.at(0).at(1).value<ModelChoice>().modelId, u"m2"_s);
    QCOMPARE(opened.at(0).at(2).value<AnalysisId>(), AnalysisId{7});
    QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {},
                      shown.view.visualRect(shown.view.rows().index(2, 0)).center());
    QCOMPARE(opened.size(), 2);
    QCOMPARE(opened.at(1).at(0).toString(), u"t3"_s);
    QCOMPARE(opened.at(1).at(2).value<AnalysisId>(), AnalysisId{});
}

void tst_MatrixView::aClickWithShiftOnlySelects()
{
    Shown shown(emptyMatrix(3, 2));
    QVERIFY(shown.ready);
    const QSignalSpy opened(&shown.view, &MatrixView::cellActivated);
    shown.putOn(0, 0);
    QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, Qt::ShiftModifier,
                      shown.view.visualRect(shown.view.rows().index(1, 1)).center());
    QCOMPARE(shown.selected(), u"t1/m1 t1/m2 t2/m1 t2/m2"_s);
    QCOMPARE(opened.size(), 0);
}

void tst_MatrixView::headersSelect()
{
    Shown shown(emptyMatrix(3, 2));
    QVERIFY(shown.ready);
    const QHeaderView *models = shown.view.horizontalHeader();
    QTest::mouseClick(models->viewport(), Qt::LeftButton, {},
                      {models->sectionViewportPosition(1) + 20, models->height() / 2});
    QCOMPARE(shown.selected(), u"t1/m2 t2/m2 t3/m2"_s);
    const QHeaderView *tasks = shown.view.verticalHeader();
    QTest::mouseClick(tasks->viewport(), Qt::LeftButton, {},
                      {20, tasks->sectionViewportPosition(2) + tasks->sectionSize(2) / 2});
    QCOMPARE(shown.selected(), u"t3/m1 t3/m2"_s);
}

void tst_MatrixView::theSelectionOutlivesChanges()
{
    TaskMatrix matrix = emptyMatrix(5, 2);
    Shown shown(matrix);
    shown.putOn(3, 1);
    matrix.runs.push_back(runOf(matrix, 0, 1, AnalysisId{7}));
    shown.model.setMatrix(matrix); // the same tasks and models
    QCOMPARE(shown.selected(), u"t4/m2"_s);
    shown.view.rows().setOrder({.by = MatrixOrder::By::Id, .descending = true});
    QCOMPARE(shown.selected(), u"t4/m2"_s);
    QCOMPARE(shown.current(), u"t4/m2"_s);
    shown.view.rows().setQuery({.text = u"t4"_s});
    QCOMPARE(shown.selected(), u"t4/m2"_s);
}

void tst_MatrixView::aCellIsShown()
{
    const TaskMatrix matrix = emptyMatrix(500, 2);
    Shown shown(matrix);
    QVERIFY(shown.ready);
    QVERIFY(shown.view.showCell(u"t400"_s, matrix.set.models[1]));
    QCOMPARE(shown.current(), u"t400/m2"_s);
    QVERIFY(shown.view.viewport()->rect().contains(shown.view.visualRect(shown.view.currentIndex())));
    shown.view.rows().setQuery({.tag = u"odd"_s});
    QVERIFY(!shown.view.showCell(u"t400"_s, matrix.set.models[1]));
    QVERIFY(!shown.view.showCell(u"nowhere"_s, matrix.set.models[1]));
}

void tst_MatrixView::filtersAreTyped()
{
    MatrixModel model;
    model.setMatrix(emptyMatrix(20, 2));
    MatrixPanel panel;
    panel.setMatrix(&model);
    panel.show();
    auto *search = panel.findChild<QLineEdit *>();
    const auto *count = panel.findChild<QLabel *>(u"count"_s);
    QCOMPARE(count->text(), u"20 tasks"_s);
    QTest::keyClicks(search, u"t2"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(count->text(), u"shown 2 of 20 tasks"_s);
    QVERIFY(panel.filters().isRestricting());
    for (auto *combo : panel.findChildren<QComboBox *>()) {
        QVERIFY(!combo->accessibleName().isEmpty());
        if (combo->findText(u"even"_s) >= 0)
            combo->setCurrentIndex(combo->findText(u"even"_s));
    }
    QCOMPARE(panel.view().rows().rowCount(), 2);
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(count->text(), u"20 tasks"_s);
    QVERIFY(!panel.filters().isRestricting());
    QVERIFY(search->text().isEmpty());
}

void tst_MatrixView::ordersAreOfferedForEveryModel()
{
    TaskMatrix matrix = emptyMatrix(3, 2);
    matrix.runs.push_back(runOf(matrix, 2, 1, AnalysisId{1}));
    MatrixModel model;
    model.setMatrix(matrix);
    MatrixPanel panel;
    panel.setMatrix(&model);
    const auto combos = panel.findChildren<QComboBox *>();
    const auto order = std::ranges::find_if(
        combos, [](const QComboBox *combo) { return combo->findText(u"State of m2"_s) >= 0; });
    QVERIFY(order != combos.end());
    (*order)->setCurrentIndex((*order)->findText(u"State of m2"_s));
    QCOMPARE(panel.view().rows().headerData(0, Qt::Vertical).toString(), u"t3"_s);

    matrix.set.models.erase(matrix.set.models.begin()); // the chosen one stays
    model.setMatrix(matrix);
    QCOMPARE((*order)->currentText(), u"State of m2"_s);
    QCOMPARE((*order)->findText(u"State of m1"_s), -1);
    matrix.set.models.clear();
    model.setMatrix(matrix);
    QCOMPARE((*order)->currentText(), u"Task order"_s);
    QCOMPARE(panel.view().rows().headerData(0, Qt::Vertical).toString(), u"t1"_s);
}

void tst_MatrixView::staleRowsAreOffered()
{
    const TaskMatrix matrix = emptyMatrix(20, 2);
    MatrixModel model;
    model.setMatrix(matrix);
    MatrixPanel panel;
    panel.setMatrix(&model);
    panel.show();
    auto *refresh = panel.findChild<QPushButton *>(u"refresh"_s);
    panel.view().rows().setQuery({.show = MatrixQuery::Show::NotAttempted});
    QVERIFY(refresh->isHidden());
    for (int column = 0; column < 2; ++column)
        model.updateRun(runOf(matrix, 0, column, AnalysisId{1 + column}));
    QVERIFY(!refresh->isHidden());
    QCOMPARE(refresh->text(), u"1 task has changed · sort and filter again"_s);
    QCOMPARE(panel.view().rows().rowCount(), 20);
    refresh->click();
    QCOMPARE(panel.view().rows().rowCount(), 19);
    QVERIFY(refresh->isHidden());
}

void tst_MatrixView::emptyPlacesSayWhatToDo()
{
    MatrixModel model;
    MatrixPanel panel;
    panel.setMatrix(&model);
    panel.show();
    auto *button = panel.findChild<QPushButton *>(u"emptyButton"_s);
    const QSignalSpy imports(&panel, &MatrixPanel::importRequested);
    const QSignalSpy models(&panel, &MatrixPanel::addModelRequested);
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(imports.size(), 1);
    model.setMatrix(emptyMatrix(3, 0));
    button->click();
    QCOMPARE(models.size(), 1);
    model.setMatrix(emptyMatrix(3, 1));
    QVERIFY(panel.view().isVisible());
    auto *search = panel.findChild<QLineEdit *>();
    QTest::keyClicks(search, u"purple"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(!panel.view().isVisible());
    button->click();
    QVERIFY(panel.view().isVisible());
    QCOMPARE(panel.view().rows().rowCount(), 3);
    QCOMPARE(imports.size(), 1);
    QCOMPARE(models.size(), 1);
}

void tst_MatrixView::totalsAreATable()
{
    TaskMatrix matrix = emptyMatrix(4, 2);
    for (int task = 0; task < 3; ++task) {
        TaskRun run = runOf(matrix, task, 1, AnalysisId{task + 1}, AnalysisStatus::Completed,
                            task == 0 ? Verdict::Failed : Verdict::Solved);
        run.durationMs = 41'000;
        run.tokens = 500;
        if (task > 0)
            run.cost = {.usd = 0.05, .basis = CostBasis::Computed};
        matrix.runs.push_back(run);
    }
    MatrixModel model;
    model.setMatrix(matrix);
    TotalsTable table;
    table.setMatrix(&model);
    const QString headings =
        u"Model\tSolved\tFailed\tNot attempted\tOther\tpass@1\tpass@2\tCost\tMedian time\tTokens\n"_s;
    const QString first = u"m1\t0\t0\t4\t0\t–\t–\t–\t–\t–\n"_s;
    const QString second = u"m2\t2\t1\t1\t0\t66.7%\t–\tabout $0.10\t41 s\t1,500\n"_s;
    QCOMPARE(table.text(), QString(headings + first + second));
    table.sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(table.text(), QString(headings + second + first));
    table.sortByColumn(-1, Qt::DescendingOrder);
    QCOMPARE(table.text(), QString(headings + first + second));
    table.sortByColumn(1, Qt::DescendingOrder);
    table.selectRow(1);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString(headings + first));
    matrix.set.models.pop_back();
    model.setMatrix(matrix);
    QCOMPARE(table.model()->rowCount(), 1);
}

QTEST_MAIN(tst_MatrixView)
#include "tst_matrixview.moc"
