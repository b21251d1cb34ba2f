#include "streamview/texttheme.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>

namespace reasonglass {

namespace {

QColor mix(const QColor &a, const QColor &b, double share)
{
    const auto between = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(between(a.redF(), b.redF()), between(a.greenF(), b.greenF()),
                            between(a.blueF(), b.blueF()));
}

} // namespace

TextTheme TextTheme::from(const QPalette &palette, const QFont &font, int zoomPercent)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const double points = QFontInfo{font}.pointSizeF() * zoomPercent / 100.0;

    TextTheme theme;
    theme.font = font;
    theme.font.setPointSizeF(points);
    theme.fixedFont = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    theme.fixedFont.setPointSizeF(points * 0.95);
    theme.text = text;
    theme.muted = mix(text, base, 0.3);
    theme.link = palette.color(QPalette::Link);
    theme.codeBackground = mix(base, text, 0.06);
    theme.line = mix(base, text, 0.22);
    theme.em = QFontMetricsF{theme.font}.ascent() + QFontMetricsF{theme.font}.descent();
    return theme;
}

} // namespace reasonglass
