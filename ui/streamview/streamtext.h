#pragma once

#include "streamview/blocksplitter.h"
#include "streamview/blocktext.h"
#include "streamview/textposition.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace reasonglass {

/// Which blocks changed: not those before \a first, nor the last \a keptAtEnd, which only moved.
struct TextChange
{
    size_t first = 0;
    size_t keptAtEnd = 0;
    size_t countBefore = 0;
    size_t count = 0;

    bool isNothing() const { return first >= count && count == countBefore; }
    /// The block that is now what \a block was; for a changed one, itself.
    size_t moved(size_t block) const
    {
        return block >= first && block + keptAtEnd >= countBefore ? block + count - countBefore : block;
    }
    bool touches(size_t block) const { return block >= first && block + keptAtEnd < countBefore; }
};

/// Markdown that grows, part after part, as a list of blocks that can each be read by itself.
///
/// A finished block never changes again. Nothing but the source is kept: read() parses a block anew each
/// time, in time that is bounded however long the text is. Not thread-safe.
class StreamText
{
public:
    /// Parts are counted from 0; a part that does not exist yet is created, with those before it.
    void append(int part, QStringView text);
    /// Makes \a text the whole of \a part. Blocks that are the same stay.
    void replace(int part, const QString &text);
    /// Removes the parts from \a count on.
    void truncate(int count);
    /// No more text is expected: the last block reads as it stands.
    void finish();
    void clear();

    bool showsSource() const { return m_source; }
    void setShowsSource(bool on);

    /// The Markdown as it came, parts joined by an empty line.
    QString sourceText() const;
    bool isEmpty() const;

    size_t blockCount() const { return m_blocks; }
    SourceBlock block(size_t block) const;
    QStringView source(size_t block) const;
    /// Parses a block.
    BlockText read(size_t number) const;
    /// Whether a part begins with \a block and text stands before it.
    bool beginsPart(size_t block) const;
    /// What may read differently than at the last call.
    TextChange takeChange();
    bool hasChange() const { return m_change.first < m_blocks || m_change.countBefore != m_blocks; }

    // Offsets count the characters of everything that is shown, from 0. They make each block be read once.
    qsizetype length() const;
    qsizetype offsetOf(TextPosition position) const;
    TextPosition positionAt(qsizetype offset) const;
    /// Brings a position that was true before text came to what it says now: a block may have been cut.
    TextPosition settled(TextPosition position) const;
    TextPosition endPosition() const;
    /// How long the text of \a block is.
    qsizetype blockLength(size_t block) const;

    /// Calls \a visit with each block that \a range touches and the stretch of its text in it.
    void
    visit(const TextRange &range,
          const std::function<void(size_t, const BlockText &, qsizetype begin, qsizetype end)> &visit) const;
    /// What a person would type for \a range: tabs between cells, one line for each item.
    QString plainText(const TextRange &range) const;
    QString plainText() const { return plainText({{}, endPosition()}); }

private:
    struct Place
    {
        size_t part = 0;
        size_t index = 0; ///< in the part; finished().size() is its tail
    };
    struct CodeMemory
    {
        Place at;
        CodeStart start;
    };

    Place placeOf(size_t block) const;
    BlockSplitter &ensurePart(size_t part);
    void countBlocks(size_t fromPart);
    void changeFrom(size_t block, size_t keptAtEnd = 0);
    size_t blocksAfter(size_t part) const;
    CodeStart codeStartOf(const Place &place, const SourceBlock &block) const;
    void measure(size_t block) const;
    size_t firstWithText() const;
    qsizetype skippedJoin() const;

    std::vector<BlockSplitter> m_parts;
    std::vector<size_t> m_first; ///< the first block of each part
    size_t m_blocks = 0;
    TextChange m_change;
    bool m_finished = false;
    bool m_source = false;
    mutable std::vector<qsizetype> m_ends; ///< where each block's text ends, as far as it is known
    mutable CodeMemory m_code;
};

} // namespace reasonglass
