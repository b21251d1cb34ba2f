#include "settings/keys.h"
#include "support/feedserver.h"
#include "support/manualclock.h"
#include "updates/updatewatch.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

/// When the release page is asked, and when it is not. Time is the test's; the server is real and counts.
class tst_UpdateWatch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void sendsNothingUnasked();
    void asksOnceForConsent();
    void anyOtherWordIsANo();
    void looksOnceADay();
    void theDayGoesOnOverARestart();
    void theDayCountsFromTheAttempt();
    void aClockThatWasWrongStopsNothing();
    void takesBackAConsent();
    void tellsOfANewerVersion();
    void isSilentAboutFailures();
    void tellsAllWhenAsked_data();
    void tellsAllWhenAsked();
    void joinsACheckThatIsGoing();
    void skipsAVersion();
    void offersNoOlderVersion();

private:
    void open();
    void serve(const QByteArray &version);
    /// Lets \a time pass, and a check that begins meanwhile end.
    void pass(std::chrono::milliseconds time);
    int checks() const { return int(m_feed->server.requests().size() / 2); }

    test::ManualClock m_clock;
    std::unique_ptr<test::FeedServer> m_feed;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<UpdateWatch> m_watch;
    std::unique_ptr<QSignalSpy> m_question;
    std::unique_ptr<QSignalSpy> m_newer;
    std::unique_ptr<QSignalSpy> m_nothing;
    std::unique_ptr<QSignalSpy> m_failed;
};

void tst_UpdateWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    serve("1.1.0");
}

void tst_UpdateWatch::cleanup()
{
    m_watch.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    m_settings.reset();
}

void tst_UpdateWatch::serve(const QByteArray &version)
{
    m_feed = std::make_unique<test::FeedServer>(version);
    open();
}

/// As a start of the program does; 1.0.0 is installed.
void tst_UpdateWatch::open()
{
    m_watch.reset();
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    m_watch = std::make_unique<UpdateWatch>(m_feed->source(), *parseSemanticVersion(u"1.0.0"_s),
                                            DownloadRules{}, *m_settings, m_clock);
    m_question = std::make_unique<QSignalSpy>(m_watch.get(), &UpdateWatch::consentWanted);
    m_newer = std::make_unique<QSignalSpy>(m_watch.get(), &UpdateWatch::newerFound);
    m_nothing = std::make_unique<QSignalSpy>(m_watch.get(), &UpdateWatch::nothingNewer);
    m_failed = std::make_unique<QSignalSpy>(m_watch.get(), &UpdateWatch::failed);
}

void tst_UpdateWatch::pass(std::chrono::milliseconds time)
{
    // In steps that are shorter than a check's patience: what begins on the way also gets to be sent.
    constexpr std::chrono::milliseconds step = 10s;
    for (; time > 0ms; time -= step) {
        m_clock.advance(std::min(step, time));
        QTRY_VERIFY(!m_watch->isChecking());
    }
}

void tst_UpdateWatch::sendsNothingUnasked()
{
    pass(24h); // not begun
    m_watch->begin();
    for (int days = 0; days < 5; ++days)
        pass(24h);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);

    m_watch->answer(UpdateWatch::Consent::Refused);
    for (int days = 0; days < 5; ++days)
        pass(24h);
    open();
    m_watch->begin();
    for (int days = 0; days < 5; ++days)
        pass(24h);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);
    QCOMPARE(m_newer->size() + m_nothing->size() + m_failed->size(), 0);
}

void tst_UpdateWatch::asksOnceForConsent()
{
    QCOMPARE(m_watch->consent(), UpdateWatch::Consent::NotAsked);
    m_watch->begin();
    QCOMPARE(m_question->size(), 0); // the window has just come up
    pass(3s);
    QCOMPARE(m_question->size(), 1);
    pass(48h);
    QCOMPARE(m_question->size(), 1);

    open(); // nobody has answered
    m_watch->begin();
    pass(3s);
    QCOMPARE(m_question->size(), 1);
    for (const auto answer : {UpdateWatch::Consent::Refused, UpdateWatch::Consent::Given}) {
        m_watch->answer(answer);
        QCOMPARE(m_watch->consent(), answer);
        open();
        QCOMPARE(m_watch->consent(), answer);
        m_watch->begin();
        pass(48h);
        QCOMPARE(m_question->size(), 0);
    }
}

void tst_UpdateWatch::anyOtherWordIsANo()
{
    m_settings->set(keys::updateConsent, u"perhaps"_s);
    QCOMPARE(m_watch->consent(), UpdateWatch::Consent::Refused);
}

void tst_UpdateWatch::looksOnceADay()
{
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(29s);
    QCOMPARE(checks(), 0); // the start has better things to do
    pass(1s);
    QCOMPARE(checks(), 1);
    for (int hours = 0; hours < 23; ++hours)
        pass(1h);
    QCOMPARE(checks(), 1);
    pass(1h);
    QCOMPARE(checks(), 2);
    pass(23h);
    QCOMPARE(checks(), 2);
}

void tst_UpdateWatch::theDayGoesOnOverARestart()
{
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(30s);
    QCOMPARE(checks(), 1);
    QCOMPARE(m_watch->lastCheck().toMSecsSinceEpoch(), m_clock.utcUs() / 1000);
    for (int restarts = 0; restarts < 3; ++restarts) {
        open();
        m_watch->begin();
        pass(1h);
        QCOMPARE(checks(), 1);
    }
    open();
    m_watch->begin();
    pass(21h);
    QCOMPARE(checks(), 2);
}

void tst_UpdateWatch::theDayCountsFromTheAttempt()
{
    m_feed->server.setResponder([](const ReceivedRequest &) { return jsonAnswer(500, "{}"); });
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(30s);
    pass(23h);
    QCOMPARE(m_feed->server.requests().size(), size_t(1));
    open();
    m_watch->begin();
    pass(59min);
    QCOMPARE(m_feed->server.requests().size(), size_t(1));
    pass(1min);
    QCOMPARE(m_feed->server.requests().size(), size_t(2));
}

void tst_UpdateWatch::aClockThatWasWrongStopsNothing()
{
    m_settings->set(keys::lastUpdateCheck, m_clock.utcUs() / 1000 + qint64{10} * 365 * 86'400'000);
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(30s);
    QCOMPARE(checks(), 1);
}

void tst_UpdateWatch::takesBackAConsent()
{
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    m_watch->answer(UpdateWatch::Consent::Refused);
    pass(48h);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);

    // Between the feed and its signature
    m_feed->server.enqueue({.opening = Opening::Silence});
    m_watch->answer(UpdateWatch::Consent::Given);
    m_clock.advance(30s);
    QTRY_COMPARE(m_feed->server.requests().size(), size_t(1));
    m_watch->answer(UpdateWatch::Consent::Refused);
    QTRY_COMPARE(m_feed->server.connectionsOpen(), 0);
    pass(48h);
    QCOMPARE(m_feed->server.requests().size(), size_t(1));
    QCOMPARE(m_newer->size() + m_failed->size(), 0);
}

void tst_UpdateWatch::tellsOfANewerVersion()
{
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    m_clock.advance(30s);
    QTRY_COMPARE(m_newer->size(), 1);
    QCOMPARE(m_newer->at(0).at(0).value<Release>().version.toString(), u"1.1.0"_s);
    QCOMPARE(m_nothing->size() + m_failed->size(), 0);
    pass(24h); // later means tomorrow
    QCOMPARE(m_newer->size(), 2);
}

void tst_UpdateWatch::isSilentAboutFailures()
{
    m_feed->server.setResponder([](const ReceivedRequest &) { return jsonAnswer(404, "{}"); });
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(30s);
    QCOMPARE(m_feed->server.requests().size(), size_t(1));
    pass(1h);
    QCOMPARE(m_newer->size() + m_nothing->size() + m_failed->size(), 0);
}

void tst_UpdateWatch::tellsAllWhenAsked_data()
{
    QTest::addColumn<QByteArray>("version"); // empty: the page is gone
    QTest::newRow("newer") << QByteArray("1.0.1");
    QTest::newRow("the same") << QByteArray("1.0.0");
    QTest::newRow("older") << QByteArray("0.9.0");
    QTest::newRow("a failure") << QByteArray();
}

void tst_UpdateWatch::tellsAllWhenAsked()
{
    QFETCH(const QByteArray, version);
    serve(version.isEmpty() ? "1.1.0" : version);
    if (version.isEmpty())
        m_feed->server.setResponder([](const ReceivedRequest &) { return jsonAnswer(404, "{}"); });
    m_watch->begin();
    m_watch->checkNow(); // one request of a person's needs no standing consent, and is none
    QTRY_COMPARE(m_newer->size() + m_nothing->size() + m_failed->size(), 1);
    QCOMPARE(m_newer->size(), version == "1.0.1" ? 1 : 0);
    QCOMPARE(m_failed->size(), version.isEmpty() ? 1 : 0);
    QCOMPARE(m_watch->consent(), UpdateWatch::Consent::NotAsked);
    const size_t requests = m_feed->server.requests().size();
    pass(48h);
    QCOMPARE(m_feed->server.requests().size(), requests);
}

void tst_UpdateWatch::joinsACheckThatIsGoing()
{
    serve("1.0.0");
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    m_clock.advance(30s);
    m_watch->checkNow();
    m_watch->checkNow();
    QTRY_COMPARE(m_nothing->size(), 1);
    pass(1h);
    QCOMPARE(checks(), 1);
    QCOMPARE(m_nothing->size(), 1);
}

void tst_UpdateWatch::skipsAVersion()
{
    m_watch->skip(*parseSemanticVersion(u"1.1.0"_s));
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(30s);
    QCOMPARE(checks(), 1);
    pass(1h);
    QCOMPARE(m_newer->size(), 0);
    m_watch->checkNow(); // who asks is told
    QTRY_COMPARE(m_newer->size(), 1);

    serve("1.2.0");
    m_watch->begin();
    pass(24h);
    QCOMPARE(m_newer->size(), 1); // another version is news again
}

void tst_UpdateWatch::offersNoOlderVersion()
{
    serve("0.9.9");
    m_watch->answer(UpdateWatch::Consent::Given);
    m_watch->begin();
    pass(30s);
    QCOMPARE(checks(), 1);
    pass(1h);
    QCOMPARE(m_newer->size(), 0);
}

QTEST_GUILESS_MAIN(tst_UpdateWatch)
#include "tst_updatewatch.moc"
