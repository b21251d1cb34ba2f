#include "support/feedserver.h"
#include "support/manualclock.h"
#include "support/tlsserver.h"
#include "updates/updatecheck.h"

#include <QSslSocket>
#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

Script redirect(int status, const QByteArray &target)
{
    Script script = jsonAnswer(status, "{}");
    script.headers.emplace_back("Location", target);
    return script;
}

QByteArray origin(const RecordingServer &server)
{
    return server.baseUrl().adjusted(QUrl::RemovePath).toEncoded();
}

} // namespace

class tst_UpdateCheck : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void finds();
    void theRequestSaysNothingOfWhoAsks();
    void followsRedirectsFromHttpsToHttps();
    void refusesOtherRedirects_data();
    void refusesOtherRedirects();
    void redirectsEnd();
    void badCertificatesAreRefused_data();
    void badCertificatesAreRefused();
    void whatIsTooLongIsNotRead_data();
    void whatIsTooLongIsNotRead();
    void saysWhyThereIsNone_data();
    void saysWhyThereIsNone();
    void believesNothingThatIsNotSigned_data();
    void believesNothingThatIsNotSigned();
    void doesNotWaitForEver_data();
    void doesNotWaitForEver();
    void sendsNothingInTheClear();
    void keepsToTheRules();
    void takesTheProxyThatIsChosen();
    void isSilentOnceAborted();
    void mayGoAtAnyMoment();

private:
    void begin();
    void finish();
    void serveSecurely(RecordingServer &server);

    test::ManualClock m_clock;
    DownloadRules m_rules;
    std::unique_ptr<test::FeedServer> m_feed;
    UpdateSource m_source;
    std::unique_ptr<UpdateCheck> m_check;
    std::optional<Release> m_found;
    std::optional<Error> m_failure;
    int m_told = 0;
};

void tst_UpdateCheck::init()
{
    m_rules = {};
    m_feed = std::make_unique<test::FeedServer>();
    m_source = m_feed->source();
    m_found.reset();
    m_failure.reset();
    m_told = 0;
}

void tst_UpdateCheck::cleanup()
{
    m_check.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    m_feed.reset();
}

void tst_UpdateCheck::begin()
{
    m_check = std::make_unique<UpdateCheck>(m_source, m_rules, m_clock);
    connect(m_check.get(), &UpdateCheck::found, this, [this](const Release &release) {
        m_found = release;
        ++m_told;
    });
    connect(m_check.get(), &UpdateCheck::failed, this, [this](const Error &error) {
        m_failure = error;
        ++m_told;
    });
    m_check->start();
    QCOMPARE(m_told, 0); // not from within start()
}

void tst_UpdateCheck::finish()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_told > 0, 20'000);
    QCoreApplication::processEvents();
    QCOMPARE(m_told, 1);
}

/// \a server with a certificate that this check trusts, and the feed where the source says.
void tst_UpdateCheck::serveSecurely(RecordingServer &server)
{
    server.setTls(test::serverCertificate(u"good"_s));
    QVERIFY(server.listen());
    m_rules.authorities = [] { return QSslCertificate::fromPath(test::certificatePath(u"authority.pem"_s)); };
}

void tst_UpdateCheck::finds()
{
    begin();
    finish();
    QVERIFY2(m_found, qPrintable(m_failure ? m_failure->message : QString()));
    QCOMPARE(m_found->version.toString(), u"99.0.0"_s);
    QCOMPARE(m_found->notes, QStringList({u"One thing"_s, u"Another"_s}));
    QCOMPARE(m_feed->server.requests().size(), size_t(2));
}

void tst_UpdateCheck::theRequestSaysNothingOfWhoAsks()
{
    Script withCookie = jsonAnswer(200, m_feed->feed);
    withCookie.headers.emplace_back("Set-Cookie", "who=you; Path=/");
    withCookie.headers.emplace_back("ETag", "\"you\"");
    m_feed->server.enqueue(withCookie);
    begin();
    finish();
    QVERIFY(m_found);
    const QByteArray host = "127.0.0.1:" + QByteArray::number(m_feed->server.port());
    const std::vector<HttpHeader> all{{"accept", "*/*"},         {"accept-encoding", "identity"},
                                      {"accept-language", "en"}, {"cache-control", "no-cache"},
                                      {"connection", "close"},   {"host", host},
                                      {"pragma", "no-cache"},    {"user-agent", "Reasonglass"}};
    for (const ReceivedRequest &request : m_feed->server.requests()) {
        QCOMPARE(request.method, QByteArray("GET"));
        QVERIFY(request.path == "/update.json" || request.path == "/update.json.minisig");
        QVERIFY(request.body.isEmpty());
        std::vector<HttpHeader> sent;
        for (const auto &[name, value] : request.headers)
            sent.emplace_back(name.toLower(), value);
        std::ranges::sort(sent);
        QCOMPARE(sent, all);
    }
}

void tst_UpdateCheck::followsRedirectsFromHttpsToHttps()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    RecordingServer page;
    RecordingServer storage;
    serveSecurely(page);
    serveSecurely(storage);
    m_source.feed = QUrl(QString::fromLatin1(origin(page) + "/latest/update.json"));
    page.setResponder([&](const ReceivedRequest &request) {
        if (request.path.startsWith("/latest/"))
            return redirect(302, "/v99" + request.path.mid(7)); // relative, to itself
        return redirect(307, origin(storage) + "/0815?name=" + request.path.mid(5));
    });
    storage.setResponder([this](const ReceivedRequest &request) {
        return jsonAnswer(
            200, request.path.endsWith(".minisig") ? m_feed->signer.sign(m_feed->feed) : m_feed->feed);
    });
    begin();
    finish();
    QVERIFY2(m_found, qPrintable(m_failure ? m_failure->message : QString()));
    QCOMPARE(page.requests().size(), size_t(4));
    QCOMPARE(storage.requests().size(), size_t(2));
    QCOMPARE(storage.requests().front().header("user-agent"), QByteArray("Reasonglass"));
    QVERIFY(storage.requests().front().header("referer").isEmpty());
}

void tst_UpdateCheck::refusesOtherRedirects_data()
{
    QTest::addColumn<bool>("secure");
    QTest::addColumn<QByteArray>("target"); // PLAIN and SECURE stand for servers that count
    QTest::newRow("https to http") << true << QByteArray("PLAIN/update.json");
    QTest::newRow("http to http") << false << QByteArray("PLAIN/update.json");
    QTest::newRow("http to https") << false << QByteArray("SECURE/update.json");
    QTest::newRow("to a file") << true << QByteArray("file:///etc/passwd");
    QTest::newRow("with a name") << true << QByteArray("https://me:secret@127.0.0.1/update.json");
    QTest::newRow("to nowhere") << true << QByteArray("https:///update.json");
    QTest::newRow("without an address") << false << QByteArray();
}

void tst_UpdateCheck::refusesOtherRedirects()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    QFETCH(const bool, secure);
    QFETCH(QByteArray, target);
    RecordingServer plain;
    RecordingServer secured;
    RecordingServer page;
    QVERIFY(plain.listen());
    serveSecurely(secured);
    if (secure)
        serveSecurely(page);
    else
        QVERIFY(page.listen());
    target.replace("PLAIN", origin(plain)).replace("SECURE", origin(secured));
    page.enqueue(redirect(302, target));
    m_source.feed = QUrl(QString::fromLatin1(origin(page) + "/update.json"));
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, u"update_redirect"_s);
    QCOMPARE(page.requests().size(), size_t(1));
    QCOMPARE(plain.connectionsAccepted() + secured.handshakes(), 0);
}

void tst_UpdateCheck::redirectsEnd()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    RecordingServer page;
    serveSecurely(page);
    page.setResponder([](const ReceivedRequest &request) { return redirect(301, request.path + 'x'); });
    m_source.feed = QUrl(QString::fromLatin1(origin(page) + "/update.json"));
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, u"update_redirect"_s);
    QCOMPARE(page.requests().size(), size_t(DownloadLimits{}.redirects) + 1);
}

void tst_UpdateCheck::badCertificatesAreRefused_data()
{
    QTest::addColumn<QString>("code");
    QTest::newRow("selfsigned") << u"tls_self_signed"_s;
    QTest::newRow("expired") << u"tls_expired"_s;
    QTest::newRow("wronghost") << u"tls_wrong_host"_s;
    QTest::newRow("good") << u"tls_unknown_issuer"_s; // nobody told us of its authority
}

void tst_UpdateCheck::badCertificatesAreRefused()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    QFETCH(const QString, code);
    RecordingServer page;
    page.setTls(test::serverCertificate(QString::fromLatin1(QTest::currentDataTag())));
    QVERIFY(page.listen());
    m_source.feed = QUrl(QString::fromLatin1(origin(page) + "/update.json"));
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, code);
    QVERIFY(page.requests().empty());
}

void tst_UpdateCheck::whatIsTooLongIsNotRead_data()
{
    QTest::addColumn<bool>("feedFirst");
    QTest::addColumn<int>("framing");
    QTest::newRow("a feed of stated length") << true << int(BodyFraming::ContentLength);
    QTest::newRow("a feed in chunks") << true << int(BodyFraming::Chunked);
    QTest::newRow("a signature") << false << int(BodyFraming::Chunked);
}

void tst_UpdateCheck::whatIsTooLongIsNotRead()
{
    QFETCH(const bool, feedFirst);
    QFETCH(const int, framing);
    constexpr qsizetype much = 16 * 1024 * 1024;
    Script endless = jsonAnswer(200, QByteArray(much, ' '));
    endless.framing = BodyFraming(framing);
    endless.bodySizes = PieceSizes::fixed(65'536);
    if (!feedFirst)
        m_feed->server.enqueue(jsonAnswer(200, m_feed->feed));
    m_feed->server.enqueue(endless);
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, u"update_too_large"_s);
    QCOMPARE(m_failure->kind, ErrorKind::TooLarge);
    QTRY_COMPARE(m_feed->server.answersBrokenOff(), 1); // the rest was not waited for
    QCOMPARE(m_feed->server.requests().size(), size_t(feedFirst ? 1 : 2));
}

void tst_UpdateCheck::saysWhyThereIsNone_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("feedFirst");
    QTest::addColumn<QString>("code");
    QTest::newRow("no feed") << 404 << true << u"update_missing"_s;
    QTest::newRow("no signature") << 404 << false << u"update_missing"_s;
    QTest::newRow("a broken server") << 500 << true << u"update_refused"_s;
    QTest::newRow("too many requests") << 429 << true << u"update_refused"_s;
    QTest::newRow("no content") << 204 << true << u"update_refused"_s;
}

void tst_UpdateCheck::saysWhyThereIsNone()
{
    QFETCH(const int, status);
    QFETCH(const bool, feedFirst);
    QFETCH(const QString, code);
    if (!feedFirst)
        m_feed->server.enqueue(jsonAnswer(200, m_feed->feed));
    m_feed->server.enqueue(jsonAnswer(status, status == 204 ? "" : "{}"));
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, code);
    QCOMPARE(m_failure->httpStatus, status);
}

void tst_UpdateCheck::believesNothingThatIsNotSigned_data()
{
    QTest::addColumn<QByteArray>("feed");
    QTest::addColumn<QByteArray>("signature"); // of SIGNED unless given
    QTest::addColumn<QString>("code");
    const test::FeedServer honest;
    const QByteArray feed = honest.feed;
    QTest::newRow("another version") << QByteArray(feed).replace("99.0.0", "99.0.1") << QByteArray()
                                     << u"update_signature"_s;
    QTest::newRow("cut") << feed.chopped(1) << QByteArray() << u"update_signature"_s;
    QTest::newRow("signed by somebody else")
        << feed << test::FeedSigner().sign(feed) << u"update_signature"_s;
    QTest::newRow("a page instead of a signature")
        << feed << QByteArray("<html>sign in</html>") << u"update_signature"_s;
    QTest::newRow("nothing instead of a signature") << feed << QByteArray() << u"update_signature"_s;
}

void tst_UpdateCheck::believesNothingThatIsNotSigned()
{
    QFETCH(const QByteArray, feed);
    QFETCH(const QByteArray, signature);
    QFETCH(const QString, code);
    const QByteArray honest = m_feed->signer.sign(m_feed->feed);
    const bool silent = qstrcmp(QTest::currentDataTag(), "nothing instead of a signature") == 0;
    m_feed->server.enqueue(jsonAnswer(200, feed));
    m_feed->server.enqueue(jsonAnswer(200, signature.isEmpty() && !silent ? honest : signature));
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, code);
}

void tst_UpdateCheck::doesNotWaitForEver_data()
{
    QTest::addColumn<bool>("feedFirst");
    QTest::addColumn<bool>("withHead");
    QTest::newRow("for the feed") << true << false;
    QTest::newRow("for the rest of the feed") << true << true;
    QTest::newRow("for the signature") << false << false;
}

void tst_UpdateCheck::doesNotWaitForEver()
{
    QFETCH(const bool, feedFirst);
    QFETCH(const bool, withHead);
    Script stalled = jsonAnswer(200, m_feed->feed);
    if (withHead)
        stalled.fault = {.kind = BodyFault::Kind::Stall, .afterBytes = 20};
    else
        stalled.opening = Opening::Silence;
    if (!feedFirst)
        m_feed->server.enqueue(jsonAnswer(200, m_feed->feed));
    m_feed->server.enqueue(stalled);
    const size_t requests = feedFirst ? 1 : 2;
    begin();
    QTRY_COMPARE(m_feed->server.requests().size(), requests);
    m_clock.advance(DownloadLimits{}.total - 1ms);
    QCOMPARE(m_told, 0);
    m_clock.advance(1ms);
    QCOMPARE(m_told, 1);
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, u"update_timeout"_s);
    QCOMPARE(m_failure->kind, ErrorKind::Timeout);
    QTRY_COMPARE(m_feed->server.connectionsOpen(), 0);
}

void tst_UpdateCheck::sendsNothingInTheClear()
{
    bool proxied = false;
    m_rules.proxyFor = [&](const QUrl &) {
        proxied = true;
        return QtFuture::makeReadyFuture(QNetworkProxy(QNetworkProxy::NoProxy));
    };
    m_source.feed = QUrl(u"http://releases.invalid/update.json"_s);
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, u"plain_http"_s);
    QVERIFY(!proxied);
}

void tst_UpdateCheck::keepsToTheRules()
{
    m_rules.mayConnect = [](const QUrl &) -> Result<> {
        return Unexpected{Error{.kind = ErrorKind::Usage, .message = u"no"_s, .code = u"ca_file"_s}};
    };
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(m_failure->code, u"ca_file"_s);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);
}

void tst_UpdateCheck::takesTheProxyThatIsChosen()
{
    RecordingServer proxy; // refuses to tunnel, as any but a proxy does
    QVERIFY(proxy.listen());
    m_rules.proxyFor = [&](const QUrl &) {
        return QtFuture::makeReadyFuture(
            QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, proxy.port()));
    };
    m_source.feed = QUrl(u"https://releases.invalid/update.json"_s);
    begin();
    finish();
    QVERIFY(m_failure);
    QCOMPARE(proxy.requests().size(), size_t(1));
    QCOMPARE(proxy.requests().front().method, QByteArray("CONNECT"));
    QCOMPARE(proxy.requests().front().path, QByteArray("releases.invalid:443"));
}

void tst_UpdateCheck::isSilentOnceAborted()
{
    begin();
    m_check->abort(); // before anything was sent

    m_feed->server.enqueue({.opening = Opening::Silence});
    begin();
    QTRY_COMPARE(m_feed->server.requests().size(), size_t(1));
    QCOMPARE(m_feed->server.connectionsAccepted(), 1); // the first, begun before, would have come before
    QCOMPARE(m_told, 0);
    m_check->abort();
    QTRY_COMPARE(m_feed->server.connectionsOpen(), 0);
    m_clock.advance(1h);
    QCOMPARE(m_told, 0);
    QCOMPARE(m_feed->server.requests().size(), size_t(1));
}

void tst_UpdateCheck::mayGoAtAnyMoment()
{
    for (const size_t requests : {0, 1, 2}) {
        init();
        m_feed->server.setResponder([this, requests](const ReceivedRequest &) {
            if (m_feed->server.requests().size() == requests)
                return Script{.opening = Opening::Silence};
            return jsonAnswer(200, m_feed->feed);
        });
        begin();
        QTRY_COMPARE(m_feed->server.requests().size(), requests);
        m_check.reset();
        QTRY_COMPARE(m_feed->server.connectionsOpen(), 0);
        QCOMPARE(m_told, 0);
    }
}

QTEST_GUILESS_MAIN(tst_UpdateCheck)
#include "tst_updatecheck.moc"
