#include "streamview/texttheme.h"

#include <QFontInfo>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace reasonglass {

namespace {

constexpr double readingCharacters = 90; ///< in a line, at most
constexpr double lineSpacing = 1.22;
constexpr double codeSpacing = 1.12;
constexpr double leastContrast = 4.5; ///< WCAG 2.1, 1.4.3

QColor mix(const QColor &a, const QColor &b, double share)
{
    const auto between = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(between(a.redF(), b.redF()), between(a.greenF(), b.greenF()),
                            between(a.blueF(), b.blueF()));
}

/// Relative luminance as WCAG 2.1 defines it.
double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

/// As much of \a wish as can be read on \a ground.
QColor readable(const QColor &wish, const QColor &ground, const QColor &text)
{
    constexpr int steps = 10;
    for (int step = 0; step < steps; ++step) {
        const QColor color = mix(wish, text, static_cast<double>(step) / steps);
        if (contrast(color, ground) >= leastContrast)
            return color;
    }
    return text;
}

std::array<QColor, 8> tokenColors(const TextTheme &theme)
{
    const bool dark = luminance(theme.codeBackground) < luminance(theme.text);
    const auto color = [&](QRgb onLight, QRgb onDark) {
        return readable(QColor{dark ? onDark : onLight}, theme.codeBackground, theme.text);
    };
    std::array<QColor, 8> tokens;
    tokens.fill(theme.text);
    const auto set = [&tokens](CodeToken token, const QColor &chosen) {
        tokens.at(static_cast<size_t>(token)) = chosen;
    };
    set(CodeToken::Keyword, color(0xff8a2be2, 0xffc792ea));
    set(CodeToken::Type, color(0xff00707a, 0xff5fd0d8));
    set(CodeToken::String, color(0xff207020, 0xff9ccc65));
    set(CodeToken::Number, color(0xffa04000, 0xfff0a060));
    set(CodeToken::Comment, theme.muted);
    set(CodeToken::Function, color(0xff1f5fbf, 0xff82aaff));
    set(CodeToken::Preprocessor, color(0xff8a5a00, 0xffd7a65f));
    return tokens;
}

} // namespace

TextTheme TextTheme::from(const QPalette &palette, const TextFonts &fonts, int zoomPercent)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const auto zoomed = [zoomPercent](const QFont &chosen) {
        QFont larger = chosen;
        larger.setPointSizeF(QFontInfo{chosen}.pointSizeF() * zoomPercent / 100.0);
        return larger;
    };

    TextTheme theme;
    theme.font = zoomed(fonts.text);
    theme.fixedFont = zoomed(fonts.fixed);
    theme.text = text;
    theme.muted = mix(text, base, 0.3);
    theme.link = palette.color(QPalette::Link);
    theme.codeBackground = mix(base, text, 0.06);
    theme.line = mix(base, text, 0.22);
    theme.selection = palette.color(QPalette::Highlight);
    theme.selectedText = palette.color(QPalette::HighlightedText);
    theme.match = mix(base, palette.color(QPalette::Highlight), 0.35);
    theme.tokens = tokenColors(theme);

    const QFontMetricsF metrics{theme.font};
    const QFontMetricsF fixed{theme.fixedFont};
    theme.em = metrics.ascent() + metrics.descent();
    theme.characterWidth = metrics.averageCharWidth();
    theme.fixedCharacterWidth = fixed.averageCharWidth();
    theme.linePitch = static_cast<int>(std::ceil(theme.em * lineSpacing));
    theme.codePitch = static_cast<int>(std::ceil((fixed.ascent() + fixed.descent()) * codeSpacing));
    theme.readingWidth = theme.characterWidth * readingCharacters;
    return theme;
}

} // namespace reasonglass
