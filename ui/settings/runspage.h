#pragma once

#include "ui/settings/settingspage.h"

class QProcessEnvironment;

namespace reasonglass {

class Settings;

/// What a new run begins with.
class RunsPage : public SettingsPage
{
    Q_OBJECT

public:
    RunsPage(Settings &settings, const QProcessEnvironment &environment, QWidget *parent = nullptr);

    QString title() const override { return tr("Runs"); }
    QString iconName() const override { return QStringLiteral("run"); }
    void reset() override;

private:
    Settings &m_settings;
};

} // namespace reasonglass
