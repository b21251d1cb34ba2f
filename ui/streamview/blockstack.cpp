#include "streamview/blockstack.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace reasonglass {

namespace {

constexpr double paragraphGap = 0.5; ///< in em, as the layout has it; a guess needs no more
constexpr double codePadding = 1.1;
constexpr double cellPadding = 0.45;

} // namespace

void BlockStack::reset(const TextTheme &theme, int width)
{
    m_theme = std::make_unique<TextTheme>(theme);
    m_width = width;
    for (size_t i = 0; i < m_slots.size(); ++i)
        m_slots[i] = guessed(i);
    m_tops = {0};
    m_firstLaid = m_lastLaid = 0;
}

void BlockStack::follow(const TextChange &change)
{
    if (change.isNothing())
        return;
    std::vector<Slot> kept(
        std::make_move_iterator(m_slots.end() - static_cast<std::ptrdiff_t>(change.keptAtEnd)),
        std::make_move_iterator(m_slots.end()));
    const size_t changedEnd = change.count - change.keptAtEnd;
    const bool reuse = change.first < changedEnd && change.first + change.keptAtEnd < m_slots.size();
    m_slots.resize(change.first + (reuse ? 1 : 0));
    if (reuse) { // its beginning is most likely what it was
        Slot &first = m_slots.back();
        first.stale = true;
        first.exact = false;
        first.height = std::max(first.height, guessHeight(change.first));
    }
    for (size_t i = m_slots.size(); i < changedEnd; ++i)
        m_slots.push_back(guessed(i));
    std::move(kept.begin(), kept.end(), std::back_inserter(m_slots));
    heightsChangedAfter(change.first);
    m_lastLaid = std::max(m_lastLaid, m_slots.size());
}

BlockStack::Slot BlockStack::guessed(size_t block) const
{
    Slot slot;
    slot.height = guessHeight(block);
    return slot;
}

int BlockStack::guessHeight(size_t number) const
{
    const SourceBlock block = m_text.block(number);
    const QStringView source = m_text.source(number).trimmed();
    if (source.isEmpty())
        return 0;
    const auto characters = static_cast<double>(source.size());
    const auto lines = static_cast<double>(source.count(u'\n') + 1);
    const double width = std::max(m_width, 1);
    const double gap = paragraphGap * m_theme->em;
    const double wrapped = std::max(lines, characters * m_theme->fixedCharacterWidth / width);
    double height = gap;
    if (m_text.showsSource()) {
        height = std::ceil(wrapped) * m_theme->codePitch;
    } else if (block.kind == SourceBlock::Kind::Code || block.kind == SourceBlock::Kind::IndentedCode) {
        height +=
            std::ceil(wrapped) * m_theme->codePitch + (block.piece == 0 ? codePadding * m_theme->em : 0);
    } else if (block.kind == SourceBlock::Kind::Table) {
        height += lines * (m_theme->codePitch + cellPadding * m_theme->em);
    } else {
        const double perLine = block.kind == SourceBlock::Kind::List ? lines : 1;
        const double needed = std::ceil(characters * m_theme->characterWidth / width);
        height += std::max(perLine, needed) * m_theme->linePitch;
    }
    return static_cast<int>(std::lround(height));
}

void BlockStack::heightsChangedAfter(size_t block)
{
    if (m_tops.size() > block + 1)
        m_tops.resize(block + 1);
}

int BlockStack::top(size_t block) const
{
    while (m_tops.size() <= block)
        m_tops.push_back(m_tops.back() + m_slots[m_tops.size() - 1].height);
    return m_tops[block];
}

size_t BlockStack::blockAt(int y) const
{
    if (m_slots.empty())
        return 0;
    top(m_slots.size());
    const auto after = std::upper_bound(m_tops.begin() + 1, m_tops.end() - 1, y);
    return static_cast<size_t>(after - m_tops.begin()) - 1;
}

BlockLayout::Setting BlockStack::settingOf(size_t number) const
{
    const SourceBlock block = m_text.block(number);
    return {.width = m_width,
            .atTop = number == 0,
            .beginsPart = m_text.beginsPart(number),
            .continuesAbove = block.continuesPrevious,
            .continuesBelow = block.continuesNext};
}

const BlockLayout &BlockStack::layout(size_t block)
{
    Slot &slot = m_slots[block];
    if (slot.layout && !slot.stale)
        return *slot.layout;
    if (!slot.layout)
        slot.layout = std::make_unique<BlockLayout>(*m_theme);
    slot.changedRow = slot.layout->lay(m_text.read(block), settingOf(block));
    slot.stale = false;
    slot.exact = true;
    if (std::exchange(slot.height, slot.layout->height()) != slot.height)
        heightsChangedAfter(block);
    m_firstLaid = m_firstLaid == m_lastLaid ? block : std::min(m_firstLaid, block);
    m_lastLaid = std::max(m_lastLaid, block + 1);
    return *slot.layout;
}

void BlockStack::keepOnly(size_t first, size_t last)
{
    const size_t end = std::min(m_lastLaid, m_slots.size());
    for (size_t i = m_firstLaid; i < end; ++i) {
        if (i < first || i >= last)
            m_slots[i].layout.reset();
    }
    m_firstLaid = first;
    m_lastLaid = last;
}

size_t BlockStack::layoutCount() const
{
    return static_cast<size_t>(std::count_if(m_slots.begin(), m_slots.end(),
                                             [](const Slot &slot) { return slot.layout != nullptr; }));
}

} // namespace reasonglass
