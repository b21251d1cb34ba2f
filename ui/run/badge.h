#pragma once

#include <QLabel>

namespace reasonglass {

/// A word or two in a thin rounded frame.
class Badge : public QLabel
{
    Q_OBJECT

public:
    explicit Badge(const QString &text, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace reasonglass
