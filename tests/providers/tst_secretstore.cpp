#include "providers/secretstore.h"

#include <QHash>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Origin = SecretStore::KeyOrigin;
using Persistence = SecretStore::Persistence;

namespace {

const QString openAiHost = u"api.openai.com"_s;

/// A key store in memory that answers when it is told to, as a real one would: later, or never.
class PatientKeyStore : public KeyStore
{
public:
    struct Content
    {
        QHash<QString, QByteArray> entries;
        bool broken = false;
        std::vector<std::function<void()>> waiting;

        void answerAll()
        {
            for (const auto &answer : std::exchange(waiting, {}))
                answer();
        }
    };

    explicit PatientKeyStore(std::shared_ptr<Content> content)
        : m_content(std::move(content))
    { }

    void read(const QString &entry, QObject *context, ReadAnswer answer) override
    {
        later(context, [content = m_content, entry, answer = std::move(answer)] {
            if (content->broken)
                answer(Unexpected{Error{.kind = ErrorKind::Storage, .message = u"no"_s}});
            else if (!content->entries.contains(entry))
                answer(std::optional<SecretBytes>());
            else
                answer(std::optional(SecretBytes(content->entries.value(entry))));
        });
    }

    void write(const QString &entry, const SecretBytes &secret, QObject *context, DoneAnswer answer) override
    {
        change(context, std::move(answer), [content = m_content, entry, secret] {
            content->entries[entry] = secret.view().toByteArray();
        });
    }

    void remove(const QString &entry, QObject *context, DoneAnswer answer) override
    {
        change(context, std::move(answer), [content = m_content, entry] { content->entries.remove(entry); });
    }

private:
    void change(QObject *context, DoneAnswer answer, std::function<void()> apply)
    {
        later(context, [content = m_content, answer = std::move(answer), apply = std::move(apply)] {
            if (content->broken) {
                answer(Unexpected{Error{.kind = ErrorKind::Storage, .message = u"no"_s}});
                return;
            }
            apply();
            answer({});
        });
    }

    void later(QObject *context, std::function<void()> run)
    {
        m_content->waiting.push_back([guard = QPointer<QObject>(context), run = std::move(run)] {
            if (guard)
                run();
        });
    }

    std::shared_ptr<Content> m_content;
};

QProcessEnvironment environmentOf(const QHash<QString, QString> &values)
{
    QProcessEnvironment environment;
    for (auto value = values.begin(); value != values.end(); ++value)
        environment.insert(value.key(), value.value());
    return environment;
}

QByteArray text(const std::optional<SecretBytes> &key)
{
    return key ? key->view().toByteArray() : QByteArray("none");
}

SecretBytes secret(const char *bytes)
{
    return SecretBytes(QByteArrayView(bytes));
}

} // namespace

class tst_SecretStore : public QObject
{
    Q_OBJECT

private slots:
    void givesEnvironmentKeysOnlyToTheirHost_data();
    void givesEnvironmentKeysOnlyToTheirHost();
    void neverGivesAKeyToAnotherHost();
    void prefersWhatWasEnteredLast();
    void worksWithoutAKeyStore();
    void loadsFromTheKeyStoreLater();
    void doesNotWaitForeverForTheKeyStore();
    void keepsAKeyInTheKeyStore();
    void keepsAKeyForTheSessionWhereTheKeyStoreFails();
    void ignoresAnAnswerThatIsOutOfDate();
    void removes();
    void isSafeToDeleteWhileItWaits();
    void systemKeyStoreDoesNotHang();
    void checksTheEnvironment_data();
    void checksTheEnvironment();

private:
    std::unique_ptr<SecretStore> makeStore(const QHash<QString, QString> &environment = {})
    {
        m_content = std::make_shared<PatientKeyStore::Content>();
        return std::make_unique<SecretStore>(ProviderRegistry(), environmentOf(environment),
                                             std::make_unique<PatientKeyStore>(m_content));
    }

    std::shared_ptr<PatientKeyStore::Content> m_content;
};

void tst_SecretStore::givesEnvironmentKeysOnlyToTheirHost_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("key");

    QTest::newRow("its own host") << u"openai"_s << openAiHost << "sk-env"_ba;
    QTest::newRow("in capitals") << u"openai"_s << u"API.OpenAI.com"_s << "sk-env"_ba;
    QTest::newRow("the host of its address variable")
        << u"openai"_s << u"http://127.0.0.1:8080"_s << "sk-env"_ba;
    QTest::newRow("another port") << u"openai"_s << u"http://127.0.0.1:8081"_s << "none"_ba;
    QTest::newRow("its own host in the clear") << u"openai"_s << u"http://api.openai.com"_s << "none"_ba;
    QTest::newRow("its own host in the clear at the port of https")
        << u"openai"_s << u"http://api.openai.com:443"_s << "none"_ba;
    QTest::newRow("another host") << u"openai"_s << u"evil.example"_s << "none"_ba;
    QTest::newRow("a longer host") << u"openai"_s << u"api.openai.com.evil.example"_s << "none"_ba;
    QTest::newRow("no host") << u"openai"_s << QString() << "none"_ba;
    QTest::newRow("another provider at the same host") << u"custom"_s << openAiHost << "none"_ba;
    QTest::newRow("a provider without a variable set") << u"xai"_s << u"api.x.ai"_s << "none"_ba;
    QTest::newRow("an unknown provider") << u"nobody"_s << openAiHost << "none"_ba;
}

void tst_SecretStore::givesEnvironmentKeysOnlyToTheirHost()
{
    QFETCH(const QString, provider);
    QFETCH(const QString, host);
    QFETCH(const QByteArray, key);
    const SecretStore store(ProviderRegistry(),
                            environmentOf({{u"OPENAI_API_KEY"_s, u"sk-env"_s},
                                           {u"OPENAI_BASE_URL"_s, u"http://127.0.0.1:8080/v1"_s}}));
    QCOMPARE(text(store.key(provider, host)), key);
    QCOMPARE(store.origin(provider, host), key == "none" ? Origin::None : Origin::Environment);
}

void tst_SecretStore::neverGivesAKeyToAnotherHost()
{
    const std::unique_ptr<SecretStore> store = makeStore();
    store->store(u"openai"_s, u"a.example"_s, secret("sk-a"), Persistence::KeyStore);
    m_content->answerAll();
    store->store(u"openai"_s, u"b.example"_s, secret("sk-b"), Persistence::SessionOnly);

    QCOMPARE(text(store->key(u"openai"_s, u"a.example"_s)), "sk-a");
    QCOMPARE(text(store->key(u"openai"_s, u"A.Example"_s)), "sk-a");
    QCOMPARE(text(store->key(u"openai"_s, u"b.example"_s)), "sk-b");
    QCOMPARE(text(store->key(u"openai"_s, u"c.example"_s)), "none");
    QCOMPARE(text(store->key(u"openai"_s, u"a.example:8443"_s)), "none");
    QCOMPARE(text(store->key(u"xai"_s, u"a.example"_s)), "none");
}

void tst_SecretStore::prefersWhatWasEnteredLast()
{
    const std::unique_ptr<SecretStore> store = makeStore({{u"OPENAI_API_KEY"_s, u"sk-env"_s}});
    m_content->entries[u"openai@api.openai.com"_s] = "sk-kept";
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::Environment);

    store->load(u"openai"_s, openAiHost);
    m_content->answerAll();
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-kept");
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::KeyStore);

    store->store(u"openai"_s, openAiHost, secret("sk-session"), Persistence::SessionOnly);
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-session");
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::SessionOnly);
    QCOMPARE(m_content->entries.value(u"openai@api.openai.com"_s), "sk-kept");
}

void tst_SecretStore::worksWithoutAKeyStore()
{
    SecretStore store(ProviderRegistry(), environmentOf({{u"XAI_API_KEY"_s, u"xai-env"_s}}));
    QSignalSpy changed(&store, &SecretStore::changed);
    store.load(u"xai"_s, u"api.x.ai"_s);
    QCOMPARE(changed.size(), 0); // never before load() returns
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toString(), u"xai"_s);
    QVERIFY(!store.keyStoreAvailable());
    QCOMPARE(text(store.key(u"xai"_s, u"api.x.ai"_s)), "xai-env");

    store.store(u"xai"_s, u"api.x.ai"_s, secret("xai-new"), Persistence::KeyStore);
    QCOMPARE(store.origin(u"xai"_s, u"api.x.ai"_s), Origin::SessionOnly);
}

void tst_SecretStore::loadsFromTheKeyStoreLater()
{
    const std::unique_ptr<SecretStore> store = makeStore();
    m_content->entries[u"openai@api.openai.com"_s] = "sk-kept";
    QSignalSpy changed(store.get(), &SecretStore::changed);
    QSignalSpy available(store.get(), &SecretStore::keyStoreAvailabilityChanged);

    store->load(u"openai"_s, openAiHost);
    store->load(u"openai"_s, openAiHost); // one question is enough
    QVERIFY(store->isLoading(u"openai"_s, openAiHost));
    QCOMPARE(m_content->waiting.size(), 1U);
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "none");

    m_content->answerAll();
    QVERIFY(!store->isLoading(u"openai"_s, openAiHost));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(available.size(), 1);
    QVERIFY(store->keyStoreAvailable());
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-kept");
}

void tst_SecretStore::doesNotWaitForeverForTheKeyStore()
{
    const std::unique_ptr<SecretStore> store = makeStore({{u"OPENAI_API_KEY"_s, u"sk-env"_s}});
    m_content->entries[u"openai@api.openai.com"_s] = "sk-kept";
    store->setAnswerLimit(1ms);
    QSignalSpy changed(store.get(), &SecretStore::changed);
    store->load(u"openai"_s, openAiHost);
    QTRY_COMPARE(changed.size(), 1);
    QVERIFY(!store->isLoading(u"openai"_s, openAiHost));
    QVERIFY(!store->keyStoreAvailable());
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-env");

    m_content->answerAll(); // the person has unlocked it at last
    QCOMPARE(changed.size(), 2);
    QVERIFY(store->keyStoreAvailable());
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-kept");
}

void tst_SecretStore::keepsAKeyInTheKeyStore()
{
    const std::unique_ptr<SecretStore> store = makeStore();
    QSignalSpy changed(store.get(), &SecretStore::changed);
    store->store(u"openai"_s, openAiHost, secret("sk-new"), Persistence::KeyStore);
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-new"); // usable at once
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::SessionOnly);

    m_content->answerAll();
    QCOMPARE(m_content->entries.value(u"openai@api.openai.com"_s), "sk-new");
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::KeyStore);
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-new");
    QCOMPARE(changed.size(), 2);
}

void tst_SecretStore::keepsAKeyForTheSessionWhereTheKeyStoreFails()
{
    const std::unique_ptr<SecretStore> store = makeStore();
    m_content->broken = true;
    QSignalSpy failed(store.get(), &SecretStore::keyStoreFailed);
    store->store(u"openai"_s, openAiHost, secret("sk-new"), Persistence::KeyStore);
    m_content->answerAll();
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.first().at(1).value<Error>().kind, ErrorKind::Storage);
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "sk-new");
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::SessionOnly);
    QVERIFY(!store->keyStoreAvailable());
}

void tst_SecretStore::ignoresAnAnswerThatIsOutOfDate()
{
    const std::unique_ptr<SecretStore> store = makeStore();
    m_content->entries[u"openai@api.openai.com"_s] = "sk-old";
    store->load(u"openai"_s, openAiHost);
    store->remove(u"openai"_s, openAiHost);
    m_content->answerAll();
    QCOMPARE(text(store->key(u"openai"_s, openAiHost)), "none");
    QVERIFY(m_content->entries.isEmpty());
}

void tst_SecretStore::removes()
{
    const std::unique_ptr<SecretStore> store = makeStore({{u"OPENAI_API_KEY"_s, u"sk-env"_s}});
    store->store(u"openai"_s, openAiHost, secret("sk-new"), Persistence::KeyStore);
    m_content->answerAll();
    store->store(u"openai"_s, openAiHost, SecretBytes(), Persistence::KeyStore); // the same as remove()
    m_content->answerAll();
    QVERIFY(m_content->entries.isEmpty());
    QCOMPARE(store->origin(u"openai"_s, openAiHost), Origin::Environment);
}

void tst_SecretStore::isSafeToDeleteWhileItWaits()
{
    std::unique_ptr<SecretStore> store = makeStore();
    store->load(u"openai"_s, openAiHost);
    store->store(u"xai"_s, u"api.x.ai"_s, secret("x"), Persistence::KeyStore);
    store.reset();
    m_content->answerAll();
    QCOMPARE(m_content->entries.size(), 0);
}

void tst_SecretStore::systemKeyStoreDoesNotHang()
{
    // A session bus that nobody serves: what a machine without a desktop looks like.
    const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    std::unique_ptr<KeyStore> system = createSystemKeyStore();
    if (!system)
        QSKIP("built without a key store");
    SecretStore store(ProviderRegistry(), environmentOf({{u"OPENAI_API_KEY"_s, u"sk-env"_s}}),
                      std::move(system));
    store.setAnswerLimit(2s);
    QSignalSpy changed(&store, &SecretStore::changed);
    store.load(u"openai"_s, u"api.openai.com"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), 10000);
    QCOMPARE(text(store.key(u"openai"_s, openAiHost)), "sk-env");
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
}

void tst_SecretStore::checksTheEnvironment_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("good");

    QTest::newRow("a key") << u"OPENAI_API_KEY"_s << u"sk-abc"_s << true;
    QTest::newRow("a key with an end of line") << u"OPENAI_API_KEY"_s << u"sk-abc\n"_s << true;
    QTest::newRow("empty is unset") << u"OPENAI_API_KEY"_s << QString() << true;
    QTest::newRow("two words") << u"XAI_API_KEY"_s << u"canary two"_s << false;
    QTest::newRow("an address") << u"XAI_BASE_URL"_s << u"https://proxy.example/v1"_s << true;
    QTest::newRow("no address") << u"XAI_BASE_URL"_s << u"canary"_s << false;
    QTest::newRow("some other variable") << u"HOME"_s << u"not a url"_s << true;
}

void tst_SecretStore::checksTheEnvironment()
{
    QFETCH(const QString, variable);
    QFETCH(const QString, value);
    QFETCH(const bool, good);
    const Result<> checked = checkEnvironment(ProviderRegistry(), environmentOf({{variable, value}}));
    QCOMPARE(checked.has_value(), good);
    if (!checked) {
        QCOMPARE(checked.error().kind, ErrorKind::Usage);
        QVERIFY2(checked.error().message.startsWith(variable), qPrintable(checked.error().message));
        QVERIFY2(!checked.error().message.contains(u"canary"_s), qPrintable(checked.error().message));
    }
}

QTEST_GUILESS_MAIN(tst_SecretStore)
#include "tst_secretstore.moc"
