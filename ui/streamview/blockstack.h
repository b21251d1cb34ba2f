#pragma once

#include "streamview/blocklayout.h"
#include "streamview/streamtext.h"
#include "streamview/texttheme.h"

#include <memory>
#include <vector>

namespace reasonglass {

/// The blocks of a text, one below the other. A block is laid out when it is asked for; until then its
/// height is a guess from its source. What is no longer looked at can be dropped and keeps its height.
///
/// Pixels are counted from the top of the first block. Every answer costs the same however many blocks
/// there are, but for sums of heights, which are added up anew from the first block that changed.
class BlockStack
{
public:
    /// \a text must outlive the stack.
    explicit BlockStack(const StreamText &text)
        : m_text(text)
    { }

    const TextTheme &theme() const { return *m_theme; }
    int width() const { return m_width; }
    /// Forgets every layout and guesses all heights anew.
    void reset(const TextTheme &theme, int width);
    /// Follows a change of the text.
    void follow(const TextChange &change);

    size_t count() const { return m_slots.size(); }
    int height() const { return top(count()); }
    /// Of block \a block; top(count()) is where the last one ends.
    int top(size_t block) const;
    /// The block at \a y, or the first or last one.
    size_t blockAt(int y) const;
    int heightOf(size_t block) const { return m_slots[block].height; }
    /// Whether its height is what it is, not a guess.
    bool isExact(size_t block) const { return m_slots[block].exact; }
    /// Lays \a block out if it is not; may change its height. Every change of the text has been followed.
    const BlockLayout &layout(size_t block);
    /// The layout that there is, or nullptr.
    const BlockLayout *existing(size_t block) const { return m_slots[block].layout.get(); }
    /// The first pixel row of \a block that its last layout changed.
    int changedRow(size_t block) const { return m_slots[block].changedRow; }
    /// Drops the layouts of all blocks but those from \a first to before \a last.
    void keepOnly(size_t first, size_t last);
    size_t layoutCount() const;

private:
    struct Slot
    {
        std::unique_ptr<BlockLayout> layout;
        int height = 0;
        int changedRow = 0;
        bool exact = false;
        bool stale = false; ///< the layout is of an earlier text
    };

    Slot guessed(size_t block) const;
    int guessHeight(size_t number) const;
    void heightsChangedAfter(size_t block);
    BlockLayout::Setting settingOf(size_t number) const;

    const StreamText &m_text;
    std::unique_ptr<TextTheme> m_theme = std::make_unique<TextTheme>();
    int m_width = 0;
    std::vector<Slot> m_slots;
    mutable std::vector<int> m_tops{0}; ///< of the first blocks, as far as they are added up
    size_t m_firstLaid = 0;             ///< no block outside of these two has a layout
    size_t m_lastLaid = 0;
};

} // namespace reasonglass
