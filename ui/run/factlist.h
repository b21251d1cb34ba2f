#pragma once

#include "ui/run/facts.h"

#include <QWidget>

class QFormLayout;
class QLabel;

namespace reasonglass {

/// Facts in two columns, names and values, whose texts can be selected. Rows that stay keep their widgets,
/// so a selection and a screen reader's place outlive an update.
class FactList : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);

    void setFacts(const std::vector<Fact> &facts);

private:
    QFormLayout *m_form;
    std::vector<QLabel *> m_names;
    std::vector<QLabel *> m_values;
};

} // namespace reasonglass
