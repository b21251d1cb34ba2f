#pragma once

#include "analysis/analysisrecord.h"
#include "base/error.h"

#include <QMainWindow>
#include <QStringList>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace reasonglass {

class AnalysisSession;
class BatchWatch;
class Composer;
class CrashNotice;
class FileOpening;
class TransferNotice;
class MessageBar;
class ModelCard;
class ModelSidebar;
class RunGrid;
class RunPane;
class SavedRunsPage;
class SettingsDialog;
class SpendDialog;
class TaskDesk;
class TasksView;
class UpdateNotice;
class Workbench;

/// The window: Browser, Tasks and Library as pages, the menus, the status bar. Opens as it was left.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// When the window's contents are built.
    enum class Contents {
        AtOnce,
        AfterFirstPaint, ///< the frame is on the screen first; a program that starts so feels at hand
    };

    /// \a workbench and \a desk must outlive the window.
    MainWindow(Workbench &workbench, TaskDesk &desk, Contents contents = Contents::AtOnce,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Shows a saved or live analysis in the browser page.
    void openAnalysis(AnalysisId id);
    void playSample(const QString &sampleId);
    /// Files named on the command line. Exported analyses are imported and shown; task files, or folders, are
    /// offered for import; others go along with the next prompt. The same goes for files that are dropped.
    void openFiles(const QStringList &paths);

public slots:
    void showBrowser();
    void showLibrary();
    void showGrid();
    void showTasks();

protected:
    void closeEvent(QCloseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

signals:
    /// Everything is there and can be used. Emitted once, by windows that are built after the first paint.
    void built();

private:
    void build();
    void buildHeader();
    void buildBrowser();
    void ensureLibrary();
    void buildStatusBar();
    void buildMenus();
    void buildFileMenu();
    void connectFiles();
    void connectPane(RunPane &pane);
    void buildEditMenu();
    void buildViewMenu();
    void buildRunMenu();
    void ensureTasks();
    void buildTasksMenu();
    void buildLibraryMenu();
    void buildHelpMenu();
    QAction *addAction(QMenu *menu, const QString &text, const QKeySequence &keys,
                       void (MainWindow::*slot)());
    void connectWorkbench();
    void restoreLayout();
    void saveLayout();

    RunPane *currentPane() const;
    bool isTasksPage() const;
    void chooseModel(const QString &providerId, const QString &modelId);
    void run(const AnalysisRequest &request);
    void showSession(AnalysisSession *session);
    void showModelCard();
    void editAgain(const AnalysisRequest &request);
    void openSettings();
    void openProviderSettings(const QString &providerId);
    void openDiagnostics();
    void openShortcuts();
    void openSpend();
    void importTasks();
    void forgetUndone(const QList<AnalysisId> &ids);
    QList<AnalysisId> analysesToExport() const;
    void backUpLibrary();
    void verifyLibrary();
    void repairLibrary();
    void openAbout();
    void openInNewWindow();
    void showCrashed(const QList<AnalysisId> &ids);
    void resumeCrashed(const QList<AnalysisId> &ids);
    void searchLibrary();
    void focusPrompt();
    void cancelRun();
    void cancelAllRuns();
    void retryRun();
    void resumeRun();
    void find();
    void copyAnswer();
    void copyAsMarkdown();
    void print();
    void saveAsPdf();
    void toggleDetails();
    void refreshModels();
    void nextRun();
    void previousRun();
    void stepRun(int step);
    void setTextZoom(int percent);
    void zoomIn();
    void zoomOut();
    void zoomReset();
    void toggleFullScreen();
    void updateActions();
    void updateStatus();
    void showProblem(const Error &error);
    void showStorageState(const QString &text);

    Workbench &m_workbench;
    TaskDesk &m_desk;
    QStackedWidget *m_pages = nullptr; ///< null until the contents are built
    QToolButton *m_browserButton = nullptr;
    QToolButton *m_libraryButton = nullptr;
    QToolButton *m_gridButton = nullptr;
    QToolButton *m_tasksButton = nullptr;
    QLineEdit *m_search = nullptr;
    MessageBar *m_message = nullptr;
    CrashNotice *m_crashNotice = nullptr;
    FileOpening *m_fileOpening;
    TransferNotice *m_transferNotice = nullptr;
    BatchWatch *m_batchWatch = nullptr;
    UpdateNotice *m_updateNotice = nullptr; ///< null where the program does not look for new versions
    QList<AnalysisId> m_crashed;            ///< runs that were heard of before the contents were built

    QSplitter *m_browserSplitter = nullptr;
    QSplitter *m_centre = nullptr;
    QStackedWidget *m_centreStack = nullptr;
    ModelSidebar *m_sidebar = nullptr;
    ModelCard *m_card = nullptr;
    RunPane *m_browserPane = nullptr;
    Composer *m_composer = nullptr;

    SavedRunsPage *m_library = nullptr; ///< null until the page is shown the first time
    TasksView *m_tasks = nullptr;       ///< null until the page is shown the first time
    RunGrid *m_grid = nullptr;          ///< null until the page is shown the first time

    QLabel *m_runningLabel = nullptr;
    QLabel *m_storageLabel = nullptr;
    SettingsDialog *m_settings = nullptr;
    SpendDialog *m_spend = nullptr;
    QMenu *m_tasksMenu = nullptr;

    QAction *m_cancelAction = nullptr;
    QAction *m_cancelAllAction = nullptr;
    QAction *m_retryAction = nullptr;
    QAction *m_resumeAction = nullptr;
    QAction *m_newWindowAction = nullptr;
    QAction *m_findAction = nullptr;
    QAction *m_detailsAction = nullptr;
    QList<QAction *> m_paneActions; ///< make sense only while a run is shown
};

} // namespace reasonglass
