#pragma once

#include "analysis/analysissession.h"
#include "ui/grid/livetext.h"

#include <QFrame>
#include <QPointer>

class QToolButton;

namespace reasonglass {

class ElidedLabel;
class PhaseLine;
class StreamView;

/// One run of the grid: what it is, what it is doing, the end of its text, and Stop. A click anywhere
/// opens it. Draws nothing by itself: the grid says when a cell is in sight and when it may look.
class RunCell : public QFrame
{
    Q_OBJECT

public:
    static constexpr int minimumWidth = 300;  ///< pixels
    static constexpr int minimumHeight = 170; ///< pixels

    /// The cell must not outlive \a session.
    explicit RunCell(AnalysisSession &session, QWidget *parent = nullptr);

    AnalysisId id() const { return m_session.id(); }
    bool isRunning() const { return !isFinal(m_session.phase()); }
    StreamView &view() { return *m_view; }
    /// Out of sight a cell does nothing but remember that it is behind.
    void setInSight(bool inSight);
    bool isInSight() const { return m_inSight; }
    /// Whether the text shown is older than the run's.
    bool isBehind() const { return m_isBehind; }
    void bringUp();

signals:
    /// The first change since bringUp(); one more follows only after the next bringUp().
    void fellBehind();
    void openRequested();
    /// An arrow key was pressed: the focus wants to go so many columns and rows further.
    void moveRequested(int columns, int rows);

protected:
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void applyColors();
    void follow(const StreamRecord &record);
    void fallBehind();
    void showState();

    AnalysisSession &m_session;
    QWidget *m_content; ///< child: everything, hidden while out of sight
    ElidedLabel *m_title;
    ElidedLabel *m_model;
    PhaseLine *m_phase;
    StreamView *m_view;
    QToolButton *m_stop;
    LiveText m_text;
    bool m_inSight = false;
    bool m_isBehind = true;
};

} // namespace reasonglass
