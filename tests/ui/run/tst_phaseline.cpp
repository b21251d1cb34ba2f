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
    const auto timers = line.findChildren<QTimer *>();
    return std::any_of(timers.begin(), timers.end(), [](const QTimer *timer) { return timer->isActive(); });
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
    void countsDownToTheNextAttempt();
    void tellsTheTimeWhileItRuns();
    void showsAStoredRun_data();
    void showsAStoredRun();
    void anUnknownCostIsNotZero();
    void aSessionMayGoFirst();

private:
    ManualClock m_clock;
    std::unique_ptr<SessionBench> m_bench;
    std::unique_ptr<PhaseLine> m_line;
};

void tst_PhaseLine::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_bench = std::make_unique<SessionBench>(m_clock);
    m_line = std::make_unique<PhaseLine>();
}

void tst_PhaseLine::cleanup()
{
    m_line.reset();
    m_bench.reset();
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
    QTRY_VERIFY2(m_line->text().contains(u"next attempt in 3.0 s"_s), qPrintable(m_line->text()));
    m_clock.advance(4s);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QVERIFY(!m_line->text().contains(u"next attempt"_s));
    QVERIFY(!ticks(*m_line));
}

void tst_PhaseLine::tellsTheTimeWhileItRuns()
{
    m_bench->server.enqueue(stalledAfter(created() + answer(QString(400, u'x'))));
    const auto session = m_bench->session();
    m_line->follow(session.get());
    session->start();
    QTRY_COMPARE(session->phase(), Phase::Answering);
    QVERIFY(ticks(*m_line));
    m_clock.advance(65s);
    QTRY_VERIFY2(m_line->text().contains(u"1:05"_s), qPrintable(m_line->text()));
    QVERIFY2(m_line->text().contains(u"about 2 tok/s"_s), qPrintable(m_line->text())); // 100 tokens in 65 s
    m_line->clear(); // another run is shown: this one is no longer looked at
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
