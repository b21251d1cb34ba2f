#include "ui/arc/arcpalette.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace reasonglass;

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

/// What colours become without one kind of cone (G. M. Machado et al., "A Physiologically-based Model for
/// Simulation of Color Vision Deficiency", 2009, severity 1.0), in linear RGB.
constexpr Matrix everyCone{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix withoutRed{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix withoutGreen{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix withoutBlue{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

Vector times(const Matrix &matrix, const Vector &vector)
{
    Vector result{};
    for (size_t row = 0; row < 3; ++row) {
        for (size_t column = 0; column < 3; ++column)
            result[row] += matrix[row][column] * vector[column];
    }
    return result;
}

Vector linear(const QColor &colour)
{
    Vector parts{double(colour.redF()), double(colour.greenF()), double(colour.blueF())};
    for (double &part : parts)
        part = part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    return parts;
}

/// CIE L*a*b* of a linear RGB colour.
Vector lab(Vector rgb)
{
    for (double &part : rgb)
        part = std::clamp(part, 0.0, 1.0);
    Vector xyz = times({{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}}, rgb);
    constexpr Vector white{0.9505, 1, 1.089};
    for (size_t i = 0; i < 3; ++i) {
        const double share = xyz[i] / white[i];
        xyz[i] = share > 0.008856 ? std::cbrt(share) : 7.787 * share + 16.0 / 116;
    }
    return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}

/// Of the two colours that are nearest to one another.
double leastDistance(ArcPalette palette, const Matrix &eye)
{
    double least = 1000;
    for (int one = 0; one < 10; ++one) {
        for (int other = one + 1; other < 10; ++other) {
            const Vector a = lab(times(eye, linear(arcColour(palette, one))));
            const Vector b = lab(times(eye, linear(arcColour(palette, other))));
            least = std::min(least, std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
        }
    }
    return least;
}

} // namespace

class tst_ArcPalette : public QObject
{
    Q_OBJECT

private slots:
    void usualColoursAreThoseOfArc();
    void everyEyeTellsTheColoursApart();
    void digitsAreReadable();
};

void tst_ArcPalette::usualColoursAreThoseOfArc()
{
    QCOMPARE(arcColour(ArcPalette::Usual, 0), QColor(0, 0, 0));
    QCOMPARE(arcColour(ArcPalette::Usual, 1), QColor(0x00, 0x74, 0xd9));
    QCOMPARE(arcColour(ArcPalette::Usual, 9), QColor(0x87, 0x0c, 0x25));
}

/// 2 is a difference that is just seen side by side.
void tst_ArcPalette::everyEyeTellsTheColoursApart()
{
    for (const Matrix &eye : {everyCone, withoutRed, withoutGreen, withoutBlue})
        QVERIFY(leastDistance(ArcPalette::ColourBlind, eye) > 15);
    QVERIFY(leastDistance(ArcPalette::Usual, withoutRed) < 10); // which is why there is another palette
    QVERIFY(leastDistance(ArcPalette::Usual, withoutGreen) < 10);
}

void tst_ArcPalette::digitsAreReadable()
{
    const auto luminance = [](const QColor &colour) {
        const Vector parts = linear(colour);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    for (const ArcPalette palette : {ArcPalette::Usual, ArcPalette::ColourBlind}) {
        for (int colour = 0; colour < 10; ++colour) {
            const QColor ground = arcColour(palette, colour);
            const double one = luminance(ground);
            const double other = luminance(arcDigitColour(ground));
            QVERIFY((std::max(one, other) + 0.05) / (std::min(one, other) + 0.05) >= 4.5);
        }
    }
}

QTEST_GUILESS_MAIN(tst_ArcPalette)
#include "tst_arcpalette.moc"
