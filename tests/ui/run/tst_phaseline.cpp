#include "replay/backgroundresponses.h"
#include "support/activetimers.h"
#include "support/manualclock.h"
#include "support/sessionbench.h"
#include "ui/run/phaseline.h"
#include "ui/run/streams.h"

#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

bool ticks(const PhaseLine &line)
{
    return !test::activeTimers(line).isEmpty();
}

} // namespace

class tst_PhaseLine : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void isIdleBeforeAndAfterARun();
    void saysHowLongItHasBeenSilent();
    void saysWhatEndsTheSilence_data();
    void saysWhatEndsTheSilence();
    void countsDownToTheNextAttempt();
    void countsDownToTakingUpTheResponse();
    void saysThatItAsksForAnOldResponse();
    void saysHowTheServerStopped();
    void looksAtTheClockOnlyWhileItIsSeen();
    void tellsTheTimeWhileItRuns();
    void showsAStoredRun_data();
    void showsAStoredRun();
    void anUnknownCostIsNotZero();
    void aSessionMayGoFirst();

private:
    ManualClock m_clock;
    /// Serves \a behaviour in background mode and follows a run of it.
    std::unique_ptr<AnalysisSession> startInBackground(BackgroundBehaviour behaviour);
    /// Lets time pass until the line says \a text.
    bool passUntilItSays(const QString &text, std::chrono::milliseconds step = 100ms);

    std::unique_ptr<SessionBench> m_bench;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<PhaseLine> m_line;
};

void tst_PhaseLine::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_bench = std::make_unique<SessionBench>(m_clock);
    m_line = std::make_unique<PhaseLine>();
    static_cast<QWidget &>(*m_line).show(); // who is not seen does not look at the clock
}

void tst_PhaseLine::cleanup()
{
    m_line.reset();
    m_responses.reset();
    m_bench.reset();
}

std::unique_ptr<AnalysisSession> tst_PhaseLine::startInBackground(BackgroundBehaviour behaviour)
{
    behaviour.recording = numberedStream({u"one "_s, u"two "_s, u"three"_s});
    m_responses = std::make_unique<BackgroundResponses>(m_bench->server, std::move(behaviour), m_clock);
    AnalysisRequest request = m_bench->request();
    request.response.background = true;
    request.response.store = true;
    auto session = m_bench->session(request);
    m_line->follow(session.get());
    session->start();
    return session;
}

bool tst_PhaseLine::passUntilItSays(const QString &text, std::chrono::milliseconds step)
{
    return QTest::qWaitFor(
        [&] {
            if (!m_line->text().contains(text))
                m_clock.advance(step);
            return m_line->text().contains(text);
        },
        20'000);
}

void tst_PhaseLine::isIdleBeforeAndAfterARun()
{
    QVERIFY(m_line->text().isEmpty());
    QVERIFY(!ticks(*m_line));
    m_bench->server.enqueue(eventStream(created() + answer(u"done"_s) + completed()));
    const auto session = m_bench->session();
    m_line->follow(session.get());
    QVERIFY(runToEnd(*session));
    QCOMPARE(session->phase(), Phase::Completed);
    QVERIFY2(m_line->text().contains(u"completed"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"30 tokens"_s), qPrintable(m_line->text()));
    QVERIFY(!ticks(*m_line));
    m_line->clear();
    QVERIFY(m_line->text().isEmpty());
}

void tst_PhaseLine::saysHowLongItHasBeenSilent()
{
    m_bench->server.enqueue(stalledAfter(created() + reasoning(u"hm"_s)));
    const auto session = m_bench->session();
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::Thinking);
    QVERIFY(m_line->text().contains(u"thinking"_s));
    QVERIFY(!m_line->text().contains(u"silent"_s));
    m_clock.advance(7s);
    QTRY_VERIFY2(m_line->text().contains(u"silent for 7.0 s, connection alive"_s),
                 qPrintable(m_line->text()));
    session->cancel();
    QVERIFY2(m_line->text().contains(u"stopped"_s), qPrintable(m_line->text()));
    QVERIFY(!m_line->text().contains(u"silent"_s));
    QVERIFY(!ticks(*m_line));
}

void tst_PhaseLine::saysWhatEndsTheSilence_data()
{
    QTest::addColumn<std::optional<int>>("idleSeconds");
    QTest::addColumn<QString>("text");
    using Seconds = std::optional<int>;
    QTest::newRow("a limit of this run") << Seconds(90) << u"gives up at 1:30 of silence"_s;
    QTest::newRow("the provider's") << Seconds() << u"gives up at 5:00 of silence"_s;
    QTest::newRow("none") << Seconds(0) << u"waits as long as it takes"_s;
}

void tst_PhaseLine::saysWhatEndsTheSilence()
{
    QFETCH(const std::optional<int>, idleSeconds);
    QFETCH(const QString, text);
    m_bench->server.enqueue(stalledAfter(created() + reasoning(u"hm"_s)));
    AnalysisRequest request = m_bench->request();
    request.idleTimeoutSeconds = idleSeconds;
    const auto session = m_bench->session(request);
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::Thinking);
    m_clock.advance(42s);
    QTRY_VERIFY2(m_line->text().contains(u"silent for 42 s, connection alive · "_s + text),
                 qPrintable(m_line->text()));
}

void tst_PhaseLine::countsDownToTakingUpTheResponse()
{
    const auto session = startInBackground({.cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 400}}});
    Script busy = jsonAnswer(503, R"({"error":{"message":"one moment"}})");
    busy.headers.emplace_back("Retry-After", "9");
    QTRY_COMPARE(session->phase(), Phase::WaitingToResume);
    m_bench->server.enqueue(busy); // what it is answered when it comes back
    QVERIFY2(m_line->text().contains(u"connection lost, the server goes on"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"taking it up again in 1 s · nothing is paid twice"_s),
             qPrintable(m_line->text()));
    m_clock.advance(500ms);
    QTRY_COMPARE(session->phase(), Phase::WaitingToResume);
    m_clock.advance(3500ms);
    QTRY_VERIFY2(m_line->text().contains(u"taking it up again in 6 s"_s), qPrintable(m_line->text()));
    m_clock.advance(6s);
    QVERIFY2(passUntilItSays(u"completed"_s), qPrintable(m_line->text()));
    QVERIFY(!m_line->text().contains(u"again"_s));
    QCOMPARE(m_responses->posts(), 1);
    QVERIFY(!ticks(*m_line));
}

void tst_PhaseLine::saysThatItAsksForAnOldResponse()
{
    const auto session = startInBackground({.betweenEvents = 100ms,
                                            .resumeWindow = 0ms,
                                            .cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 400}}});
    QVERIFY2(passUntilItSays(u"asking again in"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"nothing is paid twice"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"waiting for the server to finish"_s), qPrintable(m_line->text()));
    QVERIFY2(passUntilItSays(u"completed"_s, 500ms), qPrintable(m_line->text()));
}

void tst_PhaseLine::saysHowTheServerStopped()
{
    const auto session = startInBackground({.betweenEvents = 300ms});
    QTRY_COMPARE(session->phase(), Phase::Answering);
    session->cancel();
    QVERIFY2(m_line->text().contains(u"telling the server to stop"_s), qPrintable(m_line->text()));
    QTRY_COMPARE(session->phase(), Phase::Cancelled);
    QVERIFY2(m_line->text().contains(u"connection closed · the server said: cancelled"_s),
             qPrintable(m_line->text()));
    QCOMPARE(m_responses->cancels(), 1);
}

void tst_PhaseLine::looksAtTheClockOnlyWhileItIsSeen()
{
    m_bench->server.enqueue(stalledAfter(created()));
    const auto session = m_bench->session();
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::Thinking);
    QVERIFY(ticks(*m_line));
    m_line->hide();
    QVERIFY(!ticks(*m_line));
    m_clock.advance(30s);
    QCoreApplication::processEvents();
    QVERIFY(!m_line->text().contains(u"30 s"_s));
    m_line->setVisible(true);
    QVERIFY2(m_line->text().contains(u"silent for 30 s"_s), qPrintable(m_line->text())); // at once
    QVERIFY(ticks(*m_line));
}

void tst_PhaseLine::countsDownToTheNextAttempt()
{
    Script refusal = jsonAnswer(429, R"({"error":{"message":"slow down","code":"rate_limit_exceeded"}})");
    refusal.headers.emplace_back("Retry-After", "20");
    m_bench->server.enqueue(refusal);
    m_bench->server.enqueue(eventStream(created() + answer(u"done"_s) + completed()));
    AnalysisRequest request = m_bench->request();
    request.retries = 1;
    const auto session = m_bench->session(request);
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::WaitingToRetry);
    const auto waits = session->untilRetry();
    QVERIFY(waits > 10s);
    QVERIFY2(m_line->text().contains(u"waiting to try again"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"next attempt in"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"paid"_s), qPrintable(m_line->text()));
    m_clock.advance(waits - 3s);
    QTRY_VERIFY2(m_line->text().contains(u"next attempt in 3 s"_s), qPrintable(m_line->text()));
    m_clock.advance(4s);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QVERIFY(!m_line->text().contains(u"next attempt"_s));
    QVERIFY(!ticks(*m_line));
}

void tst_PhaseLine::tellsTheTimeWhileItRuns()
{
    Script script = paced({created() + answer(QString(400, u'x')), answer(u" "_s)}, 500ms);
    script.fault = {.kind = BodyFault::Kind::Stall};
    m_bench->server.enqueue(script);
    const auto session = m_bench->session();
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::Answering);
    QVERIFY(ticks(*m_line));
    m_clock.advance(65s);
    QTRY_VERIFY2(m_line->text().contains(u"1:05"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"silent for 65 s"_s), qPrintable(m_line->text()));
    QVERIFY(!m_line->text().contains(u"tok/s"_s)); // while nothing comes it says nothing
    QTRY_VERIFY2(m_line->text().contains(u"about 2 tok/s"_s),
                 qPrintable(m_line->text())); // 100 tokens in 65 s
    m_line->clear();                          // another run is shown: this one is no longer looked at
    QVERIFY(!ticks(*m_line));
    session->cancel();
    QVERIFY(m_line->text().isEmpty());
}

void tst_PhaseLine::showsAStoredRun_data()
{
    QTest::addColumn<AnalysisStatus>("status");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("text");
    QTest::newRow("completed") << AnalysisStatus::Completed << QString() << u"✓ completed, 0:12"_s;
    QTest::newRow("failed") << AnalysisStatus::Failed << QString() << u"✕ failed, 0:12"_s;
    QTest::newRow("stopped") << AnalysisStatus::Cancelled << QString() << u"■ stopped, 0:12"_s;
    QTest::newRow("at the limit") << AnalysisStatus::Incomplete << u"max_output_tokens"_s
                                  << u"stopped at the token limit"_s;
    QTest::newRow("for another reason")
        << AnalysisStatus::Incomplete << u"content_filter"_s << u"content_filter"_s;
}

void tst_PhaseLine::showsAStoredRun()
{
    QFETCH(const AnalysisStatus, status);
    QFETCH(const QString, reason);
    QFETCH(const QString, text);
    AnalysisRecord record;
    record.status = status;
    record.attempts.push_back({.outcome = status, .timing = {.totalMs = 12'400}});
    record.transcript.incompleteReason = reason;
    static_cast<PhaseLine &>(*m_line).show(record);
    QVERIFY2(m_line->text().contains(text), qPrintable(m_line->text()));
    QVERIFY(!ticks(*m_line));
}

void tst_PhaseLine::anUnknownCostIsNotZero()
{
    AnalysisRecord record;
    record.status = AnalysisStatus::Completed;
    m_line->show(record);
    QVERIFY2(m_line->text().contains(u"cost unknown"_s), qPrintable(m_line->text()));
    QVERIFY(!m_line->text().contains(u'$'));
}

void tst_PhaseLine::aSessionMayGoFirst()
{
    m_bench->server.enqueue(stalledAfter(created()));
    auto session = m_bench->session();
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::Thinking);
    session.reset();
    QTRY_VERIFY(!ticks(*m_line));
}

QTEST_MAIN(tst_PhaseLine)
#include "tst_phaseline.moc"
