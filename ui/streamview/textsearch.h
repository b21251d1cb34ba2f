#pragma once

#include "streamview/streamtext.h"
#include "streamview/textposition.h"

#include <QElapsedTimer>
#include <QString>

#include <chrono>
#include <vector>

namespace reasonglass {

/// Finds a word in everything a text shows, laid out or not, a few milliseconds at a time.
class TextSearch
{
public:
    /// \a text must outlive the search.
    explicit TextSearch(const StreamText &text)
        : m_text(text)
    { }

    /// Begins anew; case does not matter. Empty: nothing is looked for.
    void begin(const QString &what);
    /// Follows a change of the text: what is before it stays found.
    void follow(const TextChange &change);
    /// Goes on for about \a budget. True once the whole text has been looked at.
    bool run(std::chrono::microseconds budget);

    const QString &what() const { return m_what; }
    bool isDone() const { return m_next >= m_text.blockCount() || m_what.isEmpty(); }
    /// Ascending.
    const std::vector<TextRange> &matches() const { return m_matches; }
    /// The first match that begins at or after \a position, or one past the last.
    size_t matchFrom(TextPosition position) const;
    /// Those that end after \a block begins and begin before it ends: from first to before second.
    std::pair<size_t, size_t> matchesIn(size_t block) const;

private:
    void searchBlock(size_t block);

    const StreamText &m_text;
    QString m_what;
    std::vector<TextRange> m_matches;
    size_t m_next = 0; ///< the block to be searched next
};

} // namespace reasonglass
