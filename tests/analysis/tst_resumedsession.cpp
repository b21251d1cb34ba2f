#include "replay/backgroundresponses.h"
#include "support/manualclock.h"
#include "support/sessionbench.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr int words = 40;

/// JSON is easier to read with single quotes.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray event(const QByteArray &type, int number, const QByteArray &rest)
{
    return "event: " + type
        + json("\ndata: {'type':'" + type + "','sequence_number':" + QByteArray::number(number) + ',' + rest)
        + "}\n\n";
}

QByteArray response(const QByteArray &status, const QByteArray &output = "[]")
{
    return "'response':{'id':'resp_x','object':'response','model':'test-model-1','status':'" + status
        + "','output':" + output + '}';
}

QByteArray word(int i)
{
    return "word" + QByteArray::number(i) + ' ';
}

QString wholeText()
{
    QByteArray text;
    for (int i = 0; i < words; ++i)
        text += word(i);
    return QString::fromLatin1(text);
}

/// A recorded answer of so many words, with the numbers that resuming needs.
QByteArray recording()
{
    int number = 0;
    QByteArray body = event("response.created", number++, response("in_progress"));
    const QByteArray place = "'item_id':'msg_1','output_index':0,'content_index':0";
    body += event("response.output_item.added", number++,
                  "'output_index':0,'item':{'id':'msg_1','type':'message','content':[]}");
    for (int i = 0; i < words; ++i)
        body += event("response.output_text.delta", number++, place + ",'delta':'" + word(i) + "'");
    const QByteArray text = wholeText().toLatin1();
    body += event("response.output_text.done", number++, place + ",'text':'" + text + "'");
    const QByteArray item =
        "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'" + text + "'}]}";
    return body + event("response.completed", number, response("completed", '[' + item + ']'));
}

BodyFault cutAfter(qint64 bytes)
{
    return {.kind = BodyFault::Kind::Close, .afterBytes = bytes};
}

} // namespace

class tst_ResumedSession : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void takesUpTheStreamWhereItBroke_data();
    void takesUpTheStreamWhereItBroke();
    void pollsWhenTheStreamIsTooOld();
    void pollsABlockingAnswer();
    void oldNewsIsRecordedOnce();
    void refusedConnectionsAreTriedAgain();
    void isPatientForSoLong();
    void giveUps_data();
    void giveUps();
    void silenceIsABreakToo();
    void aSleepIsABreakToo();
    void tryNowDoesNotWait();
    void cancelTellsTheServer();
    void cancelWhileWaitingTellsTheServerToo();
    void cancelThatIsNotConfirmed_data();
    void cancelThatIsNotConfirmed();
    void cancelBeforeTheResponseHasAName();
    void cancelTwiceDoesNotWait();
    void theCapStopsTheServerToo();
    void leftToTheServer();
    void storedRunsAreResumed();
    void onlyBrokenRunsAreResumed();
    void foregroundRunsAreNotTakenUp();

private:
    std::unique_ptr<AnalysisSession> session(const AnalysisRequest &request);
    AnalysisRequest request() const;
    void serve(BackgroundBehaviour behaviour);
    /// Lets time pass until \a condition holds; a little real time goes by for the network. The server
    /// streams in real time, but what it has generated is a matter of this clock.
    bool passUntil(const std::function<bool()> &condition, std::chrono::milliseconds step = 50ms);
    bool passUntilEnded(std::chrono::milliseconds step = 50ms)
    {
        return passUntil([this] { return isFinal(m_session->phase()); }, step);
    }
    void start();
    void expectReplayIsTheSame() const;

    ManualClock m_clock;
    std::unique_ptr<SessionBench> m_bench;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<AnalysisSession> m_session;
    std::vector<StreamRecord> m_records;
    std::vector<Phase> m_phases;
};

void tst_ResumedSession::init()
{
    m_bench = std::make_unique<SessionBench>(m_clock);
    m_records.clear();
    m_phases.clear();
}

void tst_ResumedSession::cleanup()
{
    m_session.reset();
    m_responses.reset();
    m_bench.reset();
}

AnalysisRequest tst_ResumedSession::request() const
{
    AnalysisRequest request = m_bench->request();
    request.response.background = true;
    request.response.store = true;
    return request;
}

void tst_ResumedSession::serve(BackgroundBehaviour behaviour)
{
    behaviour.recording = recording();
    m_responses = std::make_unique<BackgroundResponses>(m_bench->server, std::move(behaviour), m_clock);
}

void tst_ResumedSession::start()
{
    if (!m_session)
        m_session = m_bench->session(request());
    connect(m_session.get(), &AnalysisSession::recorded, this,
            [this](const StreamRecord &record) { m_records.push_back(record); });
    connect(m_session.get(), &AnalysisSession::phaseChanged, this,
            [this](Phase phase) { m_phases.push_back(phase); });
    m_session->start();
}

bool tst_ResumedSession::passUntil(const std::function<bool()> &condition, std::chrono::milliseconds step)
{
    return QTest::qWaitFor(
        [&] {
            if (!condition())
                m_clock.advance(step);
            return condition();
        },
        20'000);
}

/// What is stored folds into what was seen: attempt by attempt, as the library reads it.
void tst_ResumedSession::expectReplayIsTheSame() const
{
    TranscriptFold fold;
    int attempt = 1;
    for (const StreamRecord &record : m_records) {
        if (record.attempt != attempt)
            fold.resume();
        attempt = record.attempt;
        (void)fold.feed(record.frame);
    }
    QCOMPARE(fold.transcript(), m_session->transcript());
}

void tst_ResumedSession::takesUpTheStreamWhereItBroke_data()
{
    QTest::addColumn<QList<int>>("cuts"); // bytes of each connection's body
    QTest::addColumn<int>("repeated");
    QTest::addColumn<int>("resumes");
    const int length = int(recording().size());
    QTest::newRow("not at all") << QList<int>{} << 0 << 0;
    QTest::newRow("in the middle") << QList{length / 2} << 0 << 1;
    QTest::newRow("within the first delta") << QList{600} << 0 << 1;
    QTest::newRow("just before the end") << QList{length - 1} << 0 << 1;
    QTest::newRow("at once, twice") << QList{length / 3, 0, 0} << 0 << 3;
    QTest::newRow("again and again") << QList{1000, 300, 400, 200, 333, 1} << 0 << 6;
    QTest::newRow("with some sent again") << QList{length / 2, length / 4} << 5 << 2;
}

void tst_ResumedSession::takesUpTheStreamWhereItBroke()
{
    QFETCH(const QList<int>, cuts);
    QFETCH(const int, repeated);
    QFETCH(const int, resumes);
    BackgroundBehaviour behaviour{.betweenEvents = 1ms, .repeatedOnResume = repeated};
    for (const int cut : cuts)
        behaviour.cuts.push_back(cutAfter(cut));
    serve(behaviour);
    start();
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(m_responses->resumes(), resumes);
    QCOMPARE(m_session->transcript().repeats > 0, repeated > 0);
    const auto &attempts = m_session->attempts();
    for (size_t i = 0; i < attempts.size(); ++i) {
        QCOMPARE(attempts[i].resumed, i > 0);
        QCOMPARE(attempts[i].requestBody.isEmpty(), i > 0);
        QCOMPARE(attempts[i].outcome,
                 i + 1 < attempts.size() ? AnalysisStatus::Interrupted : AnalysisStatus::Completed);
    }
    QCOMPARE(std::ranges::count(m_phases, Phase::WaitingToResume) > 0, resumes > 0);
    expectReplayIsTheSame();
}

void tst_ResumedSession::pollsWhenTheStreamIsTooOld()
{
    serve({.betweenEvents = 30ms, .resumeWindow = 0ms, .cuts = {cutAfter(1500)}});
    start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToResume);
    m_clock.advance(1ms); // the window has closed
    m_session->tryNow();
    QTRY_COMPARE(m_session->phase(), Phase::Polling);
    QVERIFY(!answerText(m_session->transcript()).isEmpty());
    QVERIFY2(wholeText().startsWith(answerText(m_session->transcript())), "what came stays");
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(m_responses->resumes(), 1);
    QVERIFY(m_responses->polls() > 0);
    expectReplayIsTheSame();
}

/// Background mode without streaming: the first answer says only that it was taken in.
void tst_ResumedSession::pollsABlockingAnswer()
{
    serve({.betweenEvents = 30ms});
    AnalysisRequest blocking = request();
    blocking.streaming = StreamingMode::Off;
    m_session = m_bench->session(blocking);
    start();
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(m_responses->resumes(), 0);
    expectReplayIsTheSame();
}

void tst_ResumedSession::oldNewsIsRecordedOnce()
{
    serve({.betweenEvents = 5s});
    AnalysisRequest blocking = request();
    blocking.streaming = StreamingMode::Off;
    m_session = m_bench->session(blocking);
    start();
    QVERIFY(passUntilEnded(2s));
    QCOMPARE(m_session->phase(), Phase::Completed);
    QVERIFY(m_responses->polls() > 10);
    const auto snapshots = std::ranges::count_if(
        m_records, [](const StreamRecord &record) { return record.frame.kind == FrameKind::Body; });
    QVERIFY2(snapshots <= 3, qPrintable(QString::number(snapshots)));
    expectReplayIsTheSame();
}

void tst_ResumedSession::refusedConnectionsAreTriedAgain()
{
    serve({.betweenEvents = 10ms, .cuts = {cutAfter(1500)}});
    start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToResume);
    for (int i = 0; i < 3; ++i)
        m_bench->server.enqueue({.opening = Opening::Reset});
    m_bench->server.enqueue(jsonAnswer(503, "{}"));
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_responses->posts(), 1);
    expectReplayIsTheSame();
}

void tst_ResumedSession::isPatientForSoLong()
{
    serve({.betweenEvents = 30ms, .cuts = {cutAfter(1500)}});
    start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToResume);
    m_bench->server.close();
    QVERIFY(passUntilEnded(15s));
    QCOMPARE(m_session->phase(), Phase::Interrupted);
    QVERIFY(m_session->mayResume());
    QVERIFY(m_session->record().error);
    QVERIFY(m_session->elapsed() >= ResumePolicy{}.patience);
    QVERIFY2(m_session->attempts().size() <= 2, "attempts of which nothing came are one");
}

void tst_ResumedSession::giveUps_data()
{
    QTest::addColumn<Script>("answer");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("gone") << jsonAnswer(404, json("{'error':{'message':'Response not found'}}"))
                          << ErrorKind::NotFound;
    QTest::newRow("key taken back") << jsonAnswer(401, json("{'error':{'message':'Incorrect API key'}}"))
                                    << ErrorKind::Authentication;
}

void tst_ResumedSession::giveUps()
{
    QFETCH(const Script, answer);
    QFETCH(const ErrorKind, kind);
    serve({.betweenEvents = 30ms, .cuts = {cutAfter(1500)}});
    AnalysisRequest eager = request();
    eager.retries = 5;
    m_session = m_bench->session(eager);
    start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToResume);
    m_bench->server.enqueue(answer);
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Interrupted);
    QCOMPARE(m_session->record().error->kind, kind);
    QCOMPARE(m_responses->posts(), 1);
    expectReplayIsTheSame();
}

void tst_ResumedSession::silenceIsABreakToo()
{
    serve({.betweenEvents = 10ms, .cuts = {{.kind = BodyFault::Kind::Stall, .afterBytes = 1500}}});
    AnalysisRequest impatient = request();
    impatient.idleTimeoutSeconds = 20;
    m_session = m_bench->session(impatient);
    start();
    QTRY_VERIFY(!answerText(m_session->transcript()).isEmpty());
    QVERIFY(passUntilEnded(200ms));
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_session->attempts().front().error->code, u"idle_timeout"_s);
    expectReplayIsTheSame();
}

void tst_ResumedSession::aSleepIsABreakToo()
{
    serve({.betweenEvents = 10ms, .cuts = {{.kind = BodyFault::Kind::Stall, .afterBytes = 1500}}});
    start();
    QTRY_VERIFY(!answerText(m_session->transcript()).isEmpty());
    m_session->connectionLost();
    QCOMPARE(m_session->phase(), Phase::WaitingToResume);
    QVERIFY(passUntilEnded());
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_responses->posts(), 1);
}

void tst_ResumedSession::tryNowDoesNotWait()
{
    serve({.betweenEvents = 0ms, .cuts = {cutAfter(1500)}});
    start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToResume);
    QVERIFY(m_session->untilRetry() > 0ms);
    m_session->tryNow();
    QTRY_COMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(m_responses->resumes(), 1);
}

void tst_ResumedSession::cancelTellsTheServer()
{
    serve({.betweenEvents = 30ms});
    start();
    QTRY_VERIFY(answerText(m_session->transcript()).size() > 10);
    m_session->cancel();
    QCOMPARE(m_session->phase(), Phase::Cancelling);
    QTRY_COMPARE(m_session->phase(), Phase::Cancelled);
    QCOMPARE(m_responses->cancels(), 1);
    QCOMPARE(m_session->transcript().status, std::optional(ResponseStatus::Cancelled));
    QVERIFY(!m_session->record().error);
    QVERIFY2(answerText(m_session->transcript()).size() > 10, "the partial is kept");
    QCOMPARE(m_records.back().frame.kind, FrameKind::Body);
    QTRY_COMPARE(m_bench->server.connectionsOpen(), 0);
    QVERIFY(!m_session->mayResume());
    expectReplayIsTheSame();
}

void tst_ResumedSession::cancelWhileWaitingTellsTheServerToo()
{
    serve({.betweenEvents = 30ms, .cuts = {cutAfter(1500)}});
    start();
    QTRY_COMPARE(m_session->phase(), Phase::WaitingToResume);
    const QString partial = answerText(m_session->transcript());
    m_session->cancel();
    QTRY_COMPARE(m_session->phase(), Phase::Cancelled);
    QCOMPARE(m_responses->cancels(), 1);
    QCOMPARE(answerText(m_session->transcript()), partial);
    expectReplayIsTheSame();
}

void tst_ResumedSession::cancelThatIsNotConfirmed_data()
{
    QTest::addColumn<Script>("answer");
    QTest::newRow("refused") << jsonAnswer(400, json("{'error':{'message':'Cannot cancel'}}"));
    QTest::newRow("broken") << Script{.opening = Opening::Reset};
    QTest::newRow("silent") << Script{.opening = Opening::Silence};
    QTest::newRow("still running") << jsonAnswer(
        200, json("{'id':'resp_x','object':'response','status':'in_progress','output':[]}"));
}

void tst_ResumedSession::cancelThatIsNotConfirmed()
{
    QFETCH(const Script, answer);
    serve({.betweenEvents = 30ms});
    start();
    QTRY_VERIFY(!answerText(m_session->transcript()).isEmpty());
    const QString partial = answerText(m_session->transcript());
    m_bench->server.enqueue(answer);
    m_session->cancel();
    QVERIFY(passUntilEnded(500ms));
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    QCOMPARE(m_session->record().error->code, u"cancel_unconfirmed"_s);
    QCOMPARE(answerText(m_session->transcript()), partial);
    expectReplayIsTheSame();
}

void tst_ResumedSession::cancelBeforeTheResponseHasAName()
{
    serve({});
    m_bench->server.enqueue({.opening = Opening::Silence});
    start();
    QTRY_COMPARE(m_session->phase(), Phase::Waiting);
    m_session->cancel();
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    QCOMPARE(m_session->record().error->code, u"cancel_unconfirmed"_s);
}

void tst_ResumedSession::cancelTwiceDoesNotWait()
{
    serve({.betweenEvents = 30ms});
    start();
    QTRY_VERIFY(!answerText(m_session->transcript()).isEmpty());
    m_bench->server.enqueue({.opening = Opening::Silence});
    m_session->cancel();
    QCOMPARE(m_session->phase(), Phase::Cancelling);
    m_session->cancel();
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    QCOMPARE(m_session->record().error->code, u"cancel_unconfirmed"_s);
}

void tst_ResumedSession::theCapStopsTheServerToo()
{
    serve({.betweenEvents = 30ms});
    AnalysisRequest capped = request();
    capped.capUsd = 0.001;
    ModelInfo model;
    model.prices = {.inputPerMillion = 1.0, .outputPerMillion = 100.0};
    m_session = m_bench->session(capped, model);
    start();
    QTRY_VERIFY(isFinal(m_session->phase()));
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    QCOMPARE(m_session->record().error->code, u"cap_reached"_s);
    QCOMPARE(m_responses->cancels(), 1);
    // What stopped one attempt is no reason of the next.
    m_bench->server.enqueue({.opening = Opening::Silence});
    m_session->retry();
    m_session->cancel();
    QCOMPARE(m_session->phase(), Phase::Cancelled);
    QVERIFY(!m_session->record().error);
}

void tst_ResumedSession::leftToTheServer()
{
    serve({.betweenEvents = 30ms});
    start();
    QTRY_VERIFY(!answerText(m_session->transcript()).isEmpty());
    m_session->leave();
    QCOMPARE(m_session->phase(), Phase::Interrupted);
    QCOMPARE(m_session->record().error->code, u"left_running"_s);
    QCOMPARE(m_responses->cancels(), 0);
    QVERIFY(m_session->mayResume());
}

/// After a restart: another session, made from what the library holds.
void tst_ResumedSession::storedRunsAreResumed()
{
    serve({.betweenEvents = 30ms});
    start();
    QTRY_VERIFY(answerText(m_session->transcript()).size() > 10);
    m_session->leave();
    const AnalysisRecord stored = m_session->record();
    const QString partial = answerText(stored.transcript);
    m_session = m_bench->session(stored);
    QCOMPARE(answerText(m_session->transcript()), partial);
    start();
    QCOMPARE(m_session->phase(), Phase::Interrupted);
    m_session->resume();
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(answerText(m_session->transcript()), wholeText());
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(m_session->attempts().size(), size_t(2));
    QVERIFY(m_session->attempts().back().resumed);
    expectReplayIsTheSame();
}

void tst_ResumedSession::onlyBrokenRunsAreResumed()
{
    serve({});
    start();
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Completed);
    m_session->resume();
    QCOMPARE(m_session->phase(), Phase::Completed);
    QCOMPARE(m_session->attempts().size(), size_t(1));
}

void tst_ResumedSession::foregroundRunsAreNotTakenUp()
{
    serve({.betweenEvents = 10ms, .cuts = {cutAfter(1500)}});
    AnalysisRequest foreground = request();
    foreground.response.background = false;
    m_session = m_bench->session(foreground);
    start();
    QVERIFY(passUntilEnded());
    QCOMPARE(m_session->phase(), Phase::Interrupted);
    QCOMPARE(m_bench->server.requests().size(), size_t(1));
    QVERIFY(!m_session->mayResume());
}

QTEST_GUILESS_MAIN(tst_ResumedSession)
#include "tst_resumedsession.moc"
