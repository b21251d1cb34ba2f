#include "streamview/streamviewaccessible.h"

#include "streamview/streamview.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QAccessibleInterface *create(const QString &, QObject *object)
{
    auto *view = qobject_cast<StreamView *>(object);
    return view == nullptr ? nullptr : new StreamViewAccessible(view);
}

} // namespace

StreamViewAccessible::StreamViewAccessible(StreamView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
{ }

void StreamViewAccessible::install()
{
    QAccessible::installFactory(create); // the same factory is kept once
}

StreamView *StreamViewAccessible::view() const
{
    return qobject_cast<StreamView *>(object());
}

void *StreamViewAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State StreamViewAccessible::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

QString StreamViewAccessible::text(QAccessible::Text kind) const
{
    if (kind == QAccessible::Value)
        return text(0, characterCount());
    if (kind == QAccessible::Description && view()->isEmpty())
        return view()->placeholderText();
    return QAccessibleWidget::text(kind);
}

void StreamViewAccessible::selection(int selectionIndex, int *startOffset, int *endOffset) const
{
    const bool some = selectionIndex == 0 && view()->hasSelection();
    const TextRange range = view()->selection();
    *startOffset = some ? static_cast<int>(view()->text().offsetOf(range.begin)) : 0;
    *endOffset = some ? static_cast<int>(view()->text().offsetOf(range.end)) : 0;
}

int StreamViewAccessible::selectionCount() const
{
    return view()->hasSelection() ? 1 : 0;
}

void StreamViewAccessible::addSelection(int startOffset, int endOffset)
{
    setSelection(0, startOffset, endOffset);
}

void StreamViewAccessible::removeSelection(int selectionIndex)
{
    if (selectionIndex == 0)
        view()->select(view()->caret(), view()->caret());
}

void StreamViewAccessible::setSelection(int selectionIndex, int startOffset, int endOffset)
{
    if (selectionIndex == 0)
        view()->select(view()->text().positionAt(startOffset), view()->text().positionAt(endOffset));
}

int StreamViewAccessible::cursorPosition() const
{
    return static_cast<int>(view()->text().offsetOf(view()->caret()));
}

void StreamViewAccessible::setCursorPosition(int position)
{
    const TextPosition caret = view()->text().positionAt(position);
    view()->select(caret, caret);
    view()->ensureVisible(caret);
}

QString StreamViewAccessible::text(int startOffset, int endOffset) const
{
    const StreamText &text = view()->text();
    if (startOffset >= endOffset)
        return {};
    return text.plainText({text.positionAt(startOffset), text.positionAt(endOffset)});
}

int StreamViewAccessible::characterCount() const
{
    return static_cast<int>(view()->text().length());
}

/// The unit that \a offset is in, with the separator that follows it.
StreamViewAccessible::Span StreamViewAccessible::spanAt(int offset,
                                                        QAccessible::TextBoundaryType boundary) const
{
    const StreamText &text = view()->text();
    const int count = characterCount();
    const int at = std::clamp(offset == -1 ? count : offset == -2 ? cursorPosition() : offset, 0, count);
    const TextPosition here = text.positionAt(at);
    const CaretWalk walk = view()->walk();
    const auto offsetOf = [&text](TextPosition position) {
        return static_cast<int>(text.offsetOf(position));
    };
    // What separates two paragraphs belongs to the first of them.
    const auto upToNext = [&](TextPosition end) { return offsetOf(walk.nextCharacter(end)); };
    switch (boundary) {
    case QAccessible::CharBoundary:
        return {at, std::max(at, std::min(offsetOf(walk.nextCharacter(here)), count))};
    case QAccessible::WordBoundary: {
        const TextRange word = walk.word(here);
        if (offsetOf(word.end) <= at) // what ends a paragraph is a unit of its own
            return {at, std::max(at, std::min(upToNext(here), count))};
        return {offsetOf(word.begin), offsetOf(word.end)};
    }
    case QAccessible::LineBoundary: {
        const TextRange line = walk.line(here);
        return {offsetOf(line.begin), std::max(upToNext(line.end), offsetOf(line.end))};
    }
    case QAccessible::NoBoundary:
        return {0, count};
    default: {
        const TextRange paragraph = walk.paragraph(here);
        return {offsetOf(paragraph.begin), std::max(upToNext(paragraph.end), offsetOf(paragraph.end))};
    }
    }
}

QString StreamViewAccessible::said(Span span, int *startOffset, int *endOffset) const
{
    *startOffset = span.begin;
    *endOffset = span.end;
    return text(span.begin, span.end);
}

QString StreamViewAccessible::textAtOffset(int offset, QAccessible::TextBoundaryType boundary,
                                           int *startOffset, int *endOffset) const
{
    return said(spanAt(offset, boundary), startOffset, endOffset);
}

QString StreamViewAccessible::textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary,
                                               int *startOffset, int *endOffset) const
{
    const Span here = spanAt(offset, boundary);
    if (here.begin == 0)
        return said({0, 0}, startOffset, endOffset);
    return said(spanAt(here.begin - 1, boundary), startOffset, endOffset);
}

QString StreamViewAccessible::textAfterOffset(int offset, QAccessible::TextBoundaryType boundary,
                                              int *startOffset, int *endOffset) const
{
    const Span here = spanAt(offset, boundary);
    if (here.end >= characterCount())
        return said({here.end, here.end}, startOffset, endOffset);
    return said(spanAt(here.end, boundary), startOffset, endOffset);
}

QRect StreamViewAccessible::characterRect(int offset) const
{
    const StreamText &text = view()->text();
    const QRect begin = view()->caretRect(text.positionAt(offset));
    const QRect end = view()->caretRect(text.positionAt(offset + 1));
    const bool sameLine = end.top() == begin.top() && end.left() > begin.left();
    const QRect rect{begin.topLeft(), QSize{sameLine ? end.left() - begin.left() : 1, begin.height()}};
    return rect.translated(view()->viewport()->mapToGlobal(QPoint{0, 0}));
}

int StreamViewAccessible::offsetAtPoint(const QPoint &point) const
{
    const QPoint local = view()->viewport()->mapFromGlobal(point);
    if (!view()->viewport()->rect().contains(local))
        return -1;
    return static_cast<int>(view()->text().offsetOf(view()->positionAt(local)));
}

void StreamViewAccessible::scrollToSubstring(int startIndex, int)
{
    view()->ensureVisible(view()->text().positionAt(startIndex));
}

QString StreamViewAccessible::attributes(int offset, int *startOffset, int *endOffset) const
{
    const StreamText &text = view()->text();
    const TextPosition here = text.positionAt(offset);
    *startOffset = *endOffset = offset;
    if (here.block >= text.blockCount())
        return {};
    const BlockText block = text.read(here.block);
    if (block.paragraphs.empty())
        return {};
    const TextParagraph &paragraph = block.paragraphs[block.paragraphAt(here.offset)];
    const int base = offset - static_cast<int>(here.offset);
    const qsizetype at = here.offset - paragraph.start;
    qsizetype begin = 0;
    qsizetype end = paragraph.text.size();
    InlineStyle style;
    for (const StyledRange &range : paragraph.styles) {
        if (range.start + range.length <= at) {
            begin = range.start + range.length;
        } else if (range.start > at) {
            end = std::min(end, range.start);
        } else {
            begin = range.start;
            end = range.start + range.length;
            style = range.style;
        }
    }
    *startOffset = base + static_cast<int>(paragraph.start + begin);
    *endOffset = base + static_cast<int>(paragraph.start + end);
    const bool bold = style.bold || paragraph.kind == TextParagraph::Kind::Heading;
    QString attributes;
    if (bold)
        attributes += "font-weight:bold;"_L1;
    if (style.italic || style.math)
        attributes += "font-style:italic;"_L1;
    if (style.strike)
        attributes += "text-line-through-type:single;"_L1;
    if (!style.link.isEmpty())
        attributes += "text-underline-style:solid;text-underline-type:single;"_L1;
    return attributes;
}

} // namespace reasonglass
