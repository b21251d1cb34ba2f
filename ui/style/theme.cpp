#include "ui/style/theme.h"

#include "ui/style/colors.h"

#include <QApplication>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The few colours a palette is made from.
struct Scheme
{
    QColor window;
    QColor base;
    QColor button;
    QColor text;
    QColor disabled;
    QColor accent;
    QColor link;
};

const Scheme lightScheme{.window = QColor(0xf4f4f2),
                         .base = QColor(0xffffff),
                         .button = QColor(0xfafaf9),
                         .text = QColor(0x1f2328),
                         .disabled = QColor(0x9aa0a6),
                         .accent = QColor(0x2f6f8f),
                         .link = QColor(0x1f5f80)};

// Soft, not black and white: long texts are read here.
const Scheme darkScheme{.window = QColor(0x202427),
                        .base = QColor(0x191c1f),
                        .button = QColor(0x2b3034),
                        .text = QColor(0xdfe3e6),
                        .disabled = QColor(0x757c82),
                        .accent = QColor(0x35708f),
                        .link = QColor(0x7fbfdd)};

QPalette paletteOf(const Scheme &scheme)
{
    QPalette palette(scheme.button, scheme.window);
    palette.setColor(QPalette::Window, scheme.window);
    palette.setColor(QPalette::Base, scheme.base);
    palette.setColor(QPalette::AlternateBase, scheme.window);
    palette.setColor(QPalette::Button, scheme.button);
    palette.setColor(QPalette::ToolTipBase, scheme.button);
    palette.setColor(QPalette::Highlight, scheme.accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, scheme.link);
    palette.setColor(QPalette::LinkVisited, scheme.link);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, scheme.text);
        palette.setColor(QPalette::Disabled, role, scheme.disabled);
    }
    QColor placeholder = scheme.text;
    placeholder.setAlphaF(0.6F);
    palette.setColor(QPalette::PlaceholderText, placeholder);
    return palette;
}

/// Fusion draws an unchecked box darker than its ground, which is not to be seen on a dark one.
class Outlined : public QProxyStyle
{
public:
    Outlined()
        : QProxyStyle(QStyleFactory::create(u"fusion"_s))
    { }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
        if (!isBox || !isDark(option->palette))
            return;
        painter->save();
        painter->setPen(mutedText(option->palette));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
    }
};

} // namespace

void applyTheme(QApplication &application, const QString &theme)
{
    static const QString platformStyle = application.style()->objectName();
    if (theme == "dark"_L1 || theme == "light"_L1) {
        // Fusion draws everything from the palette; native styles would mix in colours of their own.
        application.setStyle(new Outlined);
        application.setPalette(paletteOf(theme == "dark"_L1 ? darkScheme : lightScheme));
    } else {
        application.setStyle(QStyleFactory::create(platformStyle));
        application.setPalette(QPalette());
    }
}

} // namespace reasonglass
