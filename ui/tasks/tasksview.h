#pragma once

#include "analysis/batchplan.h"
#include "app/batchrunner.h"
#include "base/error.h"
#include "models/matrixmodel.h"
#include "models/tasksetlistmodel.h"

#include <QUndoStack>
#include <QWidget>

#include <optional>
#include <vector>

class QAction;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolButton;
class QVBoxLayout;

namespace reasonglass {

class AnalysisSession;
class BatchBar;
class MatrixPanel;
class RunPane;
class SetList;
class TaskDesk;
class TaskPane;
class UndoBar;
class Workbench;

/// The page of task sets: the sets, the matrix of one of them, and beside it the run and the task of a cell.
/// What runs goes on whatever is shown here. GUI thread only.
class TasksView : public QWidget
{
    Q_OBJECT

public:
    /// Both must outlive the view.
    TasksView(Workbench &workbench, TaskDesk &desk, QWidget *parent = nullptr);

    RunPane *runPane() { return m_runPane; }
    QSplitter &splitter() { return *m_splitter; }
    /// What can be done with cells, and with the set; for a menu.
    const QList<QAction *> &runActions() const { return m_runActions; }
    const QList<QAction *> &setActions() const { return m_setActions; }

public slots:
    /// Opens the import dialog with \a paths; without any, it asks for files.
    void importFiles(const QStringList &paths);
    void showSet(reasonglass::TaskSetId set);
    void focusFilter();

signals:
    void keyWanted(const QString &providerId);
    void editWanted(const reasonglass::AnalysisRequest &request);
    void failed(const reasonglass::Error &error);
    void stateChanged();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void createActions();
    QAction *addAction(QList<QAction *> &group, const QString &icon, const QString &text,
                       const QKeySequence &keys, void (TasksView::*slot)());
    QWidget *createCentre();
    QWidget *createHeader();
    QWidget *createEmptyPage();
    QWidget *createSide();
    void connectEngine();
    void follow(AnalysisSession *session);
    void showRestarted(AnalysisSession *session);
    void readRun(AnalysisId id);

    void openSet(std::optional<TaskSetId> id);
    void reload();
    void take(const Result<TaskMatrix> &matrix);
    void updateRun(TaskSetId set, const TaskRun &run);
    void showHeader();
    void showUndo();
    void updateActions();
    void updateBatchBars();
    void showCell(const QString &task, const ModelChoice &model);
    void openCell(const QString &task, const ModelChoice &model, AnalysisId latest);
    void refreshCell(const TaskRun &run);

    std::vector<CellPlace> chosenCells(CellAction action) const;
    void startCells(CellAction action);
    void runOne(const QString &task, const ModelChoice &model);
    void runSelected() { startCells(CellAction::Run); }
    void runMissing() { startCells(CellAction::RunMissing); }
    void rerunFailed() { startCells(CellAction::RerunFailed); }
    void stopSelected();
    void importMore();
    void addModels();
    void takeModelsOut();
    void editSet();
    void regrade();
    void mergeInto();
    void deleteSet();
    void openTotals();
    void exportAs(int format);
    void showMenu(const QPoint &position);
    void showSetMenu(const QPoint &position);
    void setModels(const std::vector<ModelChoice> &models, const QString &what);

    Workbench &m_workbench;
    TaskDesk &m_desk;
    TaskSetListModel m_sets;
    MatrixModel m_matrix;
    QUndoStack m_undo;
    std::optional<TaskSetId> m_set;
    int m_generation = 0;               ///< answers about a set that is no longer shown are dropped
    std::optional<CellPlace> m_shown;   ///< in the side panes
    std::optional<CellPlace> m_awaited; ///< its next run is to be opened when it begins

    QSplitter *m_splitter;
    SetList *m_list;
    QStackedWidget *m_pages;
    QLabel *m_name;
    QLabel *m_subtitle;
    MatrixPanel *m_panel;
    QVBoxLayout *m_batchBars;
    std::vector<BatchBar *> m_bars; ///< one for each batch that is open
    UndoBar *m_undoBar;
    QTabWidget *m_side;
    QStackedWidget *m_runPages; ///< a hint, or the pane once there is something to show
    RunPane *m_runPane;
    TaskPane *m_taskPane;

    QList<QAction *> m_runActions;
    QList<QAction *> m_setActions;
    QAction *m_run;
    QAction *m_runMissing;
    QAction *m_rerunFailed;
    QAction *m_stop;
    QAction *m_import;
    QAction *m_addModels;
    QAction *m_takeOut;
    QAction *m_edit;
    QAction *m_regrade;
    QAction *m_totals;
    QAction *m_merge;
    QAction *m_delete;
    class QMenu *m_export;
};

} // namespace reasonglass
