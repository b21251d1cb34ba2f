#pragma once

#include <QSplitter>

class QAction;
class QStackedWidget;

namespace reasonglass {

class LibraryView;
class RunPane;
class Workbench;

/// The page of saved analyses: the list, and beside it the one that is chosen there.
class SavedRunsPage : public QSplitter
{
    Q_OBJECT

public:
    /// \a workbench must outlive the page.
    explicit SavedRunsPage(Workbench &workbench, QWidget *parent = nullptr);

    LibraryView &list() const { return *m_list; }
    RunPane &pane() const { return *m_pane; }

signals:
    /// Another run is shown in the pane, or it is in another state.
    void stateChanged();

private:
    LibraryView *m_list;
    QStackedWidget *m_stack; ///< a hint, or the pane once there is something to show
    RunPane *m_pane;
};

} // namespace reasonglass
