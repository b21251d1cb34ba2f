#include "ui/settings/keybox.h"

#include "ui/settings/settingspage.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

KeyBox::KeyBox(SecretStore &secrets, QWidget *parent)
    : QGroupBox(tr("API key"), parent)
    , m_secrets(secrets)
    , m_origin(new QLabel)
    , m_field(new QLineEdit)
    , m_problem(new QLabel)
    , m_save(new QPushButton(outlineIcon(u"key"_s), tr("&Save to the key store")))
    , m_session(new QPushButton(tr("&Use for this session only")))
    , m_remove(new QPushButton(tr("Re&move")))
    , m_noStore(createExplanation(tr("No key store is available on this machine: a key entered here is "
                                     "forgotten when the program ends.")))
{
    createLayout();
    connect(m_field, &QLineEdit::textChanged, this, &KeyBox::updateButtons);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        storeKey(m_secrets.keyStoreAvailable() ? SecretStore::Persistence::KeyStore
                                               : SecretStore::Persistence::SessionOnly);
    });
    connect(m_save, &QPushButton::clicked, this, [this] { storeKey(SecretStore::Persistence::KeyStore); });
    connect(m_session, &QPushButton::clicked, this,
            [this] { storeKey(SecretStore::Persistence::SessionOnly); });
    connect(m_remove, &QPushButton::clicked, this, &KeyBox::removeKey);
    connect(&m_secrets, &SecretStore::changed, this, [this](const QString &providerId) {
        if (providerId == m_provider.id)
            showOrigin();
    });
    connect(&m_secrets, &SecretStore::keyStoreAvailabilityChanged, this, &KeyBox::showOrigin);
    connect(&m_secrets, &SecretStore::keyStoreFailed, this,
            [this](const QString &providerId, const Error &error) {
                if (providerId == m_provider.id)
                    showProblem(words::errorSentence(error));
            });
}

void KeyBox::createLayout()
{
    m_origin->setObjectName(u"keyOrigin"_s);
    m_origin->setWordWrap(true);
    m_origin->setTextFormat(Qt::PlainText);
    m_field->setObjectName(u"keyField"_s);
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_field->setPlaceholderText(tr("Paste a key"));
    m_problem->setObjectName(u"keyProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    m_save->setObjectName(u"saveKey"_s);
    m_session->setObjectName(u"sessionKey"_s);
    m_remove->setObjectName(u"removeKey"_s);
    for (QPushButton *button : {m_save, m_session, m_remove})
        button->setAutoDefault(false);
    auto *label = new QLabel(tr("Ne&w key:"));
    label->setBuddy(m_field);

    auto *entry = new QHBoxLayout;
    entry->addWidget(label);
    entry->addWidget(m_field, 1);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_save, m_session, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_origin);
    column->addLayout(entry);
    column->addWidget(m_problem);
    column->addLayout(buttons);
    column->addWidget(m_noStore);
}

void KeyBox::setProvider(const Provider &provider)
{
    const bool isNew = provider.id != m_provider.id || keyHost(provider.baseUrl) != host();
    m_provider = provider;
    if (isNew && !host().isEmpty())
        m_secrets.load(m_provider.id, host());
    showOrigin();
}

void KeyBox::focusField()
{
    m_field->setFocus(Qt::OtherFocusReason);
}

void KeyBox::storeKey(SecretStore::Persistence persistence)
{
    if (host().isEmpty() || m_field->text().isEmpty())
        return;
    QByteArray typed = m_field->text().toUtf8();
    const Result<SecretBytes> key = readKey(typed);
    wipe(typed.data(), typed.size());
    if (!key) {
        showProblem(words::errorSentence(key.error()));
        return;
    }
    m_field->setText({}); // forgets the undo history too, which clear() would keep
    m_problem->hide();
    m_secrets.store(m_provider.id, host(), *key, persistence);
}

void KeyBox::removeKey()
{
    m_problem->hide();
    m_secrets.remove(m_provider.id, host());
}

void KeyBox::showOrigin()
{
    m_origin->setText(originSentence());
    updateButtons();
}

QString KeyBox::originSentence() const
{
    if (host().isEmpty())
        return tr("Enter an address first: a key belongs to the server it was entered for.");
    if (m_secrets.isLoading(m_provider.id, host()))
        return tr("Asking the system's key store…");
    switch (m_secrets.origin(m_provider.id, host())) {
    case SecretStore::KeyOrigin::None:
        return m_provider.keyRequired ? tr("No key for %1. Runs need one.").arg(host())
                                      : tr("No key for %1. This server may not need one.").arg(host());
    case SecretStore::KeyOrigin::KeyStore:
        return tr("The key for %1 comes from the system's key store.").arg(host());
    case SecretStore::KeyOrigin::Environment:
        return tr("The key for %1 comes from the environment variable %2.")
            .arg(host(), m_provider.keyEnvironment);
    case SecretStore::KeyOrigin::SessionOnly:
        return tr("The key for %1 was entered for this session only.").arg(host());
    }
    Q_UNREACHABLE();
}

void KeyBox::showProblem(const QString &text)
{
    m_problem->setText(u"⚠ "_s + text);
    m_problem->show();
}

void KeyBox::updateButtons()
{
    const bool hasHost = !host().isEmpty();
    const bool isLoading = hasHost && m_secrets.isLoading(m_provider.id, host());
    const bool canStore = hasHost && !m_field->text().isEmpty();
    const auto origin = hasHost ? m_secrets.origin(m_provider.id, host()) : SecretStore::KeyOrigin::None;
    m_field->setEnabled(hasHost);
    m_save->setEnabled(canStore && m_secrets.keyStoreAvailable());
    m_session->setEnabled(canStore);
    m_remove->setEnabled(origin == SecretStore::KeyOrigin::KeyStore
                         || origin == SecretStore::KeyOrigin::SessionOnly);
    m_noStore->setVisible(hasHost && !isLoading && !m_secrets.keyStoreAvailable());
}

} // namespace reasonglass
