#pragma once

#include "ui/settings/settingspage.h"

class QListWidget;
class QStackedWidget;

namespace reasonglass {

class ProviderForm;
class Workbench;

/// The providers, each with a form of its own.
class ProvidersPage : public SettingsPage
{
    Q_OBJECT

public:
    /// \a workbench must outlive the page.
    explicit ProvidersPage(Workbench &workbench, QWidget *parent = nullptr);

    QString title() const override { return tr("Providers"); }
    QString iconName() const override { return QStringLiteral("key"); }
    /// Resets the provider that is shown. Keys stay.
    void reset() override;

    /// Shows the provider \a id with the cursor in its key field; nothing if there is no such provider.
    void showProvider(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showRow(int row);

    Workbench &m_workbench;
    QListWidget *m_list;
    QStackedWidget *m_forms;
};

} // namespace reasonglass
