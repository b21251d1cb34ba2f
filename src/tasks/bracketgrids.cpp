#include "tasks/bracketgrids.h"

#include "tasks/arcpalette.h"

#include <algorithm>
#include <array>
#include <string>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// How deep brackets are followed. Grids are two deep, lists of them three; what is around those matters to
/// nobody, so the outermost is forgotten when there are more.
constexpr size_t deepest = 16;

/// Words that may stand within an array of numbers.
constexpr std::array arrayWords{"np"_L1,    "numpy"_L1,  "array"_L1, "asarray"_L1, "matrix"_L1,
                                "torch"_L1, "tensor"_L1, "tuple"_L1, "list"_L1,    "dtype"_L1,
                                "int"_L1,   "int8"_L1,   "int32"_L1, "int64"_L1,   "uint8"_L1};

enum class Holds { Nothing, Numbers, Rows, Grids, Other };

/// A bracket that is open.
struct Open
{
    QChar bracket;
    qsizetype start = 0;
    Holds holds = Holds::Nothing;
    bool hasTuples = false; ///< rows in parentheses
    int rows = 0;
    size_t columns = 0;
    std::string cells = {};
    size_t firstGrid = 0; ///< the grids found within are those from here on

    bool isArray() const { return bracket != u'{'; }
};

bool isQuote(QChar c)
{
    return c == u'"' || c == u'\'';
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

/// Goes through the text once, bracket by bracket.
class Scan
{
public:
    explicit Scan(QStringView text)
        : m_text(text)
    { }

    BracketGrids run()
    {
        while (m_at < m_text.size())
            step();
        forget(m_open.size(), m_text.size());
        return std::move(m_result);
    }

private:
    bool isInArray() const { return !m_open.empty() && m_open.back().isArray(); }
    QChar next(qsizetype ahead) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
    }

    void step()
    {
        const QChar c = m_text[m_at];
        if (c == u'\\') {
            skipEscape();
        } else if (c == u'[' || c == u'(' || c == u'{') {
            open(c);
            ++m_at;
        } else if (c == u']' || c == u')' || c == u'}') {
            ++m_at;
            close(c == u']' ? u'[' : c == u')' ? u'(' : u'{');
        } else if (c == u'`') {
            // Code begins or ends here, and with it whatever was open.
            forget(m_open.size(), m_at);
            ++m_at;
        } else if (isInArray()) {
            stepInArray(c);
        } else {
            ++m_at;
        }
    }

    void stepInArray(QChar c)
    {
        if (digitValue(c) >= 0)
            takeNumber();
        else if (isQuote(c))
            takeQuote();
        else if (c == u'#' || (c == u'/' && next(1) == u'/'))
            skipLine();
        else if (c.isLetter())
            takeWord();
        else {
            if (!c.isSpace() && c != u',' && c != u'\uFF0C')
                m_open.back().holds = Holds::Other;
            ++m_at;
        }
    }

    /// The line ends and quotes of an array that is written as a string; "\[" and "\]" are LaTeX.
    void skipEscape()
    {
        while (next(0) == u'\\')
            ++m_at;
        const QChar c = next(0);
        if (c == u'n' || c == u'r' || c == u't' || c == u'[' || c == u']' || c == u'(' || c == u')')
            ++m_at;
    }

    void skipLine()
    {
        while (m_at < m_text.size() && m_text[m_at] != u'\n' && m_text[m_at] != u'\r')
            ++m_at;
    }

    void takeNumber()
    {
        const int value = digitValue(m_text[m_at++]);
        const bool isLong = digitValue(next(0)) >= 0;
        while (digitValue(next(0)) >= 0)
            ++m_at;
        if (isLong || next(0) == u'.' || isWordCharacter(next(0)))
            m_open.back().holds = Holds::Other;
        else
            addNumber(value);
    }

    /// A string of digits is a row; the quotes of any other do not count.
    void takeQuote()
    {
        const QChar quote = m_text[m_at];
        qsizetype at = m_at + 1;
        std::string row;
        for (; at < m_text.size() && m_text[at] != quote; ++at) {
            const int digit = digitValue(m_text[at]);
            if (digit < 0 && m_text[at] != u' ' && m_text[at] != u',')
                break;
            if (digit >= 0 && row.size() <= size_t(ArcGrid::largest))
                row += char(digit);
        }
        if (at >= m_text.size() || m_text[at] != quote || row.empty()) {
            ++m_at;
            return;
        }
        m_at = at + 1;
        if (row.size() == 1)
            addNumber(row.front());
        else
            addRow(m_open.back(), row, false);
    }

    /// Prose: whatever was open before it was no array.
    void takeWord()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && isWordCharacter(m_text[m_at]))
            ++m_at;
        const QStringView word = m_text.sliced(start, m_at - start);
        if (std::ranges::any_of(arrayWords, [&](QLatin1StringView known) { return known == word; })) {
            if (next(0) == u'.')
                ++m_at;
            return;
        }
        size_t arrays = 0;
        while (arrays < m_open.size() && m_open[m_open.size() - 1 - arrays].isArray())
            ++arrays;
        forget(arrays, start);
    }

    void addNumber(int value)
    {
        Open &array = m_open.back();
        if (array.holds == Holds::Nothing)
            array.holds = Holds::Numbers;
        if (array.holds != Holds::Numbers || array.cells.size() >= size_t(ArcGrid::largest))
            array.holds = Holds::Other;
        else
            array.cells += char(value);
    }

    static void addRow(Open &array, const std::string &row, bool isTuple)
    {
        if (array.holds == Holds::Nothing) {
            array.holds = Holds::Rows;
            array.columns = row.size();
        }
        const bool fits = array.holds == Holds::Rows && array.columns == row.size()
            && row.size() <= size_t(ArcGrid::largest) && array.rows < ArcGrid::largest;
        if (!fits) {
            array.holds = Holds::Other;
            return;
        }
        array.hasTuples = array.hasTuples || isTuple;
        array.cells += row;
        ++array.rows;
    }

    void open(QChar bracket)
    {
        if (m_open.size() == deepest) {
            closeSpan(0, m_at);
            m_open.erase(m_open.begin());
        }
        m_open.push_back({.bracket = bracket, .start = m_at, .firstGrid = m_result.grids.size()});
    }

    void close(QChar bracket)
    {
        size_t above = 0;
        while (above < m_open.size() && m_open[m_open.size() - 1 - above].bracket != bracket)
            ++above;
        if (above == m_open.size())
            return;
        forget(above, m_at);
        closeSpan(m_open.size() - 1, m_at);
        const Open closed = std::move(m_open.back());
        m_open.pop_back();
        if (closed.isArray())
            tellOuter(closed, m_open.empty() || !m_open.back().isArray() ? nullptr : &m_open.back());
    }

    void tellOuter(const Open &closed, Open *outer)
    {
        const bool isTuple = closed.bracket == u'(';
        if (closed.holds == Holds::Numbers && outer) {
            addRow(*outer, closed.cells, isTuple);
        } else if (closed.holds == Holds::Rows) {
            takeGrid(closed);
            addGrids(outer);
        } else if (closed.holds == Holds::Grids) {
            for (size_t i = closed.firstGrid; i < m_result.grids.size(); ++i)
                m_result.grids[i].groupStart = closed.start;
            // np.array(…) around a grid is still that grid.
            addGrids(outer);
        } else if (outer) {
            outer->holds = Holds::Other;
        }
    }

    static void addGrids(Open *outer)
    {
        if (outer)
            outer->holds =
                outer->holds == Holds::Nothing || outer->holds == Holds::Grids ? Holds::Grids : Holds::Other;
    }

    void takeGrid(const Open &array)
    {
        ArcGrid grid(array.rows, int(array.columns));
        for (int i = 0; i < int(array.cells.size()); ++i)
            grid.set(i / grid.columns(), i % grid.columns(), array.cells[size_t(i)]);
        const QString how = array.hasTuples ? u"tuples"_s : u"array"_s;
        m_result.grids.push_back(
            {.found = {.grid = grid, .start = array.start, .length = m_at - array.start, .how = how},
             .groupStart = array.start});
    }

    /// Gives up the innermost \a count brackets, which were never closed before \a end.
    void forget(size_t count, qsizetype end)
    {
        for (; count > 0; --count) {
            closeSpan(m_open.size() - 1, end);
            m_open.pop_back();
        }
    }

    /// The bracket at \a index ends at \a end: an outermost array is told as a span.
    void closeSpan(size_t index, qsizetype end)
    {
        const Open &array = m_open[index];
        const bool isOutermost = index == 0 || !m_open[index - 1].isArray();
        if (array.bracket != u'[' || !isOutermost)
            return;
        // An outer array that is closed later has those within an object in it, too.
        auto &spans = m_result.spans;
        while (!spans.empty() && spans.back().start >= array.start)
            spans.pop_back();
        spans.push_back({.start = array.start, .end = end});
    }

    QStringView m_text;
    qsizetype m_at = 0;
    std::vector<Open> m_open;
    BracketGrids m_result;
};

} // namespace

BracketGrids findBracketGrids(QStringView text)
{
    return Scan(text).run();
}

} // namespace reasonglass
