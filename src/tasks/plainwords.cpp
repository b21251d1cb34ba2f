#include "tasks/plainwords.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// More marks than this on one letter are an attack: normalising sorts them.
constexpr int mostMarks = 16;

constexpr QStringView meaningful = u"%&@";
constexpr QStringView separating = u"/\\\u2010\u2011\u2012\u2013\u2014\u2015-";

QString withoutHeapsOfMarks(QStringView text)
{
    QString kept;
    kept.reserve(text.size());
    int marks = 0;
    for (const QChar c : text) {
        marks = c.isMark() ? marks + 1 : 0;
        if (marks <= mostMarks)
            kept += c;
    }
    return kept;
}

enum class Use { Keep, Drop, Space };

/// What becomes of the character at \a at.
class Judge
{
public:
    explicit Judge(const QString &text)
        : m_text(text)
    { }

    Use use(qsizetype at) const
    {
        const QChar c = m_text.at(at);
        if (c.isSpace())
            return Use::Space;
        if (c == u'`' || (c == u'~' && near(at, 1) == u'~') || (c == u'~' && near(at, -1) == u'~'))
            return Use::Drop;
        if (c == u'#' || c == u'>')
            return isAtLineStart(at) ? Use::Drop : Use::Keep;
        return isLetterLike(at) ? Use::Keep : useOfPunctuation(at);
    }

private:
    /// Marks that are part of a word or number where they stand.
    Use useOfPunctuation(qsizetype at) const
    {
        const QChar c = m_text.at(at);
        if (c == u'_')
            return near(at, -1).isLetterOrNumber() && near(at, 1).isLetterOrNumber() ? Use::Keep : Use::Drop;
        if (c == u'.' || c == u',' || c == u'*')
            return isBetweenDigits(at) ? Use::Keep : Use::Drop;
        if (c == u'-' && near(at, 1).isDigit() && !near(at, -1).isLetterOrNumber())
            return Use::Keep;
        if (separating.contains(c))
            return Use::Space;
        const bool isControl = c.category() == QChar::Other_Format || c.category() == QChar::Other_Control;
        return (c.isPunct() && !meaningful.contains(c)) || isControl ? Use::Drop : Use::Keep;
    }

    bool isLetterLike(qsizetype at) const { return m_text.at(at).isLetterOrNumber(); }

    QChar near(qsizetype at, qsizetype step) const
    {
        const qsizetype there = at + step;
        return there >= 0 && there < m_text.size() ? m_text.at(there) : QChar();
    }

    bool isBetweenDigits(qsizetype at) const { return near(at, -1).isDigit() && near(at, 1).isDigit(); }

    bool isAtLineStart(qsizetype at) const
    {
        // A heading has at most six marks.
        for (int back = 1; back <= 7; ++back) {
            const QChar c = near(at, -back);
            if (c.isNull() || c == u'\n')
                return true;
            if (c != u'#' && c != u'>' && c != u' ')
                return false;
        }
        return false;
    }

    const QString &m_text;
};

bool isWrittenWithoutSpaces(QChar c)
{
    constexpr std::array scripts{QChar::Script_Han,     QChar::Script_Hiragana, QChar::Script_Katakana,
                                 QChar::Script_Thai,    QChar::Script_Lao,      QChar::Script_Khmer,
                                 QChar::Script_Myanmar, QChar::Script_Hangul};
    return c.isSurrogate() || std::ranges::find(scripts, c.script()) != scripts.end();
}

/// Whether a word may end between \a left and \a right.
bool isWordBorder(QChar left, QChar right)
{
    return !left.isLetterOrNumber() || !right.isLetterOrNumber() || isWrittenWithoutSpaces(left)
        || isWrittenWithoutSpaces(right);
}

} // namespace

QString plainWords(QStringView text)
{
    QString normal = withoutHeapsOfMarks(text).normalized(QString::NormalizationForm_KC).toCaseFolded();
    normal.replace(u'\u2212', u'-').replace(u'\u00DF', u"ss"_s);
    const Judge judge(normal);
    QString words;
    words.reserve(normal.size());
    for (qsizetype at = 0; at < normal.size(); ++at) {
        switch (judge.use(at)) {
        case Use::Keep:
            words += normal.at(at);
            break;
        case Use::Space:
            if (!words.isEmpty() && words.back() != u' ')
                words += u' ';
            break;
        case Use::Drop:
            break;
        }
    }
    if (words.endsWith(u' '))
        words.chop(1);
    return words;
}

bool containsWords(const QString &text, const QString &words)
{
    if (words.isEmpty())
        return false;
    for (qsizetype at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
        const qsizetype end = at + words.size();
        const bool startsWord = at == 0 || isWordBorder(text.at(at - 1), words.front());
        const bool endsWord = end == text.size() || isWordBorder(words.back(), text.at(end));
        if (startsWord && endsWord)
            return true;
    }
    return false;
}

} // namespace reasonglass
