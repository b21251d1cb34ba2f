#pragma once

#include <QDoubleSpinBox>

namespace reasonglass {

/// An amount of dollars that is not to be exceeded; 0 is shown as "none".
class DollarBox : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit DollarBox(QWidget *parent = nullptr);

protected:
    QString textFromValue(double value) const override;
};

} // namespace reasonglass
