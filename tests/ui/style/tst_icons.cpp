#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// The colour of the icon's lines: that of its most opaque pixel.
QColor ink(const QIcon &icon, QIcon::Mode mode = QIcon::Normal)
{
    const QImage image =
        icon.pixmap(QSize(64, 64), 1.0, mode).toImage().convertToFormat(QImage::Format_ARGB32);
    QColor strongest(Qt::transparent);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > strongest.alpha())
                strongest = pixel;
        }
    }
    return strongest;
}

bool isNear(const QColor &a, const QColor &b)
{
    constexpr int rounding = 4;
    return std::abs(a.red() - b.red()) <= rounding && std::abs(a.green() - b.green()) <= rounding
        && std::abs(a.blue() - b.blue()) <= rounding;
}

/// WCAG 2: relative luminance and contrast ratio.
double luminance(const QColor &color)
{
    const auto linear = [](float part) {
        return part <= 0.03928F ? part / 12.92F : std::pow((part + 0.055F) / 1.055F, 2.4F);
    };
    return 0.2126 * double(linear(color.redF())) + 0.7152 * double(linear(color.greenF()))
        + 0.0722 * double(linear(color.blueF()));
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

class tst_Icons : public QObject
{
    Q_OBJECT

private slots:
    void everyIconFollowsThePalette_data();
    void everyIconFollowsThePalette();
    void disabledIconsAreWeaker();
    void anUnknownIconDrawsNothing();
    void theProgramHasAnIcon();
    void colorsAreReadable_data();
    void colorsAreReadable();
    void theSystemThemeComesBack();
};

void tst_Icons::everyIconFollowsThePalette_data()
{
    QTest::addColumn<QString>("name");
    // By the drawings, so that one without its mask is noticed.
    const QDir drawings(QStringLiteral(REASONGLASS_SOURCE_DIR) + "/resources/icons"_L1);
    const QStringList files = drawings.entryList({u"*.svg"_s});
    QVERIFY(files.size() > 10);
    for (const QString &file : files) {
        if (file != "reasonglass.svg"_L1) // it has colours of its own
            QTest::newRow(qPrintable(file)) << file.chopped(4);
    }
}

void tst_Icons::everyIconFollowsThePalette()
{
    QFETCH(const QString, name);
    const QIcon icon = outlineIcon(name);
    for (const QString &theme : {u"light"_s, u"dark"_s, u"light"_s}) {
        applyTheme(*qApp, theme);
        const QColor text = QApplication::palette().color(QPalette::ButtonText);
        QVERIFY2(isNear(ink(icon), text), qPrintable(theme + u' ' + ink(icon).name(QColor::HexArgb)));
    }
}

void tst_Icons::disabledIconsAreWeaker()
{
    applyTheme(*qApp, u"light"_s);
    const QIcon icon = outlineIcon(u"stop"_s);
    QVERIFY(isNear(ink(icon, QIcon::Disabled),
                   QApplication::palette().color(QPalette::Disabled, QPalette::ButtonText)));
    QVERIFY(!isNear(ink(icon, QIcon::Disabled), ink(icon)));
}

void tst_Icons::anUnknownIconDrawsNothing()
{
    QCOMPARE(ink(outlineIcon(u"no-such-icon"_s)).alpha(), 0);
}

void tst_Icons::theProgramHasAnIcon()
{
    QCOMPARE(ink(applicationIcon()).alpha(), 255);
}

void tst_Icons::colorsAreReadable_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << u"light"_s;
    QTest::newRow("dark") << u"dark"_s;
}

void tst_Icons::colorsAreReadable()
{
    QFETCH(const QString, theme);
    applyTheme(*qApp, theme);
    const QPalette palette = QApplication::palette();
    QCOMPARE(isDark(palette), theme == "dark"_L1);
    constexpr double asText = 4.5; // WCAG AA
    for (const auto ground :
         {palette.color(QPalette::Base), palette.color(QPalette::Window), raised(palette)}) {
        QVERIFY(contrast(palette.color(QPalette::Text), ground) >= asText);
        QVERIFY2(contrast(mutedText(palette), ground) >= asText,
                 qPrintable(QString::number(contrast(mutedText(palette), ground))));
        QVERIFY2(contrast(palette.color(QPalette::Link), ground) >= asText, "links");
        for (const auto status :
             {AnalysisStatus::Running, AnalysisStatus::Completed, AnalysisStatus::Incomplete,
              AnalysisStatus::Failed, AnalysisStatus::Cancelled, AnalysisStatus::Interrupted}) {
            const double ratio = contrast(statusColor(status, palette), ground);
            QVERIFY2(ratio >= asText, qPrintable(statusName(status) + u' ' + QString::number(ratio)));
        }
    }
    QVERIFY(contrast(palette.color(QPalette::WindowText), warningBackground(palette)) >= asText);
    QVERIFY2(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= asText,
             "selected text");
}

void tst_Icons::theSystemThemeComesBack()
{
    applyTheme(*qApp, u"system"_s);
    const QColor before = QApplication::palette().color(QPalette::Window);
    applyTheme(*qApp, u"dark"_s);
    QVERIFY(QApplication::palette().color(QPalette::Window) != before);
    applyTheme(*qApp, u"system"_s);
    QCOMPARE(QApplication::palette().color(QPalette::Window), before);
}

QTEST_MAIN(tst_Icons)
#include "tst_icons.moc"
