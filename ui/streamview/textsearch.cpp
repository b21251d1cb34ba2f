#include "streamview/textsearch.h"

#include <QDeadlineTimer>

#include <algorithm>

namespace reasonglass {

void TextSearch::begin(const QString &what)
{
    m_what = what;
    m_matches.clear();
    m_next = 0;
}

void TextSearch::follow(const TextChange &change)
{
    // A match may reach from the block before into what changed.
    const size_t first = change.first > 0 ? change.first - 1 : 0;
    const auto changed = std::lower_bound(
        m_matches.begin(), m_matches.end(), TextPosition{first, 0},
        [](const TextRange &match, TextPosition position) { return match.begin < position; });
    m_matches.erase(changed, m_matches.end());
    m_next = std::min(m_next, first);
}

bool TextSearch::run(std::chrono::microseconds budget)
{
    const QDeadlineTimer deadline{budget, Qt::PreciseTimer};
    while (!isDone()) {
        searchBlock(m_next++);
        if (deadline.hasExpired())
            break;
    }
    return isDone();
}

/// Finds what begins in \a block, also where it goes on in the next one.
void TextSearch::searchBlock(size_t block)
{
    QString text = m_text.read(block).plain();
    const qsizetype length = text.size();
    if (length == 0)
        return;
    for (size_t next = block + 1; next < m_text.blockCount() && text.size() < length + m_what.size() - 1;
         ++next)
        text += QStringView{m_text.read(next).plain()}.left(length + m_what.size() - 1 - text.size());
    // One that came over from the block before is not overlapped.
    const bool reached = !m_matches.empty() && m_matches.back().end.block == block;
    const qsizetype from = reached ? m_matches.back().end.offset : 0;
    for (qsizetype at = text.indexOf(m_what, from, Qt::CaseInsensitive); at >= 0 && at < length;
         at = text.indexOf(m_what, at + m_what.size(), Qt::CaseInsensitive))
        m_matches.push_back({{block, at}, m_text.settled({block, at + m_what.size()})});
}

size_t TextSearch::matchFrom(TextPosition position) const
{
    const auto found =
        std::lower_bound(m_matches.begin(), m_matches.end(), position,
                         [](const TextRange &match, TextPosition at) { return match.begin < at; });
    return static_cast<size_t>(found - m_matches.begin());
}

std::pair<size_t, size_t> TextSearch::matchesIn(size_t block) const
{
    size_t first = matchFrom({block, 0});
    if (first > 0 && m_matches[first - 1].end.block >= block)
        --first;
    return {first, matchFrom({block + 1, 0})};
}

} // namespace reasonglass
