#pragma once

#include <QRectF>
#include <QString>

class QFont;
class QPainter;

namespace reasonglass {

/// Draws \a text as one line in \a rect with the painter's pen.
///
/// As QPainter::drawText() but for paper: that takes fonts at the resolution of the device, while texts are
/// laid out at that of the screen and scaled.
void drawTextLine(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text,
                  const QFont &font);

} // namespace reasonglass
