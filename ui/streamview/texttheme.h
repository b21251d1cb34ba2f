#pragma once

#include "streamview/codehighlight.h"

#include <QColor>
#include <QFont>
#include <QPalette>

#include <array>

namespace reasonglass {

/// For text and for code, at 100 %.
struct TextFonts
{
    QFont text;
    QFont fixed;
};

/// Fonts, colours and distances of rendered text, all derived from a palette, fonts and a zoom.
struct TextTheme
{
    QFont font;
    QFont fixedFont;
    QColor text;
    QColor muted; ///< quotes, labels; keeps a contrast of 4.5 : 1 where the palette's own text has 8 : 1
    QColor link;
    QColor codeBackground;
    QColor line; ///< rules, table borders, quote bars
    QColor selection;
    QColor selectedText;
    QColor match;                 ///< behind what the find bar found
    std::array<QColor, 8> tokens; ///< by CodeToken
    double em = 16;               ///< height of the font in pixels, the unit of every distance
    double characterWidth = 8;    ///< average, in pixels
    double fixedCharacterWidth = 8;
    int linePitch = 20;        ///< from line to line of text, in pixels
    int codePitch = 18;        ///< of code, cells and source
    double readingWidth = 720; ///< the longest line, in pixels

    static TextTheme from(const QPalette &palette, const TextFonts &fonts, int zoomPercent);
};

} // namespace reasonglass
