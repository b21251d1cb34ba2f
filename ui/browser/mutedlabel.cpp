#include "ui/browser/mutedlabel.h"

#include "ui/style/colors.h"

#include <QEvent>
#include <QGuiApplication>

namespace reasonglass {

MutedLabel::MutedLabel(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setAlignment(Qt::AlignLeading | Qt::AlignTop);
    setForegroundRole(QPalette::WindowText); // also on a card, whose children would take Text
    takeColor();
}

void MutedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        takeColor();
}

void MutedLabel::takeColor()
{
    const QColor wanted = mutedText(QGuiApplication::palette());
    if (palette().color(QPalette::WindowText) == wanted)
        return;
    QPalette colors;
    colors.setColor(QPalette::WindowText, wanted);
    setPalette(colors);
}

} // namespace reasonglass
