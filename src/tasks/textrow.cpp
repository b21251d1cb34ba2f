#include "tasks/textrow.h"

#include "tasks/answerlabel.h"
#include "tasks/arcgrid.h"
#include "tasks/arcpalette.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// A label before a row is no longer than this.
constexpr qsizetype longestLead = 80;

bool isDecoration(QChar c)
{
    return c.isSpace() || c == u'>' || c == u'*' || c == u'\u2022' || c == u'`' || c == u'$' || c == u'"'
        || c == u'\'';
}

/// Reads cells and what is between them, from left to right.
class RowReader
{
public:
    RowReader(QStringView text, qsizetype start, qsizetype end)
        : m_text(text.first(end))
        , m_at(start)
        , m_end(end)
    { }

    TextRow read()
    {
        while (m_at < m_end && m_text[m_at].isSpace())
            ++m_at;
        m_row.start = m_at;
        if (m_at < m_end && m_text[m_at] == u'[') {
            m_isBracketed = true;
            ++m_at;
        }
        while (m_at < m_end && !m_isOver && m_row.cells.size() <= size_t(ArcGrid::largest)) {
            if (!takeCell() && !takeSeparator())
                takeEnd();
        }
        judge();
        return m_row;
    }

private:
    bool takeCell()
    {
        const WrittenCell cell = cellAt(m_text, m_at);
        if (cell.colour < 0)
            return false;
        if (m_isClosed)
            m_isOther = true;
        const bool isSameNumber =
            !cell.isSquare && !m_row.cells.empty() && m_row.end == m_at && !m_lastIsSquare;
        m_numbers += isSameNumber ? 0 : 1;
        m_longNumbers = m_longNumbers || isSameNumber;
        m_squares += cell.isSquare ? 1 : 0;
        m_lastIsSquare = cell.isSquare;
        m_isAfterBar = false;
        m_row.cells += char(cell.colour);
        m_at += cell.length;
        m_row.end = m_at;
        return true;
    }

    bool takeSeparator()
    {
        const QChar c = m_text[m_at];
        if (c == u'|') {
            // An empty cell: the heading of a table, not a row.
            m_isOther = m_isOther || m_isAfterBar;
            m_isAfterBar = true;
            m_hasBars = true;
        } else if (c == u'&') {
            m_hasAmpersands = true;
        } else if (c == u',' || c == u'\uFF0C') {
            m_hasCommas = true;
        } else if (c == u']' && m_isBracketed && !m_isClosed) {
            m_isClosed = true;
            m_row.end = m_at + 1;
        } else if (!c.isSpace()) {
            return false;
        }
        ++m_at;
        return true;
    }

    /// Something that is neither: the row may be over, with a quote, a tag or a remark after it.
    void takeEnd()
    {
        const QStringView rest = m_text.sliced(m_at);
        const QChar c = rest.front();
        const bool isEnd = c == u'"' || c == u'\'' || c == u'`' || c == u'\\' || rest.startsWith("</"_L1);
        const bool isRemark = m_numbers > 1 && !m_longNumbers
            && (c == u'#' || c == u'(' || c == u'\u2190' || rest.startsWith("//"_L1));
        m_isOver = true;
        if (isEnd || isRemark)
            return;
        const QStringView near = rest.first(std::min(rest.size(), longestLead));
        const bool hasLetters = std::ranges::any_of(near, [](QChar each) { return each.isLetter(); });
        const bool isClosing = c == u'}' || c == u')' || c == u'$' || c == u'*' || c == u';';
        if (hasLetters)
            m_isOther = true;
        else if (!isClosing)
            m_isBroken = true;
    }

    void judge()
    {
        using enum TextRow::Kind;
        const bool isTooLong = m_row.cells.size() > size_t(ArcGrid::largest);
        const bool isMixed = m_squares > 0 && m_squares != m_row.cells.size();
        if (m_row.cells.empty() || m_isOther || (m_isBracketed && !m_isClosed && !isTooLong)) {
            m_row.kind = Other;
        } else if (isTooLong || m_isBroken || isMixed || (m_longNumbers && m_numbers > 1)) {
            m_row.kind = Broken;
        } else {
            m_row.kind = Row;
            m_row.style = style();
        }
    }

    RowStyle style() const
    {
        if (m_isBracketed)
            return RowStyle::Brackets;
        if (m_squares > 0)
            return RowStyle::Squares;
        if (m_hasBars)
            return RowStyle::Table;
        if (m_hasAmpersands)
            return RowStyle::Matrix;
        if (m_row.cells.size() == 1)
            return RowStyle::Single;
        if (m_longNumbers)
            return RowStyle::Joined;
        return m_hasCommas ? RowStyle::Commas : RowStyle::Spaces;
    }

    QStringView m_text;
    qsizetype m_at;
    qsizetype m_end;
    TextRow m_row;
    size_t m_numbers = 0;
    size_t m_squares = 0;
    bool m_longNumbers = false;
    bool m_lastIsSquare = false;
    bool m_hasBars = false;
    bool m_hasAmpersands = false;
    bool m_hasCommas = false;
    bool m_isAfterBar = false;
    bool m_isBracketed = false;
    bool m_isClosed = false;
    bool m_isOver = false;
    bool m_isOther = false;
    bool m_isBroken = false;
};

/// Past "{…}" if it begins at \a at.
qsizetype pastBraces(QStringView text, qsizetype at)
{
    if (at >= text.size() || text[at] != u'{')
        return at;
    const qsizetype close = text.sliced(at, std::min(text.size() - at, longestLead)).indexOf(u'}');
    return close < 0 ? at : at + close + 1;
}

/// Past one LaTeX command at \a at that may come before a matrix' first row.
qsizetype pastCommand(QStringView text, qsizetype at)
{
    const QStringView rest = text.sliced(at);
    if (rest.startsWith(R"(\begin{)"_L1) || rest.startsWith(R"(\end{)"_L1)) {
        const qsizetype name = at + rest.indexOf(u'{');
        return pastBraces(text, pastBraces(text, name));
    }
    if (rest.startsWith(R"(\boxed{)"_L1))
        return at + 7;
    if (rest.startsWith(R"(\hline)"_L1))
        return at + 6;
    for (const auto command : {R"(\left)"_L1, R"(\right)"_L1}) {
        if (rest.startsWith(command))
            return std::min(at + command.size() + 1, text.size());
    }
    if (rest.startsWith(R"(\[)"_L1) || rest.startsWith(R"(\])"_L1) || rest.startsWith(R"(\()"_L1)
        || rest.startsWith(R"(\))"_L1))
        return at + 2;
    return at;
}

/// Past "<answer>" at \a at.
qsizetype pastTag(QStringView text, qsizetype at)
{
    if (text[at] != u'<')
        return at;
    const qsizetype close = text.sliced(at, std::min(text.size() - at, longestLead)).indexOf(u'>');
    return close < 0 ? at : at + close + 1;
}

/// Past "Row 12:" at \a at.
qsizetype pastRowLabel(QStringView text, qsizetype at)
{
    const QStringView rest = text.sliced(at);
    qsizetype length = 0;
    for (const auto word : {"row"_L1, "line"_L1, "r"_L1}) {
        if (rest.startsWith(word, Qt::CaseInsensitive)) {
            length = word.size();
            break;
        }
    }
    if (length == 0)
        return at;
    const auto skip = [&](auto belongs) {
        const qsizetype from = length;
        while (length < rest.size() && length < longestLead && belongs(rest[length]))
            ++length;
        return length > from;
    };
    skip([](QChar c) { return c.isSpace() || c == u'_' || c == u'#'; });
    const bool hasNumber = skip([](QChar c) { return digitValue(c) >= 0; });
    skip([](QChar c) { return c == u'*' || c == u')'; });
    const bool hasColon = skip([](QChar c) { return c == u':' || c == u'='; });
    return hasNumber && hasColon ? at + length : at;
}

/// Past all that may stand before a row without saying what it is.
qsizetype pastLead(QStringView line, qsizetype at)
{
    qsizetype before = -1;
    while (before != at && at < line.size()) {
        before = at;
        const bool isBullet = line[at] == u'-' && at + 1 < line.size() && line[at + 1].isSpace();
        at += isBullet || isDecoration(line[at]) ? 1 : 0;
        if (at < line.size())
            at = pastCommand(line, at);
        if (at < line.size())
            at = pastTag(line, at);
        if (at < line.size())
            at = pastRowLabel(line, at);
    }
    return at;
}

/// "|---|:-:|" and the like.
bool isTableRule(QStringView line)
{
    bool hasDash = false;
    for (const QChar c : line) {
        if (c == u'-' || c == u'=')
            hasDash = true;
        else if (c != u'|' && c != u':' && c != u'+' && !c.isSpace())
            return false;
    }
    return hasDash;
}

/// "...": rows were left out.
bool isEllipsis(QStringView line)
{
    return line.startsWith(R"(\vdots)"_L1) || std::ranges::all_of(line, [](QChar c) {
               return c == u'.' || c == u'\u2026' || c == u'\u22EE' || c.isSpace();
           });
}

/// A row that begins within the line: a matrix in a sentence, after a quote, as in {"output": "0 1 2, or
/// after "Output:".
TextRow readAfterLead(QStringView text, qsizetype start, qsizetype end)
{
    const QStringView line = text.sliced(start, end - start);
    if (const qsizetype matrix = line.indexOf(R"(\begin{)"_L1); matrix > 0) {
        TextRow row = RowReader(text, pastLead(text.first(end), start + matrix), end).read();
        row.labelAt = start + matrix;
        return row;
    }
    qsizetype quote = line.lastIndexOf(u'"');
    for (int tries = 0; tries < 2 && quote >= 0; ++tries) {
        TextRow row = readTextRow(text, start + quote + 1, end);
        if (row.kind == TextRow::Kind::Row || row.kind == TextRow::Kind::Broken)
            return row;
        quote = quote == 0 ? -1 : line.lastIndexOf(u'"', quote - 1);
    }
    const QStringView near = line.first(std::min(line.size(), longestLead));
    const qsizetype colon = std::max(near.lastIndexOf(u':'), near.lastIndexOf(u'='));
    if (colon < 0 || labelFromWords(near.first(colon)).kind != LabelKind::Answer)
        return {};
    qsizetype at = start + colon + 1;
    while (at < end && isDecoration(text[at]))
        ++at;
    TextRow row = RowReader(text, at, end).read();
    row.labelAt = at;
    return row;
}

} // namespace

TextRow readTextRow(QStringView text, qsizetype start, qsizetype end)
{
    const QStringView line = text.first(end);
    const qsizetype at = pastLead(line, start);
    if (at >= end)
        return {.kind = at > start ? TextRow::Kind::Between : TextRow::Kind::Other};
    if (isEllipsis(line.sliced(at)))
        return {.kind = TextRow::Kind::Broken};
    if (isTableRule(line.sliced(at)))
        return {.kind = TextRow::Kind::Between};
    const bool isStart = line[at] == u'[' || line[at] == u'|' || cellAt(line, at).colour >= 0;
    if (!isStart)
        return readAfterLead(text, start, end);
    TextRow row = RowReader(text, at, end).read();
    row.labelAt = start;
    return row;
}

} // namespace reasonglass
