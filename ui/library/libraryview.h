#pragma once

#include "analysis/analysisid.h"
#include "analysis/analysisrecord.h"
#include "base/error.h"

#include <QList>
#include <QTimer>
#include <QUndoStack>
#include <QWidget>

#include <optional>
#include <vector>

class QAction;
class QLabel;
class QListView;
class QPushButton;
class QStackedWidget;

namespace reasonglass {

class AnalysisDelegate;
class AnalysisListModel;
class ExportMenu;
class LibraryFilters;
class SpokenRows;
class UndoBar;
class Workbench;

/// The saved analyses: searched, filtered, named, tagged, annotated, deleted and brought back.
///
/// Shows no analysis itself, it asks for that; works without any network. What it changes can be
/// undone with Ctrl+Z. GUI thread only.
class LibraryView : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the view.
    explicit LibraryView(Workbench &workbench, QWidget *parent = nullptr);
    ~LibraryView() override;

    /// What was done to saved analyses here, to undo and redo from a menu.
    QUndoStack *undoStack() { return &m_undo; }
    QList<AnalysisId> selectedIds() const;

public slots:
    void focusSearch();
    void search(const QString &text);
    /// Shows all saved analyses with this outcome.
    void showOnly(reasonglass::AnalysisStatus status);
    /// Selects \a id if the list has it.
    void select(reasonglass::AnalysisId id);

signals:
    /// Enter, or a double click.
    void openRequested(reasonglass::AnalysisId id);
    /// A click, or the arrow keys coming to rest.
    void previewRequested(reasonglass::AnalysisId id);
    /// All that is in the trash is to be deleted for ever; the person has confirmed it.
    void purgeRequested();
    void exported(const QStringList &files);
    void exportFailed(const reasonglass::Error &error);

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// What the button on the empty page does.
    enum class WayOut { None, ClearSearch, WatchSample, TryAgain };

    void createActions();
    QAction *addListAction(const QString &text, const QString &icon, const QKeySequence &key,
                           void (LibraryView::*slot)());
    void createLayout();
    QWidget *createEmptyPage();
    QWidget *createTrashBar();
    void connectList();

    void applyQuery();
    void applySearch(const QString &text);
    void refresh();
    void refreshChoices();
    void showState();
    void showFailure(const Error &error);
    void updateActions();
    void showUndo();
    void showMenu(const QPoint &position);

    void openCurrent();
    void previewCurrent();
    void renameCurrent();
    void editTags();
    void editNote();
    void showNoteDialog(const AnalysisRecord &record);
    void deleteSelected();
    void restoreSelected();
    void purge();
    void watchSample();
    void showEmptyPage(const QString &text, WayOut wayOut);
    void takeWayOut();

    void rename(AnalysisId id, const QString &title, const QString &oldTitle);
    void changeTags(const std::vector<AnalysisRow> &rows, const QStringList &shared,
                    const QStringList &wanted);
    std::vector<AnalysisRow> selectedRows() const;
    std::optional<AnalysisId> currentId() const;

    Workbench &m_workbench;
    AnalysisListModel *m_model;
    SpokenRows *m_spoken;
    AnalysisDelegate *m_delegate;
    QUndoStack m_undo;

    LibraryFilters *m_filters;
    QListView *m_list;
    QStackedWidget *m_pages;
    QLabel *m_emptyText;
    QPushButton *m_emptyButton;
    WayOut m_wayOut = WayOut::None;
    int m_failures = 0; ///< to read the library, one after the other
    QWidget *m_trashBar;
    QPushButton *m_purge;
    UndoBar *m_undoBar;

    QAction *m_open;
    QAction *m_rename;
    QAction *m_tags;
    QAction *m_note;
    ExportMenu *m_export;
    QAction *m_delete;
    QAction *m_restore;

    QTimer m_refreshTimer; ///< at most two looks a second
    QTimer m_choicesTimer; ///< models and tags in use: slower, they are counted over the whole library
    QTimer m_previewTimer;
    QStringList m_tagsInUse;
    std::optional<AnalysisId> m_wanted; ///< to be selected once it is loaded
};

} // namespace reasonglass
