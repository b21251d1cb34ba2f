#include "streamview/findbar.h"

#include "streamview/streamview.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QToolButton *addButton(QLayout *layout, QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    layout->addWidget(button);
    return button;
}

} // namespace

FindBar::FindBar(StreamView *view, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_what(new QLineEdit)
    , m_count(new QLabel)
{
    m_what->setPlaceholderText(tr("Find in this text"));
    m_what->setAccessibleName(tr("Find"));
    m_what->setClearButtonEnabled(true);
    m_count->setAccessibleName(tr("Matches"));

    auto *previous = new QAction(tr("Previous match"), this);
    previous->setIconText(u"↑"_s);
    previous->setShortcuts({QKeySequence{Qt::SHIFT | Qt::Key_F3}});
    auto *next = new QAction(tr("Next match"), this);
    next->setIconText(u"↓"_s);
    next->setShortcuts({QKeySequence{Qt::Key_F3}});
    auto *close = new QAction(tr("Close the find bar"), this);
    close->setIconText(u"✕"_s);
    for (QAction *action : {previous, next}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        view->addAction(action);
    }

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(m_what, 1);
    layout->addWidget(m_count);
    addButton(layout, previous);
    addButton(layout, next);
    addButton(layout, close);
    setFocusProxy(m_what);
    hide();

    connect(previous, &QAction::triggered, this, &FindBar::findPrevious);
    connect(next, &QAction::triggered, this, &FindBar::findNext);
    connect(close, &QAction::triggered, this, &FindBar::closeBar);
    connect(m_what, &QLineEdit::textChanged, this, &FindBar::onTyped);
    connect(view, &StreamView::findRequested, this, &FindBar::open);
    connect(view, &StreamView::searchChanged, this, &FindBar::showCount);
    connect(view, &StreamView::selectionChanged, this, &FindBar::showCount);
}

void FindBar::open()
{
    show();
    const QString selected = m_view ? m_view->selectedText() : QString{};
    if (!selected.isEmpty() && !selected.contains(u'\n'))
        m_what->setText(selected);
    m_what->setFocus(Qt::ShortcutFocusReason);
    m_what->selectAll();
    if (m_view)
        m_view->search(m_what->text());
}

void FindBar::closeBar()
{
    hide();
    if (!m_view)
        return;
    m_view->search({});
    m_view->setFocus();
}

/// Escape closes this bar before it can mean anything to the window around it.
bool FindBar::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape)
        closeBar();
    else if (enter && event->modifiers() & Qt::ShiftModifier)
        findPrevious();
    else if (enter)
        findNext();
    else
        QWidget::keyPressEvent(event);
}

void FindBar::findNext()
{
    if (!m_view || m_what->text().isEmpty())
        return;
    if (m_view->currentSearch().what() != m_what->text())
        m_view->search(m_what->text());
    m_view->selectMatch(StreamView::Direction::Forward);
}

void FindBar::findPrevious()
{
    if (!m_view || m_what->text().isEmpty())
        return;
    if (m_view->currentSearch().what() != m_what->text())
        m_view->search(m_what->text());
    m_view->selectMatch(StreamView::Direction::Backward);
}

/// While one types, the match that is already selected may grow: search from its beginning.
void FindBar::onTyped()
{
    if (!m_view || !isVisible())
        return;
    m_view->search(m_what->text());
    if (!m_what->text().isEmpty())
        m_view->selectMatch(StreamView::Direction::Forward, true);
    showCount();
}

void FindBar::showCount()
{
    if (!m_view)
        return;
    const TextSearch &search = m_view->currentSearch();
    const auto count = static_cast<qsizetype>(search.matches().size());
    const size_t here = search.matchFrom(m_view->selection().begin);
    const bool onMatch = here < search.matches().size() && search.matches()[here] == m_view->selection();
    const QString more = search.isDone() ? QString{} : u"+"_s; // the search goes on
    if (m_what->text().isEmpty())
        m_count->clear();
    else if (count == 0)
        m_count->setText(search.isDone() ? tr("no match") : tr("searching…"));
    else if (!onMatch)
        m_count->setText((count == 1 ? tr("1 match") : tr("%n matches", nullptr, static_cast<int>(count)))
                         + more);
    else
        m_count->setText(tr("%1 of %2").arg(here + 1).arg(count) + more);
}

} // namespace reasonglass
