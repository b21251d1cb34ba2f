#pragma once

#include <QStyledItemDelegate>

namespace reasonglass {

/// Draws a share of the whole as a bar behind its number; the bar grows from where lines begin.
class ShareDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace reasonglass
