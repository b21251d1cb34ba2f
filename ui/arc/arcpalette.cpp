#include "ui/arc/arcpalette.h"

#include <array>
#include <cmath>

namespace reasonglass {

namespace {

/// https://github.com/fchollet/ARC-AGI, apps/css/common.css
constexpr std::array<QRgb, 10> usual{0xff000000, 0xff0074d9, 0xffff4136, 0xff2ecc40, 0xffffdc00,
                                     0xffaaaaaa, 0xfff012be, 0xffff851b, 0xff7fdbff, 0xff870c25};

/// The eight colours of M. Okabe and K. Ito, "Color Universal Design" (https://jfly.uni-koeln.de/color/),
/// each where the usual palette has the colour of the nearest name; pale grey (5) and wine (9) are from the
/// scheme "muted" of P. Tol, "Colour Schemes" (https://sronpersonalpages.nl/~pault/).
constexpr std::array<QRgb, 10> colourBlind{0xff000000, 0xff0072b2, 0xffd55e00, 0xff009e73, 0xfff0e442,
                                           0xffdddddd, 0xffcc79a7, 0xffe69f00, 0xff56b4e9, 0xff882255};

/// Relative luminance (WCAG 2.1).
double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(double(colour.redF())) + 0.7152 * linear(double(colour.greenF()))
        + 0.0722 * linear(double(colour.blueF()));
}

} // namespace

QColor arcColour(ArcPalette palette, int colour)
{
    return QColor((palette == ArcPalette::Usual ? usual : colourBlind).at(size_t(colour)));
}

QColor arcDigitColour(const QColor &ground)
{
    constexpr double even = 0.179; // where black and white have the same contrast
    return luminance(ground) > even ? QColor(Qt::black) : QColor(Qt::white);
}

QColor arcHairline()
{
    return {0x55, 0x55, 0x55};
}

} // namespace reasonglass
