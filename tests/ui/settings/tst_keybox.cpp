#include "ui/settings/keybox.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// A key store in memory that answers from the event loop, as the system's do.
class MemoryKeyStore : public KeyStore
{
public:
    using Entries = std::map<QString, SecretBytes>;

    explicit MemoryKeyStore(Entries &entries, bool works = true)
        : m_entries(entries)
        , m_works(works)
    { }

    void read(const QString &entry, QObject *context, ReadAnswer answer) override
    {
        later(context, [this, entry, answer] {
            const auto found = m_entries.find(entry);
            if (!m_works)
                answer(Unexpected{refusal()});
            else
                answer(found == m_entries.end() ? std::optional<SecretBytes>() : found->second);
        });
    }
    void write(const QString &entry, const SecretBytes &secret, QObject *context, DoneAnswer answer) override
    {
        later(context, [this, entry, secret, answer] {
            if (m_works)
                m_entries.insert_or_assign(entry, secret);
            answer(m_works ? Result<>() : Result<>(Unexpected{refusal()}));
        });
    }
    void remove(const QString &entry, QObject *context, DoneAnswer answer) override
    {
        later(context, [this, entry, answer] {
            m_entries.erase(entry);
            answer({});
        });
    }

private:
    static Error refusal() { return {.kind = ErrorKind::Storage, .message = u"the store is locked"_s}; }

    template <typename F>
    static void later(QObject *context, F call)
    {
        QMetaObject::invokeMethod(context, call, Qt::QueuedConnection);
    }

    Entries &m_entries;
    bool m_works;
};

Provider openai()
{
    return *ProviderRegistry().find(u"openai");
}

} // namespace

class tst_KeyBox : public QObject
{
    Q_OBJECT

private slots:
    void savesToTheKeyStoreAndForgetsWhatWasTyped();
    void keepsAKeyForThisSession();
    void removesAKey();
    void namesTheEnvironmentVariable();
    void saysSoWithoutAKeyStore();
    void refusesWhatCannotBeAKey();
    void asksForAnAddressFirst();
    void bindsAKeyToItsHost();

private:
    struct Parts
    {
        explicit Parts(SecretStore &secrets)
            : box(secrets)
        { }
        QString origin() const { return box.findChild<QLabel *>(u"keyOrigin"_s)->text(); }
        QLineEdit *field() const { return box.findChild<QLineEdit *>(u"keyField"_s); }
        QPushButton *button(const QString &name) const { return box.findChild<QPushButton *>(name); }
        QLabel *problem() const { return box.findChild<QLabel *>(u"keyProblem"_s); }
        KeyBox box;
    };
};

void tst_KeyBox::savesToTheKeyStoreAndForgetsWhatWasTyped()
{
    MemoryKeyStore::Entries kept;
    SecretStore secrets({}, {}, std::make_unique<MemoryKeyStore>(kept));
    Parts parts(secrets);
    parts.box.setProvider(openai());
    QTRY_VERIFY(secrets.keyStoreAvailable());
    QVERIFY(parts.origin().startsWith(u"No key for api.openai.com"_s));
    QVERIFY(!parts.button(u"saveKey"_s)->isEnabled());
    QCOMPARE(parts.field()->echoMode(), QLineEdit::Password);
    QTest::keyClicks(parts.field(), u" sk-secret-1234567890 "_s);
    parts.button(u"saveKey"_s)->click();
    QVERIFY(parts.field()->text().isEmpty());
    QVERIFY(!parts.field()->isUndoAvailable());
    QTRY_VERIFY(parts.origin().contains(u"key store"_s));
    QCOMPARE(kept.size(), std::size_t(1));
    QCOMPARE(kept.begin()->second.view(), QByteArrayView("sk-secret-1234567890"));
}

void tst_KeyBox::keepsAKeyForThisSession()
{
    MemoryKeyStore::Entries kept;
    SecretStore secrets({}, {}, std::make_unique<MemoryKeyStore>(kept));
    Parts parts(secrets);
    parts.box.setProvider(openai());
    QTest::keyClicks(parts.field(), u"sk-secret-1234567890"_s);
    parts.button(u"sessionKey"_s)->click();
    QVERIFY(parts.field()->text().isEmpty());
    QVERIFY(parts.origin().contains(u"this session only"_s));
    QCOMPARE(secrets.origin(u"openai"_s, u"api.openai.com"_s), SecretStore::KeyOrigin::SessionOnly);
    QVERIFY(kept.empty());
}

void tst_KeyBox::removesAKey()
{
    SecretStore secrets({}, {});
    Parts parts(secrets);
    parts.box.setProvider(openai());
    QVERIFY(!parts.button(u"removeKey"_s)->isEnabled());
    secrets.store(u"openai"_s, u"api.openai.com"_s, SecretBytes("sk-1"),
                  SecretStore::Persistence::SessionOnly);
    QVERIFY(parts.button(u"removeKey"_s)->isEnabled());
    parts.button(u"removeKey"_s)->click();
    QVERIFY(parts.origin().startsWith(u"No key"_s));
}

void tst_KeyBox::namesTheEnvironmentVariable()
{
    QProcessEnvironment environment;
    environment.insert(u"OPENAI_API_KEY"_s, u"sk-from-outside"_s);
    SecretStore secrets({}, environment);
    Parts parts(secrets);
    parts.box.setProvider(openai());
    QVERIFY(parts.origin().contains(u"OPENAI_API_KEY"_s));
    QVERIFY(!parts.origin().contains(u"sk-from-outside"_s));
    QVERIFY(!parts.button(u"removeKey"_s)->isEnabled()); // it is not ours to remove
}

void tst_KeyBox::saysSoWithoutAKeyStore()
{
    MemoryKeyStore::Entries kept;
    SecretStore secrets({}, {}, std::make_unique<MemoryKeyStore>(kept, false));
    Parts parts(secrets);
    parts.box.setProvider(openai());
    parts.box.show();
    QTRY_VERIFY(!parts.origin().startsWith(u"Asking"_s));
    const auto labels = parts.box.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->isVisible() && label->text().startsWith(u"No key store is available"_s);
    }));
    parts.field()->setText(u"sk-1234567890"_s);
    QVERIFY(!parts.button(u"saveKey"_s)->isEnabled());
    QVERIFY(parts.button(u"sessionKey"_s)->isEnabled());
}

void tst_KeyBox::refusesWhatCannotBeAKey()
{
    SecretStore secrets({}, {});
    Parts parts(secrets);
    parts.box.setProvider(openai());
    parts.field()->setText(u"schlüssel mit leerzeichen"_s);
    parts.button(u"sessionKey"_s)->click();
    QVERIFY(!parts.problem()->isHidden());
    QVERIFY(!parts.problem()->text().contains(u"schlüssel"_s));
    QCOMPARE(secrets.origin(u"openai"_s, u"api.openai.com"_s), SecretStore::KeyOrigin::None);
}

void tst_KeyBox::asksForAnAddressFirst()
{
    SecretStore secrets({}, {});
    Parts parts(secrets);
    Provider custom = *ProviderRegistry().find(u"custom");
    parts.box.setProvider(custom);
    QVERIFY(!parts.field()->isEnabled());
    QVERIFY(parts.origin().startsWith(u"Enter an address first"_s));
    custom.baseUrl = QUrl(u"https://llm.example/v1"_s);
    parts.box.setProvider(custom);
    QVERIFY(parts.field()->isEnabled());
}

void tst_KeyBox::bindsAKeyToItsHost()
{
    SecretStore secrets({}, {});
    Parts parts(secrets);
    parts.box.setProvider(openai());
    parts.field()->setText(u"sk-1234567890"_s);
    parts.button(u"sessionKey"_s)->click();
    Provider elsewhere = openai();
    elsewhere.baseUrl = QUrl(u"https://proxy.example/v1"_s);
    parts.box.setProvider(elsewhere);
    QVERIFY(parts.origin().startsWith(u"No key for proxy.example"_s));
}

QTEST_MAIN(tst_KeyBox)
#include "tst_keybox.moc"
