#include "tasks/answerlabel.h"

#include "tasks/arcpalette.h"

#include <QString>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype longestLabel = 120;
/// How far back a label is looked for.
constexpr qsizetype farthest = 400;
constexpr int mostLines = 8;

constexpr std::array answerWords{"output"_L1, "answer"_L1,  "predict"_L1, "solution"_L1,   "result"_L1,
                                 "gives"_L1,  "becomes"_L1, "yields"_L1,  "transformed"_L1};
constexpr std::array exampleWords{"train"_L1, "example"_L1, "demonstration"_L1};
constexpr std::array draftWords{"draft"_L1, "initial"_L1,    "wrong"_L1, "incorrect"_L1,
                                "size"_L1,  "dimensions"_L1, "shape"_L1, "attempt was"_L1};
constexpr std::array finalPhrases{"final answer"_L1,   "final output"_L1, "final grid"_L1,
                                  "final solution"_L1, "final result"_L1, "final prediction"_L1,
                                  "correction"_L1,     "corrected"_L1,    "revised"_L1};

template <typename Words>
bool hasAny(QStringView text, const Words &words)
{
    return std::ranges::any_of(
        words, [&](QLatin1StringView word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool isMark(QChar c)
{
    return c == u'*' || c == u'_' || c == u'#' || c == u'"' || c == u'\'' || c == u'`' || c.isSpace();
}

QStringView withoutMarks(QStringView text)
{
    while (!text.isEmpty() && isMark(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isMark(text.back()))
        text.chop(1);
    return text;
}

/// The first number of \a words that is no size ("3x3") and small enough to count test pairs.
std::optional<int> numberIn(QStringView words)
{
    for (qsizetype at = 0; at < words.size(); ++at) {
        if (digitValue(words[at]) < 0)
            continue;
        int value = 0;
        const qsizetype start = at;
        for (; at < words.size() && digitValue(words[at]) >= 0; ++at)
            value = std::min(value * 10 + digitValue(words[at]), 1000);
        const auto isTimes = [&](qsizetype i) {
            return i >= 0 && i < words.size()
                && (words[i] == u'x' || words[i] == u'X' || words[i] == u'\u00D7');
        };
        if (value < 100 && !isTimes(start - 1) && !isTimes(at) && !isTimes(at + 1) && !isTimes(start - 2))
            return value;
    }
    return std::nullopt;
}

/// 2 for "attempt_2"; 0 where there is no such word.
int attemptIn(QStringView words)
{
    const qsizetype at = words.indexOf("attempt"_L1, 0, Qt::CaseInsensitive);
    if (at < 0)
        return 0;
    return numberIn(words.sliced(at)).value_or(0);
}

/// The line before \a at, which is the beginning of one.
QStringView lineBefore(QStringView text, qsizetype at)
{
    const qsizetype end = at - 1;
    const qsizetype earliest = std::max<qsizetype>(0, end - farthest);
    qsizetype start = end;
    while (start > earliest && text[start - 1] != u'\n')
        --start;
    return text.sliced(start, end - start);
}

bool hasLetters(QStringView text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.isLetter(); });
}

/// Fences, rules and openings, which may stand between a label and its grid.
bool isPassedOver(QStringView line)
{
    if (line.startsWith("```"_L1) || line.startsWith("~~~"_L1) || line.startsWith(u'\\')
        || line.startsWith(u'|') || line.startsWith("$$"_L1))
        return true;
    return std::ranges::none_of(line, [](QChar c) {
        return c.isLetterOrNumber() || c == u']' || c == u'}' || c == u')' || c.isHighSurrogate()
            || cellAt(QStringView(&c, 1), 0).colour >= 0;
    });
}

bool isHeading(QStringView line)
{
    if (line.startsWith(u'#') || line.startsWith("**"_L1) || line.startsWith(u'<'))
        return true;
    const QStringView words = withoutMarks(line);
    if (words.endsWith(u':') || words.endsWith(u'\uFF1A') || words.endsWith(u'='))
        return true;
    return !words.endsWith(u'.') && std::ranges::count(words, u' ') < 6;
}

AnswerLabel labelAbove(QStringView text, qsizetype lineStart)
{
    qsizetype at = lineStart;
    for (int lines = 0; lines < mostLines && at > 0 && lineStart - at < farthest; ++lines) {
        const QStringView whole = lineBefore(text, at);
        const QStringView line = whole.trimmed();
        if (!line.isEmpty() && !isPassedOver(line)) {
            const bool isLabel = line.size() <= longestLabel && hasLetters(line) && isHeading(line);
            return isLabel ? labelFromWords(line) : AnswerLabel{};
        }
        at -= whole.size() + 1;
    }
    return {};
}

/// Whether words follow on the same line.
bool isFollowedByWords(QStringView text, qsizetype end)
{
    const QStringView rest = text.sliced(end, std::min<qsizetype>(text.size() - end, 40));
    for (const QChar c : rest) {
        if (c == u'\n' || c == u'\r' || c == u'\\' || c == u'<' || c == u'#' || c == u'"')
            return false;
        if (c.isLetter())
            return true;
    }
    return false;
}

/// Past quotes, brackets and "np.array" before \a at, on the same line.
qsizetype beforeOpenings(QStringView text, qsizetype at)
{
    const qsizetype earliest = std::max<qsizetype>(0, at - farthest);
    while (at > earliest) {
        const QChar c = text[at - 1];
        const bool isOpening = c == u' ' || c == u'\t' || c == u'"' || c == u'\'' || c == u'(' || c == u'['
            || c == u'`' || c == u'*' || c == u'$';
        if (isOpening)
            --at;
        else if (text.first(at).endsWith("array"_L1))
            at -= text.first(at).endsWith("np.array"_L1) ? 8 : 5;
        else
            break;
    }
    return at;
}

/// The words before \a at, which is past a ":" or "=".
QStringView wordsBefore(QStringView text, qsizetype at)
{
    const qsizetype earliest = std::max<qsizetype>(0, at - longestLabel);
    qsizetype start = at;
    while (start > earliest && text[start - 1] != u'\n' && text[start - 1] != u'{' && text[start - 1] != u','
           && text[start - 1] != u';' && text[start - 1] != u']')
        --start;
    return text.sliced(start, at - start);
}

AnswerLabel labelOnLine(QStringView text, qsizetype at)
{
    const QStringView before = text.first(at);
    if (before.endsWith(R"(\boxed{)"_L1))
        return {.kind = LabelKind::Answer};
    if (before.endsWith(u'>')) {
        const QStringView near = before.last(std::min<qsizetype>(before.size(), 40));
        const qsizetype open = near.lastIndexOf(u'<');
        if (open >= 0)
            return labelFromWords(near.sliced(open));
    }
    for (const auto sign : {":"_L1, "="_L1, "->"_L1, "=>"_L1, " is"_L1}) {
        if (before.endsWith(sign))
            return labelFromWords(wordsBefore(text, at - sign.size()));
    }
    if (before.endsWith(u'\u2192') || before.endsWith(u'\uFF1A'))
        return labelFromWords(wordsBefore(text, at - 1));
    return {.kind = LabelKind::None, .isInline = before.back() != u'{'};
}

/// Whether what follows a phrase such as "final answer" makes it an announcement.
bool isAnnounced(QStringView rest)
{
    const QStringView near = rest.first(std::min<qsizetype>(rest.size(), 40));
    for (const QChar c : near) {
        if (c == u':' || c == u'=' || c == u'\uFF1A')
            return true;
        if (c == u'.' || c == u',')
            return false;
    }
    return withoutMarks(rest).isEmpty() || withoutMarks(rest).startsWith("is"_L1)
        || (rest.size() < near.size() + 1 && rest.trimmed().startsWith(u'('));
}

void addAnnouncements(QStringView text, std::vector<FinalPart> &parts)
{
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype lineEnd = text.indexOf(u'\n', start);
        const qsizetype end = lineEnd < 0 ? text.size() : lineEnd;
        const QStringView line = text.sliced(start, std::min(end - start, longestLabel));
        for (const QLatin1StringView phrase : finalPhrases) {
            const qsizetype at = line.indexOf(phrase, 0, Qt::CaseInsensitive);
            if (at >= 0 && at <= 40 && isAnnounced(line.sliced(at + phrase.size()))) {
                parts.push_back({.start = start + at, .end = text.size()});
                break;
            }
        }
        start = end + 1;
    }
}

std::vector<qsizetype> placesOf(QStringView text, QLatin1StringView words)
{
    std::vector<qsizetype> places;
    for (qsizetype at = text.indexOf(words, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(words, at + words.size(), Qt::CaseInsensitive))
        places.push_back(at);
    return places;
}

} // namespace

AnswerLabel labelFromWords(QStringView words)
{
    const QStringView label = withoutMarks(words);
    if (label.isEmpty())
        return {};
    const int attempt = attemptIn(label);
    if (attempt > 1)
        return {.kind = LabelKind::LaterAttempt};
    if (attempt == 1)
        return {.kind = LabelKind::Answer};
    const std::optional<int> number = numberIn(label);
    const bool isExample = hasAny(label, exampleWords) && !label.contains("test"_L1, Qt::CaseInsensitive);
    if (isExample || hasAny(label, draftWords))
        return {.kind = LabelKind::NotAnswer, .number = number};
    if (hasAny(label, answerWords))
        return {.kind = LabelKind::Answer, .number = number};
    const bool isInput = label.contains("input"_L1, Qt::CaseInsensitive);
    return {.kind = isInput ? LabelKind::NotAnswer : LabelKind::Other, .number = number};
}

AnswerLabel labelOf(QStringView text, qsizetype start, qsizetype end)
{
    const qsizetype at = beforeOpenings(text, start);
    const bool isLineStart = at == 0 || text[at - 1] == u'\n' || text[at - 1] == u'\r';
    AnswerLabel label = isLineStart ? labelAbove(text, at) : labelOnLine(text, at);
    if (label.kind != LabelKind::Answer && isLineStart && isFollowedByWords(text, end))
        label.isInline = true;
    return label;
}

std::vector<FinalPart> finalParts(QStringView text)
{
    std::vector<FinalPart> parts;
    addAnnouncements(text, parts);
    const std::vector<qsizetype> closings = placesOf(text, "</answer>"_L1);
    for (const qsizetype open : placesOf(text, "<answer>"_L1)) {
        const auto close = std::ranges::lower_bound(closings, open);
        parts.push_back({.start = open, .end = close == closings.end() ? text.size() : *close});
    }
    for (const qsizetype box : placesOf(text, R"(\boxed{)"_L1))
        parts.push_back({.start = box, .end = text.size()});
    std::ranges::sort(parts, {}, &FinalPart::start);
    return parts;
}

} // namespace reasonglass
