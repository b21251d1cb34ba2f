#include "streamview/textline.h"

#include <QPainter>
#include <QTextLayout>

namespace reasonglass {

void drawTextLine(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text,
                  const QFont &font)
{
    QTextLayout layout{text, font};
    QTextOption option{alignment & Qt::AlignHorizontal_Mask};
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid())
        line.setLineWidth(rect.width());
    layout.endLayout();
    if (line.isValid())
        layout.draw(&painter, {rect.left(), rect.center().y() - line.height() / 2});
}

} // namespace reasonglass
