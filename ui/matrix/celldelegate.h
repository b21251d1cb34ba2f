#pragma once

#include "ui/matrix/statictexts.h"

#include <QStyledItemDelegate>

namespace reasonglass {

struct Cell;

/// What a cell tells beside its state.
enum class CellDetail { Time, Cost, Tokens };

/// Paints a cell of the matrix on one line: glyph and word of its state on its tint, then in small how many
/// attempts were right ("2/3") and one more figure. What does not fit is left out from the end.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setDetail(CellDetail detail) { m_detail = detail; }
    CellDetail detail() const { return m_detail; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QString figure(const Cell &cell) const;
    /// The small text at the end, as much of it as \a room pixels hold.
    QString ending(const Cell &cell, int queued, int room) const;

    CellDetail m_detail = CellDetail::Time;
    mutable StaticTexts m_texts;
    mutable StaticTexts m_smallTexts;
};

} // namespace reasonglass
