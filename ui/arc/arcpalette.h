#pragma once

#include <QColor>

namespace reasonglass {

/// In which colours the numbers 0 to 9 of ARC grids are drawn. They are data: the same in light and dark.
enum class ArcPalette {
    Usual,      ///< as where the tasks come from
    ColourBlind ///< can be told apart with any kind of colour blindness
};

/// \a colour is 0 to 9.
QColor arcColour(ArcPalette palette, int colour);
/// Black or white, whichever is read better on \a ground.
QColor arcDigitColour(const QColor &ground);
/// Between cells, to be seen beside each of their colours.
QColor arcHairline();

} // namespace reasonglass
