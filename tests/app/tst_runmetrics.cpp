#include "app/runmetrics.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

AnalysisRequest requestFor(const QString &provider, const QString &model)
{
    AnalysisRequest request{.providerId = provider};
    request.response.model = model;
    return request;
}

const ModelMetrics &of(const RunMetrics &metrics, const QString &provider, const QString &model)
{
    static const ModelMetrics none;
    const auto found = metrics.byModel().find({.provider = provider, .model = model});
    return found == metrics.byModel().end() ? none : found->second;
}

/// Whether \a answer is \a value, or the next bound above it: a fourth of a doubling at most.
bool isJustAbove(double answer, double value)
{
    return answer >= value * 0.999 && answer <= value * 1.2;
}

} // namespace

class tst_RunMetrics : public QObject
{
    Q_OBJECT

private slots:
    void quantiles_data();
    void quantiles();
    void anEmptyHistogramSaysZero();
    void meansAreExact();
    void attemptsAreCounted();
    void takingUpAResponseIsNoRetry();
    void theFirstTokenIsReasoningWhereThereIsSome();
    void whatIsNotKnownIsNotCounted();
    void fallbacksAndOutcomesAreCounted();
    void modelsAreKeptApart();
};

void tst_RunMetrics::quantiles_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("expected");

    QList<double> oneToHundred;
    for (int value = 1; value <= 100; ++value)
        oneToHundred += value;
    QTest::newRow("a single value is its own median") << QList<double>{100} << 0.5 << 100.0;
    QTest::newRow("a single value is every quantile") << QList<double>{100} << 0.0 << 100.0;
    QTest::newRow("the median of 1 to 100") << oneToHundred << 0.5 << 50.0;
    QTest::newRow("nine tenths of 1 to 100") << oneToHundred << 0.9 << 90.0;
    QTest::newRow("the largest of 1 to 100") << oneToHundred << 1.0 << 100.0;
    QTest::newRow("one straggler does not move the median") << QList<double>{10, 10, 10, 9000} << 0.5 << 10.0;
    QTest::newRow("one straggler is the largest") << QList<double>{10, 10, 10, 9000} << 1.0 << 9000.0;
    QTest::newRow("nothing lies below one") << QList<double>{0, 0.2, -3} << 0.5 << 1.0;
    QTest::newRow("ten minutes in milliseconds") << QList<double>{600'000} << 0.5 << 600'000.0;
    QTest::newRow("a day in milliseconds") << QList<double>{86'400'000} << 0.5 << 86'400'000.0;
}

void tst_RunMetrics::quantiles()
{
    QFETCH(const QList<double>, values);
    QFETCH(const double, share);
    QFETCH(const double, expected);
    Histogram histogram;
    for (const double value : values)
        histogram.add(value);
    QCOMPARE(histogram.count(), qint64(values.size()));
    const double answer = histogram.quantile(share);
    QVERIFY2(isJustAbove(answer, expected), qPrintable(QString::number(answer)));
}

void tst_RunMetrics::anEmptyHistogramSaysZero()
{
    const Histogram histogram;
    QCOMPARE(histogram.count(), 0);
    QCOMPARE(histogram.mean(), 0.0);
    QCOMPARE(histogram.quantile(0.5), 0.0);
}

void tst_RunMetrics::meansAreExact()
{
    Histogram histogram;
    for (const double value : {1.0, 10.0, 100.0})
        histogram.add(value);
    QCOMPARE(histogram.mean(), 37.0);
}

/// The attempt that goes on with a response costs nothing, and lasts only as long as the rest did.
void tst_RunMetrics::takingUpAResponseIsNoRetry()
{
    RunMetrics metrics;
    const AnalysisRequest request = requestFor(u"openai"_s, u"m"_s);
    Attempt resumed{.number = 2, .events = 3, .resumed = true};
    resumed.timing = {.firstByteMs = 10, .totalMs = 20};
    Transcript transcript;
    transcript.usage = Usage{.output = 400};
    metrics.addAttempt(request, resumed, transcript);
    const ModelMetrics &counted = of(metrics, u"openai"_s, u"m"_s);
    QCOMPARE(counted.attempts, 1);
    QCOMPARE(counted.events, 3);
    QCOMPARE(counted.retries, 0);
    QCOMPARE(counted.firstByteMs.count(), 0);
    QCOMPARE(counted.tokensPerSecond.count(), 0);
}

void tst_RunMetrics::attemptsAreCounted()
{
    RunMetrics metrics;
    const QSignalSpy changed(&metrics, &RunMetrics::changed);
    const AnalysisRequest request = requestFor(u"openai"_s, u"m"_s);
    Attempt first{.number = 1, .events = 7, .bytes = 1000};
    first.timing = {.firstByteMs = 200, .firstReasoningMs = 400, .firstTextMs = 3000, .totalMs = 4000};
    Attempt second = first;
    second.number = 2;
    Transcript transcript;
    transcript.usage = Usage{.output = 400};
    metrics.addAttempt(request, first, transcript);
    metrics.addAttempt(request, second, transcript);

    const ModelMetrics &counted = of(metrics, u"openai"_s, u"m"_s);
    QCOMPARE(counted.attempts, 2);
    QCOMPARE(counted.retries, 1);
    QCOMPARE(counted.events, 14);
    QCOMPARE(counted.bytes, 2000);
    QCOMPARE(counted.firstByteMs.mean(), 200.0);
    QCOMPARE(counted.durationMs.mean(), 4000.0);
    QCOMPARE(counted.tokensPerSecond.mean(), 100.0);
    QCOMPARE(changed.size(), 2);
}

void tst_RunMetrics::theFirstTokenIsReasoningWhereThereIsSome()
{
    RunMetrics metrics;
    const AnalysisRequest request = requestFor(u"openai"_s, u"m"_s);
    Attempt attempt;
    attempt.timing = {.firstReasoningMs = 400, .firstTextMs = 3000};
    metrics.addAttempt(request, attempt, {});
    QCOMPARE(of(metrics, u"openai"_s, u"m"_s).firstTextMs.mean(), 400.0);
    attempt.timing = {.firstTextMs = 600};
    metrics.addAttempt(request, attempt, {});
    QCOMPARE(of(metrics, u"openai"_s, u"m"_s).firstTextMs.mean(), 500.0);
}

void tst_RunMetrics::whatIsNotKnownIsNotCounted()
{
    RunMetrics metrics;
    metrics.addAttempt(requestFor(u"openai"_s, u"m"_s), {}, {});
    const ModelMetrics &counted = of(metrics, u"openai"_s, u"m"_s);
    QCOMPARE(counted.attempts, 1);
    QCOMPARE(counted.retries, 0);
    for (const Histogram *histogram :
         {&counted.firstByteMs, &counted.firstTextMs, &counted.durationMs, &counted.tokensPerSecond})
        QCOMPARE(histogram->count(), 0);
}

void tst_RunMetrics::fallbacksAndOutcomesAreCounted()
{
    RunMetrics metrics;
    const QSignalSpy changed(&metrics, &RunMetrics::changed);
    const AnalysisRequest request = requestFor(u"openai"_s, u"m"_s);
    metrics.addFallback(request);
    metrics.addOutcome(request, AnalysisStatus::Completed);
    metrics.addOutcome(request, AnalysisStatus::Completed);
    metrics.addOutcome(request, AnalysisStatus::Cancelled);
    const ModelMetrics &counted = of(metrics, u"openai"_s, u"m"_s);
    const std::map<AnalysisStatus, qint64> expected{{AnalysisStatus::Completed, 2},
                                                    {AnalysisStatus::Cancelled, 1}};
    QCOMPARE(counted.fallbacks, 1);
    QVERIFY(counted.outcomes == expected);
    QCOMPARE(changed.size(), 4);
}

void tst_RunMetrics::modelsAreKeptApart()
{
    RunMetrics metrics;
    metrics.addOutcome(requestFor(u"openai"_s, u"m"_s), AnalysisStatus::Completed);
    metrics.addOutcome(requestFor(u"openai"_s, u"n"_s), AnalysisStatus::Failed);
    metrics.addOutcome(requestFor(u"xai"_s, u"m"_s), AnalysisStatus::Failed);
    QCOMPARE(metrics.byModel().size(), size_t(3));
    QCOMPARE(of(metrics, u"openai"_s, u"m"_s).outcomes.count(AnalysisStatus::Failed), size_t(0));
    QCOMPARE(of(metrics, u"xai"_s, u"m"_s).outcomes.count(AnalysisStatus::Completed), size_t(0));
}

QTEST_GUILESS_MAIN(tst_RunMetrics)
#include "tst_runmetrics.moc"
