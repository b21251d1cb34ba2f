#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace reasonglass {

/// Sets widgets side by side and begins a new line when one does not fit, in reading direction.
class FlowLayout : public QLayout
{
    Q_OBJECT

public:
    explicit FlowLayout(QWidget *parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;

    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    enum class Doing { Measuring, Placing };
    int arrange(const QRect &rect, Doing doing) const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace reasonglass
