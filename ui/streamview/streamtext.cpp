#include "streamview/streamtext.h"

#include "streamview/tailcompletion.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// After so many pieces of one code block its colours begin anew: looking back is bounded.
constexpr int piecesColouredTogether = 16;

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

QStringView withoutFirstLine(QStringView source)
{
    return source.sliced(source.indexOf(u'\n') + 1);
}

} // namespace

void StreamText::append(int part, QStringView text)
{
    const auto index = static_cast<size_t>(std::max(part, 0));
    if (text.isEmpty() && index < m_parts.size())
        return;
    BlockSplitter &splitter = ensurePart(index);
    // What comes after a part that was empty begins a part from now on.
    const size_t kept = splitter.text().isEmpty() ? 0 : blocksAfter(index);
    changeFrom(m_first[index] + splitter.finished().size(), kept);
    splitter.append(text);
    countBlocks(index + 1);
}

void StreamText::replace(int part, const QString &text)
{
    const auto index = static_cast<size_t>(std::max(part, 0));
    if (index < m_parts.size() && m_parts[index].text() == text)
        return;
    BlockSplitter &splitter = ensurePart(index);
    BlockSplitter replaced;
    replaced.append(text);
    const size_t kept = splitter.text().isEmpty() == text.isEmpty() ? blocksAfter(index) : 0;
    changeFrom(m_first[index] + commonBlocks(splitter, replaced), kept);
    splitter = std::move(replaced);
    countBlocks(index + 1);
}

void StreamText::truncate(int count)
{
    const auto kept = static_cast<size_t>(std::max(count, 0));
    if (kept >= m_parts.size())
        return;
    changeFrom(m_first[kept]);
    if (kept > 0 && !m_finished) // the part before it is the last one again
        changeFrom(m_first[kept] - 1);
    m_parts.resize(kept);
    countBlocks(kept);
}

void StreamText::finish()
{
    if (std::exchange(m_finished, true) || m_blocks == 0)
        return;
    changeFrom(m_blocks - 1);
}

void StreamText::clear()
{
    changeFrom(0);
    m_parts.clear();
    countBlocks(0);
    m_finished = false;
}

void StreamText::setShowsSource(bool on)
{
    if (std::exchange(m_source, on) != on)
        changeFrom(0);
}

QString StreamText::sourceText() const
{
    QStringList parts;
    for (const BlockSplitter &part : m_parts)
        parts += part.text();
    return parts.join("\n\n"_L1);
}

bool StreamText::isEmpty() const
{
    return std::all_of(m_parts.begin(), m_parts.end(),
                       [](const BlockSplitter &part) { return part.text().isEmpty(); });
}

BlockSplitter &StreamText::ensurePart(size_t part)
{
    if (part >= m_parts.size()) {
        const size_t before = m_parts.size();
        if (before > 0) // the part that was open so far is not the last any more
            changeFrom(m_blocks - 1);
        m_parts.resize(part + 1);
        changeFrom(m_blocks);
        countBlocks(before);
    }
    // An answer that goes on after its end is open again.
    if (std::exchange(m_finished, false))
        changeFrom(m_blocks - 1);
    return m_parts[part];
}

/// Each part has its finished blocks and one tail, which may be empty.
void StreamText::countBlocks(size_t fromPart)
{
    m_first.resize(m_parts.size());
    for (size_t part = fromPart; part < m_parts.size(); ++part)
        m_first[part] = part == 0 ? 0 : m_first[part - 1] + m_parts[part - 1].finished().size() + 1;
    m_blocks = m_parts.empty() ? 0 : m_first.back() + m_parts.back().finished().size() + 1;
}

size_t StreamText::blocksAfter(size_t part) const
{
    return part + 1 < m_first.size() ? m_blocks - m_first[part + 1] : 0;
}

void StreamText::changeFrom(size_t block, size_t keptAtEnd)
{
    m_change.first = std::min(m_change.first, block);
    m_change.keptAtEnd = std::min(m_change.keptAtEnd, keptAtEnd);
    if (m_ends.size() > block)
        m_ends.resize(block);
}

TextChange StreamText::takeChange()
{
    TextChange change = std::exchange(m_change, {m_blocks, m_blocks, m_blocks, 0});
    change.count = m_blocks;
    change.first = std::min({change.first, change.count, change.countBefore});
    change.keptAtEnd =
        std::min({change.keptAtEnd, change.count - change.first, change.countBefore - change.first});
    return change;
}

StreamText::Place StreamText::placeOf(size_t block) const
{
    const auto after = std::upper_bound(m_first.begin(), m_first.end(), block);
    const auto part = static_cast<size_t>(after - m_first.begin() - 1);
    return {part, block - m_first[part]};
}

SourceBlock StreamText::block(size_t block) const
{
    const Place place = placeOf(block);
    const BlockSplitter &splitter = m_parts[place.part];
    return place.index < splitter.finished().size() ? splitter.finished()[place.index] : splitter.tail();
}

QStringView StreamText::source(size_t block) const
{
    return m_parts[placeOf(block).part].source(this->block(block));
}

BlockText StreamText::read(size_t number) const
{
    const Place place = placeOf(number);
    const SourceBlock block = this->block(number);
    const QStringView source = m_parts[place.part].source(block);
    if (m_source)
        return sourceBlockText(block, source);
    const bool open = !m_finished && number + 1 == m_blocks;
    const QList<MarkdownItem> items =
        open ? parseBlock(block, completedTail(block, source)) : parseBlock(block, source);
    return blockText(block, items, codeStartOf(place, block));
}

bool StreamText::beginsPart(size_t block) const
{
    const Place place = placeOf(block);
    return place.index == 0
        && std::any_of(m_parts.begin(), m_parts.begin() + static_cast<std::ptrdiff_t>(place.part),
                       [](const BlockSplitter &part) { return !part.text().isEmpty(); });
}

/// Lexes what stands before \a block in its code block, as far as that was not just done.
CodeStart StreamText::codeStartOf(const Place &place, const SourceBlock &block) const
{
    if (block.kind != SourceBlock::Kind::Code || !block.continuesPrevious)
        return {};
    CodeStart start = codeStart(block.opening);
    if (start.language == nullptr)
        return {};
    const std::vector<SourceBlock> &finished = m_parts[place.part].finished();
    size_t from = place.index - static_cast<size_t>(block.piece % piecesColouredTogether);
    const bool known = m_code.at.part == place.part && m_code.start.language == start.language
        && m_code.at.index > from && m_code.at.index <= place.index;
    if (known) {
        start.state = m_code.start.state;
        from = m_code.at.index;
    }
    for (size_t i = from; i < place.index; ++i) {
        const QStringView source = m_parts[place.part].source(finished[i]);
        start.state = codeStateAfter(start, finished[i].piece == 0 ? withoutFirstLine(source) : source);
    }
    m_code = {place, start};
    return start;
}

qsizetype StreamText::blockLength(size_t block) const
{
    if (block >= m_ends.size())
        return read(block).length();
    return m_ends[block] - (block == 0 ? 0 : m_ends[block - 1]);
}

void StreamText::measure(size_t block) const
{
    while (m_ends.size() <= block) {
        const qsizetype before = m_ends.empty() ? 0 : m_ends.back();
        m_ends.push_back(before + read(m_ends.size()).length());
    }
}

qsizetype StreamText::length() const
{
    if (m_blocks == 0)
        return 0;
    measure(m_blocks - 1);
    return std::max<qsizetype>(m_ends.back() - skippedJoin(), 0);
}

size_t StreamText::firstWithText() const
{
    size_t block = 0;
    while (block < m_blocks && blockLength(block) == 0)
        ++block;
    return block;
}

/// The text of a block begins with what separates it from the one before, which the first does not show.
qsizetype StreamText::skippedJoin() const
{
    const size_t first = firstWithText();
    return first < m_blocks ? read(first).paragraphs.front().join.size() : 0;
}

qsizetype StreamText::offsetOf(TextPosition position) const
{
    if (m_blocks == 0)
        return 0;
    const size_t block = std::min(position.block, m_blocks - 1);
    measure(block);
    const qsizetype length = blockLength(block);
    const qsizetype begin = block == 0 ? 0 : m_ends[block - 1];
    return std::max<qsizetype>(begin + std::min(position.offset, length) - skippedJoin(), 0);
}

TextPosition StreamText::positionAt(qsizetype offset) const
{
    if (m_blocks == 0)
        return {};
    measure(m_blocks - 1);
    const qsizetype at = std::clamp<qsizetype>(offset, 0, length()) + skippedJoin();
    const auto end = std::lower_bound(m_ends.begin(), m_ends.end(), at);
    if (end == m_ends.end())
        return endPosition();
    const auto block = static_cast<size_t>(end - m_ends.begin());
    return {block, at - (block == 0 ? 0 : m_ends[block - 1])};
}

TextPosition StreamText::settled(TextPosition position) const
{
    if (m_blocks == 0)
        return {};
    if (position.block >= m_blocks)
        return endPosition();
    for (qsizetype length = blockLength(position.block); position.offset > length;
         length = blockLength(position.block)) {
        if (position.block + 1 == m_blocks)
            return {position.block, length};
        position.offset -= length;
        ++position.block;
    }
    return position;
}

TextPosition StreamText::endPosition() const
{
    for (size_t block = m_blocks; block > 0; --block) {
        const qsizetype length = read(block - 1).length();
        if (length > 0 || block == 1)
            return {block - 1, length};
    }
    return {};
}

void StreamText::visit(
    const TextRange &range,
    const std::function<void(size_t, const BlockText &, qsizetype begin, qsizetype end)> &visit) const
{
    for (size_t block = range.begin.block; block < m_blocks && block <= range.end.block; ++block) {
        const BlockText text = read(block);
        const qsizetype begin = block == range.begin.block ? range.begin.offset : 0;
        const qsizetype end =
            block == range.end.block ? std::min(range.end.offset, text.length()) : text.length();
        if (begin < end)
            visit(block, text, begin, end);
    }
}

QString StreamText::plainText(const TextRange &range) const
{
    QString text;
    const size_t first = firstWithText();
    visit(range, [&](size_t number, const BlockText &block, qsizetype begin, qsizetype end) {
        if (number == first) // it is separated from nothing
            begin = std::min(std::max(begin, block.paragraphs.front().join.size()), end);
        text += QStringView{block.plain()}.sliced(begin).first(end - begin);
    });
    return text;
}

} // namespace reasonglass
