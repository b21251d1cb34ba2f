#include "replay/backgroundresponses.h"
#include "support/activetimers.h"
#include "support/manualclock.h"
#include "support/sessionbench.h"
#include "ui/run/streams.h"
#include "ui/run/waitbanner.h"

#include <QPushButton>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

class tst_WaitBanner : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void countsDownToAPaidAttempt();
    void tryNowBeginsTheAttempt();
    void stopEndsTheWait();
    void staysUntilTheResponseIsTakenUp();
    void doesNotWaitForTheServerToStop();
    void shortWaitsAreNotWorthAWord();
    void aSessionMayGoFirst();

private:
    QPushButton *button(const QString &name) { return m_banner->findChild<QPushButton *>(name); }
    /// A run whose first attempt was refused for so many seconds.
    std::unique_ptr<AnalysisSession> refusedFor(int seconds);
    std::unique_ptr<AnalysisSession> inBackground(BackgroundBehaviour behaviour);
    bool ticks() const;

    ManualClock m_clock;
    std::unique_ptr<SessionBench> m_bench;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<QWidget> m_window;
    WaitBanner *m_banner = nullptr;
};

void tst_WaitBanner::init()
{
    m_bench = std::make_unique<SessionBench>(m_clock);
    m_window = std::make_unique<QWidget>();
    m_banner = new WaitBanner(m_window.get());
    m_window->resize(500, 200);
    m_window->show();
}

void tst_WaitBanner::cleanup()
{
    m_window.reset();
    m_responses.reset();
    m_bench.reset();
}

bool tst_WaitBanner::ticks() const
{
    return !test::activeTimers(*m_banner).isEmpty();
}

std::unique_ptr<AnalysisSession> tst_WaitBanner::refusedFor(int seconds)
{
    Script refusal = jsonAnswer(429, R"({"error":{"message":"slow down","code":"rate_limit_exceeded"}})");
    refusal.headers.emplace_back("Retry-After", QByteArray::number(seconds));
    m_bench->server.enqueue(refusal);
    m_bench->server.enqueue(eventStream(created() + answer(u"done"_s) + completed()));
    AnalysisRequest request = m_bench->request();
    request.retries = 1;
    auto session = m_bench->session(request);
    m_banner->follow(session.get());
    session->start();
    return session;
}

std::unique_ptr<AnalysisSession> tst_WaitBanner::inBackground(BackgroundBehaviour behaviour)
{
    behaviour.recording = numberedStream({u"one "_s, u"two "_s, u"three"_s});
    m_responses = std::make_unique<BackgroundResponses>(m_bench->server, std::move(behaviour), m_clock);
    AnalysisRequest request = m_bench->request();
    request.response.background = true;
    request.response.store = true;
    auto session = m_bench->session(request);
    m_banner->follow(session.get());
    session->start();
    return session;
}

void tst_WaitBanner::countsDownToAPaidAttempt()
{
    QVERIFY(!m_banner->isVisible());
    const auto session = refusedFor(20);
    QTRY_VERIFY(m_banner->isVisible());
    QCOMPARE(session->phase(), Phase::WaitingToRetry);
    QVERIFY2(m_banner->sentence().contains(u"rate limit"_s), qPrintable(m_banner->sentence()));
    m_clock.advance(session->untilRetry() - 7s);
    QTRY_COMPARE(m_banner->details(), u"Next attempt in 7 s · it is a new paid request"_s);
    QVERIFY(ticks());
    m_clock.advance(7s);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QVERIFY(!m_banner->isVisible());
    QVERIFY(!ticks());
}

void tst_WaitBanner::tryNowBeginsTheAttempt()
{
    const auto session = refusedFor(60);
    QTRY_VERIFY(m_banner->isVisible());
    QTest::mouseClick(button(u"tryNow"_s), Qt::LeftButton);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QCOMPARE(session->attempts().size(), std::size_t(2));
}

void tst_WaitBanner::stopEndsTheWait()
{
    const auto session = refusedFor(60);
    QTRY_VERIFY(m_banner->isVisible());
    QTest::mouseClick(button(u"stopWaiting"_s), Qt::LeftButton);
    QCOMPARE(session->phase(), Phase::Cancelled);
    QVERIFY(!m_banner->isVisible());
    QCOMPARE(m_bench->server.requests().size(), std::size_t(1));
}

void tst_WaitBanner::staysUntilTheResponseIsTakenUp()
{
    const auto session = inBackground({.cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 400}}});
    Script busy = jsonAnswer(503, R"({"error":{"message":"one moment"}})");
    busy.headers.emplace_back("Retry-After", "9");
    QTRY_VERIFY(m_banner->isVisible());
    QVERIFY2(m_banner->sentence().contains(u"The server goes on"_s), qPrintable(m_banner->sentence()));
    m_bench->server.enqueue(busy);
    QTest::mouseClick(button(u"tryNow"_s), Qt::LeftButton);
    QCOMPARE(session->phase(), Phase::Connecting);
    QVERIFY(m_banner->isVisible()); // it may be in vain
    QVERIFY(!button(u"tryNow"_s)->isEnabled());
    QTRY_COMPARE(session->phase(), Phase::WaitingToResume);
    QVERIFY(m_banner->isVisible());
    QVERIFY2(m_banner->details().contains(u"in 9 s"_s), qPrintable(m_banner->details()));
    QVERIFY2(m_banner->details().contains(u"nothing is paid twice"_s), qPrintable(m_banner->details()));
    QTest::mouseClick(button(u"tryNow"_s), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] {
        m_clock.advance(100ms);
        return session->phase() == Phase::Completed;
    }));
    QVERIFY(!m_banner->isVisible());
    QCOMPARE(m_responses->posts(), 1);
}

void tst_WaitBanner::doesNotWaitForTheServerToStop()
{
    const auto session = inBackground({.betweenEvents = 300ms});
    QTRY_COMPARE(session->phase(), Phase::Answering);
    m_bench->server.enqueue(stalledAfter({})); // the server does not answer that
    session->cancel();
    QCOMPARE(session->phase(), Phase::Cancelling);
    QTRY_VERIFY(m_banner->isVisible());
    QVERIFY2(m_banner->sentence().contains(u"Telling the server to stop"_s),
             qPrintable(m_banner->sentence()));
    QVERIFY(!button(u"tryNow"_s)->isVisible());
    QCOMPARE(button(u"stopWaiting"_s)->text().remove(u'&'), u"Do not wait"_s);
    QTest::mouseClick(button(u"stopWaiting"_s), Qt::LeftButton);
    QCOMPARE(session->phase(), Phase::Cancelled);
    QCOMPARE(session->record().error->code, u"cancel_unconfirmed"_s);
    QVERIFY(!m_banner->isVisible());
}

void tst_WaitBanner::shortWaitsAreNotWorthAWord()
{
    const auto session = inBackground({.cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 400}}});
    QTRY_COMPARE(session->phase(), Phase::WaitingToResume);
    QVERIFY(!m_banner->isVisible());
    m_clock.advance(300ms);
    bool wasSeen = false;
    QVERIFY(QTest::qWaitFor([&] {
        m_clock.advance(100ms);
        wasSeen = wasSeen || m_banner->isVisible();
        return session->phase() == Phase::Completed;
    }));
    QVERIFY(!wasSeen);
    QTest::qWait(0);
    QVERIFY(!ticks());
}

void tst_WaitBanner::aSessionMayGoFirst()
{
    auto session = refusedFor(60);
    QTRY_VERIFY(m_banner->isVisible());
    session.reset();
    QVERIFY(!m_banner->isVisible());
    QVERIFY(!ticks());
}

QTEST_MAIN(tst_WaitBanner)
#include "tst_waitbanner.moc"
