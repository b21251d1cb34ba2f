#pragma once

#include <QStyledItemDelegate>

namespace reasonglass {

/// Paints a run of this program start: what it is doing as glyph and word, its title, model and time.
class RunDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// One sentence for screen readers and tool tips.
QString describedRun(const QModelIndex &run);

} // namespace reasonglass
