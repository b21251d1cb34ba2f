#include "base/visibletext.h"

#include <QChar>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

constexpr std::array hiddenRanges{
    Range{0x00, 0x08},     Range{0x0b, 0x1f},     Range{0x7f, 0x9f},       Range{0xad, 0xad},
    Range{0x061c, 0x061c}, Range{0x180e, 0x180e}, Range{0x200b, 0x200f},   Range{0x2028, 0x202e},
    Range{0x2060, 0x206f}, Range{0xd800, 0xdfff}, Range{0xfdd0, 0xfdef},   Range{0xfeff, 0xfeff},
    Range{0xfff9, 0xfffc}, Range{0xfffe, 0xffff}, Range{0xe0000, 0xe007f},
};

constexpr char32_t nonJoiner = 0x200c;
constexpr char32_t joiner = 0x200d;

bool isHidden(char32_t c)
{
    return std::any_of(hiddenRanges.begin(), hiddenRanges.end(),
                       [c](Range range) { return range.first <= c && c <= range.last; });
}

/// Whether a joiner may stand beside \a c: scripts that join letters, and what emoji are made of.
bool joins(char32_t c)
{
    if (c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff))
        return true; // emoji presentation, skin tones
    if (QChar::category(c) == QChar::Symbol_Other)
        return true;
    switch (QChar::script(c)) {
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Cyrillic:
    case QChar::Script_Common:
    case QChar::Script_Han:
    case QChar::Script_Hangul:
    case QChar::Script_Unknown:
        return false;
    default:
        return QChar::isLetter(c) || QChar::category(c) == QChar::Mark_NonSpacing
            || QChar::category(c) == QChar::Mark_SpacingCombining;
    }
}

char32_t codePointAt(QStringView text, qsizetype i)
{
    if (i + 1 < text.size() && text.at(i).isHighSurrogate() && text.at(i + 1).isLowSurrogate())
        return QChar::surrogateToUcs4(text.at(i), text.at(i + 1));
    return text.at(i).unicode();
}

char32_t codePointBefore(QStringView text, qsizetype i)
{
    if (i >= 2 && text.at(i - 1).isLowSurrogate() && text.at(i - 2).isHighSurrogate())
        return QChar::surrogateToUcs4(text.at(i - 2), text.at(i - 1));
    return i > 0 ? text.at(i - 1).unicode() : U' ';
}

bool joinerIsNeeded(QStringView text, qsizetype i, char32_t c)
{
    if (!joins(codePointBefore(text, i)))
        return false;
    // A non-joiner also ends words (Persian), a joiner shows a letter's joining form by itself.
    return c == nonJoiner || i + 1 == text.size() || joins(codePointAt(text, i + 1))
        || codePointBefore(text, i) < 0x10000;
}

QString markerFor(char32_t c)
{
    return u"\u27e6U+%1\u27e7"_s.arg(QString::number(static_cast<uint>(c), 16).toUpper(), 4, u'0');
}

} // namespace

QString visibleText(QStringView text)
{
    QString visible;
    visible.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const char32_t c = codePointAt(text, i);
        const qsizetype size = c >= 0x10000 ? 2 : 1;
        const bool lineEnd = c == U'\r' && i + 1 < text.size() && text.at(i + 1) == u'\n';
        const bool kept = (c == joiner || c == nonJoiner) && joinerIsNeeded(text, i, c);
        if (!isHidden(c) || kept)
            visible.append(text.sliced(i, size));
        else if (!lineEnd)
            visible.append(markerFor(c));
        i += size;
    }
    return visible;
}

QByteArray visibleJson(const QByteArray &json)
{
    const QString text = QString::fromUtf8(json);
    QString escaped;
    escaped.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const char32_t c = codePointAt(text, i);
        const qsizetype size = c >= 0x10000 ? 2 : 1;
        for (const QChar unit : QStringView(text).sliced(i, size)) {
            if (isHidden(c) && c != U'\r')
                escaped += u"\\u%1"_s.arg(unit.unicode(), 4, 16, QChar(u'0'));
            else
                escaped += unit;
        }
        i += size;
    }
    return escaped.toUtf8();
}

} // namespace reasonglass
