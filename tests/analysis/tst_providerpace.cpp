#include "analysis/providerpace.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace reasonglass;

/// What a server says decides when the next request of a batch may leave.
class tst_ProviderPace : public QObject
{
    Q_OBJECT

private slots:
    void asManyAsAllowedMayBegin();
    void aRefusalHoldsForAsLongAsTheServerAsks();
    void refusalsWithoutATimeHoldLongerAndLonger();
    void refusalsOfOneMomentCountOnce();
    void fewerGoAtOnceAfterARefusalAndMoreAgainAfterSuccesses();
    void aLimitThatIsUsedUpHoldsUntilItIsReset_data();
    void aLimitThatIsUsedUpHoldsUntilItIsReset();
    void anotherNumberAtOnceIsTakenAtOnce();

private:
    static qint64 us(std::chrono::milliseconds time) { return std::chrono::microseconds(time).count(); }
    static Error refusal(std::optional<std::chrono::milliseconds> retryAfter = {})
    {
        return {.kind = ErrorKind::RateLimited, .retryAfter = retryAfter};
    }
    static constexpr qint64 now = 1'000'000;
};

void tst_ProviderPace::asManyAsAllowedMayBegin()
{
    const ProviderPace pace(3);
    QVERIFY(pace.mayBegin(0, now));
    QVERIFY(pace.mayBegin(2, now));
    QVERIFY(!pace.mayBegin(3, now));
    QVERIFY(!ProviderPace(1).mayBegin(1, now));
}

void tst_ProviderPace::aRefusalHoldsForAsLongAsTheServerAsks()
{
    ProviderPace pace(4);
    pace.noteRefusal(refusal(11s), now);
    QCOMPARE(pace.heldFor(now), 11'000ms);
    QVERIFY(!pace.mayBegin(0, now + us(10'999ms)));
    QVERIFY(pace.mayBegin(0, now + us(11s)));
    QCOMPARE(pace.heldFor(now + us(12s)), 0ms);
}

void tst_ProviderPace::refusalsWithoutATimeHoldLongerAndLonger()
{
    ProviderPace pace(4);
    qint64 time = now;
    for (const auto expected : {2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        pace.noteRefusal(refusal(), time);
        QCOMPARE(pace.heldFor(time), std::chrono::milliseconds(expected));
        time += us(pace.heldFor(time));
    }
    pace.noteSuccess();
    pace.noteRefusal(refusal(), time);
    QCOMPARE(pace.heldFor(time), 2000ms);
}

void tst_ProviderPace::refusalsOfOneMomentCountOnce()
{
    ProviderPace pace(8);
    for (int i = 0; i < 8; ++i)
        pace.noteRefusal(refusal(), now + i * 1000);
    QVERIFY(pace.heldFor(now) <= 4100ms);
    QVERIFY(pace.mayBegin(3, now + us(1min)));
    QVERIFY(!pace.mayBegin(4, now + us(1min))); // 8 halved, once
}

void tst_ProviderPace::fewerGoAtOnceAfterARefusalAndMoreAgainAfterSuccesses()
{
    ProviderPace pace(4);
    pace.noteRefusal(refusal(1s), now);
    const qint64 later = now + us(1min);
    QVERIFY(pace.mayBegin(1, later));
    QVERIFY(!pace.mayBegin(2, later));
    int successes = 0;
    while (!pace.mayBegin(3, later) && successes < 100) {
        pace.noteSuccess();
        ++successes;
    }
    QVERIFY2(successes >= 3 && successes <= 12, qPrintable(QString::number(successes)));
    for (int i = 0; i < 100; ++i)
        pace.noteSuccess();
    QVERIFY(!pace.mayBegin(4, later)); // never more than allowed
}

void tst_ProviderPace::aLimitThatIsUsedUpHoldsUntilItIsReset_data()
{
    QTest::addColumn<RateLimits>("limits");
    QTest::addColumn<int>("heldMs");

    QTest::newRow("nothing is said") << RateLimits{} << 0;
    QTest::newRow("requests are left") << RateLimits{.requestsLeft = 1, .requestsReset = 6min} << 0;
    QTest::newRow("no request is left") << RateLimits{.requestsLeft = 0, .requestsReset = 12ms} << 12;
    QTest::newRow("no token is left") << RateLimits{.tokensLeft = 0, .tokensReset = 90s} << 90'000;
    QTest::newRow("the longer wait counts")
        << RateLimits{.requestsLeft = 0, .requestsReset = 1s, .tokensLeft = 0, .tokensReset = 2s} << 2'000;
    QTest::newRow("used up, and nobody says until when") << RateLimits{.requestsLeft = 0} << 0;
}

void tst_ProviderPace::aLimitThatIsUsedUpHoldsUntilItIsReset()
{
    QFETCH(const RateLimits, limits);
    QFETCH(const int, heldMs);
    ProviderPace pace(2);
    pace.noteLimits(limits, now);
    QCOMPARE(pace.heldFor(now), std::chrono::milliseconds(heldMs));
}

void tst_ProviderPace::anotherNumberAtOnceIsTakenAtOnce()
{
    ProviderPace pace(2);
    pace.setMost(6);
    QVERIFY(pace.mayBegin(5, now));
    pace.setMost(1);
    QVERIFY(!pace.mayBegin(1, now));
    pace.setMost(0); // makes no sense; one is the least
    QVERIFY(pace.mayBegin(0, now));
}

QTEST_APPLESS_MAIN(tst_ProviderPace)
#include "tst_providerpace.moc"
