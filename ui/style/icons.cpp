#include "ui/style/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QByteArray readSvg(const QString &name)
{
    QFile file(":/icons/"_L1 + name + ".svg"_L1);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Draws an SVG whose placeholder colour #000000 is replaced by the palette's text colour at each painting.
class OutlineEngine : public QIconEngine
{
public:
    explicit OutlineEngine(QByteArray svg)
        : m_svg(std::move(svg))
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        const QString color = QApplication::palette().color(group, role).name();
        QByteArray svg = m_svg;
        QSvgRenderer(svg.replace("#000000", color.toLatin1())).render(painter, rect);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new OutlineEngine(m_svg); }

private:
    QByteArray m_svg;
};

} // namespace

QIcon outlineIcon(const QString &name)
{
    return QIcon(new OutlineEngine(readSvg(name)));
}

QIcon applicationIcon()
{
    return QIcon(u":/icons/reasonglass.svg"_s);
}

} // namespace reasonglass
