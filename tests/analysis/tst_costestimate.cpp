#include "analysis/costestimate.h"

#include <QTest>

using namespace reasonglass;

using Basis = RunExpectation::Basis;

class tst_CostEstimate : public QObject
{
    Q_OBJECT

private slots:
    void oneRun_data();
    void oneRun();
    void manyRuns_data();
    void manyRuns();
};

namespace {

const Prices priced{.inputPerMillion = 2, .outputPerMillion = 10};
const Prices freeInput{.inputPerMillion = 0, .outputPerMillion = 10};
const Prices freeOfCharge{.inputPerMillion = 0, .outputPerMillion = 0};
const Prices noPrices{};

} // namespace

void tst_CostEstimate::oneRun_data()
{
    QTest::addColumn<PastRuns>("past");
    QTest::addColumn<qint64>("promptChars");
    QTest::addColumn<Prices>("prices");
    QTest::addColumn<RunExpectation>("expected");

    const PastRuns some{.runs = 5, .priced = 3, .meanUsd = 0.02, .highestUsd = 0.05, .medianMs = 40000};
    const PastRuns unpriced{.runs = 5, .medianMs = 40000};
    QTest::newRow("own runs say more than prices")
        << some << qint64{4000} << priced
        << RunExpectation{.basis = Basis::OwnHistory, .usd = 0.02, .highUsd = 0.05, .medianMs = 40000};
    QTest::newRow("own runs are enough without prices")
        << some << qint64{0} << noPrices
        << RunExpectation{.basis = Basis::OwnHistory, .usd = 0.02, .highUsd = 0.05, .medianMs = 40000};
    QTest::newRow("without own runs the prompt alone is counted")
        << PastRuns{} << qint64{4000} << priced << RunExpectation{.basis = Basis::PromptOnly, .usd = 0.002};
    QTest::newRow("own runs of unknown cost still tell the time")
        << unpriced << qint64{4000} << priced
        << RunExpectation{.basis = Basis::PromptOnly, .usd = 0.002, .medianMs = 40000};
    QTest::newRow("without own runs and prices nothing is known")
        << PastRuns{} << qint64{4000} << noPrices << RunExpectation{};
    QTest::newRow("no prompt is not for nothing") << PastRuns{} << qint64{0} << priced << RunExpectation{};
    QTest::newRow("input for nothing does not make the run free")
        << PastRuns{} << qint64{4000} << freeInput << RunExpectation{};
    QTest::newRow("what is free costs nothing") << PastRuns{} << qint64{4000} << freeOfCharge
                                                << RunExpectation{.basis = Basis::PromptOnly, .usd = 0.0};
}

void tst_CostEstimate::oneRun()
{
    QFETCH(const PastRuns, past);
    QFETCH(const qint64, promptChars);
    QFETCH(const Prices, prices);
    QFETCH(const RunExpectation, expected);
    QVERIFY(expectRun(past, promptChars, prices) == expected);
}

void tst_CostEstimate::manyRuns_data()
{
    QTest::addColumn<std::vector<RunExpectation>>("runs");
    QTest::addColumn<int>("atOnce");
    QTest::addColumn<BatchExpectation>("expected");

    const RunExpectation known{.basis = Basis::OwnHistory, .usd = 0.25, .highUsd = 0.5, .medianMs = 10000};
    const RunExpectation slow{.basis = Basis::OwnHistory, .usd = 1.0, .highUsd = 1.0, .medianMs = 90000};
    const RunExpectation prompt{.basis = Basis::PromptOnly, .usd = 0.125};
    const RunExpectation unknown{};

    QTest::newRow("none") << std::vector<RunExpectation>{} << 4 << BatchExpectation{};
    QTest::newRow("all known, two at once")
        << std::vector(4, known) << 2
        << BatchExpectation{.runs = 4, .usd = 1.0, .highUsd = 2.0, .wallMs = 20000};
    QTest::newRow("no quicker than the longest")
        << std::vector{known, slow} << 8
        << BatchExpectation{.runs = 2, .usd = 1.25, .highUsd = 1.5, .wallMs = 90000};
    QTest::newRow("a prompt alone has no upper end")
        << std::vector{known, prompt} << 1
        << BatchExpectation{.runs = 2, .usd = 0.375, .promptOnly = 1, .wallMs = 20000, .unknownTime = 1};
    QTest::newRow("unknown ones are counted, not free")
        << std::vector{known, unknown, unknown} << 1
        << BatchExpectation{.runs = 3, .usd = 0.25, .unknownCost = 2, .wallMs = 30000, .unknownTime = 2};
    QTest::newRow("nothing is known of any")
        << std::vector(3, unknown) << 4 << BatchExpectation{.runs = 3, .unknownCost = 3, .unknownTime = 3};
    QTest::newRow("none at once is one at once")
        << std::vector(2, known) << 0
        << BatchExpectation{.runs = 2, .usd = 0.5, .highUsd = 1.0, .wallMs = 20000};
}

void tst_CostEstimate::manyRuns()
{
    QFETCH(const std::vector<RunExpectation>, runs);
    QFETCH(const int, atOnce);
    QFETCH(const BatchExpectation, expected);
    QVERIFY(expectBatch(runs, atOnce) == expected);
}

QTEST_APPLESS_MAIN(tst_CostEstimate)
#include "tst_costestimate.moc"
