#include "app/taskdesk.h"
#include "app/workbench.h"
#include "replay/backgroundresponses.h"
#include "settings/keys.h"
#include "store/samplerun.h"
#include "streamview/streamview.h"
#include "ui/browser/modelcard.h"
#include "ui/browser/welcomepanel.h"
#include "ui/grid/runcell.h"
#include "ui/grid/rungrid.h"
#include "ui/library/libraryview.h"
#include "ui/matrix/matrixview.h"
#include "ui/run/runpane.h"
#include "ui/run/streams.h"
#include "ui/run/textpane.h"
#include "ui/run/transcriptpanes.h"
#include "ui/window/crashnotice.h"
#include "ui/window/mainwindow.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSet>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QTimer>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// All actions below \a menu, with the path that leads there.
void collectActions(const QWidget &menu, const QString &path, QList<std::pair<QString, QAction *>> &found)
{
    const auto actions = menu.actions();
    for (QAction *action : actions) {
        if (action->isSeparator())
            continue;
        const QString here = path + u'/' + action->text();
        found.append({here, action});
        if (action->menu())
            collectActions(*action->menu(), here, found);
    }
}

bool isInteractive(const QWidget &widget)
{
    if (widget.inherits("QLineEditIconButton") || widget.objectName().startsWith(u"qt_"_s))
        return false; // parts of other controls
    if (qobject_cast<const QComboBox *>(widget.parentWidget())
        || qobject_cast<const QAbstractSpinBox *>(widget.parentWidget()))
        return false;
    const char *const kinds[] = {"QAbstractButton",   "QLineEdit", "QComboBox",     "QAbstractSpinBox",
                                 "QAbstractItemView", "QTextEdit", "QPlainTextEdit"};
    return std::any_of(std::begin(kinds), std::end(kinds), [&](const char *kind) {
        return widget.inherits(kind) && !widget.inherits("QHeaderView");
    });
}

QList<QWidget *> interactiveChildren(const QWidget &window)
{
    QList<QWidget *> found;
    const auto children = window.findChildren<QWidget *>();
    for (QWidget *child : children) {
        if (child->isVisible() && child->isEnabled() && child->window() == &window && isInteractive(*child))
            found.append(child);
    }
    return found;
}

QString describe(const QWidget *widget)
{
    const QAccessibleInterface *accessible =
        QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
    return QString::fromLatin1(widget->metaObject()->className()) + u" \""_s
        + (accessible ? accessible->text(QAccessible::Name) : QString()) + u"\" in "_s
        + QString::fromLatin1(widget->parentWidget()->metaObject()->className());
}

/// Presses Tab until the focus is where it was before.
QSet<QWidget *> walkByTab(QWidget &window)
{
    constexpr int enough = 200;
    QSet<QWidget *> visited;
    for (int i = 0; i < enough; ++i) {
        QWidget *focused = QApplication::focusWidget();
        if (!focused || visited.contains(focused))
            break;
        visited.insert(focused);
        QTest::keyClick(focused, Qt::Key_Tab);
    }
    Q_UNUSED(window)
    return visited;
}

/// A group of exclusive buttons, or a control within another, is entered at one place.
bool isReached(const QWidget *widget, const QSet<QWidget *> &visited)
{
    return std::any_of(visited.begin(), visited.end(), [widget](const QWidget *seen) {
        if (seen == widget || seen->focusProxy() == widget || widget->focusProxy() == seen)
            return true;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const auto *other = qobject_cast<const QAbstractButton *>(seen);
        return button && other && button->group() && button->group() == other->group();
    });
}

/// Presses a button of the question that comes up, from within its event loop.
void answerQuestion(QMessageBox::StandardButton answer, bool &asked, QString *details = nullptr)
{
    QTimer::singleShot(0, qApp, [answer, &asked, details] {
        auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        asked = box != nullptr;
        if (box && details)
            *details = box->informativeText();
        if (box)
            box->button(answer)->click();
    });
}

} // namespace

class tst_MainWindow : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void opens();
    void pagesSwitchByKeyboard();
    void findSearchesTasksOnTheirPage();
    void theWelcomePanelPlaysASample();
    void everyActionHasATextAndKeysOfItsOwn();
    void everyControlHasAName_data();
    void everyControlHasAName();
    void everyControlIsReachedByTab_data();
    void everyControlIsReachedByTab();
    void opensAsItWasLeft();
    void aRunGoesOnWhileAnotherPageIsShown();
    void runsStandSideBySide();
    void closingAsksWhileRunsAreGoing();
    void closingSaysWhatBecomesOfRuns();
    void closingIsQuietOtherwise();
    void runsOfACrashAreTold_data();
    void runsOfACrashAreTold();
    void aRunOfACrashIsResumed();
    void escapeCancelsTheShownRun();
    void aRunMayHaveAWindowOfItsOwn();

private:
    void open(bool pacedSamples = false);
    void show(const QString &page);
    /// Leaves \a count runs behind as a crash does, at \a baseUrl and in background mode or not.
    void leaveRunning(int count, const QString &baseUrl = {}, const QByteArray &responseId = {});
    QStringList noticeActions();
    RunPane *browserPane() { return m_browserPane; }
    QString answer() { return browserPane()->texts().answer().view().sourceText(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<TaskDesk> m_desk;
    std::unique_ptr<MainWindow> m_window;
    RunPane *m_browserPane = nullptr;
};

void tst_MainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    open();
}

void tst_MainWindow::cleanup()
{
    m_window.reset();
    m_desk.reset();
    m_workbench.reset();
}

void tst_MainWindow::open(bool pacedSamples)
{
    m_window.reset();
    m_desk.reset();
    m_workbench =
        std::make_unique<Workbench>(WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}),
                                                     .environment = {},
                                                     .useKeyStore = false,
                                                     .pacedSamples = pacedSamples},
                                    m_clock);
    m_desk = std::make_unique<TaskDesk>(*m_workbench, m_clock);
    m_window = std::make_unique<MainWindow>(*m_workbench, *m_desk);
    m_browserPane = m_window->findChild<RunPane *>(); // the only one until the library is shown
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::opens()
{
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_window->windowTitle(), u"Reasonglass"_s);
    QVERIFY(!m_window->windowIcon().isNull());
    QVERIFY(m_window->findChild<WelcomePanel *>()->isVisible()); // an empty place says what to do
    QVERIFY(!m_window->findChild<LibraryView *>());              // built when it is first wanted
}

void tst_MainWindow::pagesSwitchByKeyboard()
{
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    const auto *library = m_window->findChild<LibraryView *>();
    QVERIFY(library);
    QTRY_VERIFY(library->isVisible());
    QVERIFY(!m_window->findChild<ModelCard *>()->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(m_window->findChild<ModelCard *>()->isVisible());
    QVERIFY(!library->isVisible());
}

void tst_MainWindow::findSearchesTasksOnTheirPage()
{
    m_desk->create({.name = u"Sums"_s, .models = {{.providerId = u"openai"_s, .modelId = u"gpt-5-nano"_s}}},
                   {{.id = u"one"_s, .fields = {{u"prompt"_s, u"1 + 1"_s}}}});
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    auto *matrix = m_window->findChild<MatrixView *>();
    QTRY_VERIFY(matrix->isVisible());
    matrix->setFocus();
    QTest::keyClick(matrix, Qt::Key_F, Qt::ControlModifier);
    const auto *search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(search);
    QCOMPARE(search->placeholderText(), u"Search tasks"_s);
}

void tst_MainWindow::theWelcomePanelPlaysASample()
{
    const auto buttons = m_window->findChild<WelcomePanel *>()->findChildren<QPushButton *>();
    const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
        return button->text().contains(u"sample"_s);
    });
    QVERIFY(found != buttons.end());
    QPushButton *button = *found;
    QVERIFY(button->isVisible() && button->isEnabled());
    if (QMenu *menu = button->menu()) {
        QVERIFY(!menu->actions().isEmpty());
        menu->actions().first()->trigger();
    } else {
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(m_workbench->sessions().size(), std::size_t(1));
    const AnalysisSession *session = m_workbench->sessions().front();
    QVERIFY(browserPane()->isVisible());
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QCOMPARE(answer(), answerText(session->transcript()));
    QVERIFY(answer().contains(u"153"_s));
}

void tst_MainWindow::everyActionHasATextAndKeysOfItsOwn()
{
    QList<std::pair<QString, QAction *>> actions;
    collectActions(*m_window->menuBar(), {}, actions);
    QVERIFY(actions.size() > 20);
    QMap<QString, QString> owners; // by keys
    for (const auto &[path, action] : actions) {
        QVERIFY2(!action->text().isEmpty(), qPrintable(path));
        const auto shortcuts = action->shortcuts();
        for (const QKeySequence &keys : shortcuts) {
            const QString text = keys.toString(QKeySequence::PortableText);
            QVERIFY2(!owners.contains(text),
                     qPrintable(text + u": "_s + owners.value(text) + u" and "_s + path));
            owners.insert(text, path);
        }
    }
    QVERIFY(owners.contains(u"Esc"_s));
    QSet<QString> mnemonics; // of the menus themselves
    const auto menus = m_window->menuBar()->actions();
    for (const QAction *menu : menus) {
        const QString mnemonic = QKeySequence::mnemonic(menu->text()).toString();
        QVERIFY2(!mnemonic.isEmpty() && !mnemonics.contains(mnemonic), qPrintable(menu->text()));
        mnemonics.insert(mnemonic);
    }
}

void tst_MainWindow::show(const QString &page)
{
    if (page == "welcome"_L1)
        return;
    m_window->playSample(u"completed"_s);
    QTRY_COMPARE(m_workbench->runningCount(), 0);
    m_workbench->flush();
    browserPane()->setDetailsShown(true);
    if (page == "run"_L1)
        return;
    m_window->showLibrary();
    auto *list = m_window->findChild<QAbstractItemView *>(u"analyses"_s);
    QTRY_VERIFY(list->model()->rowCount() > 0);
    list->setCurrentIndex(list->model()->index(0, 0));
    QTRY_COMPARE(m_window->findChild<LibraryView *>()->isVisible(), true);
    QTRY_VERIFY(m_window->findChildren<RunPane *>().last()->isVisible());
}

void tst_MainWindow::everyControlHasAName_data()
{
    QTest::addColumn<QString>("page");
    for (const char *page : {"welcome", "run", "library"})
        QTest::newRow(page) << QString::fromLatin1(page);
}

void tst_MainWindow::everyControlHasAName()
{
    QFETCH(const QString, page);
    show(page);
    const auto controls = interactiveChildren(*m_window);
    QVERIFY(controls.size() > 8);
    QStringList nameless;
    for (QWidget *control : controls) {
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(control);
        if (!accessible || accessible->text(QAccessible::Name).trimmed().isEmpty())
            nameless += describe(control);
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u"; "_s)));
}

void tst_MainWindow::everyControlIsReachedByTab_data()
{
    everyControlHasAName_data();
}

void tst_MainWindow::everyControlIsReachedByTab()
{
    QFETCH(const QString, page);
    show(page);
    interactiveChildren(*m_window).first()->setFocus();
    QVERIFY(QApplication::focusWidget());
    const QSet<QWidget *> visited = walkByTab(*m_window);
    QStringList missed;
    for (QWidget *control : interactiveChildren(*m_window)) {
        if (!isReached(control, visited))
            missed += describe(control);
    }
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(u"; "_s)));
}

void tst_MainWindow::opensAsItWasLeft()
{
    const QSize size(790, 703); // smaller than the screen: newer Qt restores nothing that is larger
    m_window->resize(size);
    m_window->playSample(u"completed"_s);
    QTRY_COMPARE(m_workbench->runningCount(), 0);
    browserPane()->setDetailsShown(true);
    QTRY_VERIFY(browserPane()->detailSplitter().sizes().last() > 0);
    browserPane()->texts().splitter().setSizes({250, 450});
    const QList<int> texts = browserPane()->texts().splitter().sizes();
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(m_window->findChild<LibraryView *>());
    QVERIFY(m_window->close());
    open();
    QCOMPARE(m_window->size(), size);
    QVERIFY(browserPane()->detailsShown());
    QVERIFY(m_window->findChild<LibraryView *>());
    QTRY_VERIFY(m_window->findChild<LibraryView *>()->isVisible());
    m_window->playSample(u"completed"_s);
    QTRY_COMPARE(browserPane()->texts().splitter().sizes(), texts);
}

void tst_MainWindow::aRunGoesOnWhileAnotherPageIsShown()
{
    open(true);
    m_window->playSample(u"completed"_s);
    AnalysisSession *session = m_workbench->sessions().front();
    QTRY_COMPARE(session->phase(), Phase::Thinking);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(!browserPane()->isVisible());
    const qint64 before = session->transcript().events;
    QTRY_VERIFY(session->transcript().events > before + 5); // it does not wait for anyone to look
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(browserPane()->isVisible());
    QVERIFY(browserPane()->isRunning());
    QCOMPARE(browserPane()->shownId(), session->id());
    QCOMPARE(browserPane()->texts().reasoning().view().sourceText(), reasoningText(session->transcript()));
}

void tst_MainWindow::runsStandSideBySide()
{
    open(true);
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    auto *grid = m_window->findChild<RunGrid *>();
    QVERIFY(grid);
    QTRY_VERIFY(grid->isVisible());
    m_window->playSample(u"completed"_s);
    m_window->playSample(u"refused"_s);
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(grid->isVisible());
    QVERIFY(!browserPane()->isVisible());
    QCOMPARE(grid->cells().size(), size_t(2));
    RunCell *cell = grid->cells().front();
    QTRY_VERIFY(!cell->view().isEmpty());
    QTest::keyClick(cell, Qt::Key_Return);
    QTRY_VERIFY(browserPane()->isVisible());
    QCOMPARE(browserPane()->shownId(), cell->id());
    QVERIFY(!cell->isInSight());
}

void tst_MainWindow::closingAsksWhileRunsAreGoing()
{
    open(true);
    m_window->playSample(u"completed"_s);
    const AnalysisSession *session = m_workbench->sessions().front();
    bool asked = false;
    answerQuestion(QMessageBox::Cancel, asked);
    QVERIFY(!m_window->close());
    QVERIFY(asked);
    QVERIFY(m_window->isVisible());
    QVERIFY(!isFinal(session->phase()));

    asked = false;
    answerQuestion(QMessageBox::Yes, asked);
    QVERIFY(m_window->close());
    QVERIFY(asked);
    QVERIFY(!m_window->isVisible());
}

void tst_MainWindow::closingSaysWhatBecomesOfRuns()
{
    RecordingServer server;
    QVERIFY(server.listen());
    test::BackgroundServer background(server, m_clock);
    const auto start = [&](bool inBackground) {
        auto request = m_workbench->newRequest(u"openai"_s, u"gpt-5-mini"_s, server.baseUrl().toString());
        request->response.prompt = inBackground ? u"the long one"_s : u"the short one"_s;
        request->response.background = inBackground;
        request->response.store = true;
        return m_workbench->start(*request).value_or(nullptr);
    };
    const AnalysisSession *there = start(true);
    const AnalysisSession *here = start(false);
    QTRY_VERIFY(!answerText(there->transcript()).isEmpty() && !answerText(here->transcript()).isEmpty());
    bool asked = false;
    QString details;
    answerQuestion(QMessageBox::Cancel, asked, &details);
    QVERIFY(!m_window->close());
    QVERIFY(asked);
    const QStringList lines = details.split(u"\n\n"_s);
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].contains(u"the long one"_s) && lines[0].contains(u"can be resumed"_s),
             qPrintable(details));
    QVERIFY2(lines[1].contains(u"the short one"_s) && lines[1].contains(u"is stopped"_s),
             qPrintable(details));
    for (const QString &line : lines)
        QVERIFY2(line.contains(u"(estimated)"_s), qPrintable(line));
    m_window.reset();
    m_workbench.reset(); // before the server
}

void tst_MainWindow::leaveRunning(int count, const QString &baseUrl, const QByteArray &responseId)
{
    m_window.reset();
    m_workbench.reset();
    LibraryWriter writer(findProfile(m_folder->path(), {}, {}).libraryFile);
    for (int i = 1; i <= count; ++i) {
        SampleRun run = sampleRun(i);
        run.frames.resize(run.frames.size() - 2); // it had not ended
        if (!baseUrl.isEmpty())
            run.record.request.baseUrl = baseUrl;
        if (!responseId.isEmpty()) {
            run.record.attempts.front().requestBody = R"({"background":true,"store":true})";
            const StreamEvent first = parsedEvents(test::numberedStream({})).front();
            run.frames = {{.data = QByteArray(first.data).replace("resp_1", responseId)}};
        }
        begin(writer, run);
        for (const Frame &frame : run.frames)
            writer.append(run.record.id, 1, frame);
    }
    writer.flush();
}

QStringList tst_MainWindow::noticeActions()
{
    QStringList actions;
    const auto *notice = m_window->findChild<CrashNotice *>();
    for (const QPushButton *button : notice->findChildren<QPushButton *>()) {
        if (button->isVisible())
            actions += button->text().remove(u'&');
    }
    return actions;
}

void tst_MainWindow::runsOfACrashAreTold_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("responseId");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("actions");
    QTest::newRow("one") << 1 << QByteArray() << u"The program ended while a run was going."_s
                         << QStringList{u"Show"_s};
    QTest::newRow("two") << 2 << QByteArray() << u"The program ended while 2 runs were going."_s
                         << QStringList{u"Show"_s};
    QTest::newRow("one to be resumed") << 1 << QByteArray("resp_9") << u"The server goes on with it."_s
                                       << QStringList{u"Show"_s, u"Resume"_s};
    QTest::newRow("two to be resumed")
        << 2 << QByteArray("resp_9") << u"go on with 2 of them"_s << QStringList{u"Show"_s, u"Resume all"_s};
}

void tst_MainWindow::runsOfACrashAreTold()
{
    QFETCH(const int, count);
    QFETCH(const QByteArray, responseId);
    QFETCH(const QString, text);
    QFETCH(const QStringList, actions);
    leaveRunning(count, {}, responseId);
    open();
    const auto *notice = m_window->findChild<CrashNotice *>();
    QTRY_VERIFY(notice->isVisible());
    QVERIFY2(notice->text().contains(text), qPrintable(notice->text()));
    QCOMPARE(noticeActions(), actions);
    QCOMPARE(browserPane()->shownId(), AnalysisId{}); // nothing opens by itself
    QVERIFY(m_workbench->sessions().empty());

    QTest::mouseClick(notice->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(!notice->isVisible());
    if (count == 1) {
        QTRY_COMPARE(browserPane()->shownId(), AnalysisId(1));
        return;
    }
    const auto *list = m_window->findChild<QAbstractItemView *>(u"analyses"_s);
    QTRY_COMPARE(list->model()->rowCount(), count);
    QVERIFY(list->isVisible());
}

void tst_MainWindow::aRunOfACrashIsResumed()
{
    RecordingServer server;
    QVERIFY(server.listen());
    test::BackgroundServer background(server, m_clock);
    auto request = m_workbench->newRequest(u"openai"_s, u"gpt-5-mini"_s, server.baseUrl().toString());
    request->response.background = request->response.store.emplace(true);
    const AnalysisSession *session = m_workbench->start(*request).value_or(nullptr);
    QTRY_VERIFY(!answerText(session->transcript()).isEmpty());
    const QByteArray id = background.responses().lastId();

    leaveRunning(1, server.baseUrl().toString(), id);
    open();
    const auto *notice = m_window->findChild<CrashNotice *>();
    QTRY_COMPARE(noticeActions(), QStringList({u"Show"_s, u"Resume"_s}));
    QTest::mouseClick(notice->findChildren<QPushButton *>().last(), Qt::LeftButton);
    QTRY_COMPARE(browserPane()->shownId(), AnalysisId(1));
    QTRY_VERIFY(!browserPane()->isRunning());
    QCOMPARE(answer(), background.text());
    QCOMPARE(background.responses().posts(), 1);
    QVERIFY(!notice->isVisible());
}

void tst_MainWindow::closingIsQuietOtherwise()
{
    m_window->playSample(u"completed"_s);
    QTRY_COMPARE(m_workbench->runningCount(), 0);
    bool asked = false;
    answerQuestion(QMessageBox::Yes, asked);
    QVERIFY(m_window->close());
    QCoreApplication::processEvents();
    QVERIFY(!asked);
}

void tst_MainWindow::escapeCancelsTheShownRun()
{
    open(true);
    m_window->playSample(u"completed"_s);
    const AnalysisSession *session = m_workbench->sessions().front();
    QTRY_VERIFY(!browserPane()->texts().reasoning().view().isEmpty());
    browserPane()->texts().reasoning().view().setFocus();
    QTest::keyClick(&browserPane()->texts().reasoning().view(), Qt::Key_Escape);
    QCOMPARE(session->phase(), Phase::Cancelled);
}

void tst_MainWindow::aRunMayHaveAWindowOfItsOwn()
{
    open(true);
    m_window->playSample(u"completed"_s);
    const AnalysisSession *session = m_workbench->sessions().front();
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    const auto windows = m_window->findChildren<QMainWindow *>();
    QCOMPARE(windows.size(), 1);
    auto *pane = windows.first()->findChild<RunPane *>();
    QCOMPARE(pane->shownId(), session->id());
    QTRY_VERIFY(!pane->texts().reasoning().view().isEmpty());
    windows.first()->close();
    QTRY_VERIFY(m_window->findChildren<QMainWindow *>().isEmpty());
    QVERIFY(!isFinal(session->phase())); // the run does not care
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
