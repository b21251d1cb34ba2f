#pragma once

#include <QDialog>

#include <vector>

class QListWidget;
class QPushButton;
class QStackedWidget;

namespace reasonglass {

class ProvidersPage;
class SettingsPage;
class Workbench;

/// The settings, page by page. Everything applies at once; each page can be put back to its defaults.
/// Not modal: it may stay open beside the window.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    /// \a workbench must outlive the dialog.
    explicit SettingsDialog(Workbench &workbench, QWidget *parent = nullptr);

    /// Opens the provider \a id with the cursor in its key field.
    void showProvider(const QString &id);

private:
    void addPage(SettingsPage *page);
    void showPage(int row);
    void resetPage();

    QListWidget *m_list;
    QStackedWidget *m_stack;
    QPushButton *m_reset;
    std::vector<SettingsPage *> m_pages;
    ProvidersPage *m_providers;
};

} // namespace reasonglass
