#include "replay/pacing.h"
#include "replay/recordingserver.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QtTest>

#include <memory>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace reasonglass;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray post =
    "POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 13\r\n\r\n{\"stream\":1}\n";
const QByteArray events = "event: a\ndata: 1\n\nevent: b\ndata: 22\n\nevent: c\ndata: 333\n\n";

/// A client that only collects what it is sent.
struct Client
{
    explicit Client(const RecordingServer &server)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] {
            received += socket.readAll();
            ++reads;
        });
        socket.connectToHost(u"127.0.0.1"_s, server.port());
    }
    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    QByteArray head() const { return received.left(received.indexOf("\r\n\r\n") + 4); }
    QByteArray body() const { return received.mid(received.indexOf("\r\n\r\n") + 4); }

    QTcpSocket socket;
    QByteArray received;
    int reads = 0;
};

/// The bytes in complete or broken-off chunks; \a ended tells whether the last chunk was there.
QByteArray unchunked(QByteArray wire, bool *ended)
{
    QByteArray body;
    *ended = false;
    while (!wire.isEmpty() && !*ended) {
        const qsizetype line = wire.indexOf("\r\n");
        const qsizetype size = wire.left(line).toLongLong(nullptr, 16);
        *ended = line > 0 && size == 0;
        body += wire.mid(line + 2, size);
        wire.remove(0, line + 2 + size + 2);
    }
    return body;
}

std::chrono::milliseconds elapsed(const QElapsedTimer &time)
{
    return std::chrono::milliseconds(time.elapsed());
}

} // namespace

class tst_RecordingServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void listensOnThisMachineOnly();
    void playsEveryFraming_data();
    void playsEveryFraming();
    void keepsEveryRequest();
    void answersTheQueueBeforeTheResponder();
    void anAnswerThatNobodyWroteIsAnError();
    void aSlotMayStillChooseTheAnswer();
    void keepsTheConnectionForTheNextRequest();
    void closesWhenAskedTo_data();
    void closesWhenAskedTo();
    void everyPieceArrivesByItself();
    void waitsBeforeEachPiece();
    void cutsTheBody_data();
    void cutsTheBody();
    void aCutWithinAPieceLeavesItsChunkOpen();
    void resetsTheConnection_data();
    void resetsTheConnection();
    void stallsWithTheConnectionOpen();
    void neverAnswers();
    void closesWithoutAnAnswer();
    void sendsTheHeadSlowly();
    void sendsGarbageInsteadOfAHead();
    void sendsHeadersOfOnesOwn();
    void heartbeatsFillTheSilence();
    void noHeartbeatWithinAnEvent();
    void noHeartbeatWithinAnOpenChunk();
    void refusesWhatItCannotRead();
    void survivesClientsThatLeave_data();
    void survivesClientsThatLeave();
    void waitsForASlowReader();
    void closingEndsEveryConnection();
    void closingFromASlotIsSafe();
    void diesWithOpenConnections();

private:
    std::unique_ptr<RecordingServer> m_server;
};

void tst_RecordingServer::init()
{
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
}

void tst_RecordingServer::cleanup()
{
    m_server.reset();
}

void tst_RecordingServer::listensOnThisMachineOnly()
{
    QVERIFY(m_server->port() > 0);
    QCOMPARE(m_server->baseUrl(), QUrl(u"http://127.0.0.1:%1/v1"_s.arg(m_server->port())));

    RecordingServer second;
    const Result<> taken = second.listen(m_server->port());
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, ErrorKind::Network);
}

void tst_RecordingServer::playsEveryFraming_data()
{
    QTest::addColumn<BodyFraming>("framing");
    QTest::addColumn<PieceSizes>("sizes");
    QTest::addColumn<QByteArray>("statusLine");
    QTest::addColumn<QByteArray>("header");

    for (const auto &[name, sizes] :
         {std::pair{"whole", PieceSizes::whole()}, std::pair{"byte by byte", PieceSizes::fixed(1)},
          std::pair{"random pieces", PieceSizes::random(3, 8)}}) {
        QTest::addRow("chunked, %s", name) << BodyFraming::Chunked << sizes << QByteArray("HTTP/1.1 200 OK")
                                           << QByteArray("Transfer-Encoding: chunked");
        QTest::addRow("with a length, %s", name)
            << BodyFraming::ContentLength << sizes << QByteArray("HTTP/1.1 200 OK")
            << QByteArray("Content-Length: 57");
        QTest::addRow("until close, %s", name)
            << BodyFraming::UntilClose << sizes << QByteArray("HTTP/1.0 200 OK")
            << QByteArray("Content-Type: text/event-stream");
    }
}

void tst_RecordingServer::playsEveryFraming()
{
    QFETCH(const BodyFraming, framing);
    QFETCH(const PieceSizes, sizes);
    QFETCH(const QByteArray, statusLine);
    QFETCH(const QByteArray, header);

    Script script = eventStream(events);
    script.framing = framing;
    script.bodySizes = sizes;
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);

    if (framing == BodyFraming::Chunked) {
        QTRY_VERIFY(client.received.endsWith("0\r\n\r\n"));
        bool ended = false;
        QCOMPARE(unchunked(client.body(), &ended), events);
        QVERIFY(ended);
    } else {
        QTRY_COMPARE(client.body(), events);
    }
    QVERIFY2(client.head().startsWith(statusLine), client.head().constData());
    QVERIFY2(client.head().contains(header), client.head().constData());
    if (framing == BodyFraming::UntilClose)
        QTRY_VERIFY(client.isClosed());
}

void tst_RecordingServer::keepsEveryRequest()
{
    const QSignalSpy received(m_server.get(), &RecordingServer::requestReceived);
    m_server->setResponder([](const RecordingServer::Request &) { return jsonAnswer(200, "{}"); });
    Client first(*m_server);
    first.socket.write(post);
    QTRY_COMPARE(first.body(), "{}");
    Client second(*m_server);
    second.socket.write("GET /v1/models HTTP/1.1\r\nAuthorization: Bearer k\r\n\r\n");
    QTRY_COMPARE(second.body(), "{}");

    QCOMPARE(received.size(), 2);
    QCOMPARE(m_server->requests().size(), size_t(2));
    const RecordingServer::Request &sent = m_server->requests()[0];
    QCOMPARE(sent.method, "POST");
    QCOMPARE(sent.path, "/v1/responses");
    QCOMPARE(sent.body, "{\"stream\":1}\n");
    QCOMPARE(sent.connection, 1);
    QCOMPARE(m_server->requests()[1].method, "GET");
    QCOMPARE(m_server->requests()[1].header("authorization"), "Bearer k");
    QCOMPARE(m_server->requests()[1].connection, 2);
}

void tst_RecordingServer::answersTheQueueBeforeTheResponder()
{
    m_server->enqueue(jsonAnswer(429, "[1]"));
    m_server->enqueue(jsonAnswer(503, "[2]"));
    m_server->setResponder(
        [](const RecordingServer::Request &request) { return jsonAnswer(200, request.body); });
    QByteArrayList bodies;
    QByteArrayList heads;
    for (int i = 0; i < 3; ++i) {
        Client client(*m_server);
        client.socket.write(post);
        QTRY_VERIFY(!client.body().isEmpty());
        bodies.append(client.body());
        heads.append(client.head().left(12));
    }
    QCOMPARE(bodies, (QByteArrayList{"[1]", "[2]", "{\"stream\":1}\n"}));
    QCOMPARE(heads, (QByteArrayList{"HTTP/1.1 429", "HTTP/1.1 503", "HTTP/1.1 200"}));
    QCOMPARE(m_server->queued(), 0);
}

void tst_RecordingServer::anAnswerThatNobodyWroteIsAnError()
{
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.head().startsWith("HTTP/1.1 500"));
}

void tst_RecordingServer::aSlotMayStillChooseTheAnswer()
{
    connect(m_server.get(), &RecordingServer::requestReceived, this,
            [this](const ReceivedRequest &) { m_server->enqueue(jsonAnswer(200, "[3]")); });
    Client client(*m_server);
    client.socket.write(post);
    QTRY_COMPARE(client.body(), "[3]");
}

void tst_RecordingServer::keepsTheConnectionForTheNextRequest()
{
    m_server->enqueue(eventStream("data: 1\n\n"));
    m_server->enqueue(jsonAnswer(200, "{\"second\":true}"));
    Client client(*m_server);
    client.socket.write(post + post); // the second waits for the first answer's end
    QTRY_VERIFY(client.received.endsWith("{\"second\":true}"));
    QVERIFY(client.received.contains("data: 1\n\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"));
    QCOMPARE(m_server->connectionsAccepted(), 1);
    QCOMPARE(m_server->connectionsOpen(), 1);
    QCOMPARE(m_server->requests().size(), size_t(2));
    const Client silent(*m_server);
    QTRY_COMPARE(m_server->connectionsAccepted(), 2);
    QCOMPARE(m_server->connectionsUsed(), 1);
}

void tst_RecordingServer::closesWhenAskedTo_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("byScript");

    QTest::newRow("by the client") << QByteArray("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") << false;
    QTest::newRow("by an old client") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("by the script") << QByteArray("GET / HTTP/1.1\r\n\r\n") << true;
}

void tst_RecordingServer::closesWhenAskedTo()
{
    QFETCH(const QByteArray, request);
    QFETCH(const bool, byScript);

    const QSignalSpy left(m_server.get(), &RecordingServer::clientDisconnected);
    Script script = jsonAnswer(200, "{}");
    if (byScript)
        script.headers = {{"Connection", "close"}};
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(request);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.body(), "{}");
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    QCOMPARE(left.size(), 0);
}

void tst_RecordingServer::everyPieceArrivesByItself()
{
    Script script = eventStream(events);
    script.bodySizes = PieceSizes::fixed(1);
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.received.endsWith("0\r\n\r\n"));
    // The client may now and then find two pieces at once; in the main it does not.
    QVERIFY2(client.reads > events.size() / 2, QByteArray::number(client.reads).constData());
}

void tst_RecordingServer::waitsBeforeEachPiece()
{
    Script script;
    script.body = pacedByEvents(events, std::vector<std::chrono::milliseconds>{60ms, 20ms});
    m_server->enqueue(script);
    Client client(*m_server);
    QElapsedTimer time;
    connect(m_server.get(), &RecordingServer::requestReceived, &client.socket, [&time] { time.start(); });
    client.socket.write(post);
    QTRY_VERIFY(client.received.contains("data: 1"));
    QVERIFY(elapsed(time) >= 60ms);
    QTRY_VERIFY(client.received.endsWith("0\r\n\r\n"));
    QVERIFY(elapsed(time) >= 100ms);
}

void tst_RecordingServer::cutsTheBody_data()
{
    QTest::addColumn<qint64>("after");
    QTest::addColumn<BodyFraming>("framing");

    for (const BodyFraming framing :
         {BodyFraming::Chunked, BodyFraming::ContentLength, BodyFraming::UntilClose}) {
        for (const qint64 after : {qint64(0), qint64(1), qint64(18), qint64(25), qint64(events.size())})
            QTest::addRow("framing %d, after %lld bytes", int(framing), after) << after << framing;
    }
}

void tst_RecordingServer::cutsTheBody()
{
    QFETCH(const qint64, after);
    QFETCH(const BodyFraming, framing);

    Script script = eventStream(events);
    script.bodySizes = PieceSizes::fixed(5);
    script.framing = framing;
    script.fault = {.kind = BodyFault::Kind::Close, .afterBytes = after};
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.isClosed());
    bool ended = false;
    const QByteArray body =
        framing == BodyFraming::Chunked ? unchunked(client.body(), &ended) : client.body();
    QCOMPARE(body, events.left(after));
    QVERIFY(!ended);
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_RecordingServer::aCutWithinAPieceLeavesItsChunkOpen()
{
    Script script = eventStream("0123456789");
    script.fault = {.kind = BodyFault::Kind::Close, .afterBytes = 4};
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.body(), "a\r\n0123");
}

void tst_RecordingServer::resetsTheConnection_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<bool>("isReset");

    Script script = eventStream(events);
    script.fault = {.kind = BodyFault::Kind::Close, .afterBytes = 20};
    QTest::newRow("a cut is no reset") << script << false;
    script.fault = {.kind = BodyFault::Kind::Reset, .afterBytes = 20};
    QTest::newRow("within the body") << script << true;
    script.fault = {.kind = BodyFault::Kind::Reset};
    QTest::newRow("after the body") << script << true;
    QTest::newRow("a close is no reset") << Script{.opening = Opening::Close} << false;
    QTest::newRow("without an answer") << Script{.opening = Opening::Reset} << true;
}

void tst_RecordingServer::resetsTheConnection()
{
    QFETCH(const Script, script);
    QFETCH(const bool, isReset);

    m_server->enqueue(script);
    Client client(*m_server);
#ifdef Q_OS_UNIX
    // Qt reports FIN and RST alike, so a second descriptor of the same socket asks the system itself.
    QVERIFY(client.socket.waitForConnected());
    const int descriptor = ::dup(int(client.socket.socketDescriptor()));
    client.socket.abort();
    QCOMPARE(::send(descriptor, post.constData(), size_t(post.size()), 0), post.size());
    QByteArray buffer(4096, '\0');
    const auto isOver = [&] {
        ssize_t count = 0;
        do
            count = ::recv(descriptor, buffer.data(), size_t(buffer.size()), MSG_DONTWAIT);
        while (count > 0);
        return count == 0 || errno != EAGAIN;
    };
    errno = 0;
    QTRY_VERIFY(isOver());
    const int error = errno;
    ::close(descriptor);
    QCOMPARE(error == ECONNRESET, isReset);
#else
    client.socket.write(post);
    QTRY_VERIFY(client.isClosed());
    Q_UNUSED(isReset)
#endif
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_RecordingServer::stallsWithTheConnectionOpen()
{
    const QSignalSpy left(m_server.get(), &RecordingServer::clientDisconnected);
    Script script = eventStream(events);
    script.fault = {.kind = BodyFault::Kind::Stall};
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.body().endsWith("data: 333\n\n\r\n"));
    QCOMPARE(m_server->connectionsOpen(), 1);
    client.socket.abort();
    QTRY_COMPARE(left.size(), 1);
    QVERIFY(!client.received.contains("0\r\n\r\n"));
    QCOMPARE(m_server->connectionsOpen(), 0);
    QCOMPARE(m_server->answersBrokenOff(), 1);
}

void tst_RecordingServer::neverAnswers()
{
    m_server->enqueue({.opening = Opening::Silence});
    Client client(*m_server);
    client.socket.write(post);
    QTRY_COMPARE(m_server->requests().size(), size_t(1));
    client.socket.write(post); // is never looked at
    Client other(*m_server);
    other.socket.write(post);
    QTRY_VERIFY(other.received.startsWith("HTTP/1.1 500"));
    QCOMPARE(client.received, QByteArray());
    QCOMPARE(m_server->connectionsOpen(), 2);
    QCOMPARE(m_server->requests().size(), size_t(2));
}

void tst_RecordingServer::closesWithoutAnAnswer()
{
    m_server->enqueue({.opening = Opening::Close});
    Client client(*m_server);
    client.socket.write(post);
    QTRY_COMPARE(m_server->requests().size(), size_t(1));
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.received, QByteArray());
}

void tst_RecordingServer::sendsTheHeadSlowly()
{
    Script script = jsonAnswer(200, "{}");
    script.headDelay = 10ms;
    script.headSizes = PieceSizes::fixed(10);
    const qsizetype pieces = (headBytes(script).size() + 9) / 10;
    m_server->enqueue(script);
    Client client(*m_server);
    QElapsedTimer time;
    connect(m_server.get(), &RecordingServer::requestReceived, &client.socket, [&time] { time.start(); });
    client.socket.write(post);
    QTRY_COMPARE(client.received, headBytes(script) + "{}");
    QVERIFY(elapsed(time) >= 10ms * pieces);
}

void tst_RecordingServer::sendsGarbageInsteadOfAHead()
{
    m_server->enqueue({.framing = BodyFraming::UntilClose, .rawHead = "\x16\x03\x01 this is not HTTP"});
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.received, "\x16\x03\x01 this is not HTTP");
}

void tst_RecordingServer::sendsHeadersOfOnesOwn()
{
    Script script = eventStream(events);
    script.contentType = "text/html";
    script.headers = {{"Content-Encoding", "gzip"}, {"Retry-After", "7"}};
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.received.endsWith("0\r\n\r\n"));
    QVERIFY(client.head().contains("\r\nContent-Type: text/html\r\n"));
    QVERIFY(client.head().contains("\r\nContent-Encoding: gzip\r\n"));
    QVERIFY(client.head().contains("\r\nRetry-After: 7\r\n"));
}

void tst_RecordingServer::heartbeatsFillTheSilence()
{
    Script script = eventStream("data: 1\n\n");
    script.heartbeat = 5ms;
    script.fault = {.kind = BodyFault::Kind::Stall};
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.received.count(": keep-alive\n\n") >= 3);
    bool ended = false;
    QVERIFY(unchunked(client.body(), &ended).startsWith("data: 1\n\n: keep-alive\n\n: keep-alive\n\n"));
}

void tst_RecordingServer::noHeartbeatWithinAnEvent()
{
    Script script;
    script.body = {{"data: ", 0ms}, {"1\n\n", 60ms}};
    script.heartbeat = 5ms;
    m_server->enqueue(script);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.received.endsWith("0\r\n\r\n"));
    bool ended = false;
    QVERIFY(unchunked(client.body(), &ended).contains("data: 1\n\n"));
}

void tst_RecordingServer::noHeartbeatWithinAnOpenChunk()
{
    Script script = eventStream("data: 1\n\ndata: 2\n\n");
    script.heartbeat = 5ms;
    script.fault = {.kind = BodyFault::Kind::Stall, .afterBytes = 9};
    m_server->enqueue(script);
    // Its many heartbeats are the measure of the time in which the other one sent none.
    Script lively = eventStream("data: 1\n\n");
    lively.heartbeat = 5ms;
    lively.fault = {.kind = BodyFault::Kind::Stall};
    m_server->enqueue(lively);

    Client client(*m_server);
    client.socket.write(post);
    QTRY_COMPARE(m_server->requests().size(), size_t(1));
    Client other(*m_server);
    other.socket.write(post);
    QTRY_VERIFY(other.received.count(": keep-alive\n\n") >= 5);
    QCOMPARE(client.body(), "12\r\ndata: 1\n\n");
}

void tst_RecordingServer::refusesWhatItCannotRead()
{
    Client client(*m_server);
    client.socket.write("hello\r\n\r\n");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received.startsWith("HTTP/1.1 400"));
    QCOMPARE(m_server->requests().size(), size_t(0));
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_RecordingServer::survivesClientsThatLeave_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<Script>("script");
    QTest::addColumn<int>("brokenOff");

    Script endless;
    endless.body.assign(10'000, {"data: x\n\n", 1ms});
    Script flood; // 600 MB of one piece: more than can have left before the client does
    flood.body.assign(10'000, {QByteArray(60'000, 'x'), 0ms});
    Script late = eventStream(events);
    late.headDelay = 10s;

    QTest::newRow("before a request") << QByteArray() << Script() << 0;
    QTest::newRow("within a request") << post.left(40) << Script() << 0;
    QTest::newRow("before the head") << post << late << 1;
    QTest::newRow("while nothing is sent") << post << Script{.opening = Opening::Silence} << 1;
    QTest::newRow("within a slow body") << post << endless << 1;
    QTest::newRow("within a fast body") << post << flood << 1;
    QTest::newRow("after the answer") << post << jsonAnswer(200, "{}") << 0;
}

void tst_RecordingServer::survivesClientsThatLeave()
{
    QFETCH(const QByteArray, request);
    QFETCH(const Script, script);
    QFETCH(const int, brokenOff);

    const QSignalSpy left(m_server.get(), &RecordingServer::clientDisconnected);
    m_server->enqueue(script);
    {
        Client client(*m_server);
        client.socket.write(request);
        QTRY_COMPARE(m_server->connectionsOpen(), 1);
        if (request == post)
            QTRY_COMPARE(m_server->requests().size(), size_t(1));
        if (!script.body.empty() && script.headDelay < 1s)
            QTRY_VERIFY(client.received.size() > headBytes(script).size());
    }
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    QCOMPARE(left.size(), 1);
    QCOMPARE(m_server->answersBrokenOff(), brokenOff);

    Client next(*m_server);
    next.socket.write(post);
    QTRY_VERIFY(next.received.startsWith("HTTP/1.1"));
}

void tst_RecordingServer::waitsForASlowReader()
{
    const QByteArray body(40'000'000, 'x');
    Script script = eventStream(body);
    script.bodySizes = PieceSizes::fixed(100'000);
    script.framing = BodyFraming::UntilClose;
    m_server->enqueue(script);

    QTcpSocket socket;
    socket.setReadBufferSize(1000);
    socket.connectToHost(u"127.0.0.1"_s, m_server->port());
    socket.write(post);
    QTRY_COMPARE(socket.bytesAvailable(), 1000);
    QByteArray received;
    connect(&socket, &QTcpSocket::readyRead, &socket, [&] { received += socket.readAll(); });
    socket.setReadBufferSize(0);
    received += socket.readAll();
    QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QAbstractSocket::UnconnectedState, 20'000);
    QVERIFY(received.endsWith(body));
}

void tst_RecordingServer::closingEndsEveryConnection()
{
    m_server->enqueue({.opening = Opening::Silence});
    Client waiting(*m_server);
    waiting.socket.write(post);
    Client idle(*m_server);
    QTRY_COMPARE(m_server->connectionsOpen(), 2);
    QTRY_COMPARE(m_server->requests().size(), size_t(1));

    const quint16 port = m_server->port();
    m_server->close();
    QCOMPARE(m_server->connectionsOpen(), 0);
    QTRY_VERIFY(waiting.isClosed() && idle.isClosed());
    QTcpSocket late;
    late.connectToHost(u"127.0.0.1"_s, port);
    QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);

    QVERIFY(m_server->listen(port));
    Client again(*m_server);
    again.socket.write(post);
    QTRY_VERIFY(again.received.startsWith("HTTP/1.1 500"));
}

void tst_RecordingServer::closingFromASlotIsSafe()
{
    m_server->enqueue(eventStream(events));
    m_server->enqueue(eventStream(events));
    connect(m_server.get(), &RecordingServer::requestReceived, this, [this](const ReceivedRequest &) {
        if (m_server->requests().size() == 2)
            m_server->close();
    });
    Client client(*m_server);
    client.socket.write(post + post);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.received.count("HTTP/1.1 200"), 1);
    QCOMPARE(m_server->connectionsOpen(), 0);
}

void tst_RecordingServer::diesWithOpenConnections()
{
    Script endless;
    endless.body.assign(1000, {"data: x\n\n", 1ms});
    m_server->enqueue(endless);
    Client client(*m_server);
    client.socket.write(post);
    QTRY_VERIFY(client.received.size() > 500);
    m_server.reset();
    QTRY_VERIFY(client.isClosed());
}

QTEST_GUILESS_MAIN(tst_RecordingServer)
#include "tst_recordingserver.moc"
