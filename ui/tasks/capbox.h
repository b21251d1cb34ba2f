#pragma once

#include <QWidget>

#include <optional>

class QCheckBox;

namespace reasonglass {

class DollarBox;

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
    DollarBox *m_amount;
};

} // namespace reasonglass
