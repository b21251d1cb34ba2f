#include "ui/style/form.h"

#include <QFormLayout>

namespace reasonglass {

QFormLayout *createForm()
{
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

} // namespace reasonglass
