#pragma once

#include <QStringView>

namespace reasonglass {

/// A cell of a grid as it stands in text: a digit, ASCII or full-width, or a coloured square.
struct WrittenCell
{
    int colour = -1;      ///< 0 … 9; -1: there is no cell here
    qsizetype length = 0; ///< in UTF-16 code units
    bool isSquare = false;
};

/// What stands at \a at. The squares follow the palette that ARC is usually drawn with; there is none for
/// colour 8, which has no square of its own.
WrittenCell cellAt(QStringView text, qsizetype at);

/// The value of an ASCII or full-width digit; -1 for anything else.
inline int digitValue(QChar c)
{
    const char16_t code = c.unicode();
    if (code >= u'0' && code <= u'9')
        return code - u'0';
    if (code >= u'\uFF10' && code <= u'\uFF19')
        return code - u'\uFF10';
    return -1;
}

} // namespace reasonglass
