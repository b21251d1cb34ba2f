#include "ui/style/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QImage>
#include <QPainter>
#include <QPalette>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The icon's mask as it was drawn; null where there is none of that name.
QImage readMask(const QString &name)
{
    return QImage(":/icons/"_L1 + name + ".png"_L1).convertToFormat(QImage::Format_Grayscale8);
}

/// \a mask at \a size in \a color. Averaging a mask drawn large gives the edges that drawing it small would
/// give.
QImage inked(const QImage &mask, const QSize &size, const QColor &color)
{
    QImage alpha = mask.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    alpha.reinterpretAsFormat(QImage::Format_Alpha8);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.drawImage((size.width() - alpha.width()) / 2, (size.height() - alpha.height()) / 2, alpha);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), color);
    return image;
}

/// Paints a mask in the palette's text colour, as it is at each painting.
class OutlineEngine : public QIconEngine
{
public:
    explicit OutlineEngine(QImage mask)
        : m_mask(std::move(mask))
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        if (m_mask.isNull() || rect.isEmpty())
            return;
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        const double ratio = painter->device()->devicePixelRatioF();
        painter->drawImage(rect,
                           inked(m_mask, (QSizeF(rect.size()) * ratio).toSize(),
                                 QApplication::palette().color(group, role)));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new OutlineEngine(m_mask); }

private:
    QImage m_mask;
};

} // namespace

QIcon outlineIcon(const QString &name)
{
    return QIcon(new OutlineEngine(readMask(name)));
}

QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256, 512})
        icon.addFile(u":/application/%1.png"_s.arg(size), QSize(size, size));
    return icon;
}

} // namespace reasonglass
