#pragma once

#include "ui/settings/settingspage.h"

class QLabel;
class QProcessEnvironment;
class QPushButton;

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
    QWidget *createRefusalsRow();
    void showRefusals();

    Settings &m_settings;
    QLabel *m_refusals;
    QPushButton *m_forget;
};

} // namespace reasonglass
