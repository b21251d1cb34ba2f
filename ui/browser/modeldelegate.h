#pragma once

#include <QStyledItemDelegate>

namespace reasonglass {

/// Paints the rows of the model list: a provider's name as a heading, a model with what it can hold
/// and costs, its state where that matters, and how many runs are under way.
class ModelDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace reasonglass
