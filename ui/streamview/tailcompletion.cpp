#include "streamview/tailcompletion.h"

#include <QList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QStringView lastLine(QStringView source)
{
    return source.sliced(source.lastIndexOf(u'\n') + 1);
}

bool consistsOf(QStringView text, QStringView characters)
{
    return std::all_of(text.begin(), text.end(), [characters](QChar c) { return characters.contains(c); });
}

/// "-", "##", "1.", "|--": a line that may still become anything, and would turn the line before
/// it into a heading meanwhile.
bool isUndecided(QStringView line)
{
    const QStringView trimmed = line.trimmed();
    if (trimmed.isEmpty())
        return false;
    if (consistsOf(trimmed, u"-=*+_#>`~|: "))
        return true;
    return trimmed.size() <= 10 && consistsOf(trimmed, u"0123456789.)");
}

bool endsInsideFence(QStringView source)
{
    bool inside = false;
    for (const QStringView line : source.tokenize(u'\n')) {
        const QStringView content = line.trimmed();
        if (content.startsWith("```"_L1) || content.startsWith("~~~"_L1))
            inside = !inside;
    }
    return inside;
}

/// Where the inline text that is being written begins: emphasis does not reach over blank lines,
/// items, or rows.
QStringView currentParagraph(QStringView source)
{
    qsizetype begin = source.size();
    while (begin > 0) {
        const qsizetype lineStart = begin == 1 ? 0 : source.lastIndexOf(u'\n', begin - 2) + 1;
        const QStringView line = source.sliced(lineStart, begin - lineStart).trimmed();
        if (line.isEmpty())
            break;
        begin = lineStart;
        if (QStringView{u"-*+|#>"}.contains(line.front()) || line.front().isDigit())
            break;
    }
    return source.sliced(begin);
}

/// Follows the inline marks of a paragraph and knows at its end which are still open.
class InlineScanner
{
public:
    explicit InlineScanner(QStringView text)
        : m_text(text)
    { }

    void scan()
    {
        while (m_at < m_text.size())
            step();
    }

    bool inCode() const { return !m_code.isEmpty(); }
    qsizetype openLink() const { return m_linkText; }   ///< place of `[` in `[text](addr`, or -1
    qsizetype openAddress() const { return m_address; } ///< place of `](`, or -1

    QString closers() const
    {
        if (inCode())
            return m_code;
        QString closers;
        for (const QString &mark : m_open)
            closers.prepend(mark);
        return closers;
    }

private:
    void step()
    {
        const QChar c = m_text.at(m_at);
        if (c == u'\\' && !inCode()) {
            m_at += 2;
            return;
        }
        if (QStringView{u"`*_~"}.contains(c)) {
            takeMarks(c);
            return;
        }
        if (!inCode())
            takeBracket(c);
        ++m_at;
    }

    void takeMarks(QChar c)
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && m_text.at(m_at) == c)
            ++m_at;
        const QString run = m_text.sliced(begin, m_at - begin).toString();
        if (c == u'`') {
            if (m_code.isEmpty())
                m_code = run;
            else if (m_code == run)
                m_code.clear();
        } else if (!inCode() && m_address < 0) {
            takeEmphasis(begin, run);
        }
    }

    void takeEmphasis(qsizetype begin, const QString &run)
    {
        const bool spaceBefore = begin == 0 || m_text.at(begin - 1).isSpace();
        const bool spaceAfter = m_at == m_text.size() || m_text.at(m_at).isSpace();
        const bool insideWord = !spaceBefore && !spaceAfter && m_text.at(begin - 1).isLetterOrNumber()
            && m_text.at(m_at).isLetterOrNumber();
        if (run.size() > 3 || (run.front() == u'_' && insideWord))
            return;
        if (!spaceBefore && m_open.contains(run)) {
            m_open.resize(m_open.lastIndexOf(run));
            return;
        }
        if (!spaceAfter)
            m_open.append(run);
    }

    void takeBracket(QChar c)
    {
        if (c == u'[' && m_address < 0) {
            m_bracket = m_at;
        } else if (c == u']' && m_bracket >= 0 && m_at + 1 < m_text.size() && m_text.at(m_at + 1) == u'(') {
            m_linkText = m_bracket;
            m_address = m_at;
            m_bracket = -1;
        } else if (c == u')') {
            m_linkText = m_address = -1;
        }
    }

    QStringView m_text;
    qsizetype m_at = 0;
    QString m_code;
    QStringList m_open;
    qsizetype m_bracket = -1;
    qsizetype m_linkText = -1;
    qsizetype m_address = -1;
};

QStringView withoutTrailing(QStringView text, QStringView characters)
{
    while (!text.isEmpty() && characters.contains(text.back()))
        text.chop(1);
    return text;
}

QString completedParagraph(QStringView text)
{
    InlineScanner scanner{text};
    scanner.scan();
    if (scanner.inCode())
        return withoutTrailing(text, u"`") + scanner.closers();
    if (scanner.openAddress() >= 0) {
        QString shown = text.first(scanner.openAddress()).toString();
        shown.remove(scanner.openLink(), 1);
        return completedParagraph(shown);
    }
    const QString closers = scanner.closers();
    if (closers.isEmpty() && !QStringView{u"*_~`"}.contains(text.isEmpty() ? QChar{} : text.back()))
        return text.toString();

    // Marks at the very end have not said yet whether they open or close.
    const QStringView shown = withoutTrailing(text, u" \n*_~");
    InlineScanner again{shown};
    again.scan();
    return shown + again.closers();
}

} // namespace

QString completedTail(const SourceBlock &tail, QStringView source)
{
    const QStringView line = lastLine(source);
    if (tail.kind == SourceBlock::Kind::Code || tail.kind == SourceBlock::Kind::IndentedCode) {
        const bool closing = !line.trimmed().isEmpty() && consistsOf(line.trimmed(), u"`~");
        return closing && line.size() < source.size() ? source.chopped(line.size()).toString()
                                                      : source.toString();
    }
    if (endsInsideFence(source))
        return source.toString();
    if (isUndecided(line))
        source.chop(line.size());
    const QStringView paragraph = currentParagraph(source);
    return source.chopped(paragraph.size()) + completedParagraph(paragraph);
}

} // namespace reasonglass
