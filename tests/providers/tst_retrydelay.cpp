#include "providers/retrydelay.h"

#include <QTest>
#include <QTimeZone>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class tst_RetryDelay : public QObject
{
    Q_OBJECT

private slots:
    void readsDurations_data();
    void readsDurations();
    void findsTheDelayInAMessage_data();
    void findsTheDelayInAMessage();
    void weighsHeaders_data();
    void weighsHeaders();
};

namespace {

constexpr qint64 none = -1;

qint64 count(const std::optional<milliseconds> &delay)
{
    return delay ? delay->count() : none;
}

} // namespace

void tst_RetryDelay::readsDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms");

    QTest::newRow("seconds") << u"1s"_s << qint64{1000};
    QTest::newRow("milliseconds") << u"250ms"_s << qint64{250};
    QTest::newRow("fraction") << u"1.5s"_s << qint64{1500};
    QTest::newRow("minutes and seconds") << u"6m0s"_s << qint64{360000};
    QTest::newRow("hours") << u"1h2m3s"_s << qint64{3723000};
    QTest::newRow("microseconds round up") << u"15µs"_s << qint64{1};
    QTest::newRow("words") << u"2 minutes"_s << qint64{120000};
    QTest::newRow("no unit") << u"12"_s << none;
    QTest::newRow("other text") << u"soon"_s << none;
    QTest::newRow("empty") << QString() << none;
    QTest::newRow("longer than a day is a mistake") << u"1000h"_s << none;
}

void tst_RetryDelay::readsDurations()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, ms);
    QCOMPARE(count(parseDuration(text)), ms);
}

void tst_RetryDelay::findsTheDelayInAMessage_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<qint64>("ms");

    QTest::newRow("seconds with a fraction")
        << u"Rate limit reached for gpt-5 on tokens per min. Please try again in 11.054s. Visit …"_s
        << qint64{11054};
    QTest::newRow("short") << u"Please try again in 1.2s"_s << qint64{1200};
    QTest::newRow("milliseconds") << u"Please try again in 28ms."_s << qint64{28};
    QTest::newRow("minutes") << u"Please try again in 6m0s. See our docs."_s << qint64{360000};
    QTest::newRow("words") << u"please RETRY AFTER 20 seconds"_s << qint64{20000};
    QTest::newRow("a unit is a whole word") << u"try again in 5 more tries"_s << none;
    QTest::newRow("later is not a time") << u"Please try again later."_s << none;
    QTest::newRow("a duration that is not a delay") << u"took 30s to fail"_s << none;
}

void tst_RetryDelay::findsTheDelayInAMessage()
{
    QFETCH(const QString, message);
    QFETCH(const qint64, ms);
    QCOMPARE(count(parseRetryDelay(message)), ms);
}

void tst_RetryDelay::weighsHeaders_data()
{
    QTest::addColumn<HttpHeaders>("headers");
    QTest::addColumn<QString>("message");
    QTest::addColumn<qint64>("ms");

    const QString told = u"try again in 3s"_s;
    QTest::newRow("nothing") << HttpHeaders{} << QString() << none;
    QTest::newRow("seconds") << HttpHeaders{{"Retry-After", "20"}} << told << qint64{20000};
    QTest::newRow("milliseconds win")
        << HttpHeaders{{"retry-after", "20"}, {"retry-after-ms", "150"}} << told << qint64{150};
    QTest::newRow("zero says nothing")
        << HttpHeaders{{"retry-after", "1"}, {"retry-after-ms", "0"}} << QString() << qint64{1000};
    QTest::newRow("a date") << HttpHeaders{{"retry-after", "Sun, 22 Nov 2026 10:00:30 GMT"}} << QString()
                            << qint64{30000};
    QTest::newRow("a date gone by leaves it to the message")
        << HttpHeaders{{"retry-after", "Sun, 22 Nov 2026 09:00:00 GMT"}} << told << qint64{3000};
    QTest::newRow("nonsense leaves it to the message")
        << HttpHeaders{{"retry-after", "soon"}} << told << qint64{3000};
    QTest::newRow("a used-up limit") << HttpHeaders{{"x-ratelimit-remaining-requests", "0"},
                                                    {"x-ratelimit-reset-requests", "1m30s"},
                                                    {"x-ratelimit-remaining-tokens", "17"},
                                                    {"x-ratelimit-reset-tokens", "5m0s"}}
                                     << QString() << qint64{90000};
}

void tst_RetryDelay::weighsHeaders()
{
    QFETCH(const HttpHeaders, headers);
    QFETCH(const QString, message);
    QFETCH(const qint64, ms);
    const QDateTime now(QDate(2026, 11, 22), QTime(10, 0), QTimeZone::utc());
    QCOMPARE(count(retryDelay(headers, message, now)), ms);
}

QTEST_APPLESS_MAIN(tst_RetryDelay)
#include "tst_retrydelay.moc"
