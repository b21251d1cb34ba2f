#include "ui/window/mainwindow.h"

#include "app/taskdesk.h"
#include "app/workbench.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "store/librarybackup.h"
#include "ui/browser/composer.h"
#include "ui/browser/messagebar.h"
#include "ui/browser/modelcard.h"
#include "ui/browser/modelsidebar.h"
#include "ui/grid/rungrid.h"
#include "ui/library/exportmenu.h"
#include "ui/library/librarycaredialog.h"
#include "ui/library/libraryview.h"
#include "ui/run/runpane.h"
#include "ui/run/transcriptpanes.h"
#include "ui/settings/diagnosticsdialog.h"
#include "ui/settings/settingsdialog.h"
#include "ui/spend/spenddialog.h"
#include "ui/style/icons.h"
#include "ui/tasks/tasksview.h"
#include "ui/window/aboutbox.h"
#include "ui/window/batchwatch.h"
#include "ui/window/crashnotice.h"
#include "ui/window/fileopening.h"
#include "ui/window/quitquestion.h"
#include "ui/window/runwindow.h"
#include "ui/window/savedrunspage.h"
#include "ui/window/shortcutlist.h"
#include "ui/window/transfernotice.h"
#include "ui/window/updatenotice.h"
#include "ui/words/words.h"

#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QCloseEvent>
#include <QDateTime>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int layoutVersion = 1;
constexpr int zoomStep = 10;
constexpr int margin = 8; ///< pixels between the window's edge and its content

QToolButton *pageButton(const QString &text, const QString &icon, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setIcon(outlineIcon(icon));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

MainWindow::MainWindow(Workbench &workbench, TaskDesk &desk, Contents contents, QWidget *parent)
    : QMainWindow(parent)
    , m_workbench(workbench)
    , m_desk(desk)
    , m_fileOpening(new FileOpening(*this))
{
    setWindowTitle(tr("Reasonglass"));
    setWindowIcon(applicationIcon());
    resize(1200, 800);
    restoreGeometry(workbench.settings().value(keys::windowGeometry));
    connect(&workbench, &Workbench::unfinishedFound, this, [this](const QList<AnalysisId> &ids) {
        if (m_crashNotice)
            m_crashNotice->tell(ids);
        else
            m_crashed += ids;
    });
    if (contents == Contents::AtOnce)
        build();
}

void MainWindow::build()
{
    m_pages = new QStackedWidget(this);
    buildHeader();
    buildBrowser();
    buildStatusBar();
    buildMenus();
    connectFiles();
    connectWorkbench();
    restoreLayout();
    updateActions();
    updateStatus();
    m_crashNotice->tell(std::exchange(m_crashed, {}));
    if (UpdateWatch *updates = m_workbench.updates())
        updates->begin();
    m_fileOpening->begin();
    emit built();
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (!m_pages)
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_pages)
                    build();
            },
            Qt::QueuedConnection);
}

MainWindow::~MainWindow() = default;

// Building

void MainWindow::buildHeader()
{
    auto *central = new QWidget(this);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(margin, 0, margin, 0);
    header->setSpacing(4);
    m_browserButton = pageButton(tr("Browser"), u"browser"_s, central);
    m_tasksButton = pageButton(tr("Tasks"), u"tasks"_s, central);
    m_libraryButton = pageButton(tr("Library"), u"library"_s, central);
    m_gridButton = pageButton(tr("Side by side"), u"grid"_s, central);
    auto *group = new QButtonGroup(this);
    group->addButton(m_browserButton);
    group->addButton(m_tasksButton);
    group->addButton(m_libraryButton);
    group->addButton(m_gridButton);
    m_browserButton->setChecked(true);
    connect(m_browserButton, &QToolButton::clicked, this, &MainWindow::showBrowser);
    connect(m_tasksButton, &QToolButton::clicked, this, &MainWindow::showTasks);
    connect(m_libraryButton, &QToolButton::clicked, this, &MainWindow::showLibrary);
    connect(m_gridButton, &QToolButton::clicked, this, &MainWindow::showGrid);

    m_search = new QLineEdit(central);
    m_search->setPlaceholderText(tr("Search everything saved…"));
    m_search->setAccessibleName(tr("Search the library"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(360);
    m_search->addAction(outlineIcon(u"search"_s), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        showLibrary();
        m_library->list().search(m_search->text());
    });
    auto *settings = new QToolButton(central);
    settings->setIcon(outlineIcon(u"settings"_s));
    settings->setToolTip(tr("Settings (Ctrl+,)"));
    settings->setAccessibleName(tr("Settings"));
    settings->setAutoRaise(true);
    settings->setFocusPolicy(Qt::TabFocus);
    connect(settings, &QToolButton::clicked, this, &MainWindow::openSettings);

    header->addWidget(m_browserButton);
    header->addWidget(m_tasksButton);
    header->addWidget(m_libraryButton);
    header->addWidget(m_gridButton);
    header->addStretch(1);
    header->addWidget(m_search, 2);
    header->addWidget(settings);

    m_message = new MessageBar(central);
    m_crashNotice = new CrashNotice(m_workbench, central);
    m_transferNotice = new TransferNotice(m_workbench, central);
    m_batchWatch = new BatchWatch(m_workbench, m_desk, central);
    connect(m_batchWatch, &BatchWatch::summaryChanged, this, &MainWindow::updateStatus);
    connect(m_batchWatch, &BatchWatch::showWanted, this, [this](TaskSetId set) {
        showTasks();
        m_tasks->showSet(set);
    });
    connect(m_batchWatch, &BatchWatch::raiseWanted, this, [this] {
        setWindowState(windowState() & ~Qt::WindowMinimized);
        raise();
        activateWindow();
    });
    connect(m_crashNotice, &CrashNotice::showWanted, this, &MainWindow::showCrashed);
    connect(m_crashNotice, &CrashNotice::resumeWanted, this, &MainWindow::resumeCrashed);
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 4, 0, 0); // what is inside brings margins of its own
    layout->setSpacing(8);
    layout->addLayout(header);
    layout->addWidget(m_message);
    layout->addWidget(m_crashNotice);
    layout->addWidget(m_transferNotice);
    layout->addWidget(m_batchWatch);
    if (UpdateWatch *updates = m_workbench.updates()) {
        m_updateNotice =
            new UpdateNotice(*updates, {m_message, m_crashNotice, m_transferNotice, m_batchWatch}, central);
        layout->addWidget(m_updateNotice);
    }
    layout->addWidget(m_pages, 1);
    setCentralWidget(central);
}

void MainWindow::buildBrowser()
{
    m_browserSplitter = new QSplitter(Qt::Horizontal, this);
    m_sidebar = new ModelSidebar(m_workbench, m_browserSplitter);
    m_centre = new QSplitter(Qt::Vertical, m_browserSplitter);
    m_centreStack = new QStackedWidget(m_centre);
    m_card = new ModelCard(m_workbench, m_centreStack);
    m_browserPane = new RunPane(m_workbench, m_centreStack);
    m_browserPane->setContentsMargins(margin, 0, margin, 0);
    m_centreStack->addWidget(m_card);
    m_centreStack->addWidget(m_browserPane);
    m_composer = new Composer(m_workbench, m_centre);
    for (QSplitter *splitter : {m_browserSplitter, m_centre}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(8);
    }
    m_browserSplitter->setStretchFactor(0, 0);
    m_browserSplitter->setStretchFactor(1, 1);
    m_browserSplitter->setSizes({280, 900});
    m_centre->setStretchFactor(0, 1);
    m_centre->setStretchFactor(1, 0);
    m_pages->addWidget(m_browserSplitter);

    connect(m_sidebar, &ModelSidebar::modelChosen, this,
            [this](const QString &provider, const QString &model) {
                chooseModel(provider, model);
                m_sidebar->selectRun({});
                showModelCard();
            });
    connect(m_sidebar, &ModelSidebar::runChosen, this, &MainWindow::openAnalysis);
    connect(m_sidebar, &ModelSidebar::keyWanted, this, &MainWindow::openProviderSettings);
    connect(m_card, &ModelCard::modelChosen, this, &MainWindow::chooseModel);
    connect(m_card, &ModelCard::sampleWanted, this, &MainWindow::playSample);
    connect(m_card, &ModelCard::keyWanted, this, &MainWindow::openProviderSettings);
    connect(m_card, &ModelCard::runChosen, this, &MainWindow::openAnalysis);
    connect(m_composer, &Composer::runRequested, this, &MainWindow::run);
    connect(m_composer, &Composer::keyWanted, this, &MainWindow::openProviderSettings);
    const auto showPastRuns = [this](const QString & /*provider*/, const QString &model) {
        showLibrary();
        m_library->list().search(model);
    };
    connect(m_sidebar, &ModelSidebar::pastRunsWanted, this, showPastRuns);
    connect(m_card, &ModelCard::pastRunsWanted, this, showPastRuns);
    connectPane(*m_browserPane);
    connect(m_browserPane, &RunPane::stateChanged, this, &MainWindow::updateActions);
}

/// Built when it is first wanted: a start shows the browser and should not wait for this.
void MainWindow::ensureLibrary()
{
    if (m_library)
        return;
    m_library = new SavedRunsPage(m_workbench, m_pages);
    m_pages->addWidget(m_library);
    RunPane &pane = m_library->pane();
    pane.addAction(m_cancelAction);
    connectPane(pane);
    connect(m_library, &SavedRunsPage::stateChanged, this, &MainWindow::updateActions);
    connect(&m_library->list(), &LibraryView::openRequested, this, &MainWindow::openAnalysis);
    connect(&m_library->list(), &LibraryView::exported, m_transferNotice, &TransferNotice::tellExported);
    connect(&m_library->list(), &LibraryView::exportFailed, this, &MainWindow::showProblem);
}

/// What a pane of the browser or of the library asks of the window.
void MainWindow::connectPane(RunPane &pane)
{
    connect(&pane, &RunPane::keyWanted, this, &MainWindow::openProviderSettings);
    connect(&pane, &RunPane::editWanted, this, &MainWindow::editAgain);
    connect(&pane, &RunPane::failed, this, &MainWindow::showProblem);
    connect(&pane.texts(), &TranscriptPanes::zoomChanged, this, &MainWindow::setTextZoom);
}

/// Built when it is first wanted, like the library.
void MainWindow::ensureTasks()
{
    if (m_tasks)
        return;
    m_tasks = new TasksView(m_workbench, m_desk, m_pages);
    m_pages->addWidget(m_tasks);
    m_tasks->splitter().restoreState(m_workbench.settings().value(keys::tasksSplitter));
    m_tasks->runPane()->texts().setZoom(m_workbench.settings().value(keys::textZoom));
    m_tasks->runPane()->addAction(m_cancelAction);
    m_tasksMenu->addActions(m_tasks->runActions());
    m_tasksMenu->addSeparator();
    m_tasksMenu->addActions(m_tasks->setActions());
    connect(m_tasks, &TasksView::keyWanted, this, &MainWindow::openProviderSettings);
    connect(m_tasks, &TasksView::editWanted, this, &MainWindow::editAgain);
    connect(m_tasks, &TasksView::failed, this, &MainWindow::showProblem);
    connect(m_tasks, &TasksView::stateChanged, this, &MainWindow::updateActions);
    connect(&m_tasks->runPane()->texts(), &TranscriptPanes::zoomChanged, this, &MainWindow::setTextZoom);
}

void MainWindow::buildStatusBar()
{
    m_runningLabel = new QLabel(this);
    m_storageLabel = new QLabel(this);
    m_runningLabel->setTextFormat(Qt::PlainText);
    m_storageLabel->setTextFormat(Qt::PlainText);
    m_runningLabel->setContentsMargins(margin, 0, margin, 0);
    m_storageLabel->setContentsMargins(margin, 0, margin, 0);
    statusBar()->addWidget(m_runningLabel, 1);
    statusBar()->addPermanentWidget(m_storageLabel);
    statusBar()->setSizeGripEnabled(false);
}

QAction *MainWindow::addAction(QMenu *menu, const QString &text, const QKeySequence &keys,
                               void (MainWindow::*slot)())
{
    QAction *action = menu->addAction(text, this, slot);
    action->setShortcut(keys);
    return action;
}

void MainWindow::buildMenus()
{
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildRunMenu();
    buildTasksMenu();
    buildLibraryMenu();
    buildHelpMenu();
}

void MainWindow::buildFileMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&File"));
    addAction(menu, tr("&New prompt"), QKeySequence::New, &MainWindow::focusPrompt);
    QMenu *samples = menu->addMenu(tr("Watch a recorded &sample"));
    for (const Sample &sample : bundledSamples()) {
        QAction *action = samples->addAction(sample.title, this, [this, id = sample.id] { playSample(id); });
        action->setToolTip(sample.description);
    }
    samples->setToolTipsVisible(true);
    addAction(menu, tr("&Import tasks…"), QKeySequence::Open, &MainWindow::importTasks);
    QAction *import =
        menu->addAction(tr("Import &analyses…"), m_transferNotice, &TransferNotice::chooseFiles);
    import->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    auto *exports = new ExportMenu(
        m_workbench, [this] { return analysesToExport(); }, this);
    connect(exports, &ExportMenu::exported, m_transferNotice, &TransferNotice::tellExported);
    connect(exports, &ExportMenu::failed, this, &MainWindow::showProblem);
    m_paneActions += menu->addMenu(exports);
    menu->addSeparator();
    m_paneActions += addAction(menu, tr("&Print…"), QKeySequence::Print, &MainWindow::print);
    m_paneActions += addAction(menu, tr("Save as P&DF…"), {}, &MainWindow::saveAsPdf);
    menu->addSeparator();
    QAction *settings =
        addAction(menu, tr("Se&ttings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), &MainWindow::openSettings);
    settings->setMenuRole(QAction::PreferencesRole);
    menu->addSeparator();
    QAction *quit = menu->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
}

void MainWindow::buildEditMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Edit"));
    m_paneActions += addAction(menu, tr("Copy &answer"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C),
                               &MainWindow::copyAnswer);
    m_paneActions += addAction(menu, tr("Copy all as &Markdown"),
                               QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &MainWindow::copyAsMarkdown);
    menu->addSeparator();
    m_findAction = addAction(menu, tr("&Find in text…"), QKeySequence::Find, &MainWindow::find);
    addAction(menu, tr("&Search the library…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F),
              &MainWindow::searchLibrary);
}

void MainWindow::buildViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    addAction(menu, tr("&Browser"), QKeySequence(Qt::CTRL | Qt::Key_1), &MainWindow::showBrowser);
    addAction(menu, tr("&Library"), QKeySequence(Qt::CTRL | Qt::Key_2), &MainWindow::showLibrary);
    addAction(menu, tr("&Runs side by side"), QKeySequence(Qt::CTRL | Qt::Key_3), &MainWindow::showGrid);
    addAction(menu, tr("Tas&ks"), QKeySequence(Qt::CTRL | Qt::Key_4), &MainWindow::showTasks);
    addAction(menu, tr("S&pend…"), QKeySequence(Qt::CTRL | Qt::Key_5), &MainWindow::openSpend);
    menu->addSeparator();
    m_detailsAction = addAction(menu, tr("Events, timing, request, &usage"),
                                QKeySequence(Qt::CTRL | Qt::Key_E), &MainWindow::toggleDetails);
    m_detailsAction->setCheckable(true);
    m_newWindowAction =
        addAction(menu, tr("Run in a window of its &own"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N),
                  &MainWindow::openInNewWindow);
    m_paneActions += m_newWindowAction;
    addAction(menu, tr("&Model details"), QKeySequence(Qt::CTRL | Qt::Key_M), &MainWindow::showModelCard);
    menu->addSeparator();
    addAction(menu, tr("Larger &text"), QKeySequence::ZoomIn, &MainWindow::zoomIn);
    addAction(menu, tr("S&maller text"), QKeySequence::ZoomOut, &MainWindow::zoomOut);
    addAction(menu, tr("&Usual text size"), QKeySequence(Qt::CTRL | Qt::Key_0), &MainWindow::zoomReset);
    menu->addSeparator();
    addAction(menu, tr("Full &screen"), QKeySequence::FullScreen, &MainWindow::toggleFullScreen);
}

void MainWindow::buildRunMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Run"));
    m_cancelAction = addAction(menu, tr("&Cancel"), QKeySequence(Qt::Key_Escape), &MainWindow::cancelRun);
    // Only from within a run: elsewhere Esc leaves a field or closes a bar.
    m_cancelAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_browserPane->addAction(m_cancelAction);
    m_cancelAllAction = addAction(menu, tr("Cancel &all"), QKeySequence(Qt::CTRL | Qt::Key_Period),
                                  &MainWindow::cancelAllRuns);
    m_retryAction = addAction(menu, tr("&Retry"), QKeySequence(Qt::CTRL | Qt::Key_R), &MainWindow::retryRun);
    m_resumeAction = addAction(menu, tr("Res&ume"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R),
                               &MainWindow::resumeRun);
    menu->addSeparator();
    addAction(menu, tr("&Next run"), QKeySequence(Qt::ALT | Qt::Key_Down), &MainWindow::nextRun);
    addAction(menu, tr("&Previous run"), QKeySequence(Qt::ALT | Qt::Key_Up), &MainWindow::previousRun);
    menu->addSeparator();
    menu->addAction(tr("Refresh &model list"), this, &MainWindow::refreshModels);
}

/// Its further entries come with the page.
void MainWindow::buildTasksMenu()
{
    m_tasksMenu = menuBar()->addMenu(tr("Tas&ks"));
    m_tasksMenu->addAction(tr("Show &tasks"), this, &MainWindow::showTasks);
    QAction *pause =
        m_tasksMenu->addAction(tr("&Pause all batches"), this, [this] { m_desk.batches().pauseAll(); });
    QAction *stop =
        m_tasksMenu->addAction(tr("St&op all batches"), this, [this] { m_desk.batches().stopAll(); });
    connect(m_tasksMenu, &QMenu::aboutToShow, this, [this, pause, stop] {
        pause->setEnabled(m_desk.batches().isBusy());
        stop->setEnabled(!m_desk.batches().open().empty());
    });
    m_tasksMenu->addSeparator();
}

void MainWindow::buildLibraryMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Library"));
    menu->addAction(tr("&Back up now…"), this, &MainWindow::backUpLibrary);
    menu->addAction(tr("&Verify library"), this, &MainWindow::verifyLibrary);
    menu->addSeparator();
    menu->addAction(tr("&Repair…"), this, &MainWindow::repairLibrary);
}

void MainWindow::buildHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    addAction(menu, tr("&Keyboard shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash),
              &MainWindow::openShortcuts);
    menu->addAction(tr("&Diagnostics…"), this, &MainWindow::openDiagnostics);
    if (m_updateNotice)
        menu->addAction(tr("Check for &updates"), m_updateNotice, &UpdateNotice::lookNow);
    menu->addSeparator();
    QAction *about = menu->addAction(tr("&About Reasonglass"), this, &MainWindow::openAbout);
    about->setMenuRole(QAction::AboutRole);
    QAction *aboutQt = menu->addAction(tr("About &Qt"), qApp, &QApplication::aboutQt);
    aboutQt->setMenuRole(QAction::AboutQtRole);
}

void MainWindow::connectWorkbench()
{
    connect(&m_workbench, &Workbench::sessionStarted, this, [this](AnalysisSession *session) {
        connect(session, &AnalysisSession::phaseChanged, this, &MainWindow::updateStatus);
        updateStatus();
    });
    connect(&m_workbench, &Workbench::sessionRestarted, this, [this](AnalysisSession *session) {
        connect(session, &AnalysisSession::phaseChanged, this, &MainWindow::updateStatus,
                Qt::UniqueConnection);
        updateStatus();
    });
    connect(&m_workbench, &Workbench::sessionFinished, this, &MainWindow::updateStatus);
    connect(&m_workbench, &Workbench::storageFailed, this, [this](const Error &error) {
        showProblem(error);
        showStorageState(tr("not saved: %1").arg(words::errorSentence(error)));
    });
    connect(&m_workbench, &Workbench::storageRecovered, this, [this] {
        m_message->hide();
        showStorageState(tr("saved"));
    });
    connect(&m_workbench, &Workbench::libraryDamaged, this, &MainWindow::showProblem);
    connect(&m_workbench, &Workbench::backupFailed, this, &MainWindow::showProblem);
    connect(&m_workbench, &Workbench::libraryChanged, this, [this] { showStorageState(tr("saved")); });
    for (const Error &error : m_workbench.startupErrors())
        showProblem(error);
}

// State as it was left

void MainWindow::restoreLayout()
{
    Settings &settings = m_workbench.settings();
    restoreState(settings.value(keys::windowState), layoutVersion);
    m_browserSplitter->restoreState(settings.value(keys::sideSplitter));
    m_browserPane->texts().splitter().restoreState(settings.value(keys::textSplitter));
    m_browserPane->detailSplitter().restoreState(settings.value(keys::detailSplitter));
    m_browserPane->texts().setZoom(settings.value(keys::textZoom));
    m_browserPane->setDetailsShown(settings.value(keys::detailsShown));
    chooseModel(settings.value(keys::lastProvider), settings.value(keys::lastModel));
    if (settings.value(keys::page) == "library"_L1)
        showLibrary();
    else if (settings.value(keys::page) == "tasks"_L1)
        showTasks();
}

void MainWindow::saveLayout()
{
    Settings &settings = m_workbench.settings();
    settings.set(keys::windowGeometry, saveGeometry());
    settings.set(keys::windowState, saveState(layoutVersion));
    settings.set(keys::sideSplitter, m_browserSplitter->saveState());
    settings.set(keys::textSplitter, m_browserPane->texts().splitter().saveState());
    settings.set(keys::detailSplitter, m_browserPane->detailSplitter().saveState());
    settings.set(keys::detailsShown, m_browserPane->detailsShown());
    if (m_tasks)
        settings.set(keys::tasksSplitter, m_tasks->splitter().saveState());
    const bool inLibrary = m_library && m_pages->currentWidget() == m_library;
    const bool inTasks = m_tasks && m_pages->currentWidget() == m_tasks;
    settings.set(keys::page,
                 inTasks         ? u"tasks"_s
                     : inLibrary ? u"library"_s
                                 : u"browser"_s); // no run goes on at the next start
    settings.sync();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_pages)
        return; // closed before there was anything in it
    if (!mayQuit(m_workbench, m_desk.batches(), this)) {
        event->ignore();
        return;
    }
    saveLayout();
    QMainWindow::closeEvent(event);
    qApp->quit(); // windows of single runs go with the main one
}

// Pages and runs

RunPane *MainWindow::currentPane() const
{
    if (m_library && m_pages->currentWidget() == m_library)
        return &m_library->pane();
    if (isTasksPage())
        return m_tasks->runPane();
    if (m_pages->currentWidget() != m_browserSplitter)
        return nullptr;
    return m_centreStack->currentWidget() == m_browserPane ? m_browserPane : nullptr;
}

void MainWindow::showBrowser()
{
    m_pages->setCurrentWidget(m_browserSplitter);
    m_browserButton->setChecked(true);
    updateActions();
}

void MainWindow::showLibrary()
{
    ensureLibrary();
    m_pages->setCurrentWidget(m_library);
    m_libraryButton->setChecked(true);
    updateActions();
}

void MainWindow::showTasks()
{
    ensureTasks();
    m_pages->setCurrentWidget(m_tasks);
    m_tasksButton->setChecked(true);
    updateActions();
}

/// Built when it is first wanted, like the library.
void MainWindow::showGrid()
{
    if (!m_grid) {
        m_grid = new RunGrid(m_workbench, m_pages);
        m_pages->addWidget(m_grid);
        connect(m_grid, &RunGrid::openRequested, this, &MainWindow::openAnalysis);
        connect(m_grid, &RunGrid::promptWanted, this, &MainWindow::focusPrompt);
    }
    m_pages->setCurrentWidget(m_grid);
    m_gridButton->setChecked(true);
    updateActions();
}

void MainWindow::chooseModel(const QString &providerId, const QString &modelId)
{
    m_sidebar->selectModel(providerId, modelId);
    m_card->setModel(providerId, modelId);
    m_composer->setModel(providerId, modelId);
    m_workbench.settings().set(keys::lastProvider, providerId);
    m_workbench.settings().set(keys::lastModel, modelId);
}

void MainWindow::showModelCard()
{
    showBrowser();
    m_centreStack->setCurrentWidget(m_card);
    updateActions();
}

void MainWindow::run(const AnalysisRequest &request)
{
    const auto session = m_workbench.start(request);
    if (session)
        showSession(*session);
    else
        showProblem(session.error());
}

void MainWindow::playSample(const QString &sampleId)
{
    const auto session = m_workbench.startSample(sampleId);
    if (session)
        showSession(*session);
    else
        showProblem(session.error());
}

void MainWindow::showSession(AnalysisSession *session)
{
    showBrowser();
    m_browserPane->showSession(session);
    m_centreStack->setCurrentWidget(m_browserPane);
    m_sidebar->selectRun(session->id());
    updateActions();
}

void MainWindow::openAnalysis(AnalysisId id)
{
    showBrowser();
    m_browserPane->open(id);
    m_centreStack->setCurrentWidget(m_browserPane);
    updateActions();
}

void MainWindow::editAgain(const AnalysisRequest &request)
{
    showBrowser();
    m_composer->setRequest(request);
    if (!request.sample)
        chooseModel(request.providerId, request.response.model);
    m_composer->focusPrompt();
}

void MainWindow::openFiles(const QStringList &paths)
{
    m_fileOpening->open(paths);
}

void MainWindow::connectFiles()
{
    connect(m_fileOpening, &FileOpening::analysesOpened, m_transferNotice, &TransferNotice::importFiles);
    connect(m_fileOpening, &FileOpening::othersOpened, m_composer, &Composer::addFiles);
    connect(m_fileOpening, &FileOpening::tasksOpened, this, [this](const QStringList &paths) {
        showTasks();
        m_tasks->importFiles(paths);
    });
    connect(m_transferNotice, &TransferNotice::showWanted, this, &MainWindow::openAnalysis);
    connect(m_transferNotice, &TransferNotice::undone, this, &MainWindow::forgetUndone);
}

void MainWindow::forgetUndone(const QList<AnalysisId> &ids)
{
    if (ids.contains(m_browserPane->shownId()))
        showModelCard();
}

/// What is selected in the library, or the run that is shown.
QList<AnalysisId> MainWindow::analysesToExport() const
{
    const RunPane *pane = currentPane();
    if (m_library && pane == &m_library->pane() && !m_library->list().selectedIds().isEmpty())
        return m_library->list().selectedIds();
    return pane && pane->shownId() != AnalysisId{} ? QList{pane->shownId()} : QList<AnalysisId>();
}

void MainWindow::importTasks()
{
    showTasks();
    m_tasks->importFiles({});
}

void MainWindow::openInNewWindow()
{
    const RunPane *pane = currentPane();
    if (pane && pane->shownId() != AnalysisId{})
        (new RunWindow(m_workbench, pane->shownId(), this))->show();
}

void MainWindow::focusPrompt()
{
    showBrowser();
    m_composer->focusPrompt();
}

void MainWindow::cancelRun()
{
    if (RunPane *pane = currentPane())
        pane->cancel();
}

void MainWindow::cancelAllRuns()
{
    m_workbench.cancelAll();
}

void MainWindow::retryRun()
{
    if (RunPane *pane = currentPane())
        pane->retry();
}

void MainWindow::resumeRun()
{
    if (RunPane *pane = currentPane())
        pane->resume();
}

void MainWindow::showCrashed(const QList<AnalysisId> &ids)
{
    if (ids.size() == 1) {
        openAnalysis(ids.first());
        return;
    }
    showLibrary();
    m_library->list().showOnly(AnalysisStatus::Interrupted);
}

/// The first of them is shown, the others stand in the list of runs.
void MainWindow::resumeCrashed(const QList<AnalysisId> &ids)
{
    for (const AnalysisId id : ids) {
        const bool isFirst = id == ids.first();
        whenAnswered(m_workbench.resume(id), this, [this, isFirst](const Result<AnalysisSession *> &session) {
            if (!session)
                showProblem(session.error());
            else if (isFirst)
                showSession(*session);
        });
    }
}

/// In the text of the run that is shown; on the page of tasks, unless the person is in a run, among the
/// tasks.
void MainWindow::find()
{
    RunPane *pane = currentPane();
    if (isTasksPage() && !pane->isAncestorOf(focusWidget()))
        m_tasks->focusFilter();
    else if (pane)
        pane->find();
}

bool MainWindow::isTasksPage() const
{
    return m_tasks && m_pages->currentWidget() == m_tasks;
}

void MainWindow::copyAnswer()
{
    if (RunPane *pane = currentPane())
        pane->copyAnswer();
}

void MainWindow::print()
{
    if (RunPane *pane = currentPane())
        pane->print();
}

void MainWindow::saveAsPdf()
{
    if (RunPane *pane = currentPane())
        pane->saveAsPdf();
}

void MainWindow::copyAsMarkdown()
{
    if (RunPane *pane = currentPane())
        pane->copyAsMarkdown();
}

void MainWindow::toggleDetails()
{
    if (RunPane *pane = currentPane())
        pane->setDetailsShown(!pane->detailsShown());
    updateActions();
}

void MainWindow::refreshModels()
{
    showBrowser();
    m_sidebar->refresh();
}

void MainWindow::nextRun()
{
    stepRun(1);
}

void MainWindow::previousRun()
{
    stepRun(-1);
}

void MainWindow::stepRun(int step)
{
    const auto sessions = m_workbench.sessions();
    if (sessions.empty())
        return;
    const auto shown = std::ranges::find(sessions, m_browserPane->shownId(), &AnalysisSession::id);
    const auto count = std::ptrdiff_t(sessions.size());
    const std::ptrdiff_t position = shown == sessions.end() ? count - 1 : shown - sessions.begin() + step;
    showSession(sessions[size_t((position + count) % count)]);
}

// Dialogs

void MainWindow::openSettings()
{
    if (!m_settings)
        m_settings = new SettingsDialog(m_workbench, this);
    m_settings->show();
    m_settings->raise();
    m_settings->activateWindow();
}

void MainWindow::openProviderSettings(const QString &providerId)
{
    openSettings();
    m_settings->showProvider(providerId);
}

void MainWindow::openDiagnostics()
{
    auto *dialog = new DiagnosticsDialog(m_workbench, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::openShortcuts()
{
    (new ShortcutList(*menuBar(), this))->show();
}

void MainWindow::openSpend()
{
    if (!m_spend) {
        const auto load = [this](QDate first, QDate last) {
            return m_workbench.library().tasks<std::vector<SpendRow>>(
                [first, last](TaskReader &reader) { return reader.spend(first, last); });
        };
        m_spend = new SpendDialog(load, m_workbench.settings(), m_workbench.catalog().asOf(), this);
        connect(&m_workbench, &Workbench::analysisStored, m_spend, &SpendDialog::refresh);
    }
    m_spend->show();
    m_spend->raise();
    m_spend->activateWindow();
}

void MainWindow::backUpLibrary()
{
    const QString &library = m_workbench.profile().libraryFile;
    const QString target = QFileDialog::getSaveFileName(
        this, tr("Back up the library to"), suggestedBackup(library, QDateTime::currentMSecsSinceEpoch()),
        tr("Libraries (*.sqlite)"));
    if (!target.isEmpty())
        (new LibraryCareDialog(m_workbench, LibraryCareDialog::Task::BackUp, target, this))->show();
}

void MainWindow::verifyLibrary()
{
    auto *dialog = new LibraryCareDialog(m_workbench, LibraryCareDialog::Task::Verify, {}, this);
    connect(dialog, &LibraryCareDialog::repairWanted, this, &MainWindow::repairLibrary);
    dialog->show();
}

void MainWindow::repairLibrary()
{
    if (confirmRepair(this))
        (new LibraryCareDialog(m_workbench, LibraryCareDialog::Task::Repair, {}, this))->show();
}

void MainWindow::openAbout()
{
    showAbout(this);
}

void MainWindow::searchLibrary()
{
    showLibrary();
    m_library->list().focusSearch();
}

// Text size

void MainWindow::setTextZoom(int percent)
{
    m_workbench.settings().set(keys::textZoom, percent);
    m_browserPane->texts().setZoom(percent);
    if (m_library)
        m_library->pane().texts().setZoom(percent);
    if (m_tasks)
        m_tasks->runPane()->texts().setZoom(percent);
}

void MainWindow::zoomIn()
{
    setTextZoom(m_workbench.settings().value(keys::textZoom) + zoomStep);
}

void MainWindow::zoomOut()
{
    setTextZoom(m_workbench.settings().value(keys::textZoom) - zoomStep);
}

void MainWindow::zoomReset()
{
    setTextZoom(keys::textZoom.defaultValue);
}

void MainWindow::toggleFullScreen()
{
    setWindowState(windowState() ^ Qt::WindowFullScreen);
}

// What is going on

void MainWindow::updateActions()
{
    const RunPane *pane = currentPane();
    const bool shown = pane && pane->shownId() != AnalysisId{};
    m_cancelAction->setEnabled(shown && pane->isRunning());
    m_retryAction->setEnabled(shown && !pane->isRunning());
    m_resumeAction->setEnabled(shown && pane->mayResume());
    m_cancelAllAction->setEnabled(m_workbench.runningCount() > 0);
    m_findAction->setEnabled(shown || isTasksPage());
    for (QAction *action : m_paneActions)
        action->setEnabled(shown);
    m_detailsAction->setEnabled(shown);
    m_detailsAction->setChecked(shown && pane->detailsShown());
}

void MainWindow::updateStatus()
{
    const int running = m_workbench.runningCount();
    QString text = running == 0 ? tr("Ready")
        : running == 1          ? tr("1 run going")
                                : tr("%n runs going", nullptr, running);
    if (const QString batches = m_batchWatch->summary(); !batches.isEmpty())
        text += u" · "_s + batches;
    m_runningLabel->setText(text);
    m_cancelAllAction->setEnabled(running > 0);
}

void MainWindow::showProblem(const Error &error)
{
    const QString advice = words::errorAdvice(error);
    QString text = error.kind == ErrorKind::Usage && !error.message.isEmpty() ? error.message
                                                                              : words::errorSentence(error);
    if (!advice.isEmpty())
        text += u' ' + advice;
    m_message->say(text);
    m_message->setToolTip(words::errorDetails(error));
}

void MainWindow::showStorageState(const QString &text)
{
    m_storageLabel->setText(text);
    m_storageLabel->setToolTip(m_workbench.profile().libraryFile);
}

} // namespace reasonglass
