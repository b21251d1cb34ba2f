#pragma once

#include "ui/settings/settingspage.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace reasonglass {

class ConnectionRules;
class SecretStore;
class Settings;
class Workbench;

/// How servers are reached: through which proxy, trusting whom, and where plain http is allowed.
class NetworkPage : public SettingsPage
{
    Q_OBJECT

public:
    /// \a workbench must outlive the page.
    explicit NetworkPage(Workbench &workbench, QWidget *parent = nullptr);

    QString title() const override { return tr("Network"); }
    QString iconName() const override { return QStringLiteral("external-link"); }
    /// The proxy's password stays in the key store.
    void reset() override;

private:
    void addProxyRows(QFormLayout *form);
    void addAuthorityRows(QFormLayout *form);
    void addPlainHttpRows(QFormLayout *form);
    void showProxy();
    void showPassword();
    void storePassword();
    void chooseAuthorityFile();
    void showAuthorityProblem();
    void showPlainHttpHosts();
    void forbidPlainHttp();

    Settings &m_settings;
    SecretStore &m_secrets;
    ConnectionRules &m_rules;
    QComboBox *m_proxy;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QPushButton *m_storePassword;
    QPushButton *m_removePassword;
    QLabel *m_passwordOrigin;
    QLineEdit *m_caFile;
    QLabel *m_caProblem;
    QListWidget *m_plainHttp;
    QPushButton *m_forbid;
};

} // namespace reasonglass
