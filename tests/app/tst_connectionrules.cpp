#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "settings/keys.h"
#include "support/proxyserver.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using test::ProxyServer;

namespace {

const QByteArray key = "sk-planted-0123456789abcdef";
const QByteArray answer = "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":"
                          "\"completed\",\"output\":[]}}\n\n";

QString certificateFile(const QString &name)
{
    return QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/support/certificates/") + name;
}

QSslConfiguration goodIdentity()
{
    QFile file(certificateFile(u"good.key"_s));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no key");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificateFile(u"good.pem"_s)));
    configuration.setPrivateKey(QSslKey(&file, QSsl::Ec));
    return configuration;
}

} // namespace

/// Proxies, plain http, authorities and the binding of keys, on the wire.
class tst_ConnectionRules : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void goesThroughTheProxy_data();
    void goesThroughTheProxy();
    void theKeyIsNotShownToTheProxy();
    void aWrongPasswordIsSaidSo_data();
    void aWrongPasswordIsSaidSo();
    void waitsForThePasswordOfTheProxy();
    void thisMachineIsReachedDirectly();
    void theEnvironmentsProxyIsUsed();
    void plainHttpNeedsConsent_data();
    void plainHttpNeedsConsent();
    void aKeyStaysWithItsHost_data();
    void aKeyStaysWithItsHost();
    void anUnreadableAuthorityFileOfTheEnvironmentIsTold();

private:
    void create(const QProcessEnvironment &environment = {});
    void chooseProxy(const ProxyServer &proxy, const QString &type, const QString &user = {},
                     const QString &password = {});
    AnalysisRecord run(const QString &baseUrl);

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<Workbench> m_workbench;
};

void tst_ConnectionRules::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    m_server->setResponder([](const ReceivedRequest &) { return eventStream(answer); });
}

void tst_ConnectionRules::cleanup()
{
    m_workbench.reset();
    m_server.reset();
    m_folder.reset();
}

void tst_ConnectionRules::create(const QProcessEnvironment &environment)
{
    m_workbench =
        std::make_unique<Workbench>(WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}),
                                                     .environment = environment,
                                                     .save = false,
                                                     .useKeyStore = false},
                                    m_clock);
}

void tst_ConnectionRules::chooseProxy(const ProxyServer &proxy, const QString &type, const QString &user,
                                      const QString &password)
{
    Settings &settings = m_workbench->settings();
    settings.set(keys::proxy, type);
    settings.set(keys::proxyHost, u"127.0.0.1"_s);
    settings.set(keys::proxyPort, int(proxy.port()));
    settings.set(keys::proxyUser, user);
    if (!password.isEmpty())
        m_workbench->secrets().store(ConnectionRules::proxySecret(),
                                     m_workbench->connectionRules().proxyEntry(),
                                     SecretBytes(password.toUtf8()), SecretStore::Persistence::KeyStore);
}

AnalysisRecord tst_ConnectionRules::run(const QString &baseUrl)
{
    Result<AnalysisRequest> request = m_workbench->newRequest(u"custom"_s, u"m"_s, baseUrl);
    if (!request)
        return {.error = request.error()};
    request->response.prompt = u"x"_s;
    request->retries = 0;
    const auto session = m_workbench->start(*request);
    if (!session)
        return {.error = session.error()};
    if (!QTest::qWaitFor([&] { return isFinal((*session)->phase()); }, 20'000))
        qWarning("the run did not end");
    return (*session)->record();
}

void tst_ConnectionRules::goesThroughTheProxy_data()
{
    QTest::addColumn<bool>("socks");
    QTest::addColumn<QString>("user");
    QTest::newRow("HTTP") << false << QString();
    QTest::newRow("HTTP with a password") << false << u"me"_s;
    QTest::newRow("SOCKS5") << true << QString();
    QTest::newRow("SOCKS5 with a password") << true << u"me"_s;
}

void tst_ConnectionRules::goesThroughTheProxy()
{
    QFETCH(const bool, socks);
    QFETCH(const QString, user);
    const QString password = user.isEmpty() ? QString() : u"pass word:1"_s;
    ProxyServer proxy(socks ? ProxyServer::Protocol::Socks5 : ProxyServer::Protocol::Http, user.toUtf8(),
                      password.toUtf8());
    QVERIFY(m_server->listen());
    create();
    chooseProxy(proxy, socks ? u"socks5"_s : u"http"_s, user, password);
    const QString baseUrl = u"http://gpu-box.test:%1/v1"_s.arg(m_server->port());
    m_workbench->connectionRules().confirmPlainHttp(QUrl(baseUrl));

    const AnalysisRecord record = run(baseUrl);
    QVERIFY2(!record.error, record.error ? qPrintable(record.error->message) : "");
    QCOMPARE(record.status, AnalysisStatus::Completed);
    QCOMPARE(proxy.targets(), QList<QByteArray>{"gpu-box.test:" + QByteArray::number(m_server->port())});
    QCOMPARE(m_server->requests().size(), size_t(1)); // sent once, whatever the proxy first asked
    m_workbench->settings().set(keys::proxy, u"none"_s);
    QVERIFY(run(m_server->baseUrl().toString()).status == AnalysisStatus::Completed);
    QCOMPARE(proxy.targets().size(), 1);
}

void tst_ConnectionRules::theKeyIsNotShownToTheProxy()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    ProxyServer proxy(ProxyServer::Protocol::Http, "me", "secret word");
    m_server->setTls(goodIdentity());
    QVERIFY(m_server->listen());
    create();
    m_workbench->settings().set(keys::caFile, certificateFile(u"authority.pem"_s));
    chooseProxy(proxy, u"http"_s, u"me"_s, u"secret word"_s);
    // A name that is not this machine's own, so that the proxy is used; the certificate is made for another,
    // which ends the attempt where the key would have been sent next.
    const QUrl url(u"https://api.test:%1/v1"_s.arg(m_server->port()));
    m_workbench->secrets().store(u"custom"_s, keyHost(url), SecretBytes(key),
                                 SecretStore::Persistence::SessionOnly);
    const AnalysisRecord record = run(url.toString());
    QCOMPARE(record.error.value_or(Error{}).code, u"tls_wrong_host"_s);
    QCOMPARE(proxy.targets().size(), 1);
    QVERIFY(!proxy.seen().contains(key) && !proxy.seen().contains("Authorization: Bearer"));
    QVERIFY(m_server->requests().empty());
}

void tst_ConnectionRules::aWrongPasswordIsSaidSo_data()
{
    QTest::addColumn<bool>("socks");
    QTest::addColumn<QString>("password");
    QTest::newRow("HTTP") << false << u"wrong"_s;
    QTest::newRow("HTTP, none") << false << QString();
    QTest::newRow("SOCKS5") << true << u"wrong"_s;
}

void tst_ConnectionRules::aWrongPasswordIsSaidSo()
{
    QFETCH(const bool, socks);
    QFETCH(const QString, password);
    ProxyServer proxy(socks ? ProxyServer::Protocol::Socks5 : ProxyServer::Protocol::Http, "me", "right");
    create();
    QVERIFY(m_server->listen());
    chooseProxy(proxy, socks ? u"socks5"_s : u"http"_s, u"me"_s, password);
    const AnalysisRecord record = run(u"https://api.test:%1/v1"_s.arg(m_server->port()));
    QVERIFY(record.error.has_value());
    QCOMPARE(record.error->code, u"proxy_authentication"_s);
    QCOMPARE(record.error->kind, ErrorKind::Network);
    QVERIFY(!isTransient(*record.error));
    QVERIFY(!record.error->message.contains(u"wrong"_s) && !record.error->message.contains(u"right"_s));
    QCOMPARE(m_server->connectionsAccepted(), 0);

    // The right one, entered afterwards, works at once.
    if (socks)
        return;
    m_workbench->secrets().store(ConnectionRules::proxySecret(), m_workbench->connectionRules().proxyEntry(),
                                 SecretBytes("right"), SecretStore::Persistence::SessionOnly);
    const QString baseUrl = u"http://api.test:%1/v1"_s.arg(m_server->port());
    m_workbench->connectionRules().confirmPlainHttp(QUrl(baseUrl));
    QCOMPARE(run(baseUrl).status, AnalysisStatus::Completed);
}

/// The key store may take its time; a request waits for it, and goes on where there is no password after all.
void tst_ConnectionRules::waitsForThePasswordOfTheProxy()
{
    class SlowKeyStore : public KeyStore
    {
    public:
        explicit SlowKeyStore(ReadAnswer *asked)
            : m_asked(asked)
        { }
        void read(const QString &, QObject *, ReadAnswer answer) override { *m_asked = std::move(answer); }
        void write(const QString &, const SecretBytes &, QObject *, DoneAnswer answer) override
        {
            answer({});
        }
        void remove(const QString &, QObject *, DoneAnswer answer) override { answer({}); }

    private:
        ReadAnswer *m_asked;
    };
    KeyStore::ReadAnswer asked;
    Settings settings(m_folder->filePath(u"settings.ini"_s));
    settings.set(keys::proxy, u"http"_s);
    settings.set(keys::proxyHost, u"proxy.example"_s);
    settings.set(keys::proxyUser, u"me"_s);
    SecretStore secrets(ProviderRegistry(), {}, std::make_unique<SlowKeyStore>(&asked));
    ConnectionRules rules(settings, secrets, {});
    QVERIFY(asked);
    const QFuture<QNetworkProxy> proxy = rules.proxyFor(QUrl(u"https://example.org"_s));
    QVERIFY(!proxy.isFinished());
    asked(std::optional(SecretBytes("late")));
    QTRY_VERIFY(proxy.isFinished());
    QCOMPARE(proxy.result().password(), u"late"_s);
    QVERIFY(rules.proxyFor(QUrl(u"https://example.org"_s)).isFinished());
}

void tst_ConnectionRules::thisMachineIsReachedDirectly()
{
    ProxyServer proxy(ProxyServer::Protocol::Http);
    QVERIFY(m_server->listen());
    create();
    chooseProxy(proxy, u"http"_s);
    QCOMPARE(run(m_server->baseUrl().toString()).status, AnalysisStatus::Completed);
    QCOMPARE(run(u"http://localhost:%1/v1"_s.arg(m_server->port())).status, AnalysisStatus::Completed);
    QVERIFY(proxy.targets().isEmpty());
}

void tst_ConnectionRules::theEnvironmentsProxyIsUsed()
{
    ProxyServer proxy(ProxyServer::Protocol::Http, "me", "se@cret");
    QVERIFY(m_server->listen());
    QProcessEnvironment environment;
    environment.insert(u"http_proxy"_s, u"http://me:se%40cret@127.0.0.1:%1"_s.arg(proxy.port()));
    create(environment);
    const QString baseUrl = u"http://gpu-box.test:%1/v1"_s.arg(m_server->port());
    m_workbench->connectionRules().confirmPlainHttp(QUrl(baseUrl));
    QCOMPARE(run(baseUrl).status, AnalysisStatus::Completed);
    QCOMPARE(proxy.targets().size(), 1);
}

void tst_ConnectionRules::plainHttpNeedsConsent_data()
{
    QTest::addColumn<bool>("fromEnvironment");
    QTest::newRow("an address that was typed") << false;
    QTest::newRow("an address in the environment") << true;
}

void tst_ConnectionRules::plainHttpNeedsConsent()
{
    QFETCH(const bool, fromEnvironment);
    ProxyServer proxy(ProxyServer::Protocol::Http); // stands for the network: counts what would leave
    QVERIFY(m_server->listen());
    const QString address = u"http://gpu-box.test:%1/v1"_s.arg(m_server->port());
    QProcessEnvironment environment;
    environment.insert(u"OPENAI_API_KEY"_s, QString::fromUtf8(key));
    if (fromEnvironment)
        environment.insert(u"OPENAI_BASE_URL"_s, address);
    create(environment);
    chooseProxy(proxy, u"http"_s);
    if (!fromEnvironment)
        m_workbench->settings().set(keys::providerBaseUrl(u"openai"_s), address);

    QCOMPARE(m_workbench->obstacle(u"openai"_s).value_or(Error{}).code, u"plain_http"_s);
    const auto request = m_workbench->newRequest(u"openai"_s, u"gpt-5-mini"_s);
    QVERIFY(request.has_value());
    QVERIFY(!m_workbench->start(*request));
    const auto models = m_workbench->refreshModels(u"openai"_s);
    QTRY_VERIFY(models.isFinished());
    QCOMPARE(models.result().error().code, u"plain_http"_s);
    QVERIFY(proxy.seen().isEmpty() && proxy.targets().isEmpty());

    const Result<Provider> provider = m_workbench->provider(u"openai"_s);
    m_workbench->connectionRules().confirmPlainHttp(provider->baseUrl);
    QVERIFY(m_workbench->start(*request).has_value());
    QTRY_COMPARE(m_server->requests().size(), size_t(1));
    m_workbench->connectionRules().withdrawPlainHttp(provider->baseUrl);
    QVERIFY(!m_workbench->start(*request));
}

void tst_ConnectionRules::aKeyStaysWithItsHost_data()
{
    QTest::addColumn<QString>("enteredFor"); // with PORT for that of the server that is asked
    QTest::addColumn<bool>("sent");
    QTest::newRow("the same") << u"http://127.0.0.1:PORT/v1"_s << true;
    QTest::newRow("another path") << u"http://127.0.0.1:PORT/other"_s << true;
    QTest::newRow("another host") << u"http://localhost:PORT/v1"_s << false;
    QTest::newRow("another port") << u"http://127.0.0.1:9/v1"_s << false;
    QTest::newRow("https before") << u"https://127.0.0.1:PORT/v1"_s << false;
    QTest::newRow("no port before") << u"https://127.0.0.1/v1"_s << false;
}

void tst_ConnectionRules::aKeyStaysWithItsHost()
{
    QFETCH(QString, enteredFor);
    QFETCH(const bool, sent);
    QVERIFY(m_server->listen());
    create();
    const QUrl old(enteredFor.replace(u"PORT"_s, QString::number(m_server->port())));
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), old.toString());
    m_workbench->secrets().store(u"custom"_s, keyHost(old), SecretBytes(key),
                                 SecretStore::Persistence::SessionOnly);
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), m_server->baseUrl().toString());
    QCOMPARE(run({}).status, AnalysisStatus::Completed);
    QCOMPARE(m_server->requests().front().header("authorization"),
             sent ? QByteArray("Bearer " + key) : QByteArray());
}

void tst_ConnectionRules::anUnreadableAuthorityFileOfTheEnvironmentIsTold()
{
    QProcessEnvironment environment;
    environment.insert(u"SSL_CERT_FILE"_s, m_folder->filePath(u"nothing.pem"_s));
    create(environment);
    QCOMPARE(m_workbench->startupErrors().size(), size_t(1));
    QCOMPARE(m_workbench->startupErrors().front().param, u"SSL_CERT_FILE"_s);
    environment.insert(u"SSL_CERT_FILE"_s, certificateFile(u"authority.pem"_s));
    m_workbench.reset();
    create(environment);
    QVERIFY(m_workbench->startupErrors().empty());
    QCOMPARE(m_workbench->connectionRules().authorities().size(), 1);
}

QTEST_GUILESS_MAIN(tst_ConnectionRules)
#include "tst_connectionrules.moc"
