#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

namespace reasonglass {

/// Fonts, colours and distances of rendered text, all derived from a palette, a font and a zoom.
struct TextTheme
{
    QFont font;
    QFont fixedFont;
    QColor text;
    QColor muted; ///< quotes, labels; keeps a contrast of 4.5 : 1 where the palette's own text has 8 : 1
    QColor link;
    QColor codeBackground;
    QColor line;         ///< rules, table borders, quote bars
    double em = 16;      ///< height of the font in pixels, the unit of every distance
    bool source = false; ///< the source is shown instead of the rendered text

    static TextTheme from(const QPalette &palette, const QFont &font, int zoomPercent);
};

} // namespace reasonglass
