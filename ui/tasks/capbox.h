#pragma once

#include <QWidget>

#include <optional>

class QCheckBox;
class QDoubleSpinBox;

namespace reasonglass {

/// An amount in US dollars that may be set or not: a check box that says what it is for, and the amount.
class CapBox : public QWidget
{
    Q_OBJECT

public:
    CapBox(const QString &objectName, const QString &text, QWidget *parent = nullptr);

    std::optional<double> value() const;
    void setValue(std::optional<double> usd);

signals:
    void valueChanged();

private:
    QCheckBox *m_box;
    QDoubleSpinBox *m_amount;
};

} // namespace reasonglass
