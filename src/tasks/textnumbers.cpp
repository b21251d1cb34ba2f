#include "tasks/textnumbers.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// No double has more digits before its point.
constexpr size_t mostDigits = 400;

bool isMinus(QChar c)
{
    return c == u'-' || c == u'\u2212';
}

bool isCurrency(QChar c)
{
    return c.category() == QChar::Symbol_Currency;
}

/// Reads one number after the other.
class Numbers
{
public:
    explicit Numbers(QStringView text)
        : m_text(text)
    { }

    std::vector<TextNumber> run()
    {
        while (m_at < m_text.size()) {
            if (m_text[m_at] == u'\\')
                takeCommand();
            else if (m_text[m_at].isDigit() || (m_text[m_at] == u'.' && at(m_at + 1).isDigit()))
                takeNumber();
            else if (m_text[m_at].isLetter() || m_text[m_at] == u'_')
                takeWord();
            else
                ++m_at;
        }
        return std::move(m_numbers);
    }

private:
    QChar at(qsizetype i) const { return i >= 0 && i < m_text.size() ? m_text[i] : QChar(); }

    /// Digits that follow a letter belong to its word.
    void takeWord()
    {
        while (at(m_at).isLetterOrNumber() || at(m_at) == u'_') {
            // Scripts from here on put no spaces between words and numbers.
            constexpr char16_t firstIdeograph = 0x2E80;
            if (at(m_at).isDigit() && at(m_at - 1).isLetter() && at(m_at - 1).unicode() >= firstIdeograph)
                return;
            ++m_at;
        }
        // "v2.0"
        if (at(m_at - 1).isDigit())
            skipVersion();
    }

    void skipVersion()
    {
        while (at(m_at) == u'.' && at(m_at + 1).isDigit()) {
            ++m_at;
            skipDigits();
        }
    }

    void skipDigits()
    {
        while (at(m_at).isDigit())
            ++m_at;
    }

    /// "\frac{3}{4}"; any other command is passed over.
    void takeCommand()
    {
        const qsizetype start = m_at;
        ++m_at;
        while (at(m_at).isLetter())
            ++m_at;
        if (!m_text.sliced(start, m_at - start).endsWith("frac"_L1))
            return;
        const qsizetype afterName = m_at;
        const auto above = takeBraced();
        const auto below = above ? takeBraced() : std::nullopt;
        if (!below || *below == 0) {
            m_at = afterName;
            return;
        }
        add(start, *above / *below);
    }

    std::optional<double> takeBraced()
    {
        if (at(m_at) != u'{')
            return std::nullopt;
        ++m_at;
        const bool isNegative = isMinus(at(m_at));
        m_at += isNegative ? 1 : 0;
        if (!at(m_at).isDigit())
            return std::nullopt;
        const std::optional<double> value = takePlain();
        if (!value || at(m_at) != u'}')
            return std::nullopt;
        ++m_at;
        return isNegative ? -*value : *value;
    }

    void takeNumber()
    {
        const qsizetype start = m_at;
        std::optional<double> value = takePlain();
        if (at(m_at) == u'.' && at(m_at + 1).isDigit()) {
            skipVersion();
            return;
        }
        if (!value || isOrdinal())
            return;
        takePower(*value);
        if (takesFraction(*value))
            add(start, *value);
    }

    /// "3rd" is a place, not an amount.
    bool isOrdinal()
    {
        const QStringView rest = m_text.sliced(m_at, std::min<qsizetype>(2, m_text.size() - m_at));
        return !at(m_at + 2).isLetter()
            && (rest == "st"_L1 || rest == "nd"_L1 || rest == "rd"_L1 || rest == "th"_L1);
    }

    /// Digits, in threes or not, point, exponent.
    std::optional<double> takePlain()
    {
        m_digits.clear();
        takeDigits();
        takeThrees();
        if (at(m_at) == u'.' && at(m_at + 1).isDigit()) {
            m_digits += '.';
            ++m_at;
            takeDigits();
        }
        takeExponent();
        if (m_digits.size() > mostDigits)
            return std::nullopt;
        bool isNumber = false;
        const double value =
            QString::fromLatin1(m_digits.data(), qsizetype(m_digits.size())).toDouble(&isNumber);
        return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
    }

    void takeDigits()
    {
        for (; at(m_at).isDigit(); ++m_at) {
            if (m_digits.size() <= mostDigits)
                m_digits += char('0' + m_text[m_at].digitValue());
        }
    }

    /// The length of what may separate threes at \a i; 0: nothing such is there.
    qsizetype separatorAt(qsizetype i) const
    {
        constexpr QStringView single = u",'\u2019_ \u00A0\u202F\u2009";
        if (const QChar c = at(i); !c.isNull() && single.contains(c))
            return 1;
        const QStringView rest = m_text.sliced(std::min(i, m_text.size()));
        if (rest.startsWith("{,}"_L1))
            return 3;
        return rest.startsWith(R"(\,)"_L1) ? 2 : 0;
    }

    void takeThrees()
    {
        if (m_digits.empty() || m_digits.size() > 3)
            return;
        const qsizetype length = separatorAt(m_at);
        if (length == 0)
            return;
        const QStringView separator = m_text.sliced(m_at, length);
        while (m_digits.size() <= mostDigits && m_text.sliced(m_at).startsWith(separator)) {
            const qsizetype three = m_at + length;
            const bool isThree = at(three).isDigit() && at(three + 1).isDigit() && at(three + 2).isDigit()
                && !at(three + 3).isDigit();
            if (!isThree)
                return;
            m_at = three;
            takeDigits();
        }
    }

    void takeExponent()
    {
        if (at(m_at) != u'e' && at(m_at) != u'E')
            return;
        const bool isNegative = isMinus(at(m_at + 1));
        const qsizetype digits = m_at + (isNegative || at(m_at + 1) == u'+' ? 2 : 1);
        if (!at(digits).isDigit())
            return;
        m_digits += isNegative ? "e-" : "e";
        m_at = digits;
        takeDigits();
    }

    /// "× 10^23" after \a value, and "^6" after a value of 10.
    void takePower(double &value)
    {
        const bool isTen = value == 10 && at(m_at) == u'^';
        const qsizetype power = isTen ? m_at : timesTen(m_at);
        if (power < 0)
            return;
        qsizetype i = power + 1;
        i += at(i) == u'{' ? 1 : 0;
        const bool isNegative = isMinus(at(i));
        i += isNegative ? 1 : 0;
        int exponent = 0;
        for (; at(i).isDigit(); ++i)
            exponent = std::min(exponent * 10 + at(i).digitValue(), 999);
        i += at(i) == u'}' ? 1 : 0;
        value = (isTen ? 1 : value) * std::pow(10.0, isNegative ? -exponent : exponent);
        m_at = i;
    }

    /// Where the "^" of "× 10^" at \a i is; -1: something else is there.
    qsizetype timesTen(qsizetype i) const
    {
        i = pastSpaces(i);
        const QStringView rest = m_text.sliced(std::min(i, m_text.size()));
        constexpr QStringView signs = u"\u00D7\u00B7x*";
        if (rest.startsWith(R"(\times)"_L1))
            i += 6;
        else if (rest.startsWith(R"(\cdot)"_L1))
            i += 5;
        else if (!rest.isEmpty() && signs.contains(rest.front()))
            ++i;
        else
            return -1;
        i = pastSpaces(i);
        return at(i) == u'1' && at(i + 1) == u'0' && at(i + 2) == u'^' ? i + 2 : -1;
    }

    qsizetype pastSpaces(qsizetype i) const
    {
        constexpr qsizetype most = 8;
        for (qsizetype from = i; at(i) == u' ' && i < from + most;)
            ++i;
        return i;
    }

    /// Divides \a value where "/4" follows; false: a date follows.
    bool takesFraction(double &value)
    {
        if (at(m_at) != u'/' || !at(m_at + 1).isDigit())
            return true;
        ++m_at;
        const std::optional<double> below = takePlain();
        if (at(m_at) == u'/' && at(m_at + 1).isDigit()) {
            while (at(m_at) == u'/' || at(m_at).isDigit())
                ++m_at;
            return false;
        }
        if (!below || *below == 0)
            return false;
        value /= *below;
        return true;
    }

    /// A number from \a start to here; a sign before it is taken along.
    void add(qsizetype start, double value)
    {
        if (!std::isfinite(value))
            return;
        qsizetype before = start;
        if (isCurrency(at(before - 1)) || (at(before - 1) == u'$' && at(before - 2) == u'\\'))
            --before;
        if (at(before - 1) == u'\\' && before < start)
            --before;
        const QChar previous = at(before - 2);
        const bool isNegative =
            isMinus(at(before - 1)) && !previous.isLetterOrNumber() && previous != u')' && previous != u'}';
        if (isNegative)
            start = before - 1;
        m_numbers.push_back({.value = isNegative ? -value : value, .start = start, .length = m_at - start});
    }

    QStringView m_text;
    qsizetype m_at = 0;
    std::string m_digits;
    std::vector<TextNumber> m_numbers;
};

/// The first of \a numbers within [from, to).
std::optional<TextNumber> firstWithin(const std::vector<TextNumber> &numbers, qsizetype from, qsizetype to)
{
    const auto first = std::ranges::lower_bound(numbers, from, {}, &TextNumber::start);
    if (first == numbers.end() || first->start >= to)
        return std::nullopt;
    return *first;
}

/// Where the closing brace is that belongs to the one before \a at; \a end where there is none.
qsizetype closingBrace(QStringView text, qsizetype at)
{
    int depth = 1;
    const qsizetype end = std::min(text.size(), at + 200);
    for (; at < end; ++at) {
        depth += text[at] == u'{' ? 1 : text[at] == u'}' ? -1 : 0;
        if (depth == 0)
            return at;
    }
    return end;
}

/// What counts in the line from \a from on.
std::optional<TextNumber> numberOfLine(QStringView text, const std::vector<TextNumber> &numbers,
                                       qsizetype from)
{
    constexpr qsizetype longestLine = 500;
    const QStringView near = text.sliced(from, std::min(longestLine, text.size() - from));
    const qsizetype lineEnd = near.indexOf(u'\n');
    const qsizetype end = from + (lineEnd < 0 ? near.size() : lineEnd);
    const qsizetype equals = text.sliced(from, end - from).lastIndexOf(u'=');
    if (equals >= 0) {
        if (const auto after = firstWithin(numbers, from + equals, end))
            return after;
    }
    return firstWithin(numbers, from, end);
}

/// Where the number may begin that "answer" at \a at announces; -1: it announces nothing.
qsizetype afterAnswerWord(QStringView text, qsizetype at)
{
    const qsizetype word = at + qsizetype(std::char_traits<char>::length("answer"));
    const QStringView near = text.sliced(word, std::min<qsizetype>(40, text.size() - word));
    const qsizetype lineEnd = near.indexOf(u'\n');
    const QStringView line = lineEnd < 0 ? near : near.first(lineEnd);
    qsizetype best = -1;
    for (const auto sign : {":"_L1, " is "_L1, "="_L1}) {
        const qsizetype found = line.indexOf(sign);
        if (found >= 0 && (best < 0 || found < best))
            best = found;
    }
    return best < 0 ? -1 : word + best;
}

/// The first number on the line after a heading: "**Answer:**" and then the number below it.
std::optional<TextNumber> announced(QStringView text, const std::vector<TextNumber> &numbers, qsizetype from)
{
    if (const auto onLine = numberOfLine(text, numbers, from))
        return onLine;
    qsizetype at = from;
    const qsizetype end = std::min(text.size(), from + 60);
    while (at < end && (text[at].isSpace() || text[at].isPunct() || text[at] == u'$' || text[at] == u'='))
        ++at;
    return at < end && at > from ? numberOfLine(text, numbers, at) : std::nullopt;
}

} // namespace

std::vector<TextNumber> numbersIn(QStringView text)
{
    return Numbers(text).run();
}

std::optional<TextNumber> answeredNumber(QStringView answer)
{
    const std::vector<TextNumber> numbers = numbersIn(answer);
    if (numbers.empty())
        return std::nullopt;
    // What is read after each mark is bounded, and the line's end is looked for from there on only.
    constexpr int mostMarks = 1000;
    const auto lastMarked = [&](QLatin1StringView mark, auto read) -> std::optional<TextNumber> {
        qsizetype at = answer.lastIndexOf(mark, -1, Qt::CaseInsensitive);
        for (int tries = 0; at >= 0 && tries < mostMarks; ++tries) {
            if (const auto number = read(at))
                return number;
            at = at == 0 ? -1 : answer.lastIndexOf(mark, at - 1, Qt::CaseInsensitive);
        }
        return std::nullopt;
    };
    if (const auto boxed = lastMarked(R"(\boxed{)"_L1, [&](qsizetype at) {
            return firstWithin(numbers, at, closingBrace(answer, at + 7));
        }))
        return boxed;
    if (const auto marked =
            lastMarked("####"_L1, [&](qsizetype at) { return numberOfLine(answer, numbers, at + 4); }))
        return marked;
    const auto afterWord = [&](qsizetype at) -> std::optional<TextNumber> {
        const qsizetype from = afterAnswerWord(answer, at);
        return from < 0 ? std::nullopt : announced(answer, numbers, from);
    };
    if (const auto said = lastMarked("answer"_L1, afterWord))
        return said;
    return numbers.back();
}

} // namespace reasonglass
