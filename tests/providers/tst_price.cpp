#include "providers/price.h"

#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_Price : public QObject
{
    Q_OBJECT

private slots:
    void costs_data();
    void costs();
    void tiers_data();
    void tiers();
    void isUnknownWithoutPrices();
    void estimatesFromCharacters();
};

namespace {

const Prices plain{.inputPerMillion = 2, .cachedPerMillion = 0.5, .outputPerMillion = 10};
const Prices writes{
    .inputPerMillion = 2, .cachedPerMillion = 0.5, .outputPerMillion = 10, .cacheWriteFactor = 1.25};
const Prices longRule{.inputPerMillion = 2,
                      .cachedPerMillion = 0.5,
                      .outputPerMillion = 10,
                      .longContextThreshold = 200000,
                      .longContextInputFactor = 2,
                      .longContextOutputFactor = 1.5};
const Prices noCachedPrice{.inputPerMillion = 2, .outputPerMillion = 10};

} // namespace

void tst_Price::costs_data()
{
    QTest::addColumn<Prices>("prices");
    QTest::addColumn<Usage>("usage");
    QTest::addColumn<double>("usd");

    QTest::newRow("nothing used costs nothing") << plain << Usage{} << 0.0;
    QTest::newRow("input and output") << plain << Usage{.input = 1000000, .output = 100000} << 3.0;
    QTest::newRow("cached input is part of the input and cheaper")
        << plain << Usage{.input = 1000000, .cached = 400000} << 1.2 + 0.2;
    QTest::newRow("reasoning is part of the output")
        << plain << Usage{.output = 1000, .reasoning = 900} << 0.01;
    QTest::newRow("more reasoning than output was counted beside it")
        << plain << Usage{.output = 9, .reasoning = 110} << 119e-5;
    QTest::newRow("cache writes cost a quarter more")
        << writes << Usage{.input = 1000000, .cached = 200000, .cacheWrite = 400000} << 0.8 + 0.1 + 1.0;
    QTest::newRow("at the threshold the usual price holds")
        << longRule << Usage{.input = 200000, .output = 1000} << 0.4 + 0.01;
    QTest::newRow("above the threshold all of it costs more")
        << longRule << Usage{.input = 200001, .cached = 1, .output = 1000} << (0.4 + 0.0000005) * 2 + 0.015;
    QTest::newRow("cached input without a price of its own costs as input")
        << noCachedPrice << Usage{.input = 1000000, .cached = 1000000} << 2.0;
    QTest::newRow("more cached than input does not go below zero")
        << plain << Usage{.input = 10, .cached = 20} << 0.00001;
}

void tst_Price::costs()
{
    QFETCH(const Prices, prices);
    QFETCH(const Usage, usage);
    QFETCH(const double, usd);

    const std::optional<double> cost = costUsd(usage, prices);
    QVERIFY(cost.has_value());
    QVERIFY2(qAbs(*cost - usd) < 1e-12, qPrintable(QString::number(*cost, 'g', 12)));
}

void tst_Price::tiers_data()
{
    QTest::addColumn<QString>("tier");
    QTest::addColumn<double>("usd"); // below 0: not known

    QTest::newRow("nothing is said") << QString() << 3.0;
    QTest::newRow("the standard tier") << u"default"_s << 3.0;
    QTest::newRow("by another name") << u"standard"_s << 3.0;
    QTest::newRow("chosen by the server, which does not say how") << u"auto"_s << 3.0;
    QTest::newRow("a cheap one") << u"flex"_s << 1.5;
    QTest::newRow("a dear one, in any case") << u"Priority"_s << 7.5;
    QTest::newRow("one that the table does not know") << u"ultrafast"_s << -1.0;
    QTest::newRow("one that only begins like a known one") << u"flexible"_s << -1.0;
}

void tst_Price::tiers()
{
    QFETCH(const QString, tier);
    QFETCH(const double, usd);
    Prices prices = plain;
    prices.tierFactors = {{u"flex"_s, 0.5}, {u"priority"_s, 2.5}};
    QCOMPARE(costUsd({.input = 1000000, .output = 100000}, prices, tier).value_or(-1), usd);
    QCOMPARE(estimatedCostUsd(4000000, 400000, prices, tier).value_or(-1), usd);
}

void tst_Price::isUnknownWithoutPrices()
{
    QVERIFY(!costUsd({.input = 1}, Prices{}));
    QVERIFY(!costUsd({.input = 1}, Prices{.inputPerMillion = 1}));
    QVERIFY(!costUsd({.input = 1}, Prices{.outputPerMillion = 1}));
    QVERIFY(!estimatedCostUsd(1, 1, Prices{}));
}

void tst_Price::estimatesFromCharacters()
{
    const std::optional<double> cost = estimatedCostUsd(4000000, 399999, plain);
    QVERIFY(cost.has_value());
    QCOMPARE(*cost, 3.0);
}

QTEST_APPLESS_MAIN(tst_Price)
#include "tst_price.moc"
