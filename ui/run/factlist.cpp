#include "ui/run/factlist.h"

#include <QFormLayout>
#include <QLabel>

namespace reasonglass {

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
{
    m_form->setHorizontalSpacing(24);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeading | Qt::AlignTop);
    m_form->setFormAlignment(Qt::AlignLeading | Qt::AlignTop);
}

void FactList::setFacts(const std::vector<Fact> &facts)
{
    while (m_values.size() > facts.size()) {
        m_form->removeRow(m_form->rowCount() - 1);
        m_names.pop_back();
        m_values.pop_back();
    }
    while (m_values.size() < facts.size()) {
        auto *name = new QLabel(this);
        auto *value = new QLabel(this);
        name->setTextFormat(Qt::PlainText);
        value->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setWordWrap(true);
        name->setAlignment(Qt::AlignLeading | Qt::AlignTop);
        // A number is no word of any direction: it stands where the language begins.
        const Qt::Alignment side = isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft;
        value->setAlignment(side | Qt::AlignAbsolute | Qt::AlignTop);
        m_form->addRow(name, value);
        m_names.push_back(name);
        m_values.push_back(value);
    }
    for (size_t i = 0; i < facts.size(); ++i) {
        const auto &[name, value] = facts[i];
        if (m_names[i]->text() != name) {
            m_names[i]->setText(name);
            m_values[i]->setAccessibleName(name);
        }
        if (m_values[i]->text() != value)
            m_values[i]->setText(value);
    }
}

} // namespace reasonglass
