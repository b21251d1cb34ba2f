#include "ui/spend/sharedelegate.h"

#include "ui/spend/spendmodel.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int space = 6;
constexpr int barChars = 9; ///< width of a whole, in average characters

int numberWidth(const QFontMetrics &metrics)
{
    return metrics.horizontalAdvance(u"100 %"_s) + space;
}

} // namespace

void ShareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    const QString number = std::exchange(cell.text, {});
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

    const QRect inner = cell.rect.adjusted(space, 0, -space, 0);
    const int room = std::max(0, inner.width() - numberWidth(cell.fontMetrics) - space);
    const double share = std::clamp(index.data(SpendModel::ShareRole).toDouble(), 0.0, 1.0);
    const bool isSelected = cell.state.testFlag(QStyle::State_Selected);
    const int high = std::max(4, cell.fontMetrics.height() / 2);
    QRect bar(inner.left(), inner.center().y() - high / 2, qRound(room * share), high);
    if (share > 0)
        bar.setWidth(std::max(2, bar.width()));
    painter->save();
    painter->fillRect(QStyle::visualRect(cell.direction, inner, bar),
                      cell.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Link));
    painter->setPen(cell.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(inner, int(QStyle::visualAlignment(cell.direction, Qt::AlignRight) | Qt::AlignVCenter),
                      number);
    painter->restore();
}

QSize ShareDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setWidth(numberWidth(option.fontMetrics) + 3 * space
                  + option.fontMetrics.averageCharWidth() * barChars);
    return size;
}

} // namespace reasonglass
