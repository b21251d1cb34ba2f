#pragma once

#include <QHeaderView>

namespace reasonglass {

/// Names the models above the matrix, each with its totals on two more lines. Sections can be made wider and
/// narrower; their order is the set's.
class ModelHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit ModelHeader(QWidget *parent = nullptr);

    void showTotals(int column) { updateSection(column); } ///< which have changed

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
};

} // namespace reasonglass
