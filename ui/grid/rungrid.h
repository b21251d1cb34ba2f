#pragma once

#include "analysis/analysisid.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QGridLayout;
class QScrollArea;
class QStackedLayout;

namespace reasonglass {

class AnalysisSession;
class RunCell;
class Workbench;

/// All runs that are going, side by side, with those that have ended lately. Each cell shows the end of
/// its run's text.
///
/// However many runs there are, the texts of a few cells at most are brought up per frame, one after the
/// other, and those out of sight not at all: what they cost is decoding and the journal.
class RunGrid : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the grid.
    explicit RunGrid(Workbench &workbench, QWidget *parent = nullptr);

    const std::vector<RunCell *> &cells() const { return m_cells; }
    int columns() const { return m_columns; }

signals:
    void openRequested(reasonglass::AnalysisId id);
    /// From the empty grid: the person wants to begin something.
    void promptWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *createHint();
    void take(AnalysisSession *session);
    void applySettings(RunCell &cell);
    void dropOld();
    RunCell *add(AnalysisSession *session);
    void place();
    void arrange();
    int columnsFor(int width) const;
    void lookWhatIsInSight();
    void scheduleFrame();
    void bringUpSome();
    void moveFocus(const RunCell *from, int columns, int rows);

    Workbench &m_workbench;
    QStackedLayout *m_pages;
    QScrollArea *m_scroll;
    QWidget *m_board; ///< the scrolled widget
    QGridLayout *m_grid;
    std::vector<RunCell *> m_cells; ///< children of m_board, the oldest run first
    int m_columns = 0;
    size_t m_next = 0; ///< where the next frame goes on
    QTimer m_frame;
};

} // namespace reasonglass
