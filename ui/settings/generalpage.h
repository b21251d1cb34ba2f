#pragma once

#include "ui/settings/settingspage.h"

namespace reasonglass {

class Settings;

/// Look, text size, servers on this machine.
class GeneralPage : public SettingsPage
{
    Q_OBJECT

public:
    explicit GeneralPage(Settings &settings, QWidget *parent = nullptr);

    QString title() const override { return tr("General"); }
    QString iconName() const override { return QStringLiteral("settings"); }
    void reset() override;

private:
    Settings &m_settings;
};

} // namespace reasonglass
