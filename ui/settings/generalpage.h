#pragma once

#include "ui/settings/settingspage.h"

namespace reasonglass {

class Settings;
class UpdateWatch;

/// Look, text size, servers on this machine, new versions.
class GeneralPage : public SettingsPage
{
    Q_OBJECT

public:
    /// Without \a updates nothing is said of new versions. Both must outlive the page.
    GeneralPage(Settings &settings, UpdateWatch *updates, QWidget *parent = nullptr);

    QString title() const override { return tr("General"); }
    QString iconName() const override { return QStringLiteral("settings"); }
    void reset() override;

private:
    Settings &m_settings;
};

} // namespace reasonglass
