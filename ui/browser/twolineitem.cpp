#include "ui/browser/twolineitem.h"

#include "ui/style/colors.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int margin = 8;
constexpr int lineGap = 1;
constexpr double smallText = 0.88;

QFont smallFont(const QStyleOptionViewItem &option)
{
    QFont font = option.font;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * smallText);
    else
        font.setPixelSize(std::max(1, int(font.pixelSize() * smallText)));
    return font;
}

/// Hands out pieces of a line from both of its ends.
class LinePainter
{
public:
    LinePainter(QPainter *painter, const QStyleOptionViewItem &option, QRect line)
        : m_painter(painter)
        , m_option(option)
        , m_line(line)
    { }

    void atStart(const QString &text, const QFont &font, const QColor &color)
    {
        const int width = std::min(widthOf(text, font), m_line.width());
        draw({m_line.left(), m_line.top(), width, m_line.height()}, text, font, color);
        m_line.setLeft(m_line.left() + width + margin / 2);
    }
    /// Draws \a text in what \a keep pixels for others leave of the line.
    void atEnd(const QString &text, const QFont &font, const QColor &color, int keep)
    {
        const int wanted = widthOf(text, font);
        const int width = std::min(wanted, m_line.width() - keep - margin);
        const bool saysNothing = width < wanted && width < QFontMetrics(font).averageCharWidth() * 6;
        if (text.isEmpty() || saysNothing)
            return;
        draw({m_line.right() + 1 - width, m_line.top(), width, m_line.height()}, text, font, color);
        m_line.setRight(m_line.right() - width - margin);
    }

    static int widthOf(const QString &text, const QFont &font)
    {
        return text.isEmpty() ? 0 : QFontMetrics(font).horizontalAdvance(text) + 1;
    }

private:
    void draw(const QRect &place, const QString &text, const QFont &font, const QColor &color)
    {
        m_painter->setFont(font);
        m_painter->setPen(color);
        const QRect rect = QStyle::visualRect(m_option.direction, m_option.rect, place);
        const QString cut = QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width());
        const auto alignment = QStyle::visualAlignment(m_option.direction, Qt::AlignLeft | Qt::AlignVCenter);
        m_painter->drawText(rect, int(alignment | Qt::AlignAbsolute | Qt::TextSingleLine), cut);
    }

    QPainter *m_painter;
    const QStyleOptionViewItem &m_option;
    QRect m_line; ///< as if text ran from left to right
};

/// The colours of one row; on the selection everything takes its text colour.
struct RowColors
{
    RowColors(const QStyleOptionViewItem &option, bool dimmed)
        : m_selected(option.state & QStyle::State_Selected)
    {
        const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
        m_selection = option.palette.color(group, QPalette::HighlightedText);
        muted = of(mutedText(option.palette));
        text = dimmed ? muted : of(option.palette.color(QPalette::Text));
    }
    QColor of(const QColor &color) const { return m_selected ? m_selection : color; }

    QColor text;
    QColor muted;

private:
    bool m_selected;
    QColor m_selection;
};

} // namespace

void paintTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const TwoLines &lines)
{
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    QStyleOptionViewItem background = option;
    background.text.clear();
    background.icon = {};
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    painter->save();
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // each text reads in its own direction
    const RowColors colors(option, lines.dimmed);
    const QFont small = smallFont(option);
    QRect inner = option.rect.adjusted(margin / 2, margin / 2, -margin, -margin / 2);
    if (option.direction == Qt::RightToLeft)
        inner = option.rect.adjusted(margin, margin / 2, -margin / 2, -margin / 2);
    inner = QStyle::visualRect(option.direction, option.rect, inner);
    const int firstHeight = lines.second.isEmpty() ? inner.height() : QFontMetrics(option.font).height();

    LinePainter first(painter, option, {inner.left(), inner.top(), inner.width(), firstHeight});
    int indent = 0;
    if (!lines.glyph.isEmpty()) {
        first.atStart(lines.glyph, option.font, colors.of(lines.glyphColor));
        indent = LinePainter::widthOf(lines.glyph, option.font) + margin / 2;
    }
    const int needed = LinePainter::widthOf(lines.first, option.font);
    first.atEnd(lines.count, small, colors.of(lines.countColor), 0);
    first.atEnd(lines.trailing, small, colors.of(lines.trailingColor), needed);
    first.atStart(lines.first, option.font, colors.text);

    if (!lines.second.isEmpty()) {
        const int top = inner.top() + firstHeight + lineGap;
        LinePainter second(
            painter, option,
            {inner.left() + indent, top, inner.width() - indent, QFontMetrics(small).height()});
        second.atStart(lines.second, small, colors.muted);
    }
    painter->restore();
}

QSize twoLinesSize(const QStyleOptionViewItem &option, bool hasSecondLine)
{
    int height = margin + QFontMetrics(option.font).height();
    if (hasSecondLine)
        height += lineGap + QFontMetrics(smallFont(option)).height();
    return {QFontMetrics(option.font).averageCharWidth() * 20, height};
}

} // namespace reasonglass
