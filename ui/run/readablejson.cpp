#include "ui/run/readablejson.h"

#include "base/utf8.h"

#include <algorithm>
#include <cstring>

namespace reasonglass {

namespace {

constexpr int mostIndent = 64; ///< levels; deeper ones are not indented further

/// Writes tokens as they come, knowing nothing of JSON but brackets, commas, colons and strings.
class Layout
{
public:
    Layout(QByteArrayView json, const JsonLimits &limits)
        : m_json(json)
        , m_limits(limits)
    { }

    ReadableJson run()
    {
        while (m_at < m_json.size() && !isFull())
            step();
        if (m_at < m_json.size()) {
            m_out += "\n…";
            m_shortened = true;
        }
        return {.text = decodeUtf8(m_out), .shortened = m_shortened};
    }

private:
    bool isFull() const { return m_limits.textBytes >= 0 && m_out.size() >= m_limits.textBytes; }

    void breakLine()
    {
        m_out += '\n';
        m_out.append(2 * std::clamp(m_depth, 0, mostIndent), ' ');
    }

    char nextToken()
    {
        while (m_at < m_json.size() && std::strchr(" \t\r\n", m_json[m_at]) && m_json[m_at] != '\0')
            ++m_at;
        return m_at < m_json.size() ? m_json[m_at] : '\0';
    }

    void open(char bracket)
    {
        m_out += bracket;
        ++m_at;
        const char next = nextToken();
        if (next == '}' || next == ']') { // {} and [] stay together
            m_out += next;
            ++m_at;
            return;
        }
        ++m_depth;
        breakLine();
    }

    void step()
    {
        const char c = m_json[m_at];
        switch (c) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            ++m_at;
            return;
        case '{':
        case '[':
            return open(c);
        case '}':
        case ']':
            --m_depth;
            breakLine();
            break;
        case ',':
            m_out += c;
            ++m_at;
            return breakLine();
        case ':':
            m_out += ": ";
            ++m_at;
            return;
        case '"':
            return copyString();
        default:
            break;
        }
        m_out += c;
        ++m_at;
    }

    /// Behind the first quote with no backslash, or an even number of them, before it.
    qsizetype stringEnd() const
    {
        qsizetype quote = m_at;
        while ((quote = m_json.indexOf('"', quote + 1)) >= 0) {
            qsizetype escapes = quote;
            while (escapes > m_at + 1 && m_json[escapes - 1] == '\\')
                --escapes;
            if ((quote - escapes) % 2 == 0)
                return quote + 1;
        }
        return m_json.size();
    }

    /// The start of the character at \a at. Half an escape does no harm: what is cut is only looked at.
    qsizetype characterStart(qsizetype at) const
    {
        while (at > m_at && (uchar(m_json[at]) & 0xc0U) == 0x80U)
            --at;
        return at;
    }

    void copyString()
    {
        const qsizetype end = stringEnd();
        const QByteArrayView whole = m_json.sliced(m_at, end - m_at);
        if (m_limits.stringBytes < 0 || whole.size() <= m_limits.stringBytes) {
            m_out += whole;
        } else {
            const qsizetype cut = characterStart(m_at + m_limits.stringBytes);
            m_out += m_json.sliced(m_at, std::max<qsizetype>(1, cut - m_at));
            m_out += "…\"";
            m_shortened = true;
        }
        m_at = end;
    }

    QByteArrayView m_json;
    JsonLimits m_limits;
    QByteArray m_out;
    qsizetype m_at = 0;
    int m_depth = 0;
    bool m_shortened = false;
};

} // namespace

ReadableJson readableJson(const QByteArray &json, const JsonLimits &limits)
{
    return Layout(json, limits).run();
}

} // namespace reasonglass
