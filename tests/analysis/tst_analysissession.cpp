#include "support/manualclock.h"
#include "support/sessionbench.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

Q_DECLARE_METATYPE(reasonglass::Script)

namespace {

QByteArray sse(const QByteArray &json)
{
    return "data: " + json + "\n\n";
}

const QByteArray created =
    sse(R"({"type":"response.created","response":{"id":"resp_1","status":"in_progress","model":"m-1"}})");
const QByteArray thought = sse(
    R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"Hm."})");
const QByteArray half =
    sse(R"({"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"Half"})");
const QByteArray rest =
    sse(R"({"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":" and half"})");
const QByteArray completed =
    sse(R"({"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}})");
const QByteArray wholeRun = created + thought + half + rest + completed;
const QByteArray statedError =
    sse(R"({"type":"error","error":{"code":"server_error","message":"It broke."}})");
const QByteArray failedResponse = sse(
    R"({"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"It broke for good."}}})");
const QByteArray wholeBody =
    R"({"id":"resp_1","status":"completed","model":"m-1","output":[{"type":"message","content":[{"type":"output_text","text":"Whole"}]}]})";

Script stalled(const QByteArray &body)
{
    Script script = eventStream(body);
    script.fault = {.kind = BodyFault::Kind::Stall};
    return script;
}

Script broken(const QByteArray &body, BodyFault::Kind kind, qint64 afterBytes)
{
    Script script = eventStream(body);
    script.fault = {.kind = kind, .afterBytes = afterBytes};
    return script;
}

Script withRawHead(const QByteArray &head)
{
    Script script;
    script.rawHead = head;
    script.fault = {.kind = BodyFault::Kind::Close};
    return script;
}

QString words(const AnalysisRecord &record)
{
    const QString error =
        record.error ? u' ' + kindName(record.error->kind) + u' ' + record.error->code : QString();
    return statusName(record.status) + u" '"_s + answerText(record.transcript) + u'\'' + error;
}

} // namespace

class tst_AnalysisSession : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void outcomes_data();
    void outcomes();
    void aCompletedRunIsRecordedWhole();
    void costs_data();
    void costs();
    void phasesFollowTheStream();
    void exactlyOneRequestLeaves_data();
    void exactlyOneRequestLeaves();

    void aTerminalEventEndsAnOpenConnection();
    void theEndMarkEndsAnOpenConnection();
    void anErrorWaitsTwoSecondsForTheFailure();
    void silenceIsCountedOnBytes();
    void waitsNoLongerForAHead_data();
    void waitsNoLongerForAHead();
    void theTotalLimitEndsALivelyStream();

    void cancelKeepsThePartial_data();
    void cancelKeepsThePartial();
    void cancelBeforeTheStart();
    void cancelWhileWaitingToRetry();
    void aSlotMayCancel_data();
    void aSlotMayCancel();
    void mayBeDestroyedAtAnyMoment_data();
    void mayBeDestroyedAtAnyMoment();

    void retryMakesAnotherAttempt();
    void retriesByItselfOnlyBeforeText_data();
    void retriesByItselfOnlyBeforeText();
    void waitsAsLongAsTheServerAsks();
    void tellsWhatTheServerStillTakes();
    void retryEndsTheWait();
    void retriesRunOut();

    void fallsBackWithoutSummaries();
    void fallsBackToABlockingRequest();
    void doesNotFallBackUnasked();

    void blockingRequests_data();
    void blockingRequests();
    void twelveAtOnceAllConnect();
    void theKeyIsNowhereInTheRecord();

private:
    AnalysisSession &begin(const AnalysisRequest &request);
    AnalysisSession &begin() { return begin(m_bench->request()); }
    QJsonObject sentBody(size_t index) const
    {
        return QJsonDocument::fromJson(m_bench->server.requests().at(index).body).object();
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::SessionBench> m_bench;
    std::unique_ptr<AnalysisSession> m_session;
};

void tst_AnalysisSession::init()
{
    m_bench = std::make_unique<test::SessionBench>(m_clock);
}

void tst_AnalysisSession::cleanup()
{
    m_session.reset();
    m_bench.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

AnalysisSession &tst_AnalysisSession::begin(const AnalysisRequest &request)
{
    m_session = m_bench->session(request);
    m_session->start();
    return *m_session;
}

void tst_AnalysisSession::outcomes_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const Script &script, const char *expected) {
        QTest::newRow(name) << script << QString::fromUtf8(expected);
    };
    const auto json = [](int status, const char *body) { return jsonAnswer(status, body); };
    Script page = jsonAnswer(200, "<!DOCTYPE html><html><body>Please log in</body></html>");
    page.contentType = "text/html";

    row("completed", eventStream(wholeRun), "completed 'Half and half'");
    row("completed by a last block without its empty line", eventStream(wholeRun.chopped(2)),
        "completed 'Half and half'");
    row("completed under the wrong content type",
        Script{.contentType = "application/json", .body = {{.bytes = wholeRun}}},
        "completed 'Half and half'");
    row("completed, with garbage between", eventStream(created + sse("{gar") + half + completed),
        "completed 'Half'");
    row("completed, with events nobody knows",
        eventStream(created + sse(R"({"type":"x.y"})") + half + completed), "completed 'Half'");
    row("cut off behind the terminal event",
        broken(wholeRun + ": bye\n\n", BodyFault::Kind::Reset, wholeRun.size()), "completed 'Half and half'");
    row("incomplete",
        eventStream(
            half
            + sse(
                R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}})")),
        "incomplete 'Half'");
    row("incomplete although the event says completed",
        eventStream(half + sse(R"({"type":"response.completed","response":{"status":"incomplete"}})")),
        "incomplete 'Half'");
    row("a refusal is an answer",
        eventStream(sse(R"({"type":"response.refusal.delta","delta":"No."})") + completed), "completed ''");
    row("cancelled by the server",
        eventStream(half + sse(R"({"type":"response.completed","response":{"status":"cancelled"}})")),
        "cancelled 'Half'");
    row("failed", eventStream(half + failedResponse), "failed 'Half' Server server_error");
    row("an error, then failed", eventStream(half + statedError + failedResponse),
        "failed 'Half' Server server_error");
    row("an error, then the end", eventStream(half + statedError), "failed 'Half' Server server_error");
    row("an error without a type", eventStream(half + sse(R"({"error":{"code":502,"message":"Bad"}})")),
        "failed 'Half' Server 502");
    row("the end without a terminal event", eventStream(created + half),
        "interrupted 'Half' Interrupted stream_ended_early");
    row("the end mark alone", eventStream(half + sse("[DONE]")),
        "interrupted 'Half' Interrupted stream_ended_early");
    row("cut off in mid-event",
        broken(created + half + rest, BodyFault::Kind::Close, created.size() + half.size() + 9),
        "interrupted 'Half' Interrupted");
    row("reset in mid-event",
        broken(created + half + rest, BodyFault::Kind::Reset, created.size() + half.size() + 9),
        "interrupted 'Half' Interrupted");
    row("an empty answer", eventStream({}), "interrupted '' Interrupted stream_ended_early");
    row("closed before the head", Script{.opening = Opening::Close}, "failed '' Network");
    row("reset before the head", Script{.opening = Opening::Reset}, "failed '' Network");
    row("closed within the head", withRawHead("HTTP/1.1 200 OK\r\nContent-Ty"), "failed '' Network");
    row("a bad key",
        json(401, R"({"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}})"),
        "failed '' Authentication invalid_api_key");
    row("too many requests", json(429, R"({"error":{"message":"Slow down","code":"rate_limit_exceeded"}})"),
        "failed '' RateLimited rate_limit_exceeded");
    row("no credit",
        json(429, R"({"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}})"),
        "failed '' Quota insufficient_quota");
    row("no such model", json(404, R"({"error":{"message":"No such model","code":"model_not_found"}})"),
        "failed '' NotFound model_not_found");
    row("a server's fault", json(500, R"({"error":{"message":"Oops","type":"server_error"}})"),
        "failed '' Server");
    row("an empty error", json(503, ""), "failed '' Overloaded");
    row("a page with status 200", page, "failed '' Protocol");
    row("a redirect",
        Script{.status = 307,
               .headers = {{"Location", "http://127.0.0.1:9/"}},
               .framing = BodyFraming::ContentLength},
        "failed '' Rejected");
    row("a whole answer to a stream request", jsonAnswer(200, wholeBody), "completed 'Whole'");
    row("an error in a JSON answer with status 200",
        json(200, R"({"error":{"message":"Oops","code":"server_error"}})"), "failed '' Server server_error");
    row("JSON that is no answer", json(200, R"({"hello":"world"})"), "interrupted '' Interrupted");
}

void tst_AnalysisSession::outcomes()
{
    QFETCH(const Script, script);
    QFETCH(const QString, expected);
    for (const PieceSizes sizes : {PieceSizes::whole(), PieceSizes::random(11, 40)}) {
        Script cut = script;
        cut.bodySizes = sizes;
        m_bench->server.enqueue(cut);
        AnalysisSession &session = begin();
        QSignalSpy finished(&session, &AnalysisSession::finished);
        QTRY_COMPARE(finished.size(), 1);
        const AnalysisRecord record = session.record();
        QVERIFY2(words(record).startsWith(expected), qPrintable(words(record)));
        QCOMPARE(finished.first().first().value<AnalysisStatus>(), record.status);
        QCOMPARE(outcomeOf(session.phase()), record.status);
        QCOMPARE(record.attempts.size(), size_t(1));
        QCOMPARE(record.attempts.front().outcome, record.status);
        QCOMPARE(record.error.has_value(),
                 record.status == AnalysisStatus::Failed || record.status == AnalysisStatus::Interrupted);
        QVERIFY(record.attempts.front().timing.totalMs);
        QVERIFY(record.endedUtcUs > 0);
        QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
        m_clock.advance(1h);
        QCOMPARE(finished.size(), 1);
    }
}

void tst_AnalysisSession::aCompletedRunIsRecordedWhole()
{
    Script script = eventStream(wholeRun + ": after\n\n");
    script.headers = {{"x-request-id", "req_1"}};
    m_bench->server.enqueue(script);
    AnalysisRequest request = m_bench->request();
    request.response.prompt = u"  First line\nsecond line"_s;
    m_session = m_bench->session(request);
    QSignalSpy recorded(m_session.get(), &AnalysisSession::recorded);
    QSignalSpy started(m_session.get(), &AnalysisSession::attemptStarted);
    QSignalSpy ended(m_session.get(), &AnalysisSession::attemptEnded);
    QVERIFY(test::runToEnd(*m_session));
    QCOMPARE(recorded.size(), 5);
    for (int i = 0; i < recorded.size(); ++i) {
        const auto record = recorded.at(i).first().value<StreamRecord>();
        QCOMPARE(record.ordinal, i);
        QCOMPARE(record.attempt, 1);
    }
    QCOMPARE(started.size(), 1);
    QCOMPARE(ended.size(), 1);
    const AnalysisRecord record = m_session->record();
    QCOMPARE(record.title, u"First line"_s);
    QCOMPARE(record.transcript.model, u"m-1"_s);
    QCOMPARE(record.transcript.responseId, u"resp_1"_s);
    QCOMPARE(reasoningText(record.transcript), u"Hm."_s);
    QCOMPARE(record.fallbacks, QStringList());
    const Attempt &attempt = record.attempts.front();
    QCOMPARE(attempt.httpStatus, 200);
    QCOMPARE(attempt.requestId, u"req_1"_s);
    QCOMPARE(attempt.events, 5);
    QVERIFY(attempt.bytes >= wholeRun.size());
    QCOMPARE(attempt.requestBody, m_bench->server.requests().front().body);
    QVERIFY(attempt.timing.connectMs && attempt.timing.firstByteMs && attempt.timing.firstReasoningMs
            && attempt.timing.firstTextMs);
}

void tst_AnalysisSession::costs_data()
{
    QTest::addColumn<QByteArray>("response"); // what the last event says beside its status
    QTest::addColumn<double>("usd");          // below 0: not known
    QTest::addColumn<CostBasis>("basis");

    const QByteArray usage = R"("usage":{"input_tokens":1000000,"output_tokens":100000})";
    const QByteArray tier = R"(,"service_tier":)";
    QTest::newRow("usage at the table's prices") << usage << 3.0 << CostBasis::Computed;
    QTest::newRow("the standard tier") << usage + tier + R"("default")" << 3.0 << CostBasis::Computed;
    QTest::newRow("a cheaper tier") << usage + tier + R"("flex")" << 1.5 << CostBasis::Computed;
    QTest::newRow("a tier of unknown price") << usage + tier + R"("scale")" << -1.0 << CostBasis::Unknown;
    QTest::newRow("the provider's own figure wins, whatever the tier")
        << QByteArray(R"("usage":{"input_tokens":1,"cost":0.7})") + tier + R"("scale")" << 0.7
        << CostBasis::Reported;
    QTest::newRow("an estimate without usage")
        << QByteArray(R"("usage":null)") << 4.4e-5 << CostBasis::Estimated;
    QTest::newRow("an estimate in a cheaper tier")
        << QByteArray(R"("usage":null)") + tier + R"("flex")" << 2.2e-5 << CostBasis::Estimated;
    QTest::newRow("no estimate in a tier of unknown price")
        << QByteArray(R"("usage":null)") + tier + R"("scale")" << -1.0 << CostBasis::Unknown;
}

void tst_AnalysisSession::costs()
{
    QFETCH(const QByteArray, response);
    QFETCH(const double, usd);
    QFETCH(const CostBasis, basis);
    ModelInfo model{.id = u"test-model"_s, .providerId = u"custom"_s};
    model.prices = {.inputPerMillion = 2, .outputPerMillion = 10, .tierFactors = {{u"flex"_s, 0.5}}};
    m_bench->server.enqueue(eventStream(
        created + thought + half + rest
        + sse(R"({"type":"response.completed","response":{"status":"completed",)" + response + "}}")));
    m_session = m_bench->session(m_bench->request(), model);
    QVERIFY(test::runToEnd(*m_session));
    const Cost cost = m_session->record().cost;
    QCOMPARE(cost.basis, basis);
    QCOMPARE(cost.usd.value_or(-1), usd);
}

void tst_AnalysisSession::phasesFollowTheStream()
{
    m_bench->server.enqueue(eventStream(
        sse(R"({"type":"response.queued","response":{"status":"queued"}})") + created + thought
        + sse(
            R"({"type":"response.output_item.added","output_index":1,"item":{"type":"web_search_call","id":"w"}})")
        + sse(R"({"type":"response.output_text.delta","output_index":2,"content_index":0,"delta":"a"})")
        + sse(R"({"type":"response.output_item.done","output_index":2,"item":{"type":"message","id":"m"}})")
        + completed));
    m_session = m_bench->session();
    QList<Phase> phases;
    connect(m_session.get(), &AnalysisSession::phaseChanged, this, [&](Phase phase) { phases += phase; });
    QVERIFY(test::runToEnd(*m_session));
    using enum Phase;
    const QList<Phase> expected{Connecting, Waiting,   Queued,    Thinking,
                                UsingTool,  Answering, Finishing, Completed};
    QCOMPARE(phases, expected);
}

void tst_AnalysisSession::exactlyOneRequestLeaves_data()
{
    QTest::addColumn<Script>("script");
    QTest::newRow("closed before the head") << Script{.opening = Opening::Close};
    QTest::newRow("reset before the head") << Script{.opening = Opening::Reset};
    QTest::newRow("closed within the status line") << withRawHead("HTTP/1.");
    QTest::newRow("closed within the headers") << withRawHead("HTTP/1.1 200 OK\r\nContent-Type: text/ev");
    QTest::newRow("a head that is garbage") << withRawHead("SSH-2.0-x\r\n\r\n");
    QTest::newRow("closed right behind the head") << broken(wholeRun, BodyFault::Kind::Close, 0);
    QTest::newRow("reset right behind the head") << broken(wholeRun, BodyFault::Kind::Reset, 0);
    QTest::newRow("closed within the body") << broken(wholeRun, BodyFault::Kind::Close, 30);
    QTest::newRow("reset within the body") << broken(wholeRun, BodyFault::Kind::Reset, 30);
    QTest::newRow("time-out of a proxy") << jsonAnswer(408, "");
    QTest::newRow("overloaded") << jsonAnswer(503, "");
}

/// Each POST is paid for: without retries there is one, whatever breaks.
void tst_AnalysisSession::exactlyOneRequestLeaves()
{
    QFETCH(const Script, script);
    m_bench->server.setResponder([&](const ReceivedRequest &) { return script; });
    AnalysisSession &session = begin();
    QTRY_VERIFY(isFinal(session.phase()));
    m_clock.advance(1h);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
    QCOMPARE(m_bench->server.requests().size(), size_t(1));
    QCOMPARE(m_bench->server.connectionsUsed(), 1); // Qt 6.8 connects once more, and then says nothing
}

void tst_AnalysisSession::aTerminalEventEndsAnOpenConnection()
{
    m_bench->server.enqueue(stalled(wholeRun));
    AnalysisSession &session = begin();
    QTRY_COMPARE(session.phase(), Phase::Completed);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
}

/// Nothing follows `[DONE]`: waiting for the silence limit would show a run that is over as running.
void tst_AnalysisSession::theEndMarkEndsAnOpenConnection()
{
    m_bench->server.enqueue(stalled(created + half + sse("[DONE]")));
    AnalysisSession &session = begin();
    QTRY_COMPARE(session.phase(), Phase::Interrupted);
    QCOMPARE(answerText(session.transcript()), u"Half"_s);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
}

void tst_AnalysisSession::anErrorWaitsTwoSecondsForTheFailure()
{
    m_bench->server.enqueue(stalled(half + statedError));
    AnalysisSession &session = begin();
    QTRY_COMPARE(session.phase(), Phase::Finishing);
    m_clock.advance(1999ms);
    QCOMPARE(session.phase(), Phase::Finishing);
    m_clock.advance(1ms);
    QCOMPARE(session.phase(), Phase::Failed);
    QCOMPARE(session.record().error->message, u"It broke."_s);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
}

void tst_AnalysisSession::silenceIsCountedOnBytes()
{
    Script script = stalled(created + half);
    script.heartbeat = 5ms;
    m_bench->server.enqueue(script);
    AnalysisRequest request = m_bench->request();
    request.idleTimeoutSeconds = 10;
    AnalysisSession &session = begin(request);
    QTRY_COMPARE(session.phase(), Phase::Answering);
    for (int i = 0; i < 5; ++i) {
        m_clock.advance(9s);
        QVERIFY(!isFinal(session.phase()));
        QTRY_COMPARE(session.silence().count(), 0); // until a heartbeat comes
    }
    m_clock.advance(10s);
    QCOMPARE(session.phase(), Phase::Interrupted);
    const AnalysisRecord record = session.record();
    QCOMPARE(record.error->code, u"idle_timeout"_s);
    QCOMPARE(answerText(record.transcript), u"Half"_s);
    QVERIFY(record.attempts.front().timing.longestGapMs >= 9000);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
}

void tst_AnalysisSession::waitsNoLongerForAHead_data()
{
    QTest::addColumn<StreamingMode>("mode");
    QTest::addColumn<int>("seconds");
    QTest::newRow("a stream's head comes within the time for heads") << StreamingMode::On << 300;
    QTest::newRow("a whole answer begins when it is finished") << StreamingMode::Off << 1200;
}

void tst_AnalysisSession::waitsNoLongerForAHead()
{
    QFETCH(const StreamingMode, mode);
    QFETCH(const int, seconds);
    m_bench->server.enqueue({.opening = Opening::Silence});
    AnalysisRequest request = m_bench->request();
    request.streaming = mode;
    request.idleTimeoutSeconds = 1200;
    AnalysisSession &session = begin(request);
    QTRY_COMPARE(m_bench->server.requests().size(), size_t(1));
    QTRY_COMPARE(session.phase(), Phase::Waiting);
    m_clock.advance(std::chrono::seconds(seconds) - 1ms);
    QCOMPARE(session.phase(), Phase::Waiting);
    m_clock.advance(1ms);
    QCOMPARE(session.phase(), Phase::Failed);
    QCOMPARE(session.record().error->code, u"headers_timeout"_s);
}

void tst_AnalysisSession::theTotalLimitEndsALivelyStream()
{
    Script script = stalled(created + half);
    script.heartbeat = 5ms;
    m_bench->server.enqueue(script);
    const Endpoint endpoint{.baseUrl = m_bench->server.baseUrl(), .timeouts = {.total = 60s}};
    SessionSetup setup{.id = AnalysisId{1},
                       .request = m_bench->request(),
                       .openStream = [&](const Exchange &exchange, const Timeouts &) {
                           return m_bench->client.open(endpoint, exchange);
                       }};
    m_session = std::make_unique<AnalysisSession>(std::move(setup), m_clock);
    m_session->start();
    QTRY_COMPARE(m_session->phase(), Phase::Answering);
    m_clock.advance(59s);
    QTRY_COMPARE(m_session->silence().count(), 0);
    m_clock.advance(1s);
    QCOMPARE(m_session->phase(), Phase::Interrupted);
    QCOMPARE(m_session->record().error->code, u"total_timeout"_s);
}

void tst_AnalysisSession::cancelKeepsThePartial_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Phase>("at");
    QTest::addColumn<QString>("partial");
    QTest::newRow("while connecting") << Script{.opening = Opening::Silence} << Phase::Connecting << u""_s;
    QTest::newRow("while waiting") << Script{.opening = Opening::Silence} << Phase::Waiting << u""_s;
    QTest::newRow("while thinking") << stalled(created + thought) << Phase::Thinking << u""_s;
    QTest::newRow("while answering") << stalled(created + thought + half) << Phase::Answering << u"Half"_s;
    QTest::newRow("behind an error") << stalled(half + statedError) << Phase::Finishing << u"Half"_s;
}

void tst_AnalysisSession::cancelKeepsThePartial()
{
    QFETCH(const Script, script);
    QFETCH(const Phase, at);
    QFETCH(const QString, partial);
    m_bench->server.enqueue(script);
    AnalysisSession &session = begin();
    QTRY_COMPARE(session.phase(), at);
    QSignalSpy finished(&session, &AnalysisSession::finished);
    session.cancel();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished.first().first().value<AnalysisStatus>(), AnalysisStatus::Cancelled);
    QCOMPARE(session.phase(), Phase::Cancelled);
    QCOMPARE(answerText(session.record().transcript), partial);
    QVERIFY(!session.record().error);

    QSignalSpy phases(&session, &AnalysisSession::phaseChanged);
    QSignalSpy recorded(&session, &AnalysisSession::recorded);
    session.cancel();
    m_clock.advance(1h);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
    QCOMPARE(finished.size(), 1);
    QCOMPARE(phases.size() + recorded.size(), 0);
}

void tst_AnalysisSession::cancelBeforeTheStart()
{
    m_session = m_bench->session();
    m_session->cancel();
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    m_session->start(); // too late
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    QVERIFY(m_session->attempts().empty());
    QCOMPARE(m_session->elapsed(), 0ms);
}

void tst_AnalysisSession::cancelWhileWaitingToRetry()
{
    m_bench->server.enqueue(jsonAnswer(503, ""));
    AnalysisRequest request = m_bench->request();
    request.retries = 3;
    AnalysisSession &session = begin(request);
    QTRY_COMPARE(session.phase(), Phase::WaitingToRetry);
    session.cancel();
    QCOMPARE(session.phase(), Phase::Cancelled);
    m_clock.advance(1h);
    QCOMPARE(session.attempts().size(), size_t(1));
    QCOMPARE(session.attempts().front().outcome, AnalysisStatus::Failed);
    QCOMPARE(m_bench->server.requests().size(), size_t(1));
}

void tst_AnalysisSession::aSlotMayCancel_data()
{
    QTest::addColumn<QString>("at");
    for (const char *at : {"phase Connecting", "attemptStarted", "phase Waiting", "limitsStated",
                           "recorded 1", "recorded 2", "recorded 4", "phase Thinking", "phase Answering",
                           "attemptEnded", "phase WaitingToRetry", "retryScheduled", "fellBack"})
        QTest::newRow(at) << QString::fromLatin1(at);
}

/// Whichever signal the slot that cancels listens to: one outcome, and nothing after it.
void tst_AnalysisSession::aSlotMayCancel()
{
    QFETCH(const QString, at);
    const bool retries = at.contains(u"etry"_s);
    if (at == "fellBack"_L1)
        m_bench->server.enqueue(jsonAnswer(400, R"({"error":{"message":"no","param":"reasoning.summary"}})"));
    if (retries)
        m_bench->server.enqueue(jsonAnswer(503, ""));
    m_bench->server.setResponder([](const ReceivedRequest &) {
        Script script = eventStream(created + thought + half + rest);
        script.headers = {{"x-ratelimit-remaining-tokens", "100"}};
        return script;
    });
    AnalysisRequest request = m_bench->request();
    request.response.summary = u"auto"_s;
    request.retries = retries ? 2 : 0;
    m_session = m_bench->session(request);
    AnalysisSession &session = *m_session;

    QStringList log;
    const auto see = [&](const QString &signal) {
        log += signal;
        if (signal == at)
            session.cancel();
    };
    static const QHash<Phase, QString> phaseNames{{Phase::Connecting, u"Connecting"_s},
                                                  {Phase::Waiting, u"Waiting"_s},
                                                  {Phase::Thinking, u"Thinking"_s},
                                                  {Phase::Answering, u"Answering"_s},
                                                  {Phase::WaitingToRetry, u"WaitingToRetry"_s}};
    connect(&session, &AnalysisSession::phaseChanged, this,
            [&](Phase phase) { see(u"phase "_s + phaseNames.value(phase, u"other"_s)); });
    connect(&session, &AnalysisSession::attemptStarted, this, [&] { see(u"attemptStarted"_s); });
    connect(&session, &AnalysisSession::limitsStated, this, [&] { see(u"limitsStated"_s); });
    connect(&session, &AnalysisSession::recorded, this,
            [&](const StreamRecord &record) { see(u"recorded %1"_s.arg(record.ordinal + 1)); });
    connect(&session, &AnalysisSession::attemptEnded, this, [&] { see(u"attemptEnded"_s); });
    connect(&session, &AnalysisSession::retryScheduled, this, [&] { see(u"retryScheduled"_s); });
    connect(&session, &AnalysisSession::fellBack, this, [&] { see(u"fellBack"_s); });
    connect(&session, &AnalysisSession::finished, this, [&] { see(u"finished"_s); });
    session.start();
    QTRY_VERIFY(log.contains(u"finished"_s));
    m_clock.advance(1h);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
    const QString told = log.join(u", "_s);
    QVERIFY2(log.contains(at), qPrintable(told));
    QCOMPARE(session.phase(), Phase::Cancelled);
    QCOMPARE(log.count(u"finished"_s), 1);
    QVERIFY2(log.last() == "finished"_L1, qPrintable(told));
    QVERIFY2(log.indexOf(u"attemptStarted"_s) < log.indexOf(u"attemptEnded"_s), qPrintable(told));
}

void tst_AnalysisSession::mayBeDestroyedAtAnyMoment_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Phase>("at");
    QTest::newRow("idle") << Script{} << Phase::Idle;
    QTest::newRow("connecting") << Script{.opening = Opening::Silence} << Phase::Connecting;
    QTest::newRow("waiting") << Script{.opening = Opening::Silence} << Phase::Waiting;
    QTest::newRow("thinking") << stalled(created + thought) << Phase::Thinking;
    QTest::newRow("answering") << stalled(created + half) << Phase::Answering;
    QTest::newRow("behind an error") << stalled(statedError) << Phase::Finishing;
    QTest::newRow("waiting to retry") << jsonAnswer(503, "") << Phase::WaitingToRetry;
    QTest::newRow("completed") << eventStream(wholeRun) << Phase::Completed;
    QTest::newRow("failed") << jsonAnswer(401, "") << Phase::Failed;
}

void tst_AnalysisSession::mayBeDestroyedAtAnyMoment()
{
    QFETCH(const Script, script);
    QFETCH(const Phase, at);
    m_bench->server.enqueue(script);
    AnalysisRequest request = m_bench->request();
    request.retries = at == Phase::WaitingToRetry ? 1 : 0;
    m_session = m_bench->session(request);
    if (at != Phase::Idle)
        m_session->start();
    QTRY_COMPARE(m_session->phase(), at);
    m_session.reset();
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
    m_clock.advance(1h);
    QVERIFY(m_bench->server.requests().size() <= 1);
}

void tst_AnalysisSession::retryMakesAnotherAttempt()
{
    m_bench->server.enqueue(eventStream(created + half));
    AnalysisSession &session = begin();
    QTRY_COMPARE(session.phase(), Phase::Interrupted);
    const Attempt first = session.attempts().front();

    m_bench->server.enqueue(eventStream(wholeRun));
    QSignalSpy recorded(&session, &AnalysisSession::recorded);
    session.retry();
    QCOMPARE(session.phase(), Phase::Connecting);
    QVERIFY(!session.record().error);
    QCOMPARE(answerText(session.transcript()), QString());
    QTRY_COMPARE(session.phase(), Phase::Completed);
    const AnalysisRecord record = session.record();
    QCOMPARE(record.attempts.size(), size_t(2));
    QCOMPARE(record.attempts.front(), first);
    QCOMPARE(record.attempts.back().number, 2);
    QCOMPARE(record.attempts.back().outcome, AnalysisStatus::Completed);
    QCOMPARE(answerText(record.transcript), u"Half and half"_s);
    QCOMPARE(recorded.first().first().value<StreamRecord>().attempt, 2);
    QCOMPARE(recorded.first().first().value<StreamRecord>().ordinal, 0);
    QCOMPARE(m_bench->server.requests().at(0).body, m_bench->server.requests().at(1).body);
}

void tst_AnalysisSession::retriesByItselfOnlyBeforeText_data()
{
    QTest::addColumn<Script>("first");
    QTest::addColumn<bool>("retried");
    QTest::newRow("closed before the head") << Script{.opening = Opening::Close} << true;
    QTest::newRow("overloaded") << jsonAnswer(503, "") << true;
    QTest::newRow("begun, but nothing to read yet") << eventStream(created) << true;
    QTest::newRow("a transient failure before any text") << eventStream(created + failedResponse) << true;
    QTest::newRow("reasoning has been shown") << eventStream(created + thought) << false;
    QTest::newRow("text has been shown") << eventStream(created + half) << false;
    QTest::newRow("a transient failure behind text") << eventStream(half + failedResponse) << false;
    QTest::newRow("a wrong key") << jsonAnswer(401, "") << false;
    QTest::newRow("no credit") << jsonAnswer(429, R"({"error":{"message":"m","code":"insufficient_quota"}})")
                               << false;
    QTest::newRow("incomplete") << eventStream(sse(R"({"type":"response.incomplete"})")) << false;
}

void tst_AnalysisSession::retriesByItselfOnlyBeforeText()
{
    QFETCH(const Script, first);
    QFETCH(const bool, retried);
    m_bench->server.enqueue(first);
    m_bench->server.enqueue(eventStream(wholeRun));
    AnalysisRequest request = m_bench->request();
    request.retries = 1;
    AnalysisSession &session = begin(request);
    QTRY_VERIFY(session.phase() == Phase::WaitingToRetry || isFinal(session.phase()));
    QCOMPARE(session.phase() == Phase::WaitingToRetry, retried);
    m_clock.advance(session.untilRetry() + 1ms);
    QTRY_VERIFY(isFinal(session.phase()));
    QCOMPARE(session.attempts().size(), size_t(retried ? 2 : 1));
    QCOMPARE(m_bench->server.requests().size(), size_t(retried ? 2 : 1));
    if (retried)
        QCOMPARE(session.phase(), Phase::Completed);
}

void tst_AnalysisSession::waitsAsLongAsTheServerAsks()
{
    Script limited = jsonAnswer(429, R"({"error":{"message":"m","code":"rate_limit_exceeded"}})");
    limited.headers = {{"Retry-After", "7"}};
    m_bench->server.enqueue(limited);
    m_bench->server.enqueue(eventStream(wholeRun));
    AnalysisRequest request = m_bench->request();
    request.retries = 1;
    m_session = m_bench->session(request);
    QSignalSpy scheduled(m_session.get(), &AnalysisSession::retryScheduled);
    m_session->start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToRetry);
    QCOMPARE(scheduled.size(), 1);
    QCOMPARE(scheduled.first().at(0).toInt(), 2);
    QCOMPARE(m_session->untilRetry(), 7000ms);
    m_clock.advance(6999ms);
    QCOMPARE(m_session->phase(), Phase::WaitingToRetry);
    QCOMPARE(m_session->untilRetry(), 1ms);
    m_clock.advance(1ms);
    QCOMPARE(m_session->phase(), Phase::Connecting);
    QTRY_COMPARE(m_session->phase(), Phase::Completed);
}

void tst_AnalysisSession::tellsWhatTheServerStillTakes()
{
    Script limited = jsonAnswer(429, R"({"error":{"message":"m","code":"rate_limit_exceeded"}})");
    limited.headers = {{"Retry-After", "7"}, {"x-ratelimit-remaining-requests", "0"}};
    m_bench->server.enqueue(limited);
    m_bench->server.enqueue(eventStream(wholeRun)); // without a word about limits
    AnalysisRequest request = m_bench->request();
    request.retries = 1;
    m_session = m_bench->session(request);
    QSignalSpy stated(m_session.get(), &AnalysisSession::limitsStated);
    m_session->start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToRetry);
    QCOMPARE(stated.size(), 1);
    QVERIFY((stated.first().first().value<RateLimits>() == RateLimits{.requestsLeft = 0}));
    m_session->tryNow();
    QTRY_COMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(stated.size(), 1);
}

void tst_AnalysisSession::retryEndsTheWait()
{
    m_bench->server.enqueue(jsonAnswer(503, ""));
    m_bench->server.enqueue(eventStream(wholeRun));
    AnalysisRequest request = m_bench->request();
    request.retries = 1;
    AnalysisSession &session = begin(request);
    QTRY_COMPARE(session.phase(), Phase::WaitingToRetry);
    session.retry();
    QTRY_COMPARE(session.phase(), Phase::Completed);
    m_clock.advance(1h); // the alarm must not ring any more
    QCOMPARE(session.attempts().size(), size_t(2));
    QCOMPARE(m_bench->server.requests().size(), size_t(2));
}

void tst_AnalysisSession::retriesRunOut()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return jsonAnswer(503, ""); });
    AnalysisRequest request = m_bench->request();
    request.retries = 2;
    AnalysisSession &session = begin(request);
    for (int i = 0; i < 2; ++i) {
        QTRY_COMPARE(session.phase(), Phase::WaitingToRetry);
        m_clock.advance(10s);
    }
    QTRY_COMPARE(session.phase(), Phase::Failed);
    QCOMPARE(session.attempts().size(), size_t(3));
    QCOMPARE(session.attempts().back().number, 3);
    QCOMPARE(m_bench->server.requests().size(), size_t(3));
}

void tst_AnalysisSession::fallsBackWithoutSummaries()
{
    m_bench->server.enqueue(jsonAnswer(
        400,
        R"({"error":{"message":"Your organization must be verified to generate reasoning summaries.","type":"invalid_request_error","param":"reasoning.summary","code":"unsupported_value"}})"));
    m_bench->server.enqueue(eventStream(wholeRun));
    AnalysisRequest request = m_bench->request();
    request.response.summary = u"auto"_s;
    request.response.effort = u"high"_s;
    m_session = m_bench->session(request);
    QSignalSpy fellBack(m_session.get(), &AnalysisSession::fellBack);
    QVERIFY(test::runToEnd(*m_session));
    QCOMPARE(fellBack.size(), 1);
    const AnalysisRecord record = m_session->record();
    QCOMPARE(record.status, AnalysisStatus::Completed);
    QCOMPARE(record.fallbacks.size(), 1);
    QVERIFY(record.fallbacks.first().startsWith(u"reasoning.summary dropped: Your organization"_s));
    QCOMPARE(record.request.response.summary, u"auto"_s); // what was asked for stays on record
    QCOMPARE(record.attempts.size(), size_t(2));
    QCOMPARE(record.attempts.front().outcome, AnalysisStatus::Failed);
    QCOMPARE(sentBody(0)["reasoning"_L1]["summary"_L1].toString(), u"auto"_s);
    QVERIFY(sentBody(1)["reasoning"_L1]["summary"_L1].isUndefined());
    QCOMPARE(sentBody(1)["reasoning"_L1]["effort"_L1].toString(), u"high"_s);
}

void tst_AnalysisSession::fallsBackToABlockingRequest()
{
    m_bench->server.enqueue(jsonAnswer(
        400,
        R"({"error":{"message":"Your organization must be verified to stream this model.","param":"stream","code":"unsupported_value"}})"));
    m_bench->server.enqueue(jsonAnswer(200, wholeBody));
    AnalysisSession &session = begin();
    QTRY_COMPARE(session.phase(), Phase::Completed);
    QCOMPARE(answerText(session.transcript()), u"Whole"_s);
    QCOMPARE(sentBody(0)["stream"_L1], QJsonValue(true));
    QVERIFY(!sentBody(1).contains("stream"_L1));
    QVERIFY(!session.attempts().back().streamed);
    QVERIFY(session.attempts().front().streamed);
}

void tst_AnalysisSession::doesNotFallBackUnasked()
{
    m_bench->server.enqueue(
        jsonAnswer(400, R"({"error":{"message":"no summaries","param":"reasoning.summary"}})"));
    AnalysisRequest request = m_bench->request();
    request.response.summary = u"auto"_s;
    request.allowFallback = false;
    AnalysisSession &session = begin(request);
    QTRY_COMPARE(session.phase(), Phase::Failed);
    QCOMPARE(session.record().fallbacks, QStringList());
    QCOMPARE(m_bench->server.requests().size(), size_t(1));
}

void tst_AnalysisSession::blockingRequests_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a whole answer") << jsonAnswer(200, wholeBody) << u"completed 'Whole'"_s;
    QTest::newRow("a stream all the same") << eventStream(wholeRun) << u"completed 'Half and half'"_s;
    QTest::newRow("incomplete") << jsonAnswer(
        200, R"({"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]})")
                                << u"incomplete ''"_s;
    QTest::newRow("failed") << jsonAnswer(
        200, R"({"status":"failed","error":{"code":"server_error","message":"m"}})")
                            << u"failed '' Server server_error"_s;
    QTest::newRow("cut off") << [] {
        Script script = jsonAnswer(200, wholeBody);
        script.fault = {.kind = BodyFault::Kind::Close, .afterBytes = 40};
        return script;
    }() << u"interrupted '' Interrupted"_s;
}

void tst_AnalysisSession::blockingRequests()
{
    QFETCH(const Script, script);
    QFETCH(const QString, expected);
    m_bench->server.enqueue(script);
    AnalysisRequest request = m_bench->request();
    request.streaming = StreamingMode::Off;
    AnalysisSession &session = begin(request);
    QTRY_VERIFY(isFinal(session.phase()));
    QVERIFY2(words(session.record()).startsWith(expected), qPrintable(words(session.record())));
    QVERIFY(!sentBody(0).contains("stream"_L1));
    QVERIFY(!sentBody(0).contains("stream_options"_L1));
    QVERIFY(!session.attempts().front().streamed);
}

void tst_AnalysisSession::twelveAtOnceAllConnect()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return stalled(created + half); });
    std::vector<std::unique_ptr<AnalysisSession>> sessions;
    for (int i = 0; i < 12; ++i) {
        sessions.push_back(m_bench->session());
        sessions.back()->start();
    }
    const auto answering = [&] {
        return std::ranges::all_of(sessions,
                                   [](const auto &session) { return session->phase() == Phase::Answering; });
    };
    QTRY_VERIFY(answering());
    QCOMPARE(m_bench->server.connectionsOpen(), 12);
    for (const auto &session : sessions)
        session->cancel();
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
}

void tst_AnalysisSession::theKeyIsNowhereInTheRecord()
{
    // A server that echoes the key it refuses.
    m_bench->server.enqueue(jsonAnswer(
        401,
        R"({"error":{"message":"Incorrect API key provided: sk-test0123456789abcdef.","code":"invalid_api_key"}})"));
    const Endpoint endpoint{.baseUrl = m_bench->server.baseUrl(),
                            .key = SecretBytes("sk-test0123456789abcdef")};
    SessionSetup setup{.id = AnalysisId{1},
                       .request = m_bench->request(),
                       .openStream = [&](const Exchange &exchange, const Timeouts &) {
                           return m_bench->client.open(endpoint, exchange);
                       }};
    m_session = std::make_unique<AnalysisSession>(std::move(setup), m_clock);
    QVERIFY(test::runToEnd(*m_session));
    QCOMPARE(m_bench->server.requests().front().header("Authorization"),
             QByteArray("Bearer sk-test0123456789abcdef"));
    const AnalysisRecord record = m_session->record();
    QVERIFY(!record.error->message.contains(u"0123456789"_s));
    QVERIFY(!record.attempts.front().requestBody.contains("0123456789"));
}

QTEST_GUILESS_MAIN(tst_AnalysisSession)
#include "tst_analysissession.moc"
