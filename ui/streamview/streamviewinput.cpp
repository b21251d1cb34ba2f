// What the reader's hands do in a StreamView: keys, mouse, menu, clipboard.

#include "base/visibletext.h"
#include "streamview/richcopy.h"
#include "streamview/streamview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDrag>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QStyleHints>
#include <QTimerEvent>
#include <QToolTip>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int zoomStep = 10; ///< percent
constexpr int autoScrollMs = 30;

bool isUpwards(int key)
{
    return key == Qt::Key_Up || key == Qt::Key_PageUp || key == Qt::Key_Home || key == Qt::Key_Left;
}

} // namespace

// Keys

void StreamView::keyPressEvent(QKeyEvent *event)
{
    if (handleZoomKey(*event) || handleCommandKey(*event))
        return;
    bringCaretIntoSight(*event);
    const bool select = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool toEnd =
        !select && (event->key() == Qt::Key_End || event->matches(QKeySequence::MoveToEndOfDocument));
    const std::optional<TextPosition> target = toEnd ? walk().end() : caretTarget(*event);
    if (!target) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (isUpwards(event->key()))
        setFollowsTail(false);
    const bool stuck = *target == m_caret && event->key() != Qt::Key_Up;
    moveCaret(*target, select);
    const bool down = event->key() == Qt::Key_Down || event->key() == Qt::Key_PageDown;
    if (toEnd || (down && stuck && !select))
        followTail();
}

bool StreamView::handleCommandKey(const QKeyEvent &event)
{
    const bool plain = (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (event.matches(QKeySequence::Copy))
        copy();
    else if (event.matches(QKeySequence::SelectAll))
        selectAll();
    else if (event.matches(QKeySequence::Find))
        emit findRequested();
    else if (plain && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter))
        return activateLinkAtCaret();
    else if (event.key() == Qt::Key_Space && (plain || event.modifiers() == Qt::ShiftModifier))
        verticalScrollBar()->triggerAction(plain ? QScrollBar::SliderPageStepAdd
                                                 : QScrollBar::SliderPageStepSub);
    else
        return false;
    return true;
}

bool StreamView::handleZoomKey(const QKeyEvent &event)
{
    if (event.matches(QKeySequence::ZoomIn)
        || (event.modifiers() & Qt::ControlModifier && event.key() == Qt::Key_Equal))
        setZoom(m_zoom + zoomStep);
    else if (event.matches(QKeySequence::ZoomOut))
        setZoom(m_zoom - zoomStep);
    else if (event.modifiers() == Qt::ControlModifier && event.key() == Qt::Key_0)
        setZoom(100);
    else
        return false;
    return true;
}

/// A caret that was left behind does not take the reader back to where it is.
void StreamView::bringCaretIntoSight(const QKeyEvent &event)
{
    const bool extends = event.modifiers().testFlag(Qt::ShiftModifier) && hasSelection();
    const bool up = event.key() == Qt::Key_Up || event.key() == Qt::Key_PageUp;
    const bool moves = up || event.key() == Qt::Key_Down || event.key() == Qt::Key_PageDown
        || event.key() == Qt::Key_Left || event.key() == Qt::Key_Right;
    if (!moves || extends || isEmpty() || viewport()->rect().intersects(caretRect(m_caret)))
        return;
    const int edge = theme().linePitch / 2;
    const bool atEnd = up && event.key() != Qt::Key_PageUp && m_followsTail;
    const TextPosition seen = positionAt({contentLeft(), atEnd ? viewport()->height() - edge : edge});
    select(seen, seen);
}

/// Where a key leads the caret, or nothing for a key that does not.
std::optional<TextPosition> StreamView::caretTarget(const QKeyEvent &event)
{
    const CaretWalk walk = this->walk();
    const bool byWord = event.modifiers().testFlag(Qt::ControlModifier);
    const bool select = event.modifiers().testFlag(Qt::ShiftModifier);
    const QKeyEvent plain{QEvent::KeyPress, event.key(),
                          event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)};
    if (plain.matches(QKeySequence::MoveToStartOfDocument))
        return walk.start();
    if (plain.matches(QKeySequence::MoveToEndOfDocument))
        return walk.end();
    switch (event.key()) {
    case Qt::Key_Left:
        return byWord ? walk.previousWord(m_caret) : walk.previousCharacter(m_caret);
    case Qt::Key_Right:
        return byWord ? walk.nextWord(m_caret) : walk.nextCharacter(m_caret);
    case Qt::Key_Home: // of the text: there is no line to edit
        return select && !byWord ? walk.lineStart(m_caret) : walk.start();
    case Qt::Key_End:
        return select && !byWord ? walk.lineEnd(m_caret) : walk.end();
    default:
        return verticalTarget(event);
    }
}

std::optional<TextPosition> StreamView::verticalTarget(const QKeyEvent &event)
{
    const CaretWalk walk = this->walk();
    const int page = std::max(viewport()->height() - theme().linePitch, theme().linePitch);
    const double x = m_caretX.value_or(walk.caretRect(m_caret).x());
    switch (event.key()) {
    case Qt::Key_Up:
        return walk.lineAbove(m_caret, x);
    case Qt::Key_Down:
        return walk.lineBelow(m_caret, x);
    case Qt::Key_PageUp:
        return walk.pixelsBelow(m_caret, x, -page);
    case Qt::Key_PageDown:
        return walk.pixelsBelow(m_caret, x, page);
    default:
        return {};
    }
}

void StreamView::moveCaret(TextPosition to, bool select)
{
    m_caretShown = true;
    const bool vertical = walk().caretRect(to).top() != walk().caretRect(m_caret).top();
    const double x = m_caretX.value_or(walk().caretRect(m_caret).x());
    this->select(select ? m_anchor : to, to);
    m_caretX = vertical ? std::optional{x} : std::nullopt;
    ensureVisible(to);
    viewport()->update();
}

bool StreamView::activateLinkAtCaret()
{
    catchUp();
    if (m_caret.block >= m_stack.count())
        return false;
    const BlockLayout &layout = m_stack.layout(m_caret.block);
    QString link = layout.linkAt(m_caret.offset);
    if (link.isEmpty() && m_caret.offset > 0)
        link = layout.linkAt(m_caret.offset - 1);
    if (link.isEmpty())
        return false;
    emit linkActivated(QUrl{link});
    return true;
}

void StreamView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void StreamView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

// Mouse

QString StreamView::linkAt(QPoint point)
{
    catchUp();
    if (m_stack.count() == 0)
        return {};
    const int left = contentLeft();
    const size_t block = m_stack.blockAt(point.y() - screenTop(0));
    return m_stack.layout(block).linkAt(QPointF(point) - QPointF(left, screenTop(block)));
}

void StreamView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = event->pos();
    m_caretX.reset();
    const TextPosition at = positionAt(event->pos());
    const bool third =
        m_sinceDoubleClick.isValid() && m_sinceDoubleClick.elapsed() < QApplication::doubleClickInterval();
    m_sinceDoubleClick.invalidate();
    m_press = Press::Selecting;
    if (third) {
        const TextRange paragraph = walk().paragraph(at);
        select(paragraph.begin, paragraph.end);
    } else if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        select(m_anchor, at);
    } else if (hasSelection() && selection().begin <= at && at < selection().end) {
        m_press = Press::OnSelection;
    } else {
        select(at, at);
    }
}

void StreamView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_press == Press::None) {
        viewport()->setCursor(linkAt(event->pos()).isEmpty() ? Qt::IBeamCursor : Qt::PointingHandCursor);
        return;
    }
    if (m_press == Press::OnSelection) {
        if ((event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance())
            dragOut();
        return;
    }
    extendSelection(event->pos());
    const bool outside = !viewport()->rect().contains(event->pos());
    if (outside && m_autoScroll == 0)
        m_autoScroll = startTimer(autoScrollMs);
    else if (!outside && m_autoScroll != 0)
        killTimer(std::exchange(m_autoScroll, 0));
}

void StreamView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_press == Press::None)
        return;
    if (m_autoScroll != 0)
        killTimer(std::exchange(m_autoScroll, 0));
    const Press press = std::exchange(m_press, Press::None);
    if (press == Press::OnSelection) {
        const TextPosition at = positionAt(event->pos());
        select(at, at);
    }
    copySelectionToPrimary();
    const QString link = linkAt(event->pos());
    const bool clicked = (event->pos() - m_pressedAt).manhattanLength() < QApplication::startDragDistance();
    if (clicked && !hasSelection() && !link.isEmpty())
        emit linkActivated(QUrl{link});
}

void StreamView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const TextRange word = walk().word(positionAt(event->pos()));
    select(word.begin, word.end);
    m_press = Press::Selecting;
    m_pressedAt = event->pos();
    m_sinceDoubleClick.start();
}

void StreamView::extendSelection(QPoint point)
{
    if ((point - m_pressedAt).manhattanLength() < QApplication::startDragDistance() && hasSelection())
        return; // a word or paragraph was just chosen
    select(m_anchor, positionAt(point));
}

/// While the mouse is held beyond an edge the text comes along.
void StreamView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_autoScroll) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    const QPoint point = viewport()->mapFromGlobal(QCursor::pos());
    const int beyond = point.y() < 0 ? point.y() : std::max(point.y() - viewport()->height(), 0);
    verticalScrollBar()->setValue(verticalScrollBar()->value() + beyond);
    extendSelection(point);
}

void StreamView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    constexpr int notch = 120;
    m_wheelDelta += event->angleDelta().y();
    const int steps = m_wheelDelta / notch;
    m_wheelDelta -= steps * notch;
    setZoom(m_zoom + steps * zoomStep);
    event->accept();
}

bool StreamView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString link = linkAt(help->pos());
        if (link.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), visibleText(link).toHtmlEscaped(), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

// Clipboard and menu

QMimeData *StreamView::copied() const
{
    auto *copied = new QMimeData;
    copied->setText(selectedText());
    copied->setHtml(htmlOf(m_text, selection()));
    copied->setData(u"text/markdown"_s, markdownOf(m_text, selection()).toUtf8());
    return copied;
}

void StreamView::copy() const
{
    if (hasSelection())
        QApplication::clipboard()->setMimeData(copied());
}

/// Where the middle mouse button pastes, what is selected is copied at once.
void StreamView::copySelectionToPrimary() const
{
    if (hasSelection() && QApplication::clipboard()->supportsSelection())
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

void StreamView::dragOut()
{
    m_press = Press::None;
    auto *drag = new QDrag(this);
    drag->setMimeData(copied());
    drag->exec(Qt::CopyAction);
}

void StreamView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu{this};
    const TextRange chosen = hasSelection() ? selection() : TextRange{walk().start(), walk().end()};
    const auto copyText = [](const QString &text) { QApplication::clipboard()->setText(text); };
    QAction *copySelected = menu.addAction(tr("&Copy"), QKeySequence::Copy, this, &StreamView::copy);
    copySelected->setEnabled(hasSelection());
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QString link = byKey ? QString{} : linkAt(event->pos());
    if (!link.isEmpty())
        menu.addAction(tr("Copy &Link Address"), this, [=] { copyText(visibleText(link)); });
    menu.addAction(hasSelection() ? tr("Copy as &Markdown") : tr("Copy All as &Markdown"), this,
                   [=, this] { copyText(markdownOf(m_text, chosen)); })
        ->setEnabled(!isEmpty());
    menu.addAction(hasSelection() ? tr("Copy as &HTML") : tr("Copy All as &HTML"), this,
                   [=, this] { copyText(htmlOf(m_text, chosen)); })
        ->setEnabled(!isEmpty());
    menu.addAction(tr("Select &All"), QKeySequence::SelectAll, this, &StreamView::selectAll);
    menu.addSeparator();
    menu.addAction(tr("&Find…"), QKeySequence::Find, this, &StreamView::findRequested);
    QAction *source = menu.addAction(tr("Show &Source"), this, &StreamView::setShowsSource);
    source->setCheckable(true);
    source->setChecked(showsSource());
    menu.addSeparator();
    menu.addAction(tr("Zoom &In"), QKeySequence::ZoomIn, this, [this] { setZoom(m_zoom + zoomStep); });
    menu.addAction(tr("Zoom &Out"), QKeySequence::ZoomOut, this, [this] { setZoom(m_zoom - zoomStep); });
    menu.addAction(tr("&Normal Size"), QKeySequence{Qt::CTRL | Qt::Key_0}, this, [this] { setZoom(100); });
    menu.addSeparator();
    menu.addAction(tr("&Print…"), this, &StreamView::printRequested)->setEnabled(!isEmpty());
    menu.addAction(tr("Save as P&DF…"), this, &StreamView::pdfRequested)->setEnabled(!isEmpty());
    menu.exec(event->globalPos());
}

} // namespace reasonglass
