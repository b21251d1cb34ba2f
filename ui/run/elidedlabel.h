#pragma once

#include <QLabel>

namespace reasonglass {

/// One line of plain text that gives way instead of widening the window; "…" stands for what is cut.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace reasonglass
