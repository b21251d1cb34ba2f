#include "ui/tasks/capbox.h"

#include "ui/style/dollarbox.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr double least = 0.0001;
constexpr double usual = 5.0; ///< shown until the person sets another amount

} // namespace

CapBox::CapBox(const QString &objectName, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_box(new QCheckBox(text))
    , m_amount(new DollarBox)
{
    setObjectName(objectName);
    m_box->setObjectName(objectName + u"On"_s);
    m_amount->setObjectName(objectName + u"Usd"_s);
    m_amount->setAccessibleName(tr("%1, US dollars").arg(QString(text).remove(u'&')));
    m_amount->setMinimum(least);
    m_amount->setValue(usual);
    m_amount->setEnabled(false);
    connect(m_box, &QCheckBox::toggled, m_amount, &QWidget::setEnabled);
    connect(m_box, &QCheckBox::toggled, this, &CapBox::valueChanged);
    connect(m_amount, &QDoubleSpinBox::valueChanged, this, &CapBox::valueChanged);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(m_box, 1);
    row->addWidget(m_amount);
    setFocusProxy(m_box);
}

std::optional<double> CapBox::value() const
{
    return m_box->isChecked() ? std::optional(m_amount->value()) : std::nullopt;
}

void CapBox::setValue(std::optional<double> usd)
{
    if (usd == value())
        return;
    {
        const QSignalBlocker quiet(this);
        if (usd)
            m_amount->setValue(*usd);
        m_box->setChecked(usd.has_value());
    }
    emit valueChanged();
}

} // namespace reasonglass
