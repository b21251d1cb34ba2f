#pragma once

#include "streamview/blockstack.h"
#include "streamview/streamtext.h"
#include "streamview/textposition.h"

namespace reasonglass {

/// How a caret goes through a text: by character, word, line, paragraph, page. GUI thread only.
class CaretWalk
{
public:
    /// Both must outlive the walk. Lays out the blocks it comes through.
    CaretWalk(const StreamText &text, BlockStack &stack)
        : m_text(text)
        , m_stack(stack)
    { }

    TextPosition start() const;
    TextPosition end() const { return m_text.endPosition(); }
    TextPosition nextCharacter(TextPosition from) const;
    TextPosition previousCharacter(TextPosition from) const;
    TextPosition nextWord(TextPosition from) const;
    TextPosition previousWord(TextPosition from) const;
    TextPosition lineStart(TextPosition from) const;
    TextPosition lineEnd(TextPosition from) const;
    /// In the next line, as near to \a x as can be; \a from itself in the last line.
    TextPosition lineBelow(TextPosition from, double x) const;
    TextPosition lineAbove(TextPosition from, double x) const;
    /// \a pixels further down, or up if negative.
    TextPosition pixelsBelow(TextPosition from, double x, int pixels) const;

    /// The word that \a from is in or beside.
    TextRange word(TextPosition from) const;
    TextRange line(TextPosition from) const;
    TextRange paragraph(TextPosition from) const;

    /// Where a caret at \a position stands, in pixels from the top of the stack.
    QRectF caretRect(TextPosition position) const;
    /// The place nearest to \a point.
    TextPosition positionAt(QPointF point) const;

private:
    struct Spot
    {
        BlockText text;
        size_t paragraph = 0;
    };

    Spot spotOf(TextPosition position) const;
    TextPosition paragraphAfter(TextPosition from, const Spot &spot) const;
    TextPosition paragraphBefore(TextPosition from, const Spot &spot) const;

    const StreamText &m_text;
    BlockStack &m_stack;
};

} // namespace reasonglass
