#include "providers/ratelimits.h"

#include <QTest>
#include <QTimeZone>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_RateLimits : public QObject
{
    Q_OBJECT

private slots:
    void readsHeaders_data();
    void readsHeaders();
    void whatMakesNoSenseIsNotSaid_data();
    void whatMakesNoSenseIsNotSaid();
};

namespace {

const QDateTime now(QDate(2026, 11, 22), QTime(10, 0), QTimeZone::utc());

QByteArray epochMs(std::chrono::milliseconds fromNow)
{
    return QByteArray::number(now.toMSecsSinceEpoch() + fromNow.count());
}

} // namespace

void tst_RateLimits::readsHeaders_data()
{
    QTest::addColumn<HttpHeaders>("headers");
    QTest::addColumn<RateLimits>("limits");

    QTest::newRow("nothing is said") << HttpHeaders{{"content-type", "text/event-stream"}} << RateLimits{};
    QTest::newRow("requests and tokens, in any case")
        << HttpHeaders{{"x-ratelimit-limit-requests", "500"},   {"X-RateLimit-Remaining-Requests", "499"},
                       {"x-ratelimit-reset-requests", "120ms"}, {"x-ratelimit-limit-tokens", "200000"},
                       {"x-ratelimit-remaining-tokens", "0"},   {"x-ratelimit-reset-tokens", "6m0s"}}
        << RateLimits{.requestLimit = 500,
                      .requestsLeft = 499,
                      .requestsReset = 120ms,
                      .tokenLimit = 200000,
                      .tokensLeft = 0,
                      .tokensReset = 6min};
    QTest::newRow("without resets, as xAI does")
        << HttpHeaders{{"x-ratelimit-limit-requests", "60"}, {"x-ratelimit-remaining-requests", " 59 "}}
        << RateLimits{.requestLimit = 60, .requestsLeft = 59};
    QTest::newRow("microseconds as Go writes them")
        << HttpHeaders{{"x-ratelimit-reset-tokens", "15\xC2\xB5s"}} << RateLimits{.tokensReset = 1ms};
    QTest::newRow("a reset that is a time, as OpenRouter does")
        << HttpHeaders{{"X-RateLimit-Limit", "20"},
                       {"X-RateLimit-Remaining", "0"},
                       {"X-RateLimit-Reset", epochMs(41s)}}
        << RateLimits{.requestLimit = 20, .requestsLeft = 0, .requestsReset = 41s};
    QTest::newRow("a reset that has just gone by")
        << HttpHeaders{{"X-RateLimit-Remaining", "1"}, {"X-RateLimit-Reset", epochMs(-2s)}}
        << RateLimits{.requestsLeft = 1, .requestsReset = 0ms};
    QTest::newRow("the exact names win over the short ones")
        << HttpHeaders{{"x-ratelimit-limit", "20"}, {"x-ratelimit-limit-requests", "500"}}
        << RateLimits{.requestLimit = 500};
}

void tst_RateLimits::readsHeaders()
{
    QFETCH(const HttpHeaders, headers);
    QFETCH(const RateLimits, limits);
    QVERIFY(readRateLimits(headers, now) == limits);
    QCOMPARE(limits.isEmpty(), limits == RateLimits());
}

void tst_RateLimits::whatMakesNoSenseIsNotSaid_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");

    const auto row = [](const char *sentence, const QByteArray &name, const QByteArray &value) {
        QTest::newRow(sentence) << name << value;
    };
    row("a word", "x-ratelimit-limit-requests", "many");
    row("an empty value", "x-ratelimit-limit-requests", "");
    row("less than none", "x-ratelimit-remaining-tokens", "-1");
    row("a fraction", "x-ratelimit-remaining-tokens", "1.5");
    row("a number that no counter holds", "x-ratelimit-limit-tokens", "99999999999999999999");
    row("a duration without a unit", "x-ratelimit-reset-requests", "12");
    row("a duration beyond a day", "x-ratelimit-reset-requests", "1000h");
    row("seconds since 1970", "x-ratelimit-reset", "1795341600");
    row("a small number of seconds", "x-ratelimit-reset", "30");
    row("a time beyond a day", "x-ratelimit-reset", epochMs(48h));
    row("the largest number", "x-ratelimit-reset", "9223372036854775807");
}

void tst_RateLimits::whatMakesNoSenseIsNotSaid()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QVERIFY(readRateLimits({{name, value}}, now).isEmpty());
}

QTEST_APPLESS_MAIN(tst_RateLimits)
#include "tst_ratelimits.moc"
