#include "streamview/streamview.h"

#include "base/visibletext.h"
#include "streamview/blockdecorations.h"
#include "streamview/blockwriter.h"
#include "streamview/markdownblocks.h"
#include "streamview/tailcompletion.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr std::chrono::milliseconds frame = 33ms;
constexpr double documentMargin = 14;
constexpr double readingWidth = 90; ///< average characters
constexpr int zoomStep = 10;        ///< percent

/// How many blocks at the beginning of two texts are the same, read with their surroundings.
size_t commonBlocks(const BlockSplitter &a, const BlockSplitter &b)
{
    size_t common = 0;
    while (common < a.finished().size() && common < b.finished().size()
           && a.finished()[common] == b.finished()[common]
           && a.source(a.finished()[common]) == b.source(b.finished()[common]))
        ++common;
    return common;
}

bool movesUp(const QKeyEvent &event)
{
    switch (event.key()) {
    case Qt::Key_Up:
    case Qt::Key_Left:
    case Qt::Key_PageUp:
    case Qt::Key_Home:
        return true;
    default:
        return false;
    }
}

} // namespace

/// What the reader is looking at: a place in the text, and where on the screen it stands.
struct StreamView::Place
{
    int position = 0;
    int top = 0;
    bool atStart = false; ///< nothing is scrolled: the margin above the first line belongs to the place
};

/// While one of these lives, moves of the scroll bar are not the reader's; at its end caret and
/// selection are where they were, and so is the view.
class StreamView::Standstill
{
public:
    explicit Standstill(StreamView &view)
        : m_view(view)
        , m_anchor(view.textCursor().anchor())
        , m_position(view.textCursor().position())
        , m_scroll(view.verticalScrollBar()->value())
        , m_horizontalScroll(view.horizontalScrollBar()->value())
        , m_outer(std::exchange(view.m_still, true))
    { }
    Standstill(const Standstill &) = delete;
    Standstill &operator=(const Standstill &) = delete;

    ~Standstill()
    {
        restoreCaret();
        m_view.horizontalScrollBar()->setValue(m_horizontalScroll);
        QScrollBar *bar = m_view.verticalScrollBar();
        bar->setValue(m_view.m_followsTail ? bar->maximum() : m_scroll);
        m_view.m_lastScroll = bar->value();
        m_view.m_still = m_outer;
    }

private:
    void restoreCaret()
    {
        QTextCursor caret = m_view.textCursor();
        if (caret.anchor() == m_anchor && caret.position() == m_position)
            return;
        const int last = m_view.document()->characterCount() - 1;
        caret.setPosition(std::min(m_anchor, last));
        caret.setPosition(std::min(m_position, last), QTextCursor::KeepAnchor);
        m_view.setTextCursor(caret);
    }

    StreamView &m_view;
    int m_anchor;
    int m_position;
    int m_scroll;
    int m_horizontalScroll;
    bool m_outer;
};

StreamView::StreamView(QWidget *parent)
    : QTextBrowser(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                            | Qt::LinksAccessibleByMouse);
    document()->setDocumentMargin(documentMargin);
    setAccessibleName(tr("Text"));

    m_newLinesButton = new QPushButton(this);
    m_newLinesButton->hide();
    connect(m_newLinesButton, &QPushButton::clicked, this, &StreamView::followTail);

    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &StreamView::flush);
    connect(this, &QTextBrowser::anchorClicked, this, &StreamView::linkActivated);
    connect(this, &QTextEdit::selectionChanged, this, &StreamView::onSelectionChanged);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &StreamView::onScrolled);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &StreamView::onRangeChanged);
    applyTheme();
}

StreamView::~StreamView() = default;

void StreamView::appendToPart(int part, const QString &text)
{
    if (text.isEmpty())
        return;
    BlockSplitter &splitter = ensurePart(part);
    const size_t finished = splitter.finished().size();
    splitter.append(text);
    m_finished = false;
    invalidateFrom(firstBlockOf(part) + finished);
    if (!m_followsTail)
        m_newLines += std::max<qsizetype>(text.count(u'\n'), m_newLines == 0 ? 1 : 0);
    scheduleFlush();
}

void StreamView::replacePart(int part, const QString &text)
{
    BlockSplitter &splitter = ensurePart(part);
    if (splitter.text() == text)
        return;
    BlockSplitter replacement;
    replacement.append(text);
    const size_t common = commonBlocks(splitter, replacement);
    splitter = std::move(replacement);
    invalidateFrom(firstBlockOf(part) + common);
    scheduleFlush();
}

void StreamView::setParts(const QStringList &markdown)
{
    const auto count = static_cast<size_t>(markdown.size());
    if (m_parts.size() > count) {
        invalidateFrom(firstBlockOf(static_cast<int>(count)));
        m_parts.resize(count);
    }
    for (int part = 0; part < markdown.size(); ++part)
        replacePart(part, markdown.at(part));
    finish();
}

void StreamView::finish()
{
    if (!std::exchange(m_finished, true) && !m_parts.empty())
        invalidateFrom(firstBlockOf(static_cast<int>(m_parts.size())) - 1);
    flush();
}

void StreamView::clear()
{
    m_parts.clear();
    m_finished = false;
    m_newLines = 0;
    invalidateFrom(0);
    flush();
    QTextCursor caret = textCursor();
    caret.setPosition(0);
    setTextCursor(caret);
    setFollowsTail(true);
}

QString StreamView::sourceText() const
{
    QStringList texts;
    for (const BlockSplitter &part : m_parts)
        texts.append(part.text());
    return texts.join("\n\n"_L1);
}

bool StreamView::isEmpty() const
{
    return std::all_of(m_parts.begin(), m_parts.end(),
                       [](const BlockSplitter &part) { return part.text().isEmpty(); });
}

BlockSplitter &StreamView::ensurePart(int part)
{
    const auto index = static_cast<size_t>(std::max(part, 0));
    if (index >= m_parts.size()) {
        if (!m_parts.empty()) // the part that was open so far is not the last any more
            invalidateFrom(firstBlockOf(static_cast<int>(m_parts.size())) - 1);
        m_parts.resize(index + 1);
    }
    return m_parts[index];
}

/// Each part has its finished blocks and one tail, which may be empty.
size_t StreamView::firstBlockOf(int part) const
{
    size_t first = 0;
    for (int i = 0; i < part; ++i)
        first += m_parts[static_cast<size_t>(i)].finished().size() + 1;
    return first;
}

void StreamView::invalidateFrom(size_t block)
{
    m_valid = std::min(m_valid, block);
    m_dirty = true;
}

void StreamView::scheduleFlush()
{
    if (m_frame.isActive())
        return;
    const auto passed = m_sinceFlush.isValid() ? std::chrono::milliseconds{m_sinceFlush.elapsed()} : frame;
    m_frame.start(std::max(frame - passed, 0ms));
}

void StreamView::flush()
{
    m_frame.stop();
    if (!std::exchange(m_dirty, false))
        return;
    {
        const Standstill standstill{*this};
        updateDocument();
    }
    m_sinceFlush.start();
    showNewLines();
}

void StreamView::updateDocument()
{
    QTextCursor cursor{document()};
    cursor.beginEditBlock();
    const int position = removeInvalid(cursor);
    BlockWriter writer{cursor, m_theme, position >= 0};
    writeMissing(writer);
    if (writer.fresh() && writer.position() > 0) {
        // Nothing was written: the paragraph left over must not stand there, nor change the one before.
        cursor.movePosition(QTextCursor::End);
        const QTextBlockFormat kept = cursor.block().previous().blockFormat();
        cursor.deletePreviousChar();
        cursor.setBlockFormat(kept);
    }
    cursor.endEditBlock();
    m_valid = m_shown.size();
}

/// Removes what is shown wrongly. Returns where an empty paragraph is left to write in, or -1.
int StreamView::removeInvalid(QTextCursor &cursor)
{
    const bool something = m_valid < m_shown.size();
    const int position = something ? m_shown[m_valid] : 0;
    m_shown.resize(m_valid);
    cursor.movePosition(QTextCursor::End);
    if (something && position <= cursor.position()) {
        cursor.setPosition(position);
        cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        if (position == 0) { // what is left may stay as it is: as plain as at the beginning
            cursor.setBlockFormat({});
            cursor.setBlockCharFormat({});
        }
        return position;
    }
    return document()->isEmpty() ? 0 : -1;
}

void StreamView::writeMissing(BlockWriter &writer)
{
    size_t first = 0;
    for (size_t part = 0; part < m_parts.size(); ++part) {
        const size_t count = m_parts[part].finished().size() + 1;
        if (first + count > m_shown.size()) {
            if (part > 0 && m_shown.size() <= first)
                writer.separate();
            writePart(writer, part, m_shown.size() - first);
        }
        first += count;
    }
}

void StreamView::writePart(BlockWriter &writer, size_t part, size_t firstBlock)
{
    const BlockSplitter &splitter = m_parts[part];
    const auto write = [&](const SourceBlock &block, bool open) {
        m_shown.push_back(writer.position());
        const QStringView source = splitter.source(block);
        if (m_theme.source)
            writer.writeSource(block, source);
        else if (open)
            writer.write(block, parseBlock(block, completedTail(block, source)));
        else
            writer.write(block, parseBlock(block, source));
    };
    for (size_t i = firstBlock; i < splitter.finished().size(); ++i)
        write(splitter.finished()[i], false);
    write(splitter.tail(), !m_finished && part + 1 == m_parts.size());
}

void StreamView::setShowsSource(bool on)
{
    if (m_theme.source == on)
        return;
    // Positions differ between the two, blocks do not.
    const Place place = readingPlace();
    const auto after = std::upper_bound(m_shown.begin(), m_shown.end(), place.position);
    const auto block = std::max<std::ptrdiff_t>(after - m_shown.begin() - 1, 0);
    m_theme.source = on;
    invalidateFrom(0);
    flush();
    if (!m_followsTail && static_cast<size_t>(block) < m_shown.size())
        restore({m_shown[static_cast<size_t>(block)], place.top});
    emit showsSourceChanged(on);
}

void StreamView::setZoom(int percent)
{
    const int zoom = std::clamp(percent, minimumZoom, maximumZoom);
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    applyTheme();
    emit zoomChanged(zoom);
}

void StreamView::applyTheme()
{
    const bool source = m_theme.source;
    m_themePalette = palette();
    m_theme = TextTheme::from(m_themePalette, font(), m_zoom);
    m_theme.source = source;
    const Place place = readingPlace();
    {
        const Standstill standstill{*this};
        document()->setDefaultFont(m_theme.font);
        applyReadingWidth();
        invalidateFrom(0);
        flush();
    }
    if (!m_followsTail)
        restore(place);
}

void StreamView::applyReadingWidth()
{
    const double column = QFontMetricsF{m_theme.font}.averageCharWidth() * readingWidth + 2 * documentMargin;
    // Each of these lays out the whole document again: only when something changes.
    if (lineWrapColumnOrWidth() != static_cast<int>(column))
        setLineWrapColumnOrWidth(static_cast<int>(column));
    const LineWrapMode mode = viewport()->width() > column ? FixedPixelWidth : WidgetWidth;
    if (lineWrapMode() != mode)
        setLineWrapMode(mode);
}

StreamView::Place StreamView::readingPlace() const
{
    const QTextCursor first = cursorForPosition({static_cast<int>(documentMargin) + 1, 1});
    // In a view that is still tiny Qt scrolls by some pixels to show the caret's line whole.
    return {first.position(), cursorRect(first).top(), verticalScrollBar()->value() <= documentMargin};
}

void StreamView::restore(const Place &place)
{
    m_still = true;
    document()->size(); // lays out all of it, so that the scroll bar reaches the place
    QTextCursor first{document()};
    first.setPosition(std::min(place.position, document()->characterCount() - 1));
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(place.atStart ? 0 : bar->value() + cursorRect(first).top() - place.top);
    m_lastScroll = bar->value();
    m_still = false;
}

void StreamView::showStart()
{
    setFollowsTail(false);
    flush();
    verticalScrollBar()->setValue(0);
}

/// When it is first shown QTextEdit scrolls until the caret's line is whole, in a view that is still tiny.
void StreamView::showEvent(QShowEvent *event)
{
    const int scrolled = verticalScrollBar()->value();
    QTextBrowser::showEvent(event);
    verticalScrollBar()->setValue(scrolled);
}

void StreamView::followTail()
{
    setFollowsTail(true);
    flush();
    scrollToEnd();
    if (m_newLinesButton->hasFocus())
        setFocus();
}

void StreamView::scrollToEnd()
{
    const bool outer = std::exchange(m_still, true);
    document()->size(); // lays out all of it at once, not bit by bit with a repaint after each
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_lastScroll = verticalScrollBar()->value();
    m_still = outer;
}

void StreamView::setFollowsTail(bool follows)
{
    if (m_followsTail == follows)
        return;
    m_followsTail = follows;
    m_newLines = 0;
    showNewLines();
    emit followsTailChanged(follows);
}

void StreamView::onScrolled(int value)
{
    const int before = std::exchange(m_lastScroll, value);
    if (std::exchange(m_rangeMoves, false) || m_still)
        return;
    if (value < before)
        setFollowsTail(false);
    else if (value == verticalScrollBar()->maximum() && !m_selecting)
        setFollowsTail(true);
}

void StreamView::onRangeChanged(int, int maximum)
{
    QScrollBar *bar = verticalScrollBar();
    m_rangeMoves = bar->value() > maximum;
    if (!m_followsTail)
        return;
    // Long documents are laid out bit by bit: the end moves after the text is in.
    const bool outer = std::exchange(m_still, true);
    bar->setValue(maximum);
    m_still = outer;
}

void StreamView::onSelectionChanged()
{
    if (!m_still && textCursor().hasSelection())
        setFollowsTail(false);
}

void StreamView::showNewLines()
{
    if (m_followsTail || m_newLines == 0) {
        m_newLinesButton->hide();
        return;
    }
    const auto lines = static_cast<int>(std::min<qsizetype>(m_newLines, 1'000'000));
    m_newLinesButton->setText(lines == 1 ? tr("↓ 1 new line") : tr("↓ %n new lines", nullptr, lines));
    m_newLinesButton->setAccessibleName(tr("Go to the newest text"));
    m_newLinesButton->setToolTip(tr("Go to the newest text and follow it (End)"));
    placeNewLines();
    m_newLinesButton->show();
    m_newLinesButton->raise();
}

void StreamView::placeNewLines()
{
    constexpr int distance = 12;
    m_newLinesButton->adjustSize();
    const QRect area = viewport()->geometry();
    m_newLinesButton->move(area.right() - m_newLinesButton->width() - distance,
                           area.bottom() - m_newLinesButton->height() - distance);
}

QVariant StreamView::loadResource(int, const QUrl &)
{
    // Given a null variant, QTextDocument would go and read local files by itself.
    return QVariant{QByteArray{""}};
}

void StreamView::doSetSource(const QUrl &, QTextDocument::ResourceType)
{
    // A browser goes to places; this view stays where its text is.
}

QMimeData *StreamView::createMimeDataFromSelection() const
{
    auto *copied = new QMimeData;
    copied->setText(plainTextOf(textCursor()));
    copied->setHtml(textCursor().selection().toHtml());
    return copied;
}

bool StreamView::focusNextPrevChild(bool next)
{
    // QTextBrowser would stop at every link of a text that may have hundreds of them.
    return QWidget::focusNextPrevChild(next); // NOLINT(bugprone-parent-virtual-call)
}

void StreamView::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    const bool recoloured = event->type() == QEvent::PaletteChange && palette() != m_themePalette;
    if (recoloured || event->type() == QEvent::FontChange)
        applyTheme();
}

void StreamView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu{this};
    QAction *copySelected = menu.addAction(tr("&Copy"), QKeySequence::Copy, this, &QTextEdit::copy);
    copySelected->setEnabled(textCursor().hasSelection());
    const QString link = anchorAt(event->pos());
    if (!link.isEmpty()) {
        menu.addAction(tr("Copy &Link Address"), this,
                       [link] { QApplication::clipboard()->setText(visibleText(link)); });
    }
    menu.addAction(tr("Copy as &Markdown"), this, &StreamView::copyAsMarkdown)->setEnabled(!isEmpty());
    menu.addAction(tr("Select &All"), QKeySequence::SelectAll, this, &QTextEdit::selectAll);
    menu.addSeparator();
    menu.addAction(tr("&Find…"), QKeySequence::Find, this, &StreamView::findRequested);
    QAction *source = menu.addAction(tr("Show &Source"), this, &StreamView::setShowsSource);
    source->setCheckable(true);
    source->setChecked(showsSource());
    menu.exec(event->globalPos());
}

void StreamView::copyAsMarkdown() const
{
    QApplication::clipboard()->setText(visibleText(sourceText()));
}

void StreamView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find)) {
        emit findRequested();
        return;
    }
    const bool plain = (event->modifiers() & ~(Qt::ControlModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (handleZoomKey(*event) || (plain && event->key() == Qt::Key_Return && activateLinkAtCaret()))
        return;
    if (plain && (event->key() == Qt::Key_End || event->matches(QKeySequence::MoveToEndOfDocument))) {
        moveCursor(QTextCursor::End);
        followTail();
        return;
    }
    if (plain && event->key() == Qt::Key_Home) {
        setFollowsTail(false);
        moveCursor(QTextCursor::Start);
        return;
    }
    if (movesUp(*event))
        setFollowsTail(false);
    QTextBrowser::keyPressEvent(event);
    const bool down = event->key() == Qt::Key_Down || event->key() == Qt::Key_PageDown;
    if (down && !textCursor().hasSelection() && !textCursor().movePosition(QTextCursor::Down))
        followTail(); // the caret is in the last line
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

bool StreamView::activateLinkAtCaret()
{
    QTextCursor after = textCursor();
    QString link = after.charFormat().anchorHref();
    if (link.isEmpty() && after.movePosition(QTextCursor::NextCharacter))
        link = after.charFormat().anchorHref();
    if (link.isEmpty())
        return false;
    emit linkActivated(QUrl{link});
    return true;
}

void StreamView::mousePressEvent(QMouseEvent *event)
{
    m_selecting = true;
    QTextBrowser::mousePressEvent(event);
}

void StreamView::mouseReleaseEvent(QMouseEvent *event)
{
    m_selecting = event->buttons() != Qt::NoButton;
    QTextBrowser::mouseReleaseEvent(event);
}

void StreamView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QTextBrowser::wheelEvent(event);
        return;
    }
    constexpr int notch = 120;
    m_wheelDelta += event->angleDelta().y();
    const int steps = m_wheelDelta / notch;
    m_wheelDelta -= steps * notch;
    setZoom(m_zoom + steps * zoomStep);
    event->accept();
}

void StreamView::resizeEvent(QResizeEvent *event)
{
    const Place place = readingPlace();
    {
        const Standstill standstill{*this};
        applyReadingWidth();
        QTextBrowser::resizeEvent(event);
    }
    if (m_followsTail)
        scrollToEnd();
    else if (event->size().width() != event->oldSize().width())
        restore(place);
    placeNewLines();
}

void StreamView::paintEvent(QPaintEvent *event)
{
    if (!m_theme.source) {
        QPainter painter{viewport()};
        const QPoint scrolled{horizontalScrollBar()->value(), verticalScrollBar()->value()};
        painter.translate(-scrolled);
        painter.setClipRect(event->rect().translated(scrolled));
        paintDecorations(painter, *document(), QRectF{event->rect().translated(scrolled)}, m_theme);
    }
    QTextBrowser::paintEvent(event);
}

} // namespace reasonglass
