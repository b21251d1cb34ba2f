#include "streamview/streamview.h"

#include "streamview/streamviewaccessible.h"

#include <QAccessible>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPainter>
#include <QPaintEvent>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr std::chrono::milliseconds frame = 33ms;
constexpr std::chrono::microseconds searchBudget = 4ms;
constexpr int margin = 14; ///< pixels around the text
constexpr double fixedFontScale = 0.95;

} // namespace

/// What the reader is looking at: a place in the text, and where on the screen it stands.
struct StreamView::Place
{
    TextPosition position;
    int top = 0;
    bool atStart = false; ///< nothing is scrolled: the margin above the first line belongs to the place
};

StreamView::StreamView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_newLinesButton(new QPushButton(this))
    , m_frame(this)
    , m_searchSlice(this)
{
    StreamViewAccessible::install();
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    m_newLinesButton->setFocusPolicy(Qt::TabFocus);
    m_newLinesButton->hide();
    connect(m_newLinesButton, &QPushButton::clicked, this, &StreamView::followTail);
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &StreamView::flush);
    m_searchSlice.setSingleShot(true);
    connect(&m_searchSlice, &QTimer::timeout, this, &StreamView::searchOn);
    applyTheme();
}

StreamView::~StreamView() = default;

void StreamView::appendToPart(int part, const QString &text)
{
    m_text.append(part, text);
    textChanged();
}

void StreamView::replacePart(int part, const QString &text)
{
    m_text.replace(part, text);
    textChanged();
}

void StreamView::setParts(const QStringList &markdown)
{
    for (int part = 0; part < markdown.size(); ++part)
        m_text.replace(part, markdown.at(part));
    m_text.truncate(static_cast<int>(markdown.size()));
    finish();
}

void StreamView::finish()
{
    m_text.finish();
    flush();
}

void StreamView::clear()
{
    m_text.clear();
    m_anchor = m_caret = {};
    m_newPixels = 0;
    flush();
    setFollowsTail(true);
}

void StreamView::setPlaceholderText(const QString &text)
{
    if (std::exchange(m_placeholder, text) != text && isEmpty())
        viewport()->update();
}

void StreamView::textChanged()
{
    if (isVisible())
        scheduleFlush();
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
    takeChange();
}

/// Whatever asks where something stands asks about the text as it is, not as it was at the last frame.
void StreamView::catchUp()
{
    if (m_text.hasChange())
        flush();
}

CaretWalk StreamView::walk()
{
    catchUp();
    return CaretWalk{m_text, m_stack};
}

void StreamView::takeChange()
{
    const TextChange change = m_text.takeChange();
    if (change.isNothing())
        return;
    // What stands above the first visible block and what is read stays; the picture moves with that block.
    const bool readsOn = change.first >= m_readBlock && m_readBlock < m_stack.count();
    const size_t read = m_readBlock;
    const int topBefore = readsOn ? screenTop(read) : 0;
    const int heightBefore = m_stack.height();
    m_readBlock = std::min(change.moved(m_readBlock), change.count);
    m_stack.follow(change);
    moveSelection(change);
    m_search.follow(change);
    arrange();
    if (readsOn && change.keptAtEnd == 0) {
        repaintMoved(read, topBefore);
        repaintFrom(change.first);
    } else {
        viewport()->update();
    }
    m_sinceFlush.start();
    if (!m_followsTail)
        m_newPixels += std::max(m_stack.height() - heightBefore, 0);
    showNewLines();
    if (!m_search.isDone())
        m_searchSlice.start(0);
    reportToScreenReaders();
    emit changed();
}

/// Paints \a block and what is below it, as far as its last layout changed it.
void StreamView::repaintFrom(size_t block)
{
    const int changed = block < m_stack.count() ? screenTop(block) + m_stack.changedRow(block) : 0;
    const int top = std::max(changed, 0);
    if (top < viewport()->height())
        viewport()->update(0, top, viewport()->width(), viewport()->height() - top);
}

void StreamView::reportToScreenReaders()
{
    if (!QAccessible::isActive())
        return;
    const qsizetype before = std::exchange(m_reportedLength, m_text.length());
    if (m_reportedLength <= before)
        return;
    const QString added = m_text.plainText({m_text.positionAt(before), m_text.endPosition()});
    QAccessibleTextInsertEvent event{this, static_cast<int>(before), added};
    QAccessible::updateAccessibility(&event);
}

/// Caret and selection stay at the words they were at.
void StreamView::moveSelection(const TextChange &change)
{
    for (TextPosition *position : {&m_anchor, &m_caret}) {
        position->block = change.moved(position->block);
        if (position->block >= change.first)
            *position = m_text.settled(*position);
    }
}

void StreamView::setShowsSource(bool on)
{
    if (showsSource() == on)
        return;
    // Offsets differ between the two, blocks do not.
    Place place = readingPlace();
    place.position.offset = 0;
    place.top = caretRect(place.position).top();
    m_anchor = m_caret = {};
    m_text.setShowsSource(on);
    flush();
    if (!m_followsTail)
        restore(place);
    viewport()->update();
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

void StreamView::setFonts(const TextFonts &fonts)
{
    m_fonts = fonts;
    applyTheme();
}

TextFonts StreamView::fonts() const
{
    TextFonts fonts =
        m_fonts.value_or(TextFonts{font(), QFontDatabase::systemFont(QFontDatabase::FixedFont)});
    if (!m_fonts)
        fonts.fixed.setPointSizeF(QFontInfo{fonts.text}.pointSizeF() * fixedFontScale);
    return fonts;
}

void StreamView::applyTheme()
{
    m_themePalette = palette();
    const Place place = readingPlace();
    const TextTheme theme = TextTheme::from(m_themePalette, fonts(), m_zoom);
    m_stack.reset(theme, wantedWidth(theme));
    if (m_followsTail)
        arrange();
    else
        restore(place);
    viewport()->update();
}

int StreamView::wantedWidth(const TextTheme &theme) const
{
    const double room = std::max(viewport()->width() - 2 * margin, 1);
    return static_cast<int>(std::min(room, std::floor(theme.readingWidth)));
}

// Scrolling

/// Where \a block begins, in pixels from the top of the viewport.
int StreamView::screenTop(size_t block) const
{
    return margin + m_stack.top(block) - m_scroll;
}

/// Where the lines begin, in pixels from the left of the viewport.
int StreamView::contentLeft() const
{
    const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
    const int unused = rightToLeft ? std::max(viewport()->width() - 2 * margin - m_stack.width(), 0) : 0;
    return margin + unused - horizontalScrollBar()->value();
}

int StreamView::greatestScroll() const
{
    return std::max(m_stack.height() + 2 * margin - viewport()->height(), 0);
}

/// Lays out what is visible. Heights that were guesses become true; what is read stays where it is.
void StreamView::arrange()
{
    if (m_followsTail)
        layOutTail();
    while (arrangeOnce()) { }
    if (m_followsTail)
        m_scroll = greatestScroll();
    m_readBlock = m_stack.blockAt(m_scroll - margin);
    const int view = viewport()->height();
    m_stack.keepOnly(m_stack.blockAt(m_scroll - view), m_stack.blockAt(m_scroll + 2 * view) + 1);
    showScrollBars();
}

/// From the end upwards until the viewport is full.
void StreamView::layOutTail()
{
    int room = viewport()->height();
    for (size_t block = m_stack.count(); block > 0 && room > 0; --block) {
        m_stack.layout(block - 1);
        room -= m_stack.heightOf(block - 1);
    }
    m_readBlock = m_stack.count();
    m_scroll = greatestScroll();
}

/// Lays out visible blocks until one turns out higher or lower than it seemed: then true.
bool StreamView::arrangeOnce()
{
    m_scroll = std::clamp(m_scroll, 0, greatestScroll());
    const int bottom = m_scroll + viewport()->height();
    for (size_t block = m_stack.blockAt(m_scroll - margin);
         block < m_stack.count() && m_stack.top(block) + margin < bottom; ++block) {
        const int before = m_stack.heightOf(block);
        m_stack.layout(block);
        const int grown = m_stack.heightOf(block) - before;
        if (grown == 0)
            continue;
        if (block < m_readBlock)
            m_scroll += grown;
        return true;
    }
    return false;
}

void StreamView::showScrollBars()
{
    const bool outer = std::exchange(m_still, true);
    QScrollBar *vertical = verticalScrollBar();
    vertical->setPageStep(viewport()->height());
    vertical->setSingleStep(theme().linePitch);
    vertical->setRange(0, greatestScroll());
    vertical->setValue(m_scroll);

    int widest = m_stack.width();
    const int bottom = m_scroll + viewport()->height();
    for (size_t block = m_readBlock; block < m_stack.count() && m_stack.top(block) < bottom; ++block)
        widest = std::max(widest, m_stack.layout(block).width());
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(theme().linePitch);
    horizontalScrollBar()->setRange(0, std::max(widest + 2 * margin - viewport()->width(), 0));
    m_still = outer;
}

void StreamView::scrollContentsBy(int dx, int)
{
    if (dx != 0)
        viewport()->update();
    if (m_still)
        return;
    const int value = verticalScrollBar()->value();
    if (value == m_scroll)
        return;
    const bool up = value < m_scroll;
    scrollTo(value);
    if (up)
        setFollowsTail(false);
    else if (m_scroll >= greatestScroll() && m_press == Press::None)
        setFollowsTail(true);
}

void StreamView::scrollTo(int value)
{
    catchUp();
    const bool follows = std::exchange(m_followsTail, false);
    const int view = viewport()->height();
    // Over a longer way nothing stays on the screen that would have to keep its place.
    const bool near = std::abs(value - m_scroll) < 2 * view;
    if (!near)
        m_readBlock = m_stack.blockAt(value - margin);
    const size_t block = m_readBlock;
    const int topBefore = screenTop(std::min(block, m_stack.count()));
    m_scroll = value;
    arrange();
    m_followsTail = follows;
    if (near)
        repaintMoved(std::min(block, m_stack.count()), topBefore);
    else
        viewport()->update();
    placeNewLines();
}

/// Moves the picture by as much as \a block moved.
void StreamView::repaintMoved(size_t block, int topBefore)
{
    const int by = screenTop(std::min(block, m_stack.count())) - topBefore;
    if (by == 0)
        return;
    if (std::abs(by) < viewport()->height() && m_newLinesButton->isHidden())
        viewport()->scroll(0, by);
    else
        viewport()->update();
}

StreamView::Place StreamView::readingPlace()
{
    if (m_stack.count() == 0)
        return {{}, 0, true};
    // In the middle of a line: a gap above would belong to the line before in one layout, not in another.
    const TextPosition position = positionAt({contentLeft(), theme().linePitch / 2});
    return {position, caretRect(position).top(), m_scroll <= margin};
}

void StreamView::restore(const Place &place)
{
    catchUp();
    const bool follows = std::exchange(m_followsTail, false);
    m_readBlock = 0;
    m_scroll = 0;
    if (!place.atStart && m_stack.count() > 0) {
        m_readBlock = std::min(place.position.block, m_stack.count() - 1);
        const double inBlock = m_stack.layout(m_readBlock).caretRect(place.position.offset).top();
        m_scroll = margin + m_stack.top(m_readBlock) + static_cast<int>(std::lround(inBlock)) - place.top;
    }
    arrange();
    m_followsTail = follows;
    viewport()->update();
}

void StreamView::showStart()
{
    flush();
    setFollowsTail(false);
    restore({{}, 0, true});
}

void StreamView::followTail()
{
    setFollowsTail(true);
    flush();
    arrange();
    viewport()->update();
    if (m_newLinesButton->hasFocus())
        setFocus();
}

void StreamView::ensureVisible(TextPosition position)
{
    catchUp();
    if (m_stack.count() == 0)
        return;
    const size_t block = std::min(position.block, m_stack.count() - 1);
    const QRectF inBlock = m_stack.layout(block).caretRect(position.offset);
    const int top = screenTop(block) + static_cast<int>(inBlock.top());
    const int view = viewport()->height();
    const int height = static_cast<int>(inBlock.height());
    int wanted = top;
    if (top < margin / 2 || top + height > view - margin / 2) {
        const bool far = top < -view || top > 2 * view;
        wanted = far ? view / 3 : top < margin / 2 ? margin : view - margin - height;
    }
    if (wanted < top && m_followsTail && m_scroll >= greatestScroll())
        return;
    if (wanted != top) {
        if (wanted > top)
            setFollowsTail(false);
        restore({{block, position.offset}, wanted, false});
    }
}

void StreamView::setFollowsTail(bool follows)
{
    if (m_followsTail == follows)
        return;
    m_followsTail = follows;
    m_newPixels = 0;
    showNewLines();
    emit followsTailChanged(follows);
}

void StreamView::showNewLines()
{
    const auto lines = static_cast<int>(std::lround(m_newPixels / theme().linePitch));
    if (m_followsTail || lines <= 0) {
        m_newLinesButton->hide();
        return;
    }
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

void StreamView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (isVisible())
        catchUp();
    const int width = wantedWidth(theme());
    if (width != m_stack.width()) {
        // The view was smaller or larger until now: the place is read at the old size.
        const Place place = readingPlace();
        const TextTheme theme = this->theme();
        m_stack.reset(theme, width);
        if (m_followsTail)
            arrange();
        else
            restore(place);
    } else {
        arrange();
    }
    viewport()->update();
    placeNewLines();
}

void StreamView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    flush(); // what came while nobody looked
}

void StreamView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    const bool recoloured = event->type() == QEvent::PaletteChange && palette() != m_themePalette;
    if (recoloured || event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

// Painting

void StreamView::paintEvent(QPaintEvent *event)
{
    QPainter painter{viewport()};
    const QRect rect = event->rect();
    painter.fillRect(rect, palette().color(QPalette::Base));
    if (isEmpty())
        paintPlaceholder(painter);
    else
        paintBlocks(painter, rect);
}

void StreamView::paintPlaceholder(QPainter &painter)
{
    painter.setPen(theme().muted);
    painter.setFont(theme().font);
    const QRect rect = viewport()->rect().adjusted(margin, margin, -margin, -margin);
    painter.drawText(rect, Qt::AlignLeading | Qt::AlignTop | Qt::TextWordWrap, m_placeholder);
}

void StreamView::paintBlocks(QPainter &painter, const QRect &rect)
{
    const int left = contentLeft();
    size_t block = m_stack.blockAt(rect.top() + m_scroll - margin);
    // What can be seen was laid out when it came; nothing is laid out in a paint event.
    for (; block < m_stack.count() && screenTop(block) <= rect.bottom(); ++block) {
        if (const BlockLayout *layout = m_stack.existing(block))
            layout->paint(painter, QPointF(left, screenTop(block)), rect, marksOf(block));
    }
    if (m_caretShown && hasFocus() && !m_text.hasChange()) {
        const QRect caret = caretRect(m_caret);
        if (caret.intersects(rect))
            painter.fillRect(caret, theme().text);
    }
}

std::vector<TextMark> StreamView::marksOf(size_t block) const
{
    std::vector<TextMark> marks;
    constexpr qsizetype beyond = 1LL << 40;
    const auto add = [&](const TextRange &range, TextMark::Kind kind) {
        if (range.begin.block > block || range.end.block < block || range.isEmpty())
            return;
        marks.push_back({range.begin.block < block ? 0 : range.begin.offset,
                         range.end.block > block ? beyond : range.end.offset, kind});
    };
    if (!m_search.matches().empty()) {
        const auto [first, last] = m_search.matchesIn(block);
        for (size_t match = first; match < last; ++match)
            add(m_search.matches()[match], TextMark::Kind::Match);
    }
    add(selection(), TextMark::Kind::Selection);
    return marks;
}

// Caret and selection

TextRange StreamView::selection() const
{
    return {std::min(m_anchor, m_caret), std::max(m_anchor, m_caret)};
}

void StreamView::select(TextPosition anchor, TextPosition caret)
{
    const bool differs = anchor != m_anchor || caret != m_caret;
    m_anchor = anchor;
    m_caret = caret;
    if (!differs)
        return;
    if (hasSelection())
        setFollowsTail(false);
    viewport()->update();
    if (QAccessible::isActive()) {
        QAccessibleTextSelectionEvent event{this, static_cast<int>(m_text.offsetOf(anchor)),
                                            static_cast<int>(m_text.offsetOf(caret))};
        event.setCursorPosition(static_cast<int>(m_text.offsetOf(caret)));
        QAccessible::updateAccessibility(&event);
    }
    emit selectionChanged();
}

QRect StreamView::caretRect(TextPosition position)
{
    return walk().caretRect(position).translated(contentLeft(), margin - m_scroll).toRect();
}

TextPosition StreamView::positionAt(QPoint point)
{
    return walk().positionAt(QPointF(point) + QPointF(-contentLeft(), m_scroll - margin));
}

void StreamView::selectAll()
{
    flush();
    select(walk().start(), walk().end());
}

// Search

void StreamView::search(const QString &what)
{
    m_search.begin(what);
    m_wantedMatch.reset();
    searchOn();
}

void StreamView::searchOn()
{
    if (!m_search.run(searchBudget))
        m_searchSlice.start(0);
    viewport()->update();
    if (m_wantedMatch)
        selectMatch(*m_wantedMatch);
    emit searchChanged();
}

void StreamView::selectMatch(Direction direction, bool fromSelectionStart)
{
    m_wantedMatch.reset();
    const std::vector<TextRange> &matches = m_search.matches();
    const TextRange from = selection();
    const bool forward = direction == Direction::Forward;
    size_t match = m_search.matchFrom(forward && !fromSelectionStart ? from.end : from.begin);
    const bool beyond = forward ? match >= matches.size() : match == 0;
    if (beyond && !m_search.isDone()) {
        m_wantedMatch = direction; // it may be in what has not been searched yet
        return;
    }
    if (matches.empty())
        return;
    if (forward)
        match = beyond ? 0 : match;
    else
        match = beyond ? matches.size() - 1 : match - 1;
    select(matches[match].begin, matches[match].end);
    ensureVisible(matches[match].begin);
    emit searchChanged();
}

} // namespace reasonglass
