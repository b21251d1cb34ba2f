#include "net/responsesclient.h"
#include "replay/recordingserver.h"
#include "support/manualclock.h"

#include <QSignalSpy>
#include <QSslSocket>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

const QByteArray oneEvent = "event: a\ndata: {\"type\":\"keepalive\"}\n\n";

Script stalledAfter(const QByteArray &body)
{
    Script script = eventStream(body);
    script.fault = {.kind = BodyFault::Kind::Stall};
    return script;
}

/// A clock that counts how often an alarm is set without a delay.
class CountingClock : public SystemClock
{
public:
    class CountingAlarm : public Alarm
    {
    public:
        CountingAlarm(CountingClock &clock, QObject *parent)
            : Alarm(parent)
            , m_clock(clock)
        { }
        void start(std::chrono::milliseconds delay) override { m_clock.immediate += delay <= 0ms ? 1 : 0; }
        void stop() override { }

    private:
        CountingClock &m_clock;
    };
    Alarm *createAlarm(QObject *parent) override { return new CountingAlarm(*this, parent); }

    int immediate = 0;
};

} // namespace

class tst_ResponseStream : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void tellsItsStagesInOrder();
    void theHeadSaysWhatIsLeft_data();
    void theHeadSaysWhatIsLeft();
    void framesAreNotChanged();
    void aLastBlockWithoutItsEmptyLineIsATail();
    void aBodyThatIsNotChunkedAsAnnouncedEnds();
    void theBodyDecidesNotTheContentType_data();
    void theBodyDecidesNotTheContentType();
    void tooLarge_data();
    void tooLarge();
    void largeErrorPagesAreCut_data();
    void largeErrorPagesAreCut();
    void timesOut_data();
    void timesOut();
    void theConnectTimeOutCountsUntilTheRequestHasLeft();
    void bytesOfAnyKindKeepItAlive();
    void withoutTimeOutsItSleeps();
    void nothingComesAfterAbort_data();
    void nothingComesAfterAbort();
    void brokenBodies_data();
    void brokenBodies();

private:
    struct Spies
    {
        explicit Spies(ResponseStream *stream)
            : sent(stream, &ResponseStream::requestSent)
            , head(stream, &ResponseStream::headReceived)
            , frames(stream, &ResponseStream::frameReceived)
            , ended(stream, &ResponseStream::ended)
            , failed(stream, &ResponseStream::failed)
        { }
        bool over() const { return ended.size() + failed.size() > 0; }
        Error error() const { return failed.isEmpty() ? Error{} : failed.first().first().value<Error>(); }
        Frame frame(int index) const { return frames.at(index).first().value<Frame>(); }

        QSignalSpy sent;
        QSignalSpy head;
        QSignalSpy frames;
        QSignalSpy ended;
        QSignalSpy failed;
    };

    void open(const Script &script, const Timeouts &timeouts = {});

    test::ManualClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<ResponsesClient> m_client;
    DeferredPtr<ResponseStream> m_stream;
    std::unique_ptr<Spies> m_spies;
};

void tst_ResponseStream::init()
{
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    m_client = std::make_unique<ResponsesClient>(m_clock);
}

void tst_ResponseStream::cleanup()
{
    m_spies.reset();
    m_stream.reset();
    m_client.reset();
    m_server.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void tst_ResponseStream::open(const Script &script, const Timeouts &timeouts)
{
    m_server->enqueue(script);
    m_stream = m_client->open({.baseUrl = m_server->baseUrl(), .timeouts = timeouts}, {.body = "{}"});
    m_spies = std::make_unique<Spies>(m_stream.get());
}

void tst_ResponseStream::tellsItsStagesInOrder()
{
    Script script = eventStream(oneEvent + oneEvent);
    script.headers = {{"x-request-id", "req_1"}};
    open(script);
    QStringList order;
    connect(m_stream.get(), &ResponseStream::requestSent, this, [&] { order += u"sent"_s; });
    connect(m_stream.get(), &ResponseStream::headReceived, this, [&](const ResponseHead &head) {
        order +=
            u"head %1 %2 %3"_s.arg(head.status).arg(head.requestId, head.contentType.section(u';', 0, 0));
    });
    connect(m_stream.get(), &ResponseStream::frameReceived, this, [&] { order += u"frame"_s; });
    connect(m_stream.get(), &ResponseStream::ended, this,
            [&](const std::optional<Error> &breakage) { order += breakage ? u"broken"_s : u"ended"_s; });
    QTRY_VERIFY(m_spies->over());
    const QStringList expected{u"sent"_s, u"head 200 req_1 text/event-stream"_s, u"frame"_s, u"frame"_s,
                               u"ended"_s};
    QCOMPARE(order, expected);
    QCOMPARE(m_stream->bytesReceived(), 2 * oneEvent.size());
}

void tst_ResponseStream::theHeadSaysWhatIsLeft_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("of an answer") << 200;
    QTest::newRow("of a refusal") << 429;
}

void tst_ResponseStream::theHeadSaysWhatIsLeft()
{
    QFETCH(const int, status);
    Script script = status == 200 ? eventStream(oneEvent) : jsonAnswer(status, "{}");
    script.headers = {{"X-RateLimit-Limit-Tokens", "30000"}, {"X-RateLimit-Reset-Tokens", "1.5s"}};
    open(script);
    QTRY_VERIFY(m_spies->over());
    QCOMPARE(m_spies->head.size(), 1);
    const auto head = m_spies->head.first().first().value<ResponseHead>();
    QVERIFY((head.limits == RateLimits{.tokenLimit = 30000, .tokensReset = 1500ms}));
}

void tst_ResponseStream::framesAreNotChanged()
{
    open(eventStream(": ping\n\nevent: x y\ndata: {\"a\":\ndata: \xFF\xC3 }\n\ndata: [DONE]\n\n"));
    QTRY_VERIFY(m_spies->over());
    QCOMPARE(m_spies->frames.size(), 2);
    QCOMPARE(m_spies->frame(0).kind, FrameKind::Event);
    QCOMPARE(m_spies->frame(0).eventName, QByteArray("x y"));
    QCOMPARE(m_spies->frame(0).data, QByteArray("{\"a\":\n\xFF\xC3 }"));
    QCOMPARE(m_spies->frame(1).data, QByteArray("[DONE]"));
}

void tst_ResponseStream::aLastBlockWithoutItsEmptyLineIsATail()
{
    open(eventStream(oneEvent + "event: last\ndata: {\"half\":"));
    QTRY_VERIFY(m_spies->over());
    QCOMPARE(m_spies->frames.size(), 2);
    QCOMPARE(m_spies->frame(1).kind, FrameKind::Tail);
    QCOMPARE(m_spies->frame(1).data, QByteArray("{\"half\":"));
}

/// Of such an answer Qt 6.4 tells neither an error nor an end where head and body came in one segment, and
/// then the time-out has to; where they came apart, which is up to the system, it tells the end.
void tst_ResponseStream::aBodyThatIsNotChunkedAsAnnouncedEnds()
{
    Script script = eventStream(oneEvent);
    script.rawHead =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    script.framing = BodyFraming::UntilClose;
    open(script, {.idle = 60s});
    QSignalSpy failed(m_stream.get(), &ResponseStream::failed);
    const auto overAfterAWhile = [&] {
        m_clock.advance(1s);
        return m_spies->over();
    };
    QTRY_VERIFY(overAfterAWhile());
    QCOMPARE(m_spies->frames.size(), 0);
    if (!failed.isEmpty())
        QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::Timeout);
}

void tst_ResponseStream::theBodyDecidesNotTheContentType_data()
{
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    const QByteArray json = R"({"status":"completed"})";
    QTest::newRow("events as JSON") << QByteArray("application/json") << oneEvent << int(FrameKind::Event);
    QTest::newRow("events as text") << QByteArray("text/plain") << oneEvent << int(FrameKind::Event);
    QTest::newRow("events without a type") << QByteArray() << oneEvent << int(FrameKind::Event);
    QTest::newRow("events behind a mark and lines")
        << QByteArray("text/event-stream") << QByteArray("\xEF\xBB\xBF\r\n\n" + oneEvent)
        << int(FrameKind::Event);
    QTest::newRow("JSON as events") << QByteArray("text/event-stream") << json << int(FrameKind::Body);
    QTest::newRow("JSON without a type") << QByteArray() << json << int(FrameKind::Body);
    QTest::newRow("JSON behind white space")
        << QByteArray("application/json") << QByteArray(" \r\n\t" + json) << int(FrameKind::Body);
    QTest::newRow("a page with status 200")
        << QByteArray("text/html") << QByteArray("<!DOCTYPE html><p>Log in</p>") << int(FrameKind::Refusal);
    QTest::newRow("a page as events")
        << QByteArray("text/event-stream") << QByteArray("\n<html>") << int(FrameKind::Refusal);
}

void tst_ResponseStream::theBodyDecidesNotTheContentType()
{
    QFETCH(const QByteArray, contentType);
    QFETCH(const QByteArray, body);
    QFETCH(const int, kind);
    for (const PieceSizes sizes : {PieceSizes::whole(), PieceSizes::fixed(1)}) {
        Script script = eventStream(body);
        script.contentType = contentType;
        script.bodySizes = sizes;
        open(script);
        QTRY_VERIFY(m_spies->over());
        QCOMPARE(m_spies->frames.size(), 1);
        QCOMPARE(int(m_spies->frame(0).kind), kind);
        QCOMPARE(m_spies->failed.size(), kind == int(FrameKind::Refusal) ? 1 : 0);
    }
}

void tst_ResponseStream::tooLarge_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("code"); // empty: it fits
    QTest::newRow("an event as large as allowed")
        << QByteArray("data: " + QByteArray(900, 'x') + "\n\n") << QString();
    QTest::newRow("a line that is too long")
        << QByteArray("data: " + QByteArray(1100, 'x') + "\n\n") << u"event_too_large"_s;
    QTest::newRow("an event of many lines")
        << QByteArray("data: " + QByteArray(90, 'x') + '\n').repeated(12).append('\n')
        << u"event_too_large"_s;
    QTest::newRow("a line that never ends") << QByteArray(2000, ':') << u"event_too_large"_s;
    QTest::newRow("many small events") << oneEvent.repeated(6000 / oneEvent.size()) << u"answer_too_large"_s;
    QTest::newRow("many comments") << QByteArray(": ping\n\n").repeated(700) << u"answer_too_large"_s;
    QTest::newRow("a JSON answer") << QByteArray('{' + QByteArray(6000, ' ') + '}') << u"answer_too_large"_s;
}

void tst_ResponseStream::tooLarge()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, code);
    m_client->setLimits({.eventBytes = 1000, .totalBytes = 5000, .errorBytes = 100});
    for (const PieceSizes sizes : {PieceSizes::whole(), PieceSizes::random(3, 50)}) {
        Script script = eventStream(body);
        script.bodySizes = sizes;
        open(script);
        QTRY_VERIFY(m_spies->over());
        QCOMPARE(m_spies->error().code, code);
        QCOMPARE(m_spies->failed.size(), code.isEmpty() ? 0 : 1);
        if (!code.isEmpty())
            QCOMPARE(m_spies->error().kind, ErrorKind::TooLarge);
        QTRY_COMPARE(m_server->connectionsOpen(), 0);
    }
}

void tst_ResponseStream::largeErrorPagesAreCut_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("slowly");
    QTest::newRow("an error") << 502 << false;
    QTest::newRow("an error in pieces") << 502 << true;
    QTest::newRow("a page with status 200") << 200 << false;
    QTest::newRow("a page with status 200 in pieces") << 200 << true;
}

void tst_ResponseStream::largeErrorPagesAreCut()
{
    QFETCH(const int, status);
    QFETCH(const bool, slowly);
    m_client->setLimits({.errorBytes = 1000});
    Script script = eventStream("<html>" + QByteArray(600'000, 'x') + "</html>");
    script.status = status;
    script.contentType = "text/html";
    script.bodySizes = PieceSizes::fixed(slowly ? 4'000 : 300'000);
    open(script);
    QTRY_VERIFY(m_spies->over());
    QCOMPARE(m_spies->failed.size(), 1);
    QCOMPARE(m_spies->error().httpStatus, status);
    QCOMPARE(m_spies->frames.size(), 1);
    QCOMPARE(m_spies->frame(0).kind, FrameKind::Refusal);
    QCOMPARE(m_spies->frame(0).data.size(), 1000);
}

void tst_ResponseStream::timesOut_data()
{
    QTest::addColumn<bool>("headArrives");
    QTest::addColumn<int>("headers");
    QTest::addColumn<int>("idle");
    QTest::addColumn<int>("total");
    QTest::addColumn<int>("afterSeconds");
    QTest::addColumn<QString>("code");
    QTest::newRow("no head") << false << 20 << 300 << 0 << 20 << u"headers_timeout"_s;
    QTest::newRow("silence") << true << 20 << 30 << 0 << 30 << u"idle_timeout"_s;
    QTest::newRow("the total while silent") << true << 20 << 300 << 40 << 40 << u"total_timeout"_s;
    QTest::newRow("the total before the head") << false << 90 << 90 << 25 << 25 << u"total_timeout"_s;
    QTest::newRow("no limit for the head, but a total") << false << 0 << 0 << 50 << 50 << u"total_timeout"_s;
}

void tst_ResponseStream::timesOut()
{
    QFETCH(const bool, headArrives);
    QFETCH(const int, headers);
    QFETCH(const int, idle);
    QFETCH(const int, total);
    QFETCH(const int, afterSeconds);
    QFETCH(const QString, code);
    Script script = stalledAfter(oneEvent);
    script.opening = headArrives ? Opening::Answer : Opening::Silence;
    using std::chrono::seconds;
    open(script, {.headers = seconds(headers), .idle = seconds(idle), .total = seconds(total)});
    QTRY_COMPARE(m_server->requests().size(), size_t(1));
    QTRY_COMPARE(m_spies->frames.size(), headArrives ? 1 : 0);
    QTRY_COMPARE(m_spies->sent.size(), 1);
    m_clock.advance(seconds(afterSeconds) - 1ms);
    QVERIFY(!m_spies->over());
    m_clock.advance(1ms);
    QCOMPARE(m_spies->failed.size(), 1);
    QCOMPARE(m_spies->error().kind, ErrorKind::Timeout);
    QCOMPARE(m_spies->error().code, code);
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    m_clock.advance(1h);
    QCOMPARE(m_spies->failed.size(), 1);
}

/// A server that accepts but never shakes hands for TLS: the connection does not come about.
void tst_ResponseStream::theConnectTimeOutCountsUntilTheRequestHasLeft()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("needs a TLS library");
    QUrl url = m_server->baseUrl();
    url.setScheme(u"https"_s);
    m_stream = m_client->open({.baseUrl = url, .timeouts = {.connect = 15s}}, {.body = "{}"});
    m_spies = std::make_unique<Spies>(m_stream.get());
    QTRY_COMPARE(m_server->connectionsOpen(), 1);
    m_clock.advance(15s - 1ms);
    QCOMPARE(m_spies->failed.size(), 0);
    m_clock.advance(1ms);
    QCOMPARE(m_spies->failed.size(), 1);
    QCOMPARE(m_spies->error().code, u"connect_timeout"_s);
    QCOMPARE(m_spies->sent.size(), 0);
    m_stream.reset();
    m_client.reset(); // Qt drops a connection that is still shaking hands only together with its manager
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_ResponseStream::bytesOfAnyKindKeepItAlive()
{
    Script script = stalledAfter(oneEvent);
    script.heartbeat = 5ms;
    open(script, {.idle = 10s});
    QSignalSpy bytes(m_stream.get(), &ResponseStream::bytesArrived);
    QTRY_COMPARE(m_spies->frames.size(), 1);
    for (int i = 0; i < 10; ++i) {
        const auto before = bytes.size();
        QTRY_VERIFY(bytes.size() > before); // a comment has come
        m_clock.advance(9s);
        QVERIFY(!m_spies->over());
    }
    QCOMPARE(m_spies->frames.size(), 1);
}

/// Zero means without end, not all the time.
void tst_ResponseStream::withoutTimeOutsItSleeps()
{
    CountingClock clock;
    {
        ResponsesClient client(clock);
        m_server->enqueue(stalledAfter(oneEvent));
        const Timeouts never{.connect = 0s, .headers = 0s, .idle = 0s, .total = 0s};
        const auto stream = client.open({.baseUrl = m_server->baseUrl(), .timeouts = never}, {.body = "{}"});
        QSignalSpy frames(stream.get(), &ResponseStream::frameReceived);
        QVERIFY(frames.wait(10'000));
        QCOMPARE(clock.immediate, 0); // an alarm without a delay would ring again and again
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void tst_ResponseStream::nothingComesAfterAbort_data()
{
    QTest::addColumn<QByteArray>("at");
    for (const char *at : {"requestSent", "headReceived", "bytesArrived", "frameReceived"})
        QTest::newRow(at) << QByteArray(at);
}

void tst_ResponseStream::nothingComesAfterAbort()
{
    QFETCH(const QByteArray, at);
    open(eventStream(oneEvent.repeated(100)));
    int seenAfter = 0;
    bool aborted = false;
    const auto see = [&](const QByteArray &signal) {
        seenAfter += aborted ? 1 : 0;
        if (signal == at && !aborted) {
            aborted = true;
            m_stream->abort();
        }
    };
    connect(m_stream.get(), &ResponseStream::requestSent, this, [&] { see("requestSent"); });
    connect(m_stream.get(), &ResponseStream::headReceived, this, [&] { see("headReceived"); });
    connect(m_stream.get(), &ResponseStream::bytesArrived, this, [&] { see("bytesArrived"); });
    connect(m_stream.get(), &ResponseStream::frameReceived, this, [&] { see("frameReceived"); });
    connect(m_stream.get(), &ResponseStream::ended, this, [&] { see("ended"); });
    connect(m_stream.get(), &ResponseStream::failed, this, [&] { see("failed"); });
    QTRY_VERIFY(aborted);
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    m_clock.advance(1h);
    QCoreApplication::processEvents();
    QCOMPARE(seenAfter, 0);
}

void tst_ResponseStream::brokenBodies_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("framing");
    QTest::newRow("a chunked answer is cut off") << int(BodyFault::Kind::Close) << int(BodyFraming::Chunked);
    QTest::newRow("a chunked answer is reset") << int(BodyFault::Kind::Reset) << int(BodyFraming::Chunked);
    QTest::newRow("an answer of known length is cut off")
        << int(BodyFault::Kind::Close) << int(BodyFraming::ContentLength);
    QTest::newRow("an answer without a length is cut off")
        << int(BodyFault::Kind::Close) << int(BodyFraming::UntilClose);
}

/// What has come is handed out, and the stream ends exactly once, whatever Qt makes of the breakage.
void tst_ResponseStream::brokenBodies()
{
    QFETCH(const int, fault);
    QFETCH(const int, framing);
    Script script = eventStream(oneEvent + "data: second\n\ndata: third\n\n");
    script.framing = BodyFraming(framing);
    script.fault = {.kind = BodyFault::Kind(fault), .afterBytes = oneEvent.size() + 16};
    open(script);
    QTRY_VERIFY(m_spies->over());
    QCOMPARE(m_spies->ended.size(), 1);
    QCOMPARE(m_spies->failed.size(), 0);
    QVERIFY(m_spies->frames.size() >= 1);
    QCOMPARE(m_spies->frame(0).data, QByteArray("{\"type\":\"keepalive\"}"));
    QCOMPARE(m_server->requests().size(), size_t(1));
}

QTEST_GUILESS_MAIN(tst_ResponseStream)
#include "tst_responsestream.moc"
