#include "analysis/retrypolicy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

class tst_RetryPolicy : public QObject
{
    Q_OBJECT

private slots:
    void delays_data();
    void delays();
    void jitterShortensByUpToAQuarter();
    void anyNumberOfRetriesIsSafe();
};

void tst_RetryPolicy::delays_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("retriesDone");
    QTest::addColumn<bool>("textArrived");
    QTest::addColumn<int>("retryAfterMs"); // -1: not asked for
    QTest::addColumn<int>("expectedMs");   // -1: no retry

    QTest::newRow("the first retry") << ErrorKind::Network << 0 << false << -1 << 500;
    QTest::newRow("the second waits twice as long") << ErrorKind::Server << 1 << false << -1 << 1000;
    QTest::newRow("the third again") << ErrorKind::Server << 2 << false << -1 << 2000;
    QTest::newRow("none after the last") << ErrorKind::Network << 3 << false << -1 << -1;
    QTest::newRow("none once text has arrived") << ErrorKind::Network << 0 << true << -1 << -1;
    QTest::newRow("none for a wrong request") << ErrorKind::Rejected << 0 << false << -1 << -1;
    QTest::newRow("none for a missing key") << ErrorKind::Authentication << 0 << false << -1 << -1;
    QTest::newRow("none without credit, whatever the server asks")
        << ErrorKind::Quota << 0 << false << 10 << -1;
    QTest::newRow("the server's wish counts") << ErrorKind::RateLimited << 0 << false << 11'054 << 11'054;
    QTest::newRow("the server's wish counts later, too") << ErrorKind::RateLimited << 2 << false << 28 << 28;
    QTest::newRow("the longest wait") << ErrorKind::RateLimited << 0 << false << 120'000 << 120'000;
    QTest::newRow("a longer one is not waited for") << ErrorKind::RateLimited << 0 << false << 120'001 << -1;
    QTest::newRow("a stream that broke off") << ErrorKind::Interrupted << 0 << false << -1 << 500;
}

void tst_RetryPolicy::delays()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const int, retriesDone);
    QFETCH(const bool, textArrived);
    QFETCH(const int, retryAfterMs);
    QFETCH(const int, expectedMs);
    Error error{.kind = kind, .message = u"m"_s};
    if (retryAfterMs >= 0)
        error.retryAfter = std::chrono::milliseconds(retryAfterMs);
    const RetryPolicy policy{.maxRetries = 3};
    const auto delay = policy.delayAfter(retriesDone, error, textArrived, 0.0);
    QCOMPARE(delay ? int(delay->count()) : -1, expectedMs);
}

void tst_RetryPolicy::jitterShortensByUpToAQuarter()
{
    const RetryPolicy policy;
    const Error error{.kind = ErrorKind::Network, .message = u"m"_s};
    QCOMPARE(policy.delayAfter(0, error, false, 0.5), std::optional(437ms));
    const auto shortest = policy.delayAfter(0, error, false, 0.999999);
    QVERIFY(shortest && *shortest >= 375ms && *shortest < 376ms);
}

void tst_RetryPolicy::anyNumberOfRetriesIsSafe()
{
    const RetryPolicy policy{.maxRetries = 1000};
    const Error error{.kind = ErrorKind::Network, .message = u"m"_s};
    for (int done = 4; done < 1000; ++done)
        QCOMPARE(policy.delayAfter(done, error, false, 0.0), std::optional(8000ms));
    QVERIFY(!RetryPolicy{.maxRetries = 0}.delayAfter(0, error, false, 0.0));
}

QTEST_APPLESS_MAIN(tst_RetryPolicy)
#include "tst_retrypolicy.moc"
