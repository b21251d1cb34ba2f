#include "net/authorities.h"
#include "net/responsesclient.h"
#include "replay/recordingserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

const QByteArray secret = "sk-planted-0123456789abcdef";
const QByteArray oneEvent = "event: a\ndata: {\"type\":\"keepalive\"}\n\n";

QString certificateFile(const QString &name)
{
    return QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/support/certificates/") + name;
}

QSslConfiguration identity(const QString &name)
{
    QFile key(certificateFile(name + ".key"_L1));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no key");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificateFile(name + ".pem"_L1)));
    configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
    return configuration;
}

QByteArray gzipped(const QByteArray &bytes)
{
    z_stream stream = {};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("zlib does not start");
    QByteArray input = bytes;
    QByteArray result(qsizetype(deflateBound(&stream, uLong(bytes.size()))) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    deflate(&stream, Z_FINISH);
    result.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return result;
}

Script encoded(Script script, const QByteArray &encoding, const QByteArray &body)
{
    script.headers.emplace_back("Content-Encoding", encoding);
    script.body = {{.bytes = body}};
    return script;
}

/// One exchange with everything that was told about it.
struct Exchanged
{
    ResponseHead head;
    std::vector<Frame> frames;
    std::optional<Error> failure;
    std::optional<Error> breakage;
    bool ended = false;

    QByteArray everything() const
    {
        QByteArray all = head.requestId.toUtf8() + head.contentType.toUtf8();
        for (const Frame &frame : frames)
            all += frame.eventName + frame.data;
        for (const auto &error : {failure, breakage}) {
            if (error)
                all += (error->message + error->code + error->param + error->requestId).toUtf8();
        }
        return all;
    }
};

} // namespace

/// What may go wrong on the way, by accident or by malice, and must not cost the key or the program.
class tst_TransportSafety : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void redirectsAreErrors_data();
    void redirectsAreErrors();
    void badCertificatesAreRefused_data();
    void badCertificatesAreRefused();
    void oldProtocolsAreRefused();
    void anOwnAuthorityIsTrustedBesideTheSystems();
    void readsAuthorities_data();
    void readsAuthorities();
    void plainHttpToOthersIsRefused();
    void limits_data();
    void limits();
    void packedAnswers_data();
    void packedAnswers();
    void echoedKeysAreTakenOut_data();
    void echoedKeysAreTakenOut();

private:
    Exchanged exchange(const QUrl &baseUrl);

    SystemClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<ResponsesClient> m_client;
};

void tst_TransportSafety::init()
{
    m_server = std::make_unique<RecordingServer>();
    m_client = std::make_unique<ResponsesClient>(m_clock);
}

void tst_TransportSafety::cleanup()
{
    m_client.reset();
    m_server.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

Exchanged tst_TransportSafety::exchange(const QUrl &baseUrl)
{
    Exchanged result;
    const Endpoint endpoint{.baseUrl = baseUrl, .key = SecretBytes(secret), .timeouts = {.idle = 20s}};
    const auto stream =
        m_client->open(endpoint, {.kind = Exchange::Kind::Create, .body = R"({"input":"my prompt"})"});
    connect(stream.get(), &ResponseStream::headReceived, this,
            [&](const ResponseHead &head) { result.head = head; });
    connect(stream.get(), &ResponseStream::frameReceived, this,
            [&](const Frame &frame) { result.frames.push_back(frame); });
    connect(stream.get(), &ResponseStream::failed, this, [&](const Error &error) { result.failure = error; });
    connect(stream.get(), &ResponseStream::ended, this, [&](const std::optional<Error> &breakage) {
        result.ended = true;
        result.breakage = breakage;
    });
    if (!QTest::qWaitFor([&] { return result.ended || result.failure; }, 20'000))
        qWarning("the exchange did not end");
    return result;
}

void tst_TransportSafety::redirectsAreErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location"); // OTHER stands for another server, which counts
    QTest::addColumn<QString>("told");
    for (const int status : {301, 302, 303, 307, 308}) {
        QTest::addRow("%d to another server", status)
            << status << QByteArray("OTHER/v1/responses?" + secret) << u"to OTHER;"_s;
        QTest::addRow("%d to the same server", status)
            << status << QByteArray("/v1/responses/") << u"to SAME;"_s;
    }
    QTest::newRow("with a name and a password")
        << 307 << QByteArray("http://me:secret@elsewhere.example/v1") << u"to http://elsewhere.example;"_s;
    QTest::newRow("without an address") << 302 << QByteArray() << u"somewhere it does not name"_s;
    QTest::newRow("to a file") << 302 << QByteArray("file:///etc/passwd") << u"somewhere it does not name"_s;
}

void tst_TransportSafety::redirectsAreErrors()
{
    QFETCH(const int, status);
    QFETCH(QByteArray, location);
    QFETCH(QString, told);
    RecordingServer other;
    QVERIFY(other.listen() && m_server->listen());
    const QString otherOrigin = u"http://127.0.0.1:%1"_s.arg(other.port());
    location.replace("OTHER", otherOrigin.toUtf8());
    told.replace(u"OTHER"_s, otherOrigin).replace(u"SAME"_s, u"http://127.0.0.1:%1"_s.arg(m_server->port()));
    Script script = jsonAnswer(status, R"({"moved":true})");
    if (!location.isEmpty())
        script.headers.emplace_back("Location", location);
    m_server->enqueue(script);

    const Exchanged done = exchange(m_server->baseUrl());
    QVERIFY(done.failure.has_value());
    QCOMPARE(done.failure->code, u"redirect"_s);
    QCOMPARE(done.failure->kind, ErrorKind::Rejected);
    QCOMPARE(done.failure->httpStatus, status);
    QVERIFY2(done.failure->message.contains(told), qPrintable(done.failure->message));
    QVERIFY(!done.everything().contains(secret) && !done.everything().contains("secret@"));
    QCOMPARE(m_server->requests().size(), size_t(1));
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    QCOMPARE(other.connectionsAccepted(), 0);
}

void tst_TransportSafety::badCertificatesAreRefused_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("told");
    QTest::newRow("selfsigned") << u"tls_self_signed"_s << u"the certificate of 127.0.0.1 is self-signed"_s;
    QTest::newRow("expired") << u"tls_expired"_s << u"the certificate of 127.0.0.1 has expired"_s;
    QTest::newRow("wronghost") << u"tls_wrong_host"_s << u"the certificate was not made for 127.0.0.1"_s;
    QTest::newRow("good") << u"tls_unknown_issuer"_s << u"authority that is not"_s; // nobody told us of it
}

void tst_TransportSafety::badCertificatesAreRefused()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    QFETCH(const QString, code);
    QFETCH(const QString, told);
    m_server->setTls(identity(QString::fromLatin1(QTest::currentDataTag())));
    QVERIFY(m_server->listen());
    m_server->setResponder([](const ReceivedRequest &) { return eventStream(oneEvent); });

    const Exchanged done = exchange(m_server->baseUrl());
    QVERIFY(done.failure.has_value());
    QCOMPARE(done.failure->code, code);
    QCOMPARE(done.failure->kind, ErrorKind::Network);
    QVERIFY2(done.failure->message.contains(told), qPrintable(done.failure->message));
    QVERIFY(!isTransient(*done.failure));
    QVERIFY(done.frames.empty());
    QVERIFY(m_server->requests().empty());
}

void tst_TransportSafety::oldProtocolsAreRefused()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    QSslConfiguration old = identity(u"good"_s);
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    old.setProtocol(QSsl::TlsV1_1);
    QT_WARNING_POP
    m_server->setTls(old);
    QVERIFY(m_server->listen());
    m_client->setAuthorities(QSslCertificate::fromPath(certificateFile(u"authority.pem"_s)));

    const Exchanged done = exchange(m_server->baseUrl());
    QVERIFY(done.failure.has_value());
    QVERIFY2(done.failure->code == "tls_protocol"_L1, qPrintable(done.failure->code + done.failure->message));
    QVERIFY(m_server->requests().empty());
}

void tst_TransportSafety::anOwnAuthorityIsTrustedBesideTheSystems()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    const auto authorities = readAuthorities(certificateFile(u"authority.pem"_s));
    QVERIFY(authorities.has_value());
    QCOMPARE(authorities->size(), 1);
    m_client->setAuthorities(*authorities);
    m_server->setTls(identity(u"good"_s));
    QVERIFY(m_server->listen());
    m_server->enqueue(eventStream(oneEvent));
    const Exchanged done = exchange(m_server->baseUrl());
    QVERIFY2(done.ended, done.failure ? qPrintable(done.failure->message) : "");
    QCOMPARE(done.frames.size(), size_t(1));
    QCOMPARE(m_server->requests().front().header("authorization"), QByteArray("Bearer " + secret));

    // It makes nothing else acceptable.
    m_server->close();
    m_server->setTls(identity(u"wronghost"_s));
    QVERIFY(m_server->listen());
    QCOMPARE(exchange(m_server->baseUrl()).failure.value_or(Error{}).code, u"tls_wrong_host"_s);
}

void tst_TransportSafety::readsAuthorities_data()
{
    QTest::addColumn<QByteArray>("content"); // null: there is no file
    QTest::newRow("no file") << QByteArray();
    QTest::newRow("an empty file") << QByteArray("");
    QTest::newRow("another kind of file") << QByteArray("\x30\x82\x01\x0a not PEM");
    QTest::newRow("half a certificate") << QByteArray("-----BEGIN CERTIFICATE-----\nMIIB");
}

void tst_TransportSafety::readsAuthorities()
{
    QFETCH(const QByteArray, content);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"own.pem"_s);
    if (!content.isNull()) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    const auto authorities = readAuthorities(path);
    QVERIFY(!authorities);
    QCOMPARE(authorities.error().kind, ErrorKind::Usage);
    QCOMPARE(authorities.error().code, u"ca_file"_s);
    QVERIFY(authorities.error().message.contains(path));
}

/// Even if everyone above forgets to ask: the client itself says no, before a name is looked up.
void tst_TransportSafety::plainHttpToOthersIsRefused()
{
    const Exchanged done = exchange(QUrl(u"http://192.0.2.1:9/v1"_s));
    QVERIFY(done.failure.has_value());
    QCOMPARE(done.failure->code, u"plain_http"_s);
    QCOMPARE(done.failure->kind, ErrorKind::Usage);
}

void tst_TransportSafety::limits_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("kept"); // frames
    Script largeHead = eventStream(oneEvent);
    for (int i = 0; i < 20; ++i)
        largeHead.headers.emplace_back("X-Filler-" + QByteArray::number(i), QByteArray(1000, 'x'));
    QTest::newRow("the head") << largeHead << u"head_too_large"_s << 0;
    QTest::newRow("many events") << eventStream(oneEvent.repeated(25)) << u"too_many_events"_s << 20;
    QTest::newRow("one event") << eventStream(oneEvent + "data: " + QByteArray(30'000, 'x') + "\n\n")
                               << u"event_too_large"_s << 1;
    QTest::newRow("all events") << eventStream(oneEvent + QByteArray(": ping\n").repeated(9000))
                                << u"answer_too_large"_s << 1;
    QTest::newRow("an answer in one piece")
        << jsonAnswer(200, '{' + QByteArray(60'000, ' ') + '}') << u"answer_too_large"_s << 1;
    QTest::newRow("a bomb") << encoded(eventStream({}), "gzip",
                                       gzipped(oneEvent + QByteArray(50'000'000, '\n')))
                            << u"decompression_bomb"_s << 1;
}

void tst_TransportSafety::limits()
{
    QFETCH(const Script, script);
    QFETCH(const QString, code);
    QFETCH(const int, kept);
    m_client->setLimits({.eventBytes = 20'000,
                         .totalBytes = 50'000,
                         .errorBytes = 1000,
                         .headerBytes = 10'000,
                         .events = 20});
    QVERIFY(m_server->listen());
    m_server->enqueue(script);
    const Exchanged done = exchange(m_server->baseUrl());
    QVERIFY(done.failure.has_value());
    QCOMPARE(done.failure->code, code);
    QCOMPARE(done.failure->kind, ErrorKind::TooLarge);
    QVERIFY(!isTransient(*done.failure));
    QCOMPARE(int(done.frames.size()), kept);
    QTRY_COMPARE(m_server->connectionsOpen(), 0); // nothing more is taken
}

void tst_TransportSafety::packedAnswers_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QList<int>>("kinds");
    QTest::addColumn<QString>("failure");
    QTest::addColumn<QString>("breakage");
    using Kinds = QList<int>;
    const QByteArray packed = gzipped(oneEvent + oneEvent);
    const int event = int(FrameKind::Event);
    QTest::newRow("gzip") << encoded(eventStream({}), "gzip", packed) << Kinds{event, event} << QString()
                          << QString();
    QTest::newRow("identity") << encoded(eventStream({}), "identity", oneEvent) << Kinds{event} << QString()
                              << QString();
    QTest::newRow("a whole answer") << encoded(jsonAnswer(200, {}), "gzip", gzipped(R"({"a":1})"))
                                    << Kinds{int(FrameKind::Body)} << QString() << QString();
    QTest::newRow("a refusal") << encoded(jsonAnswer(429, {}), "gzip",
                                          gzipped(R"({"error":{"code":"rate_limit_exceeded"}})"))
                               << Kinds{int(FrameKind::Refusal)} << u"rate_limit_exceeded"_s << QString();
    QTest::newRow("a refusal that cannot be read")
        << encoded(jsonAnswer(503, {}), "br", "\x0b\x02\x80{}") << Kinds{} << QString(u"-"_s) << QString();
    QTest::newRow("brotli") << encoded(eventStream({}), "br", "\x0b\x02\x80{}") << Kinds{}
                            << u"unsupported_encoding"_s << QString();
    QTest::newRow("zstd") << encoded(eventStream({}), "zstd", "\x28\xB5\x2F\xFD") << Kinds{}
                          << u"unsupported_encoding"_s << QString();
    QTest::newRow("not what it says")
        << encoded(eventStream({}), "gzip", oneEvent) << Kinds{} << u"corrupt_encoding"_s << QString();

    // Stored blocks, so that what is cut off are the last bytes of the second event.
    QByteArray cut = gzipped(oneEvent + "data: " + QByteArray(3, 'q') + "\n\n");
    cut.chop(9);
    QTest::newRow("cut off") << encoded(eventStream({}), "gzip", cut) << Kinds{event, int(FrameKind::Tail)}
                             << QString() << u"connection_closed"_s;
}

void tst_TransportSafety::packedAnswers()
{
    QFETCH(const Script, script);
    QFETCH(const QList<int>, kinds);
    QFETCH(const QString, failure);
    QFETCH(const QString, breakage);
    QVERIFY(m_server->listen());
    for (const PieceSizes sizes : {PieceSizes::whole(), PieceSizes::fixed(1), PieceSizes::random(9, 20)}) {
        Script cut = script;
        cut.bodySizes = sizes;
        m_server->enqueue(cut);
        const Exchanged done = exchange(m_server->baseUrl());
        QList<int> seen;
        for (const Frame &frame : done.frames)
            seen += int(frame.kind);
        QCOMPARE(done.failure.has_value(), !failure.isEmpty());
        if (done.failure && failure != u"-"_s)
            QCOMPARE(done.failure->code, failure);
        if (done.failure)
            QCOMPARE(done.failure->httpStatus, script.status == 200 ? 0 : script.status);
        QCOMPARE(done.breakage ? done.breakage->code : QString(), breakage);
        if (breakage.isEmpty())
            QCOMPARE(seen, kinds);
        else
            QVERIFY(seen.size() <= kinds.size() && done.ended); // how much zlib gets out is its own affair
        QCOMPARE(m_server->requests().back().header("accept-encoding"), QByteArray("identity"));
    }
}

void tst_TransportSafety::echoedKeysAreTakenOut_data()
{
    QTest::addColumn<Script>("script");
    const auto withHeader = [](const QByteArray &name) {
        Script script = eventStream(oneEvent);
        script.headers.emplace_back(name, secret);
        return script;
    };
    QTest::newRow("in an event") << eventStream("data: {\"type\":\"error\",\"message\":\"" + secret
                                                + "\"}\n\n");
    QTest::newRow("in an event's name") << eventStream("event: " + secret + "\ndata: {}\n\n");
    QTest::newRow("in garbage") << eventStream("data: \xFF\x00 garbage " + secret + "\n\n");
    QTest::newRow("in a last block") << eventStream("data: {\"half\":\"" + secret);
    QTest::newRow("in a whole answer") << jsonAnswer(200, R"({"id":")" + secret + R"("})");
    QTest::newRow("in a refusal") << jsonAnswer(401, R"({"error":{"message":"bad key: )" + secret + R"("}})");
    QTest::newRow("in a refusal's code") << jsonAnswer(400, R"({"error":{"code":")" + secret + R"("}})");
    QTest::newRow("in a web page") << jsonAnswer(502, "<html><title>" + secret + "</title></html>");
    QTest::newRow("in a request id") << withHeader("x-request-id");
    QTest::newRow("in the content type") << [] {
        Script script = eventStream(oneEvent);
        script.contentType = "text/" + secret;
        return script;
    }();
    QTest::newRow("in a redirect") << [] {
        Script script = jsonAnswer(302, secret);
        script.headers.emplace_back("Location", "https://" + secret + ".example/" + secret);
        return script;
    }();
    QTest::newRow("in an encoding's name") << encoded(eventStream({}), secret, "x");
    QTest::newRow("behind gzip") << encoded(eventStream({}), "gzip", gzipped("data: " + secret + "\n\n"));
    QTest::newRow("in the reason phrase") << [] {
        Script script;
        script.rawHead = "HTTP/1.1 500 " + secret + "\r\nContent-Length: 0\r\n\r\n";
        return script;
    }();
    QTest::newRow("instead of a head") << [] {
        Script script;
        script.rawHead = secret + "\r\n\r\n";
        return script;
    }();
}

void tst_TransportSafety::echoedKeysAreTakenOut()
{
    QFETCH(const Script, script);
    QVERIFY(m_server->listen());
    for (const PieceSizes sizes : {PieceSizes::whole(), PieceSizes::fixed(3)}) {
        Script cut = script;
        cut.bodySizes = sizes;
        m_server->enqueue(cut);
        const Exchanged done = exchange(m_server->baseUrl());
        QVERIFY(done.ended || done.failure);
        QVERIFY2(!done.everything().contains(secret), done.everything().constData());
        QVERIFY(!done.everything().contains(secret.mid(3)));
    }
}

QTEST_GUILESS_MAIN(tst_TransportSafety)
#include "tst_transportsafety.moc"
