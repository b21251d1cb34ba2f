#include "ui/run/readingfonts.h"

#include "settings/keys.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>

namespace reasonglass {

namespace {

constexpr double codeToText = 0.95; ///< fixed fonts look larger than they are

} // namespace

TextFonts readingFonts(const Settings &settings)
{
    TextFonts fonts{QGuiApplication::font(), QFontDatabase::systemFont(QFontDatabase::FixedFont)};
    if (const QString family = settings.value(keys::textFont); !family.isEmpty())
        fonts.text.setFamily(family);
    if (const QString family = settings.value(keys::codeFont); !family.isEmpty())
        fonts.fixed.setFamily(family);
    fonts.fixed.setPointSizeF(QFontInfo(fonts.text).pointSizeF() * codeToText);
    return fonts;
}

} // namespace reasonglass
