#include "streamview/blocksplitter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

enum class LineKind { Blank, Text, Fence, Heading, Rule, Underline, ListItem, Quote };

constexpr int indentOfCode = 4;

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\r' || c == u'\n';
}

/// Columns of white space at the beginning, a tab reaching to the next multiple of four.
int indentOf(QStringView line)
{
    int columns = 0;
    for (const QChar c : line) {
        if (c == u' ')
            ++columns;
        else if (c == u'\t')
            columns += 4 - columns % 4;
        else
            break;
    }
    return columns;
}

qsizetype runLength(QStringView text, QChar c)
{
    const auto *const end = std::find_if(text.begin(), text.end(), [c](QChar other) { return other != c; });
    return end - text.begin();
}

bool isRule(QStringView trimmed)
{
    const QChar mark = trimmed.front();
    if (mark != u'-' && mark != u'*' && mark != u'_')
        return false;
    qsizetype marks = 0;
    for (const QChar c : trimmed) {
        if (c == mark)
            ++marks;
        else if (!isBlank(c))
            return false;
    }
    return marks >= 3;
}

bool isUnderline(QStringView trimmed)
{
    const QChar mark = trimmed.front();
    return (mark == u'=' || mark == u'-') && runLength(trimmed, mark) == trimmed.size();
}

bool isHeading(QStringView trimmed)
{
    const qsizetype level = runLength(trimmed, u'#');
    return level >= 1 && level <= 6 && (level == trimmed.size() || isBlank(trimmed.at(level)));
}

/// The fence a line opens, or nothing; a backtick fence has no backtick in its info string.
QStringView openingFence(QStringView trimmed)
{
    const QChar mark = trimmed.front();
    if (mark != u'`' && mark != u'~')
        return {};
    const QStringView fence = trimmed.first(runLength(trimmed, mark));
    if (fence.size() < 3 || (mark == u'`' && trimmed.sliced(fence.size()).contains(u'`')))
        return {};
    return fence;
}

struct ListMarker
{
    bool found = false;
    bool empty = false; ///< nothing follows the marker
    std::optional<int> number;
};

ListMarker readListMarker(QStringView trimmed)
{
    const auto afterMarker = [&](qsizetype size, std::optional<int> number) -> ListMarker {
        if (size == trimmed.size())
            return {true, true, number};
        return {isBlank(trimmed.at(size)), false, number};
    };
    if (QStringView{u"-*+"}.contains(trimmed.front()))
        return afterMarker(1, {});
    qsizetype digits = 0;
    while (digits < trimmed.size() && trimmed.at(digits) >= u'0' && trimmed.at(digits) <= u'9')
        ++digits;
    if (digits == 0 || digits > 9 || digits == trimmed.size())
        return {};
    if (trimmed.at(digits) != u'.' && trimmed.at(digits) != u')')
        return {};
    return afterMarker(digits + 1, trimmed.first(digits).toInt());
}

bool isTableDelimiter(QStringView trimmed)
{
    const bool onlyMarks = std::all_of(trimmed.begin(), trimmed.end(),
                                       [](QChar c) { return QStringView{u"|-: \t"}.contains(c); });
    return onlyMarks && trimmed.contains(u'-') && trimmed.contains(u'|');
}

/// Where a line that is longer than the limit is cut: after its last blank, else between characters.
qsizetype pieceOf(QStringView line)
{
    constexpr qsizetype limit = BlockSplitter::softLimit;
    for (qsizetype i = limit; i > limit / 2; --i) {
        if (isBlank(line.at(i - 1)))
            return i;
    }
    return line.at(limit - 1).isHighSurrogate() ? limit - 1 : limit;
}

} // namespace

struct BlockSplitter::Line
{
    QStringView text;
    QStringView trimmed;
    LineKind kind = LineKind::Blank;
    int indent = 0;
    ListMarker marker;
    bool continues = false; ///< the rest of a line that was cut

    explicit Line(QStringView line)
        : text(line)
        , trimmed(line.trimmed())
        , indent(indentOf(line))
    {
        if (!trimmed.isEmpty())
            kind = classify();
    }

private:
    LineKind classify()
    {
        marker = readListMarker(trimmed);
        if (!openingFence(trimmed).isEmpty())
            return LineKind::Fence;
        if (isHeading(trimmed))
            return LineKind::Heading;
        if (isRule(trimmed))
            return LineKind::Rule;
        if (marker.found)
            return LineKind::ListItem;
        if (isUnderline(trimmed))
            return LineKind::Underline;
        return trimmed.front() == u'>' ? LineKind::Quote : LineKind::Text;
    }
};

void BlockSplitter::append(QStringView text)
{
    m_text.append(text);
    while (const std::optional<Line> line = nextLine()) {
        m_next += line->text.size();
        m_midLine = !line->text.endsWith(u'\n');
        takeLine(*line);
    }
}

SourceBlock BlockSplitter::tail() const
{
    SourceBlock tail = m_block;
    tail.length = m_text.size() - tail.start;
    return tail;
}

std::optional<BlockSplitter::Line> BlockSplitter::nextLine() const
{
    const QStringView rest = QStringView{m_text}.sliced(m_next);
    const qsizetype end = m_text.indexOf(u'\n', std::max(m_next, m_searched));
    m_searched = end < 0 ? m_text.size() : end;
    const qsizetype length = end < 0 ? rest.size() : end - m_next + 1;

    std::optional<Line> line;
    if (length > softLimit)
        line.emplace(rest.first(pieceOf(rest)));
    else if (end >= 0)
        line.emplace(rest.first(length));
    if (line)
        line->continues = m_midLine;
    return line;
}

void BlockSplitter::takeLine(const Line &line)
{
    if (line.continues) {
        takeRestOfLine(line);
        return;
    }
    switch (m_state) {
    case State::Between:
        takeBetween(line);
        return;
    case State::Paragraph:
        takeInParagraph(line);
        return;
    case State::Code:
        takeInCode(line);
        return;
    case State::IndentedCode:
        takeInIndentedCode(line);
        return;
    case State::List:
        takeInList(line);
        return;
    case State::Quote:
        takeInQuote(line);
        return;
    }
    Q_UNREACHABLE();
}

void BlockSplitter::takeBetween(const Line &line)
{
    if (line.kind != LineKind::Blank && line.indent >= indentOfCode) {
        begin(State::IndentedCode, SourceBlock::Kind::IndentedCode);
        extend(line);
        return;
    }
    switch (line.kind) {
    case LineKind::Blank:
        m_block.length += line.text.size();
        return;
    case LineKind::Fence:
        begin(State::Code, SourceBlock::Kind::Code);
        m_fence = openingFence(line.trimmed).toString();
        m_head = line.trimmed.toString() + u'\n';
        break;
    case LineKind::Heading:
    case LineKind::Rule:
        begin(State::Between,
              line.kind == LineKind::Rule ? SourceBlock::Kind::Rule : SourceBlock::Kind::Heading);
        extend(line);
        finish();
        return;
    case LineKind::ListItem:
        begin(State::List, SourceBlock::Kind::List);
        m_listIndent = line.indent;
        m_nextNumber = line.marker.number;
        takeInList(line);
        return;
    case LineKind::Quote:
        begin(State::Quote, SourceBlock::Kind::Quote);
        break;
    case LineKind::Underline:
    case LineKind::Text:
        begin(State::Paragraph, SourceBlock::Kind::Paragraph);
        break;
    }
    extend(line);
}

void BlockSplitter::takeInParagraph(const Line &line)
{
    const bool interrupts = line.indent < indentOfCode
        && (line.kind == LineKind::Fence || line.kind == LineKind::Heading || line.kind == LineKind::Quote
            || (line.kind == LineKind::ListItem && !line.marker.empty && line.marker.number.value_or(1) == 1)
            || (line.kind == LineKind::Rule && !isUnderline(line.trimmed)));
    if (interrupts) {
        finishBefore(line);
        return;
    }
    const bool ends = line.kind == LineKind::Blank
        || (isUnderline(line.trimmed) && line.indent < indentOfCode
            && m_block.kind != SourceBlock::Kind::Table);
    if (!ends) {
        noteTableHead(line);
        if (m_block.kind == SourceBlock::Kind::Table && m_lines >= rowLimit)
            cut();
        cutIfLong(line);
    }
    extend(line);
    if (ends)
        finish();
}

void BlockSplitter::takeInCode(const Line &line)
{
    const bool closes = closesFence(line);
    if (!closes)
        cutIfLong(line);
    extend(line);
    if (closes)
        finish();
}

void BlockSplitter::takeInIndentedCode(const Line &line)
{
    if (line.kind != LineKind::Blank && line.indent < indentOfCode) {
        finishBefore(line);
        return;
    }
    cutIfLong(line);
    extend(line);
}

void BlockSplitter::takeInList(const Line &line)
{
    const bool outdented = line.indent <= m_listIndent;
    const bool plainText = line.kind == LineKind::Text || line.kind == LineKind::Underline;
    const bool isItem = line.kind == LineKind::ListItem;
    if (outdented && line.kind != LineKind::Blank && !isItem && (!plainText || m_afterBlank)) {
        finishBefore(line);
        return;
    }
    m_afterBlank = line.kind == LineKind::Blank;
    if (isItem && outdented) {
        if (!line.marker.number)
            m_nextNumber.reset(); // a list of another kind begins: nothing to count on
        else if (!m_nextNumber)
            m_nextNumber = line.marker.number;
        cutIfLong(line);
        if (m_nextNumber)
            ++*m_nextNumber;
    } else {
        // An item of many kilobytes is cut at any line: bounded work goes before its indent.
        cutIfLong(line, 3 * softLimit);
    }
    extend(line);
}

void BlockSplitter::takeInQuote(const Line &line)
{
    if (line.kind == LineKind::Blank) {
        extend(line);
        finish();
        return;
    }
    const bool belongs = line.kind == LineKind::Quote || line.kind == LineKind::Text
        || line.kind == LineKind::Underline || line.indent >= indentOfCode;
    if (!belongs) {
        finishBefore(line);
        return;
    }
    cutIfLong(line);
    extend(line);
}

void BlockSplitter::takeRestOfLine(const Line &line)
{
    if (m_state == State::Code || m_state == State::IndentedCode) {
        cutIfLong(line);
        if (m_lines == 0)
            noteMidLine();
        extend(line);
        return;
    }
    if (m_state != State::Between)
        cut();
    else if (!m_finished.empty() && m_block.length == 0)
        m_block.continuesPrevious = true; // the rest of a very long heading
    m_block.opening.clear();
    m_block.listNumber.reset();
    noteMidLine();
    begin(State::Paragraph, SourceBlock::Kind::Paragraph);
    extend(line);
}

void BlockSplitter::begin(State state, SourceBlock::Kind kind)
{
    m_state = state;
    m_block.kind = kind;
    m_lines = 0;
    m_afterBlank = false;
}

void BlockSplitter::extend(const Line &line)
{
    m_block.length += line.text.size();
    ++m_lines;
}

void BlockSplitter::finish()
{
    const qsizetype end = m_block.start + m_block.length;
    m_finished.push_back(std::move(m_block));
    m_block = {};
    m_block.start = end;
    m_state = State::Between;
    m_lines = 0;
}

void BlockSplitter::finishBefore(const Line &line)
{
    finish();
    takeBetween(line);
}

void BlockSplitter::cutIfLong(const Line &line, qsizetype limit)
{
    if (m_lines > 0 && m_block.length + line.text.size() > limit)
        cut();
}

/// Finishes the open block in the middle and goes on with another of its kind.
void BlockSplitter::cut()
{
    const State state = m_state;
    const SourceBlock::Kind kind = m_block.kind;
    m_block.continuesNext = true;
    const int piece = m_block.piece + 1;
    finish();
    m_state = state;
    m_block.kind = kind;
    m_block.continuesPrevious = true;
    m_block.piece = piece;
    if (state == State::Code || kind == SourceBlock::Kind::Table)
        m_block.opening = m_head;
    else if (state == State::List)
        m_block.listNumber = m_nextNumber;
}

void BlockSplitter::noteMidLine()
{
    m_block.midLine = true;
    m_block.midWord = m_block.start > 0 && !isBlank(m_text.at(m_block.start - 1));
}

void BlockSplitter::noteTableHead(const Line &line)
{
    if (m_lines != 1 || m_block.continuesPrevious || !isTableDelimiter(line.trimmed))
        return;
    const QStringView head = source(m_block).trimmed();
    if (!head.contains(u'|'))
        return;
    m_block.kind = SourceBlock::Kind::Table;
    m_head = head.toString() + u'\n' + line.trimmed.toString() + u'\n';
}

bool BlockSplitter::closesFence(const Line &line) const
{
    const QChar mark = m_fence.front();
    const qsizetype length = runLength(line.trimmed, mark);
    return line.indent < indentOfCode && length >= m_fence.size() && length == line.trimmed.size();
}

} // namespace reasonglass
