#pragma once

#include <QHeaderView>

namespace reasonglass {

/// Names the tasks beside the matrix: the id, then its title where that says more. As wide as they need, but
/// never so wide that the matrix has no room.
class TaskHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit TaskHeader(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Call after the tasks or the room there is have changed.
    void measure();
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    int m_idWidth = 0;
    int m_width = 0;
};

} // namespace reasonglass
