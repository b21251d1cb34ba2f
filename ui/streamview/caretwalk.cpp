#include "streamview/caretwalk.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <limits>

namespace reasonglass {

CaretWalk::Spot CaretWalk::spotOf(TextPosition position) const
{
    Spot spot;
    if (position.block >= m_text.blockCount())
        return spot;
    spot.text = m_text.read(position.block);
    if (!spot.text.paragraphs.empty())
        spot.paragraph = spot.text.paragraphAt(position.offset);
    return spot;
}

TextPosition CaretWalk::start() const
{
    for (size_t block = 0; block < m_text.blockCount(); ++block) {
        const BlockText text = m_text.read(block);
        if (!text.paragraphs.empty())
            return {block, text.paragraphs.front().start};
    }
    return {};
}

/// Where the paragraph after that of \a from begins; \a from itself in the last one.
TextPosition CaretWalk::paragraphAfter(TextPosition from, const Spot &spot) const
{
    if (spot.paragraph + 1 < spot.text.paragraphs.size())
        return {from.block, spot.text.paragraphs[spot.paragraph + 1].start};
    for (size_t block = from.block + 1; block < m_text.blockCount(); ++block) {
        const BlockText text = m_text.read(block);
        if (!text.paragraphs.empty())
            return {block, text.paragraphs.front().start};
    }
    return from;
}

/// Where the paragraph before that of \a from ends; \a from itself in the first one.
TextPosition CaretWalk::paragraphBefore(TextPosition from, const Spot &spot) const
{
    if (spot.paragraph > 0 && !spot.text.paragraphs.empty())
        return {from.block, spot.text.paragraphs[spot.paragraph - 1].end()};
    for (size_t block = from.block; block > 0; --block) {
        const BlockText text = m_text.read(block - 1);
        if (!text.paragraphs.empty())
            return {block - 1, text.paragraphs.back().end()};
    }
    return from;
}

TextPosition CaretWalk::nextCharacter(TextPosition from) const
{
    const Spot spot = spotOf(from);
    if (spot.text.paragraphs.empty())
        return paragraphAfter(from, spot);
    const TextParagraph &paragraph = spot.text.paragraphs[spot.paragraph];
    if (from.offset >= paragraph.end())
        return paragraphAfter(from, spot);
    QTextBoundaryFinder finder{QTextBoundaryFinder::Grapheme, paragraph.text};
    finder.setPosition(std::max<qsizetype>(from.offset - paragraph.start, 0));
    const qsizetype next = finder.toNextBoundary();
    return {from.block, paragraph.start + (next < 0 ? paragraph.text.size() : next)};
}

TextPosition CaretWalk::previousCharacter(TextPosition from) const
{
    const Spot spot = spotOf(from);
    if (spot.text.paragraphs.empty() || from.offset <= spot.text.paragraphs[spot.paragraph].start)
        return paragraphBefore(from, spot);
    const TextParagraph &paragraph = spot.text.paragraphs[spot.paragraph];
    QTextBoundaryFinder finder{QTextBoundaryFinder::Grapheme, paragraph.text};
    finder.setPosition(std::min(from.offset - paragraph.start, paragraph.text.size()));
    return {from.block, paragraph.start + std::max<qsizetype>(finder.toPreviousBoundary(), 0)};
}

TextPosition CaretWalk::nextWord(TextPosition from) const
{
    const Spot spot = spotOf(from);
    if (spot.text.paragraphs.empty() || from.offset >= spot.text.paragraphs[spot.paragraph].end())
        return paragraphAfter(from, spot);
    const TextParagraph &paragraph = spot.text.paragraphs[spot.paragraph];
    QTextBoundaryFinder finder{QTextBoundaryFinder::Word, paragraph.text};
    finder.setPosition(std::max<qsizetype>(from.offset - paragraph.start, 0));
    qsizetype at = finder.toNextBoundary();
    while (at >= 0 && at < paragraph.text.size()
           && !(finder.boundaryReasons() & QTextBoundaryFinder::StartOfItem))
        at = finder.toNextBoundary();
    return {from.block, paragraph.start + (at < 0 ? paragraph.text.size() : at)};
}

TextPosition CaretWalk::previousWord(TextPosition from) const
{
    const Spot spot = spotOf(from);
    if (spot.text.paragraphs.empty() || from.offset <= spot.text.paragraphs[spot.paragraph].start)
        return paragraphBefore(from, spot);
    const TextParagraph &paragraph = spot.text.paragraphs[spot.paragraph];
    QTextBoundaryFinder finder{QTextBoundaryFinder::Word, paragraph.text};
    finder.setPosition(std::min(from.offset - paragraph.start, paragraph.text.size()));
    qsizetype at = finder.toPreviousBoundary();
    while (at > 0 && !(finder.boundaryReasons() & QTextBoundaryFinder::StartOfItem))
        at = finder.toPreviousBoundary();
    return {from.block, paragraph.start + std::max<qsizetype>(at, 0)};
}

TextRange CaretWalk::line(TextPosition from) const
{
    if (from.block >= m_text.blockCount())
        return {from, from};
    const std::optional<TextLine> line = m_stack.layout(from.block).lineAt(from.offset);
    if (!line)
        return {from, from};
    return {{from.block, line->begin}, {from.block, line->end}};
}

TextPosition CaretWalk::lineStart(TextPosition from) const
{
    return line(from).begin;
}

TextPosition CaretWalk::lineEnd(TextPosition from) const
{
    return line(from).end;
}

TextPosition CaretWalk::lineBelow(TextPosition from, double x) const
{
    if (from.block >= m_text.blockCount())
        return from;
    const auto firstBelow = [this, x](size_t block, int y) -> std::optional<TextPosition> {
        const BlockLayout &layout = m_stack.layout(block);
        std::optional<TextLine> found;
        for (const TextLine &line : layout.lines()) {
            if (line.top >= y && (!found || line.top < found->top))
                found = line;
        }
        if (!found)
            return {};
        return TextPosition{block, layout.offsetAt({x, found->top + found->height / 2.0})};
    };
    const std::optional<TextLine> here = m_stack.layout(from.block).lineAt(from.offset);
    if (here) {
        if (const auto below = firstBelow(from.block, here->top + here->height))
            return *below;
    }
    for (size_t block = from.block + 1; block < m_text.blockCount(); ++block) {
        if (const auto below = firstBelow(block, std::numeric_limits<int>::min()))
            return *below;
    }
    return from;
}

TextPosition CaretWalk::lineAbove(TextPosition from, double x) const
{
    if (from.block >= m_text.blockCount())
        return from;
    const auto lastAbove = [this, x](size_t block, int y) -> std::optional<TextPosition> {
        const BlockLayout &layout = m_stack.layout(block);
        std::optional<TextLine> found;
        for (const TextLine &line : layout.lines()) {
            if (line.top < y && (!found || line.top > found->top))
                found = line;
        }
        if (!found)
            return {};
        return TextPosition{block, layout.offsetAt({x, found->top + found->height / 2.0})};
    };
    const std::optional<TextLine> here = m_stack.layout(from.block).lineAt(from.offset);
    if (here) {
        if (const auto above = lastAbove(from.block, here->top))
            return *above;
    }
    for (size_t block = from.block; block > 0; --block) {
        if (const auto above = lastAbove(block - 1, std::numeric_limits<int>::max()))
            return *above;
    }
    return from;
}

TextPosition CaretWalk::pixelsBelow(TextPosition from, double x, int pixels) const
{
    const QRectF caret = caretRect(from);
    return positionAt({x, caret.center().y() + pixels});
}

TextRange CaretWalk::word(TextPosition from) const
{
    const Spot spot = spotOf(from);
    if (spot.text.paragraphs.empty())
        return {from, from};
    const TextParagraph &paragraph = spot.text.paragraphs[spot.paragraph];
    QTextBoundaryFinder finder{QTextBoundaryFinder::Word, paragraph.text};
    const qsizetype at = std::clamp<qsizetype>(from.offset - paragraph.start, 0, paragraph.text.size());
    finder.setPosition(at);
    const qsizetype begin = finder.isAtBoundary() && at < paragraph.text.size()
        ? at
        : std::max<qsizetype>(finder.toPreviousBoundary(), 0);
    finder.setPosition(begin);
    const qsizetype end = finder.toNextBoundary();
    return {{from.block, paragraph.start + begin},
            {from.block, paragraph.start + (end < 0 ? paragraph.text.size() : end)}};
}

TextRange CaretWalk::paragraph(TextPosition from) const
{
    const Spot spot = spotOf(from);
    if (spot.text.paragraphs.empty())
        return {from, from};
    const TextParagraph &paragraph = spot.text.paragraphs[spot.paragraph];
    return {{from.block, paragraph.start}, {from.block, paragraph.end()}};
}

QRectF CaretWalk::caretRect(TextPosition position) const
{
    if (position.block >= m_text.blockCount())
        return {};
    const QRectF inBlock = m_stack.layout(position.block).caretRect(position.offset);
    return inBlock.translated(0, m_stack.top(position.block));
}

TextPosition CaretWalk::positionAt(QPointF point) const
{
    if (m_text.blockCount() == 0)
        return {};
    const size_t block = m_stack.blockAt(static_cast<int>(point.y()));
    const BlockLayout &layout = m_stack.layout(block);
    if (layout.text().paragraphs.empty())
        return point.y() <= 0 ? start() : end();
    return {block, layout.offsetAt(point - QPointF{0, static_cast<double>(m_stack.top(block))})};
}

} // namespace reasonglass
