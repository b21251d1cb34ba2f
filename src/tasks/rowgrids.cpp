#include "tasks/rowgrids.h"

#include "tasks/textrow.h"

#include <algorithm>
#include <optional>
#include <string>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString styleName(RowStyle style)
{
    switch (style) {
    case RowStyle::Single:
        return u"single digits"_s;
    case RowStyle::Spaces:
        return u"digits with spaces"_s;
    case RowStyle::Commas:
        return u"digits with commas"_s;
    case RowStyle::Joined:
        return u"digits without separators"_s;
    case RowStyle::Table:
        return u"table"_s;
    case RowStyle::Matrix:
        return u"LaTeX matrix"_s;
    case RowStyle::Squares:
        return u"coloured squares"_s;
    case RowStyle::Brackets:
        return u"rows in brackets"_s;
    }
    Q_UNREACHABLE();
}

/// What ends a line.
struct LineEnd
{
    qsizetype length = 0; ///< 0: no line ends here
    bool isSpelled = false;
};

/// A line end at \a at: a real one, or one that is spelled out, "\n" in strings and "\\" in LaTeX.
LineEnd lineEndAt(QStringView text, qsizetype at)
{
    const auto charAt = [&](qsizetype i) { return i < text.size() ? text[i] : QChar(); };
    const QChar c = text[at];
    if (c == u'\r')
        return {.length = charAt(at + 1) == u'\n' ? 2 : 1};
    if (c == u'\n' || c == u'\u2028' || c == u'\u0085')
        return {.length = 1};
    if (c != u'\\')
        return {};
    qsizetype after = at;
    while (charAt(after) == u'\\')
        ++after;
    const bool isLetterEnd =
        (charAt(after) == u'n' || charAt(after) == u'r') && !charAt(after + 1).isLetter();
    if (after - at < 2 && !isLetterEnd)
        return {};
    return {.length = after - at + (isLetterEnd ? 1 : 0), .isSpelled = true};
}

/// Rows that follow each other.
class Block
{
public:
    bool isOpen() const { return m_rows > 0 || m_isBroken; }

    void breakUp() { m_isBroken = true; }

    bool takes(const TextRow &row) const { return !isOpen() || m_rows == 0 || row.style == m_style; }

    void add(const TextRow &row)
    {
        if (m_rows == 0) {
            m_style = row.style;
            m_start = row.start;
            m_labelAt = row.labelAt;
            m_columns = row.cells.size();
        }
        m_isBroken = m_isBroken || row.cells.size() != m_columns || m_rows == ArcGrid::largest;
        if (m_isBroken)
            return;
        ++m_rows;
        m_cells += row.cells;
        m_end = row.end;
    }

    std::optional<RowGrid> grid(bool isFenced) const
    {
        if (m_rows == 0 || m_isBroken)
            return std::nullopt;
        ArcGrid grid(m_rows, int(m_columns));
        for (int i = 0; i < int(m_cells.size()); ++i)
            grid.set(i / grid.columns(), i % grid.columns(), m_cells[size_t(i)]);
        const bool isDoubtful = m_rows == 1 || m_columns == 1 || (m_style == RowStyle::Joined && m_rows < 3);
        return RowGrid{
            .found = {.grid = grid, .start = m_start, .length = m_end - m_start, .how = styleName(m_style)},
            .labelAt = m_labelAt,
            .needsLabel = isDoubtful && !isFenced};
    }

private:
    RowStyle m_style = RowStyle::Single;
    qsizetype m_start = 0;
    qsizetype m_end = 0;
    qsizetype m_labelAt = 0;
    int m_rows = 0;
    size_t m_columns = 0;
    std::string m_cells;
    bool m_isBroken = false;
};

/// Goes through the text line by line.
class Lines
{
public:
    Lines(QStringView text, const std::vector<BracketSpan> &arrays)
        : m_text(text)
        , m_arrays(arrays)
    { }

    std::vector<RowGrid> run()
    {
        qsizetype start = 0;
        for (qsizetype at = 0; at < m_text.size();) {
            const LineEnd end = lineEndAt(m_text, at);
            if (end.length == 0) {
                ++at;
                continue;
            }
            take(start, at);
            at += end.length;
            start = at;
            m_isAfterSpelledEnd = end.isSpelled;
        }
        take(start, m_text.size());
        finish();
        return std::move(m_grids);
    }

private:
    void take(qsizetype start, qsizetype end)
    {
        const QStringView line = m_text.sliced(start, end - start).trimmed();
        if (line.isEmpty()) {
            // "\\" and then the real end of the line is one end, not an empty line.
            if (!m_isAfterSpelledEnd)
                finish();
        } else if (line.startsWith("```"_L1) || line.startsWith("~~~"_L1)) {
            finish();
            m_isFenced = !m_isFenced;
        } else if (isInArray(start)) {
            finish();
        } else {
            takeRow(readTextRow(m_text, start, end));
        }
    }

    void takeRow(const TextRow &row)
    {
        switch (row.kind) {
        case TextRow::Kind::Row:
            if (!m_block.takes(row))
                finish();
            m_block.add(row);
            break;
        case TextRow::Kind::Broken:
            m_block.breakUp();
            break;
        case TextRow::Kind::Between:
            break;
        case TextRow::Kind::Other:
            finish();
            break;
        }
    }

    void finish()
    {
        if (m_block.isOpen()) {
            if (const auto grid = m_block.grid(m_isFenced))
                m_grids.push_back(*grid);
            m_block = {};
        }
    }

    bool isInArray(qsizetype at)
    {
        while (m_array < m_arrays.size() && m_arrays[m_array].end <= at)
            ++m_array;
        return m_array < m_arrays.size() && m_arrays[m_array].start < at;
    }

    QStringView m_text;
    const std::vector<BracketSpan> &m_arrays;
    size_t m_array = 0;
    Block m_block;
    bool m_isFenced = false;
    bool m_isAfterSpelledEnd = false;
    std::vector<RowGrid> m_grids;
};

} // namespace

std::vector<RowGrid> findRowGrids(QStringView text, const std::vector<BracketSpan> &arrays)
{
    return Lines(text, arrays).run();
}

} // namespace reasonglass
