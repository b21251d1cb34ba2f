#include "streamview/findbar.h"

#include "streamview/streamview.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTextBlock>
#include <QToolButton>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

/// Each marked match costs at every change of the document; more than these nobody looks at.
constexpr qsizetype mostMarks = 1000;
constexpr auto searchAgainAfter = 200ms;

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

    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, [this] {
        search();
        markMatches();
    });
    connect(previous, &QAction::triggered, this, &FindBar::findPrevious);
    connect(next, &QAction::triggered, this, &FindBar::findNext);
    connect(close, &QAction::triggered, this, &FindBar::closeBar);
    connect(m_what, &QLineEdit::textChanged, this, &FindBar::onTyped);
    connect(view, &StreamView::findRequested, this, &FindBar::open);
    connect(view->document(), &QTextDocument::contentsChanged, this, [this] {
        if (isVisible() && !m_later.isActive())
            m_later.start(searchAgainAfter);
    });
}

void FindBar::open()
{
    show();
    const QString selected = m_view ? m_view->textCursor().selectedText() : QString{};
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator))
        m_what->setText(selected);
    m_what->setFocus(Qt::ShortcutFocusReason);
    m_what->selectAll();
    search();
    markMatches();
}

void FindBar::closeBar()
{
    hide();
    m_later.stop();
    m_matches.clear();
    m_current = -1;
    if (!m_view)
        return;
    m_view->setExtraSelections({});
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
    if (!m_view)
        return;
    search();
    const qsizetype match = matchFrom(m_view->textCursor().selectionEnd());
    select(match < std::ssize(m_matches) ? match : 0);
}

void FindBar::findPrevious()
{
    if (!m_view)
        return;
    search();
    const qsizetype match = matchFrom(m_view->textCursor().selectionStart()) - 1;
    select(match >= 0 ? match : std::ssize(m_matches) - 1);
}

/// While one types, the match that is already selected may grow: search from its beginning.
void FindBar::onTyped()
{
    if (!m_view)
        return;
    search();
    const qsizetype match = matchFrom(m_view->textCursor().selectionStart());
    select(match < std::ssize(m_matches) ? match : 0);
}

void FindBar::search()
{
    m_matches.clear();
    m_current = -1;
    const QString what = m_what->text();
    if (!m_view || what.isEmpty())
        return;
    const QString text = m_view->document()->toPlainText(); // one character per document position
    for (qsizetype at = text.indexOf(what, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(what, at + what.size(), Qt::CaseInsensitive))
        m_matches.push_back(static_cast<int>(at));
    const QTextCursor caret = m_view->textCursor();
    const qsizetype here = matchFrom(caret.selectionStart());
    if (here < std::ssize(m_matches) && m_matches[static_cast<size_t>(here)] == caret.selectionStart()
        && caret.selectionEnd() - caret.selectionStart() == what.size())
        m_current = here;
}

/// The first match at or after \a position, or one past the last.
qsizetype FindBar::matchFrom(int position) const
{
    return std::lower_bound(m_matches.begin(), m_matches.end(), position) - m_matches.begin();
}

void FindBar::select(qsizetype match)
{
    if (match >= 0 && match < std::ssize(m_matches)) {
        m_current = match;
        QTextCursor found{m_view->document()};
        found.setPosition(m_matches[static_cast<size_t>(match)]);
        found.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor,
                           static_cast<int>(m_what->text().size()));
        m_view->setTextCursor(found);
    }
    markMatches();
}

void FindBar::markMatches()
{
    showCount();
    if (!m_view)
        return;
    QColor ground = m_view->palette().color(QPalette::Highlight);
    ground.setAlphaF(0.3F);
    QList<QTextEdit::ExtraSelection> marks;
    const qsizetype first = std::clamp<qsizetype>(m_current - mostMarks / 2, 0,
                                                  std::max<qsizetype>(std::ssize(m_matches) - mostMarks, 0));
    const qsizetype last = std::min<qsizetype>(first + mostMarks, std::ssize(m_matches));
    for (qsizetype i = first; i < last; ++i) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor{m_view->document()};
        mark.cursor.setPosition(m_matches[static_cast<size_t>(i)]);
        mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor,
                                 static_cast<int>(m_what->text().size()));
        mark.format.setBackground(ground);
        marks.append(mark);
    }
    m_view->setExtraSelections(marks);
}

void FindBar::showCount()
{
    if (m_what->text().isEmpty())
        m_count->clear();
    else if (m_matches.empty())
        m_count->setText(tr("no match"));
    else if (m_current < 0)
        m_count->setText(tr("%n matches", nullptr, static_cast<int>(m_matches.size())));
    else
        m_count->setText(tr("%1 of %2").arg(m_current + 1).arg(std::ssize(m_matches)));
}

} // namespace reasonglass
