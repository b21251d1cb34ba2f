#include "app/taskbench.h"
#include "models/matrixmodel.h"
#include "settings/keys.h"
#include "ui/library/undobar.h"
#include "ui/matrix/matrixview.h"
#include "ui/run/runpane.h"
#include "ui/tasks/batchbar.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/importdialog.h"
#include "ui/tasks/rundialog.h"
#include "ui/tasks/setlist.h"
#include "ui/tasks/taskpane.h"
#include "ui/tasks/tasksview.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// The page of task sets, against a real library and a server on this machine.
class tst_TasksView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();

    void anEmptyPageOffersToImport();
    void aSetIsShownWithItsMatrix();
    void aClickOnACellWithARunOpensIt();
    void aClickOnACellWithoutARunShowsItsTask();
    void runThisNowSendsOneRequestAndShowsIt();
    void runAsksBeforeSeveralAreSent();
    void runMissingAndRerunFailedChooseTheirCells_data();
    void runMissingAndRerunFailedChooseTheirCells();
    void theMenuOfOneCellSaysNothingOfOthers();
    void stopEndsWhatIsSelected();
    void cellsFollowWhatRuns();
    void phasesOfRunsFromBeforeThePageAreFollowed();
    void aRunThatFailsAgainIsSeenToHaveFailed();
    void reloadingForgetsNothingThatRuns();
    void modelsAreTakenOutAndBroughtBack();
    void aSetWithoutModelsGetsSome();
    void aSetIsDeletedAndBroughtBack();
    void filesThatAreDroppedAreOfferedForImport();
    void leavingThePageChangesNothingOfWhatRuns();
    void aBatchHasItsLine();
    void everyControlHasAName();

private:
    void openPage();
    void answerNever();
    /// A set of \a count tasks, shown.
    void showSet(int count);
    /// The model of the matrix, of which the view shows a part.
    const MatrixModel &matrix() const { return *view().rows().matrix(); }
    MatrixView &view() const { return *m_page->findChild<MatrixView *>(); }
    TaskPane &taskPane() const { return *m_page->findChild<TaskPane *>(); }
    QAction *action(const QString &text) const;
    CellState state(int row) const { return matrix().cell(row, 0).state; }
    void click(int row) const;
    void select(const QList<int> &rows) const;
    /// The runs of the first \a count cells, done.
    void runFirst(int count);
    RunDialog *runDialog() const { return m_page->findChild<RunDialog *>(); }
    size_t requests() const { return m_bench->server.requests().size(); }

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<TasksView> m_page;
    TaskSet m_set;
};

void tst_TasksView::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->answerRightly();
}

void tst_TasksView::cleanup()
{
    m_page.reset();
    m_bench.reset();
    m_clock.reset();
}

void tst_TasksView::openPage()
{
    m_page = std::make_unique<TasksView>(*m_bench->workbench, *m_bench->desk);
    m_page->resize(1400, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_TasksView::answerNever()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return stalled(created() + said("1")); });
}

void tst_TasksView::showSet(int count)
{
    m_set = m_bench->createSet(count);
    openPage();
    m_page->showSet(m_set.id);
    QTRY_COMPARE(matrix().rowCount(), count);
}

QAction *tst_TasksView::action(const QString &text) const
{
    for (QAction *action : m_page->runActions() + m_page->setActions()) {
        if (action->text().remove(u'&') == text)
            return action;
    }
    return nullptr;
}

void tst_TasksView::click(int row) const
{
    const QModelIndex index = view().rows().mapFromSource(matrix().index(row, 0));
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, view().visualRect(index).center());
}

void tst_TasksView::select(const QList<int> &rows) const
{
    QItemSelection selection;
    for (const int row : rows) {
        const QModelIndex index = view().rows().mapFromSource(matrix().index(row, 0));
        selection.select(index, index);
    }
    view().selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void tst_TasksView::runFirst(int count)
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(count), {}).has_value());
    QCOMPARE(waitForEnd(ended).done, count);
}

// What is shown

void tst_TasksView::anEmptyPageOffersToImport()
{
    openPage();
    QPushButton *offered = nullptr;
    for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
        if (button->isVisible() && !button->parent()->inherits("reasonglass::SetList"))
            offered = button;
    }
    QVERIFY(offered);
    QCOMPARE(offered->text(), u"&Import tasks…"_s);
    QVERIFY(!view().isVisible());
    for (const QAction *one : m_page->runActions())
        QVERIFY2(!one->isEnabled(), qPrintable(one->text()));
    m_page->importFiles({m_bench->folder.filePath(u"nothing.jsonl"_s)});
    QVERIFY(m_page->findChild<ImportDialog *>()->isVisible());
}

void tst_TasksView::aSetIsShownWithItsMatrix()
{
    openPage();
    m_set = m_bench->createSet(3); // as an import makes it
    QTRY_COMPARE(matrix().rowCount(), 3);
    QCOMPARE(matrix().columnCount(), 1);
    QVERIFY(view().isVisible());
    QCOMPARE(matrix().set().name, u"Numbers"_s);
    QVERIFY(action(u"Run"_s)->isEnabled());
    QVERIFY(!action(u"Stop"_s)->isEnabled());
    QVERIFY(!action(u"Merge into another set…"_s)->isEnabled());
}

// Cells

void tst_TasksView::aClickOnACellWithARunOpensIt()
{
    showSet(3);
    runFirst(2);
    QTRY_COMPARE(state(1), CellState::Solved);
    click(1);
    QCOMPARE(m_page->runPane()->shownId(), matrix().cell(1, 0).latest);
    QCOMPARE(requests(), size_t(2));
}

void tst_TasksView::aClickOnACellWithoutARunShowsItsTask()
{
    showSet(3);
    click(2);
    QVERIFY(taskPane().isVisible());
    QCOMPARE(m_page->runPane()->shownId(), AnalysisId{});
    QTRY_VERIFY(taskPane().findChild<QPlainTextEdit *>()->toPlainText().contains(u"Say 3"_s));
    QCOMPARE(requests(), size_t(0));
}

void tst_TasksView::runThisNowSendsOneRequestAndShowsIt()
{
    answerNever();
    showSet(3);
    click(2);
    QPushButton *run = nullptr;
    for (QPushButton *button : taskPane().findChildren<QPushButton *>()) {
        if (button->text() == u"&Run this now"_s)
            run = button;
    }
    QVERIFY(run && run->isVisible());
    run->click();
    QTRY_COMPARE(state(2), CellState::Running);
    QTRY_COMPARE(m_page->runPane()->shownId(), matrix().cell(2, 0).latest);
    QVERIFY(m_page->runPane()->isVisible());
    QVERIFY(m_page->runPane()->isRunning());
    QTRY_COMPARE(requests(), size_t(1));
    QCOMPARE(promptOf(m_bench->server.requests().front()), u"Say 3"_s);
    QVERIFY(!runDialog());
}

void tst_TasksView::runAsksBeforeSeveralAreSent()
{
    showSet(3);
    select({0, 1});
    action(u"Run"_s)->trigger();
    QVERIFY(runDialog());
    QVERIFY(runDialog()->isVisible());
    QTRY_VERIFY(!child<QLabel>(runDialog(), u"cost"_s)->text().startsWith(u"Looking"_s));
    QCOMPARE(requests(), size_t(0));
    QVERIFY(m_bench->batches().open().empty());
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    child<QPushButton>(runDialog(), u"start"_s)->click();
    QCOMPARE(waitForEnd(ended).done, 2);
    QCOMPARE(requests(), size_t(2));
    QTRY_COMPARE(state(1), CellState::Solved);
    QCOMPARE(state(2), CellState::NotAttempted);
}

void tst_TasksView::runMissingAndRerunFailedChooseTheirCells_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QList<int>>("selected");
    QTest::addColumn<QString>("plan");
    // Of eight tasks, the first three are solved and the next two are not.
    QTest::newRow("with nothing selected, all without an answer are run")
        << u"Run missing"_s << QList<int>{} << u"3 runs: 3 tasks × 1 model"_s;
    QTest::newRow("one cell that was come to does not mean that cell alone")
        << u"Run missing"_s << QList<int>{0} << u"3 runs: 3 tasks × 1 model"_s;
    QTest::newRow("of several that are selected, those without an answer are run")
        << u"Run missing"_s << QList<int>{0, 4, 5, 6} << u"2 runs: 2 tasks × 1 model"_s;
    QTest::newRow("with nothing selected, all that failed are run again")
        << u"Re-run failed"_s << QList<int>{} << u"2 runs: 2 tasks × 1 model"_s;
    QTest::newRow("of several that are selected, those that failed are run again")
        << u"Re-run failed"_s << QList<int>{0, 1, 3, 4, 7} << u"2 runs: 2 tasks × 1 model"_s;
    QTest::newRow("Run means what is selected, whatever became of it")
        << u"Run"_s << QList<int>{0, 3, 7} << u"3 runs: 3 tasks × 1 model"_s;
    QTest::newRow("with nothing selected, Run means everything")
        << u"Run"_s << QList<int>{} << u"8 runs: 8 tasks × 1 model"_s;
}

void tst_TasksView::runMissingAndRerunFailedChooseTheirCells()
{
    QFETCH(const QString, action);
    QFETCH(const QList<int>, selected);
    QFETCH(const QString, plan);
    m_bench->server.setResponder([](const ReceivedRequest &request) {
        const int number = promptOf(request).section(u' ', -1).toInt();
        return eventStream(pricedRun(number <= 3 ? QByteArray::number(number) : "wrong", 10, 10));
    });
    showSet(8);
    runFirst(5);
    QTRY_COMPARE(state(4), CellState::Failed);
    QTRY_COMPARE(state(2), CellState::Solved);
    select(selected);
    this->action(action)->trigger();
    QVERIFY(runDialog());
    QCOMPARE(child<QLabel>(runDialog(), u"plan"_s)->text(), plan);
    QCOMPARE(requests(), size_t(5));
}

void tst_TasksView::stopEndsWhatIsSelected()
{
    answerNever();
    showSet(3);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(3), {.atOnce = 2}).has_value());
    QTRY_COMPARE(state(1), CellState::Running);
    QTRY_COMPARE(state(2), CellState::Queued);
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    select({1, 2});
    QVERIFY(action(u"Stop"_s)->isEnabled());
    action(u"Stop"_s)->trigger();
    QTRY_COMPARE(state(1), CellState::Stopped);
    QTRY_COMPARE(state(2), CellState::NotAttempted);
    QCOMPARE(state(0), CellState::Running);
    select({0});
    action(u"Stop"_s)->trigger();
    QCOMPARE(waitForEnd(ended).running, 0);
    QTRY_VERIFY(!action(u"Stop"_s)->isEnabled());
}

void tst_TasksView::cellsFollowWhatRuns()
{
    m_bench->server.setResponder([](const ReceivedRequest &request) {
        const QString prompt = promptOf(request);
        if (prompt == u"Say 1"_s)
            return eventStream(pricedRun("1", 10, 10));
        if (prompt == u"Say 2"_s)
            return eventStream(pricedRun("wrong", 10, 10));
        return stalled(created() + said("1"));
    });
    showSet(4);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(4), {.atOnce = 1}).has_value());
    QTRY_COMPARE(state(0), CellState::Solved);
    QTRY_COMPARE(state(1), CellState::Failed);
    QTRY_COMPARE(state(2), CellState::Running);
    QCOMPARE(state(3), CellState::Queued);
    QTRY_COMPARE(matrix().cell(2, 0).phase, Phase::Answering);
}

/// The page is built when it is shown first.
void tst_TasksView::phasesOfRunsFromBeforeThePageAreFollowed()
{
    answerNever();
    m_set = m_bench->createSet(1);
    m_bench->workbench->flush();
    QSignalSpy started(m_bench->workbench.get(), &Workbench::sessionStarted);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(1), {}).has_value());
    QTRY_COMPARE(started.size(), 1);
    openPage();
    QTRY_COMPARE(matrix().rowCount(), 1);
    QTRY_COMPARE(state(0), CellState::Running);
    QTRY_COMPARE(matrix().cell(0, 0).phase, Phase::Answering);
    m_bench->workbench->cancelAll();
    QTRY_COMPARE(state(0), CellState::Stopped);
}

void tst_TasksView::aRunThatFailsAgainIsSeenToHaveFailed()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return stalled(created() + said("1")); });
    showSet(1);
    action(u"Run"_s)->trigger();
    QTRY_COMPARE(state(0), CellState::Running);
    m_bench->workbench->cancelAll();
    QTRY_COMPARE(state(0), CellState::Stopped);
    QTRY_VERIFY(m_bench->batches().open().empty());
    m_bench->workbench->flush();
    m_bench->server.setResponder([](const ReceivedRequest &) {
        return jsonAnswer(400, R"({"error":{"type":"invalid_request_error","message":"no"}})");
    });
    m_page->runPane()->open(matrix().cell(0, 0).latest);
    m_page->runPane()->retry();
    QTRY_COMPARE(state(0), CellState::Error);
    m_bench->answerRightly();
    m_page->runPane()->retry();
    QTRY_COMPARE(state(0), CellState::Solved);
}

void tst_TasksView::reloadingForgetsNothingThatRuns()
{
    answerNever();
    showSet(2);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(2), {.atOnce = 1}).has_value());
    for (int i = 0; i < 20; ++i) {
        m_page->hide();
        m_page->show();
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(matrix().cell(0, 0).phase, Phase::Answering);
    QTRY_COMPARE(state(1), CellState::Queued);
    m_bench->desk->save(m_set);
    m_bench->workbench->flush();
    QTRY_COMPARE(state(0), CellState::Running);
    QTRY_COMPARE(matrix().cell(0, 0).phase, Phase::Answering);
}

// The set

void tst_TasksView::modelsAreTakenOutAndBroughtBack()
{
    showSet(2);
    runFirst(1);
    QTRY_COMPARE(state(0), CellState::Solved);
    select({0});
    QVERIFY(action(u"Take the selected models out"_s)->isEnabled());
    action(u"Take the selected models out"_s)->trigger();
    QTRY_COMPARE(matrix().columnCount(), 0);
    auto *undo = m_page->findChild<UndoBar *>();
    QVERIFY(undo->isVisible());
    undo->findChild<QToolButton *>()->click();
    QTRY_COMPARE(matrix().columnCount(), 1);
    QTRY_COMPARE(state(0), CellState::Solved); // the run was kept
    QVERIFY(!undo->isVisible());
}

void tst_TasksView::aSetWithoutModelsGetsSome()
{
    m_set = m_bench->createSet(2);
    m_set.models.clear();
    m_bench->desk->save(m_set);
    m_bench->workbench->flush();
    openPage();
    QTRY_COMPARE(matrix().rowCount(), 2);
    QCOMPARE(matrix().columnCount(), 0);
    QVERIFY(!view().isVisible());
    for (int i = 0; i < 3; ++i) {
        m_page->hide();
        m_page->show();
    }
    m_set.models = {m_bench->nano};
    m_bench->desk->save(m_set);
    QTRY_COMPARE(matrix().columnCount(), 1);
    QTRY_VERIFY(view().isVisible());
    QVERIFY(action(u"Run"_s)->isEnabled());
}

void tst_TasksView::aSetIsDeletedAndBroughtBack()
{
    showSet(2);
    auto *list = m_page->findChild<SetList *>()->findChild<QListView *>();
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    QTRY_COMPARE(list->model()->rowCount(), 0);
    QVERIFY(!view().isVisible());
    QVERIFY(m_page->findChild<UndoBar *>()->isVisible());
    QVERIFY(!action(u"Run"_s)->isEnabled());
    QTest::keySequence(list, QKeySequence(QKeySequence::Undo));
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTRY_COMPARE(matrix().rowCount(), 2);
    QVERIFY(view().isVisible());
}

void tst_TasksView::filesThatAreDroppedAreOfferedForImport()
{
    showSet(1);
    QFile file(m_bench->folder.filePath(u"some.jsonl"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"id\": \"a\", \"prompt\": \"Say 1\", \"expected\": \"1\"}\n");
    file.close();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file.fileName())});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_page.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_page.get(), &drop);
    auto *dialog = m_page->findChild<ImportDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    auto *import = child<QPushButton>(dialog, u"import"_s);
    QTRY_VERIFY(import->isEnabled());
    import->click();
    QTRY_COMPARE(m_page->findChild<SetList *>()->findChild<QListView *>()->model()->rowCount(), 2);
    QTRY_COMPARE(matrix().task(0).id, u"a"_s); // it is shown at once
}

void tst_TasksView::leavingThePageChangesNothingOfWhatRuns()
{
    answerNever();
    showSet(3);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(3), {.atOnce = 2}).has_value());
    QTRY_COMPARE(state(1), CellState::Running);
    QTRY_COMPARE(requests(), size_t(2));
    m_page->hide();
    QCOMPARE(m_bench->workbench->runningCount(), 2);
    m_page.reset();
    QCOMPARE(m_bench->workbench->runningCount(), 2);
    QCOMPARE(m_bench->batches().open().size(), size_t(1));
    openPage();
    QTRY_COMPARE(matrix().rowCount(), 3);
    QTRY_COMPARE(state(1), CellState::Running);
    QTRY_COMPARE(state(2), CellState::Queued);
    QCOMPARE(requests(), size_t(2));
}

void tst_TasksView::aBatchHasItsLine()
{
    answerNever();
    showSet(2);
    const auto batch = m_bench->batches().run(m_set, m_bench->cells(2), {.atOnce = 1});
    QVERIFY(batch.has_value());
    const auto bars = [this] { return m_page->findChildren<BatchBar *>(); };
    QTRY_COMPARE(bars().size(), 1);
    QTRY_VERIFY(bars().first()->isVisible());
    m_bench->batches().stop(*batch);
    QTRY_COMPARE(bars().size(), 0);
}

void tst_TasksView::everyControlHasAName()
{
    answerNever();
    showSet(2);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(2), {.atOnce = 1}).has_value());
    QTRY_COMPARE(m_page->findChildren<BatchBar *>().size(), 1);
    auto *side = m_page->findChild<QTabWidget *>();
    click(0);
    for (int tab = 0; tab < side->count(); ++tab) {
        side->setCurrentIndex(tab);
        int looked = 0;
        for (QWidget *widget : m_page->findChildren<QWidget *>()) {
            const bool isControl = widget->inherits("QAbstractButton") || widget->inherits("QLineEdit")
                || widget->inherits("QComboBox") || widget->inherits("QAbstractItemView")
                || widget->inherits("QPlainTextEdit") || widget->inherits("QProgressBar");
            const bool isPart = widget->inherits("QHeaderView") || widget->inherits("QLineEditIconButton")
                || widget->objectName().startsWith(u"qt_"_s);
            if (!isControl || isPart || !widget->isVisible() || widget->window() != m_page.get())
                continue;
            ++looked;
            const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(accessible && !accessible->text(QAccessible::Name).trimmed().isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u" in "_s
                                + QString::fromLatin1(widget->parent()->metaObject()->className())));
        }
        QVERIFY(looked > 12);
    }
}

void tst_TasksView::theMenuOfOneCellSaysNothingOfOthers()
{
    showSet(3);
    const auto menuAt = [this](int row) {
        QStringList texts;
        QTimer::singleShot(0, m_page.get(), [&texts] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (const QAction *one : menu ? menu->actions() : QList<QAction *>())
                texts += one->text().remove(u'&');
            if (menu)
                menu->close();
        });
        const QModelIndex index = view().rows().mapFromSource(matrix().index(row, 0));
        QContextMenuEvent event(QContextMenuEvent::Mouse, view().visualRect(index).center(),
                                view().viewport()->mapToGlobal(view().visualRect(index).center()));
        QApplication::sendEvent(view().viewport(), &event);
        return texts;
    };
    select({1});
    QStringList texts = menuAt(1);
    QVERIFY(texts.contains(u"Run"_s));
    QVERIFY(!texts.contains(u"Run missing"_s)); // that would be of all cells
    select({0, 1});
    texts = menuAt(1);
    QVERIFY(texts.contains(u"Run missing"_s));
    QVERIFY(texts.contains(u"Re-run failed"_s));
}

QTEST_MAIN(tst_TasksView)
#include "tst_tasksview.moc"
