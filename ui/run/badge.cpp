#include "ui/run/badge.h"

#include <QPainter>

namespace reasonglass {

Badge::Badge(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    constexpr int beside = 8;
    constexpr int above = 1;
    QFont smaller = font();
    smaller.setPointSizeF(smaller.pointSizeF() * 0.9);
    setFont(smaller);
    setTextFormat(Qt::PlainText);
    setContentsMargins(beside, above, beside, above);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Badge::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor frame = palette().color(foregroundRole());
    frame.setAlphaF(0.6F);
    painter.setPen(frame);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2);
    painter.end();
    QLabel::paintEvent(event);
}

} // namespace reasonglass
