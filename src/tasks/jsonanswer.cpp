#include "tasks/jsonanswer.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Span
{
    qsizetype start = 0;
    qsizetype end = 0;
};

std::optional<FoundJson> jsonAt(QStringView answer, Span span)
{
    while (span.start < span.end && answer[span.start].isSpace())
        ++span.start;
    while (span.end > span.start && answer[span.end - 1].isSpace())
        --span.end;
    const auto value = parsedJson(answer.sliced(span.start, span.end - span.start));
    if (!value)
        return std::nullopt;
    return FoundJson{.value = *value, .start = span.start, .length = span.end - span.start};
}

/// What is between fences, in order.
std::vector<Span> fencedSpans(QStringView answer)
{
    std::vector<Span> spans;
    qsizetype opened = -1;
    for (qsizetype start = 0; start < answer.size();) {
        const qsizetype lineEnd = answer.indexOf(u'\n', start);
        const qsizetype end = lineEnd < 0 ? answer.size() : lineEnd;
        const QStringView line = answer.sliced(start, end - start).trimmed();
        if (line.startsWith("```"_L1) || line.startsWith("~~~"_L1)) {
            if (opened >= 0)
                spans.push_back({.start = opened, .end = start});
            opened = opened >= 0 ? -1 : std::min(end + 1, answer.size());
        }
        start = end + 1;
    }
    return spans;
}

/// Pairs of brackets that belong together, in the order in which they close.
class Brackets
{
public:
    explicit Brackets(QStringView text)
        : m_text(text)
    { }

    std::vector<Span> run()
    {
        for (qsizetype at = 0; at < m_text.size(); ++at)
            take(at);
        return std::move(m_spans);
    }

private:
    void take(qsizetype at)
    {
        const QChar c = m_text[at];
        if (m_isInString) {
            // A string of JSON has no line end in it: this was no string.
            if (c == u'\n' || (c == u'"' && !m_isEscaped))
                m_isInString = false;
            m_isEscaped = c == u'\\' && !m_isEscaped;
        } else if (c == u'[' || c == u'{') {
            m_open.push_back(at);
        } else if (c == u'"') {
            m_isInString = !m_open.empty();
            m_isEscaped = false;
        } else if (c == u']' || c == u'}') {
            close(at, c == u']' ? u'[' : u'{');
        }
    }

    void close(qsizetype at, QChar opening)
    {
        if (m_open.empty())
            return;
        if (m_text[m_open.back()] == opening) {
            m_spans.push_back({.start = m_open.back(), .end = at + 1});
            m_open.pop_back();
        } else {
            m_open.clear();
        }
    }

    QStringView m_text;
    std::vector<qsizetype> m_open;
    std::vector<Span> m_spans;
    bool m_isInString = false;
    bool m_isEscaped = false;
};

} // namespace

std::optional<QJsonValue> parsedJson(QStringView text)
{
    // Qt's parser takes objects and arrays only.
    const QByteArray bytes = '[' + text.toUtf8() + ']';
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError || document.array().size() != 1)
        return std::nullopt;
    return document.array().first();
}

std::optional<FoundJson> answeredJson(QStringView answer)
{
    if (auto whole = jsonAt(answer, {.start = 0, .end = answer.size()}))
        return whole;
    std::vector<Span> fenced = fencedSpans(answer);
    std::ranges::reverse(fenced);
    for (const Span &span : fenced) {
        if (auto found = jsonAt(answer, span))
            return found;
    }
    // From the last on: what closes last is outermost, and what it holds comes before it.
    const std::vector<Span> bare = Brackets(answer).run();
    qsizetype effort = 4 * answer.size();
    for (auto span = bare.rbegin(); span != bare.rend() && effort > 0; ++span) {
        effort -= span->end - span->start;
        if (auto found = jsonAt(answer, *span))
            return found;
    }
    return std::nullopt;
}

} // namespace reasonglass
