#include "ui/settings/settingbindings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Streaming
{
    Q_DECLARE_TR_FUNCTIONS(Streaming)
};

/// Calls \a show now and whenever the setting \a key changes.
template <typename Show>
void follow(QObject *control, Settings &settings, const QString &key, Show show)
{
    show();
    QObject::connect(&settings, &Settings::changed, control, [key, show](const QString &changed) {
        if (changed == key)
            show();
    });
}

void chooseValue(QComboBox *box, const QString &value)
{
    if (box->findData(value) < 0)
        box->addItem(value, value);
    box->setCurrentIndex(box->findData(value));
}

} // namespace

void bindSetting(QCheckBox *box, Settings &settings, const Setting<bool> &setting)
{
    follow(box, settings, setting.key,
           [box, &settings, setting] { box->setChecked(settings.value(setting)); });
    QObject::connect(box, &QCheckBox::toggled, &settings,
                     [&settings, setting](bool on) { settings.set(setting, on); });
}

void bindSetting(QSpinBox *box, Settings &settings, const Setting<int> &setting)
{
    follow(box, settings, setting.key, [box, &settings, setting] { box->setValue(settings.value(setting)); });
    QObject::connect(box, &QSpinBox::valueChanged, &settings,
                     [&settings, setting](int value) { settings.set(setting, value); });
}

void bindSetting(QDoubleSpinBox *box, Settings &settings, const Setting<double> &setting)
{
    follow(box, settings, setting.key, [box, &settings, setting] { box->setValue(settings.value(setting)); });
    QObject::connect(box, &QDoubleSpinBox::valueChanged, &settings,
                     [&settings, setting](double value) { settings.set(setting, value); });
}

void bindSetting(QComboBox *box, Settings &settings, const Setting<QString> &setting)
{
    follow(box, settings, setting.key,
           [box, &settings, setting] { chooseValue(box, settings.value(setting)); });
    QObject::connect(box, &QComboBox::activated, &settings, [box, &settings, setting](int index) {
        settings.set(setting, box->itemData(index).toString());
    });
}

QComboBox *createStreamingCombo(const QString &name)
{
    auto *combo = new QComboBox;
    combo->addItem(Streaming::tr("Automatic"), u"auto"_s);
    combo->addItem(Streaming::tr("On"), u"on"_s);
    combo->addItem(Streaming::tr("Off"), u"off"_s);
    combo->setAccessibleName(name);
    return combo;
}

} // namespace reasonglass
