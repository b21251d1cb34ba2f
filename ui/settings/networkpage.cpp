#include "ui/settings/networkpage.h"

#include "app/workbench.h"
#include "net/authorities.h"
#include "settings/keys.h"
#include "ui/settings/settingbindings.h"
#include "ui/words/words.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int largestPort = 65535;
constexpr int listLines = 4;

QLabel *createNote(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QPushButton *createButton(const QString &name, const QString &text)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

QLineEdit *createTechnicalField(const QString &name)
{
    auto *field = new QLineEdit;
    field->setObjectName(name);
    field->setLayoutDirection(Qt::LeftToRight);
    field->setInputMethodHints(Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText);
    return field;
}

} // namespace

NetworkPage::NetworkPage(Workbench &workbench, QWidget *parent)
    : SettingsPage(parent)
    , m_settings(workbench.settings())
    , m_secrets(workbench.secrets())
    , m_rules(workbench.connectionRules())
    , m_proxy(new QComboBox)
    , m_host(createTechnicalField(u"proxyHost"_s))
    , m_port(new QSpinBox)
    , m_user(createTechnicalField(u"proxyUser"_s))
    , m_password(createTechnicalField(u"proxyPassword"_s))
    , m_storePassword(createButton(u"storeProxyPassword"_s, tr("&Keep password")))
    , m_removePassword(createButton(u"removeProxyPassword"_s, tr("Re&move")))
    , m_passwordOrigin(createNote(u"proxyPasswordOrigin"_s))
    , m_caFile(createTechnicalField(u"caFile"_s))
    , m_caProblem(createNote(u"caProblem"_s))
    , m_plainHttp(new QListWidget)
    , m_forbid(createButton(u"forbidPlainHttp"_s, tr("&Forbid again")))
{
    auto *form = createForm();
    addProxyRows(form);
    addAuthorityRows(form);
    addPlainHttpRows(form);
    setLayout(form);
    showProxy();
    showAuthorityProblem();
    showPlainHttpHosts();
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == keys::caFile.key)
            showAuthorityProblem();
        else if (key == keys::plainHttpHosts.key)
            showPlainHttpHosts();
        else if (key.startsWith(u"network/"_s))
            showProxy();
    });
    connect(&m_secrets, &SecretStore::changed, this, [this](const QString &id) {
        if (id == ConnectionRules::proxySecret())
            showPassword();
    });
    connect(&m_secrets, &SecretStore::keyStoreFailed, this, [this](const QString &id, const Error &error) {
        if (id == ConnectionRules::proxySecret())
            m_passwordOrigin->setText(u"⚠ "_s + words::errorSentence(error));
    });
}

void NetworkPage::addProxyRows(QFormLayout *form)
{
    m_proxy->setObjectName(u"proxy"_s);
    m_proxy->addItem(tr("As the system"), u"system"_s);
    m_proxy->addItem(tr("None"), u"none"_s);
    m_proxy->addItem(tr("HTTP"), u"http"_s);
    m_proxy->addItem(tr("SOCKS5"), u"socks5"_s);
    bindSetting(m_proxy, m_settings, keys::proxy);
    m_port->setObjectName(u"proxyPort"_s);
    m_port->setRange(1, largestPort);
    bindSetting(m_port, m_settings, keys::proxyPort);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);

    connect(m_host, &QLineEdit::editingFinished, this,
            [this] { m_settings.set(keys::proxyHost, m_host->text().trimmed()); });
    connect(m_user, &QLineEdit::editingFinished, this,
            [this] { m_settings.set(keys::proxyUser, m_user->text()); });
    connect(m_password, &QLineEdit::textChanged, this, &NetworkPage::showPassword);
    connect(m_password, &QLineEdit::returnPressed, this, &NetworkPage::storePassword);
    connect(m_storePassword, &QPushButton::clicked, this, &NetworkPage::storePassword);
    connect(m_removePassword, &QPushButton::clicked, this,
            [this] { m_secrets.remove(ConnectionRules::proxySecret(), m_rules.proxyEntry()); });

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_storePassword);
    buttons->addWidget(m_removePassword);
    buttons->addStretch();
    form->addRow(tr("&Proxy:"), m_proxy);
    form->addRow(createExplanation(
        tr("As the system: the variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and where they say "
           "nothing, what the system is set to. Servers on this machine are always reached directly.")));
    form->addRow(tr("&Host:"), m_host);
    form->addRow(tr("P&ort:"), m_port);
    form->addRow(tr("&User:"), m_user);
    form->addRow(tr("Pass&word:"), m_password);
    form->addRow(buttons);
    form->addRow(m_passwordOrigin);
}

void NetworkPage::addAuthorityRows(QFormLayout *form)
{
    m_caFile->setPlaceholderText(tr("none"));
    m_caFile->setText(m_settings.value(keys::caFile));
    auto *choose = createButton(u"chooseCaFile"_s, tr("&Choose…"));
    connect(choose, &QPushButton::clicked, this, &NetworkPage::chooseAuthorityFile);
    connect(m_caFile, &QLineEdit::editingFinished, this,
            [this] { m_settings.set(keys::caFile, m_caFile->text().trimmed()); });
    auto *label = new QLabel(tr("Own certificate &authorities:"));
    label->setBuddy(m_caFile);
    auto *row = new QHBoxLayout;
    row->addWidget(m_caFile, 1);
    row->addWidget(choose);
    form->addRow(label, row);
    form->addRow(m_caProblem);
    form->addRow(createExplanation(
        tr("A PEM file, for networks whose proxy opens secure connections. Its authorities are trusted in "
           "addition to the system's. A certificate that cannot be verified is never accepted.")));
}

void NetworkPage::addPlainHttpRows(QFormLayout *form)
{
    m_plainHttp->setObjectName(u"plainHttpHosts"_s);
    m_plainHttp->setAccessibleName(tr("Servers to which plain http is allowed"));
    m_plainHttp->setMaximumHeight(m_plainHttp->fontMetrics().lineSpacing() * (listLines + 1));
    connect(m_forbid, &QPushButton::clicked, this, &NetworkPage::forbidPlainHttp);
    connect(m_plainHttp, &QListWidget::currentRowChanged, this,
            [this](int row) { m_forbid->setEnabled(row >= 0); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_forbid);
    buttons->addStretch();
    form->addRow(tr("Plain http a&llowed to:"), m_plainHttp);
    form->addRow(buttons);
    form->addRow(createExplanation(tr("You are asked when you enter such an address for a provider.")));
}

void NetworkPage::reset()
{
    m_settings.resetGroup(u"network"_s);
}

void NetworkPage::showProxy()
{
    const QString choice = m_settings.value(keys::proxy);
    const bool own = choice == "http"_L1 || choice == "socks5"_L1;
    if (!m_host->hasFocus())
        m_host->setText(m_settings.value(keys::proxyHost));
    if (!m_user->hasFocus())
        m_user->setText(m_settings.value(keys::proxyUser));
    for (QWidget *widget : {static_cast<QWidget *>(m_host), static_cast<QWidget *>(m_port),
                            static_cast<QWidget *>(m_user), static_cast<QWidget *>(m_password)})
        widget->setEnabled(own);
    showPassword();
}

void NetworkPage::showPassword()
{
    const QString entry = m_rules.proxyEntry();
    const bool usable = m_password->isEnabled() && !entry.isEmpty();
    const auto origin =
        usable ? m_secrets.origin(ConnectionRules::proxySecret(), entry) : SecretStore::KeyOrigin::None;
    m_storePassword->setEnabled(usable && !m_password->text().isEmpty());
    m_removePassword->setEnabled(origin != SecretStore::KeyOrigin::None);
    m_passwordOrigin->setVisible(m_password->isEnabled());
    if (!usable)
        m_passwordOrigin->setText(tr("A password belongs to one proxy: enter its host first."));
    else if (origin == SecretStore::KeyOrigin::KeyStore)
        m_passwordOrigin->setText(tr("The password for %1 comes from the system's key store.").arg(entry));
    else if (origin == SecretStore::KeyOrigin::SessionOnly)
        m_passwordOrigin->setText(tr("The password for %1 is forgotten when the program ends.").arg(entry));
    else
        m_passwordOrigin->setText(tr("No password for %1.").arg(entry));
}

void NetworkPage::storePassword()
{
    const QString entry = m_rules.proxyEntry();
    if (entry.isEmpty() || m_password->text().isEmpty())
        return;
    QByteArray typed = m_password->text().toUtf8();
    const SecretBytes password{QByteArrayView(typed)};
    wipe(typed.data(), typed.size());
    m_password->setText({}); // forgets the undo history too, which clear() would keep
    m_secrets.store(ConnectionRules::proxySecret(), entry, password, SecretStore::Persistence::KeyStore);
}

void NetworkPage::chooseAuthorityFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Certificate authorities"), m_caFile->text(),
                                                      tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (!path.isEmpty())
        m_settings.set(keys::caFile, path);
}

void NetworkPage::showAuthorityProblem()
{
    const QString path = m_settings.value(keys::caFile);
    if (!m_caFile->hasFocus())
        m_caFile->setText(path);
    if (path.isEmpty()) {
        m_caProblem->hide();
        return;
    }
    const auto authorities = readAuthorities(path);
    if (!authorities)
        m_caProblem->setText(u"⚠ "_s + authorities.error().message);
    else if (authorities->size() == 1)
        m_caProblem->setText(u"✓ "_s + tr("One certificate."));
    else
        m_caProblem->setText(u"✓ "_s + tr("%n certificates.", nullptr, int(authorities->size())));
    m_caProblem->show();
}

void NetworkPage::showPlainHttpHosts()
{
    m_plainHttp->clear();
    m_plainHttp->addItems(m_settings.value(keys::plainHttpHosts));
    m_forbid->setEnabled(false);
}

void NetworkPage::forbidPlainHttp()
{
    if (const QListWidgetItem *chosen = m_plainHttp->currentItem())
        m_rules.withdrawPlainHttp(QUrl(u"http://"_s + chosen->text()));
}

} // namespace reasonglass
