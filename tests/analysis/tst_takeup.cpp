#include "analysis/takeup.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace reasonglass;

class tst_TakeUp : public QObject
{
    Q_OBJECT

private slots:
    void waitsLongerFromBreakToBreak();
    void progressBeginsAnew();
    void obeysTheServerWithinReason();
    void givesUpWhatIsGone();
    void isPatientForSoLong();
    void pollsWhereTheStreamIsRefused();
    void pollsLessAndLess();

private:
    const Error m_cut{.kind = ErrorKind::Interrupted, .message = QStringLiteral("m")};
};

void tst_TakeUp::waitsLongerFromBreakToBreak()
{
    TakeUp takeUp({});
    std::vector<std::optional<std::chrono::milliseconds>> delays;
    for (int i = 0; i < 8; ++i)
        delays.push_back(takeUp.delayAfter(m_cut, 0, 0));
    const std::vector<std::optional<std::chrono::milliseconds>> expected{250ms, 500ms, 1s,  2s,
                                                                         4s,    8s,    15s, 15s};
    QCOMPARE(delays, expected);
}

void tst_TakeUp::progressBeginsAnew()
{
    TakeUp takeUp({});
    (void)takeUp.delayAfter(m_cut, 0, 0);
    (void)takeUp.delayAfter(m_cut, 0, 0);
    takeUp.noteProgress();
    QCOMPARE(takeUp.delayAfter(m_cut, 0, 0), std::optional(250ms));
}

void tst_TakeUp::obeysTheServerWithinReason()
{
    TakeUp takeUp({});
    Error busy{.kind = ErrorKind::RateLimited, .message = QStringLiteral("m"), .retryAfter = 7s};
    QCOMPARE(takeUp.delayAfter(busy, 0, 0), std::optional(7000ms));
    busy.retryAfter = 1h;
    QCOMPARE(takeUp.delayAfter(busy, 0, 0), std::optional(120'000ms));
}

void tst_TakeUp::givesUpWhatIsGone()
{
    TakeUp takeUp({});
    QVERIFY(!takeUp.delayAfter({.kind = ErrorKind::NotFound, .message = QStringLiteral("m")}, 0, 0));
}

void tst_TakeUp::isPatientForSoLong()
{
    TakeUp takeUp({.patience = 10s});
    QVERIFY(takeUp.delayAfter(m_cut, 5'000'000, 0));
    QVERIFY(takeUp.delayAfter(m_cut, 15'000'000, 0));
    QVERIFY(!takeUp.delayAfter(m_cut, 15'000'001, 0));
    takeUp.noteContact();
    QVERIFY2(takeUp.delayAfter(m_cut, 15'000'001, 0), "out of reach means in a row");
}

void tst_TakeUp::pollsWhereTheStreamIsRefused()
{
    TakeUp takeUp({});
    QVERIFY(!takeUp.pollsOnly());
    QVERIFY(takeUp.delayAfter({.kind = ErrorKind::Rejected, .message = QStringLiteral("too old")}, 0, 0));
    QVERIFY(takeUp.pollsOnly());
    QVERIFY(takeUp.delayAfter(m_cut, 0, 0));
    QVERIFY2(takeUp.pollsOnly(), "what is too old stays too old");
    takeUp.reset();
    QVERIFY(!takeUp.pollsOnly());
    takeUp.noteSnapshot();
    QVERIFY(takeUp.pollsOnly());
}

void tst_TakeUp::pollsLessAndLess()
{
    TakeUp takeUp({});
    QCOMPARE(takeUp.delayBeforePoll(0), 2000ms);
    QCOMPARE(takeUp.delayBeforePoll(0), 4000ms);
    for (int i = 0; i < 100; ++i)
        (void)takeUp.delayBeforePoll(0);
    QCOMPARE(takeUp.delayBeforePoll(0), 15'000ms);
}

QTEST_APPLESS_MAIN(tst_TakeUp)
#include "tst_takeup.moc"
