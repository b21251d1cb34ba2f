#pragma once

#include "analysis/analysisid.h"
#include "base/expected.h"
#include "models/modelcatalogmodel.h"
#include "models/runlistmodel.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QTreeView;

namespace reasonglass {

class ModelListProxy;
class Workbench;
struct ModelListReport;
struct LibraryStatistics;

/// The left side of the window: what models there are, and what runs. Whoever shows it decides what
/// choosing means.
class ModelSidebar : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the sidebar.
    explicit ModelSidebar(Workbench &workbench, QWidget *parent = nullptr);

    /// Marks a model as the chosen one without a signal; clears the search if that hides it.
    void selectModel(const QString &providerId, const QString &modelId);
    /// Marks a run without a signal.
    void selectRun(AnalysisId id);
    const QString &currentProvider() const { return m_providerId; }

public slots:
    /// Puts the cursor into the search field.
    void focusSearch();
    /// Asks the server of the current provider for its models.
    void refresh();

signals:
    void modelChosen(const QString &providerId, const QString &modelId);
    void runChosen(reasonglass::AnalysisId id);
    void pastRunsWanted(const QString &providerId, const QString &modelId);
    void keyWanted(const QString &providerId);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *createModels();
    QWidget *createRuns();
    void createActions();
    void followWorkbench();

    void showFilter(const QString &text);
    void showUnlistedModel();
    void showKeyButton();
    void followCurrent(const QModelIndex &current);
    void showRuns();
    void showModelMenu(const QPoint &position);
    void reloadCatalog();
    void countRunning();
    void askForPastRuns();
    void takePastRuns(const LibraryStatistics &statistics);
    void takeReport(const QString &providerName, const Result<ModelListReport> &report);
    void say(const QString &text);
    bool isKeyboardChoice() const;
    void chooseCurrent();
    void chooseRun(const QModelIndex &run);
    QModelIndex proxyIndex(const QString &providerId, const QString &modelId) const;

    Workbench &m_workbench;
    ModelCatalogModel *m_models; ///< children
    ModelListProxy *m_shown;
    RunListModel *m_runs;

    QLineEdit *m_search;
    QTreeView *m_tree;
    QListView *m_runList;
    QLabel *m_noRuns;
    QLabel *m_notice;
    QPushButton *m_unlisted; ///< takes the search text as the id of a model nobody lists
    QPushButton *m_addKey;
    QAction *m_refresh;
    QAction *m_showAll;
    QTimer m_countLater;      ///< gathers changes of the library before it is asked again
    QString m_providerId;     ///< of what was chosen last, also while a search hides it
    bool m_selecting = false; ///< a selection is made by the program, not by the person
};

} // namespace reasonglass
