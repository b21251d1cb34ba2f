#include "analysis/rateseries.h"

#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

/// A transcript with one part of reasoning (0, 0) and one of the answer (1, 0), fed by hand.
class Feed
{
public:
    explicit Feed(PartKind reasoning = PartKind::ReasoningSummary)
    {
        m_transcript.items.resize(2);
        m_transcript.items[0].parts.push_back({.kind = reasoning});
        m_transcript.items[1].parts.push_back({.kind = PartKind::OutputText});
    }

    void append(std::chrono::microseconds at, int item, int chars)
    {
        const QString text(chars, u'x');
        m_transcript.items[size_t(item)].parts[0].text += text;
        series.add(at, {.kind = TranscriptChange::Kind::Appended, .item = item, .part = 0, .appended = text},
                   m_transcript);
    }
    void replace(std::chrono::microseconds at, int item, int chars)
    {
        m_transcript.items[size_t(item)].parts[0].text = QString(chars, u'y');
        series.add(at, {.kind = TranscriptChange::Kind::Replaced, .item = item, .part = 0}, m_transcript);
    }
    void event(std::chrono::microseconds at, TranscriptChange::Kind kind = TranscriptChange::Kind::None)
    {
        series.add(at, {.kind = kind}, m_transcript);
    }
    Transcript &transcript() { return m_transcript; }

    RateSeries series;

private:
    Transcript m_transcript;
};

} // namespace

class tst_RateSeries : public QObject
{
    Q_OBJECT

private slots:
    void countsBothKindsWhenTheyArrive();
    void aTextSaidAgainCountsOnce();
    void whatASnapshotBringsHasNoRate();
    void bucketsAreMergedAsTheRunGrows();
    void mergingLosesNothing_data();
    void mergingLosesNothing();
    void gapsAreTheLongestFirst();
    void aSeamMovesWhatFollows();
    void timeNeverGoesBack();
};

void tst_RateSeries::countsBothKindsWhenTheyArrive()
{
    Feed feed;
    feed.append(100ms, 0, 40);
    feed.append(600ms, 0, 10);
    feed.append(700ms, 1, 7);
    const std::vector<RateSeries::Bucket> expected{{40, 0}, {0, 0}, {10, 7}};
    QCOMPARE(feed.series.buckets(), expected);
    QCOMPARE(feed.series.bucketWidth(), RateSeries::narrowestBucket);
    QCOMPARE(feed.series.reasoningChars(), 50);
    QCOMPARE(feed.series.answerChars(), 7);
    QCOMPARE(feed.series.end(), std::chrono::microseconds(700ms));
    QCOMPARE(feed.series.firstEvent(), std::optional(std::chrono::microseconds(100ms)));
    QCOMPARE(feed.series.firstReasoning(), std::optional(std::chrono::microseconds(100ms)));
    QCOMPARE(feed.series.firstAnswer(), std::optional(std::chrono::microseconds(700ms)));
    QVERIFY(!feed.series.hasRawReasoning());
    Feed raw(PartKind::ReasoningText);
    raw.append(1ms, 0, 1);
    QVERIFY(raw.series.hasRawReasoning());
}

void tst_RateSeries::aTextSaidAgainCountsOnce()
{
    Feed feed;
    feed.append(0ms, 1, 10);
    feed.replace(10ms, 1, 10); // `.done`
    feed.replace(20ms, 1, 12); // and two more than had come
    feed.replace(30ms, 1, 5);
    feed.append(40ms, 1, 3);
    QCOMPARE(feed.series.answerChars(), 15);
}

void tst_RateSeries::whatASnapshotBringsHasNoRate()
{
    Feed feed;
    feed.append(0ms, 1, 10);
    feed.transcript().items[1].parts[0].text = QString(500, u'z');
    feed.event(10ms, TranscriptChange::Kind::Structure);
    QCOMPARE(feed.series.answerChars(), 10);
    feed.append(20ms, 1, 3); // and what comes behind it counts alone
    QCOMPARE(feed.series.answerChars(), 13);
}

void tst_RateSeries::bucketsAreMergedAsTheRunGrows()
{
    Feed feed;
    for (int second = 0; second < 3 * 3600; ++second)
        feed.append(std::chrono::seconds(second), 1, 1);
    QVERIFY(feed.series.buckets().size() <= RateSeries::mostBuckets);
    QVERIFY(feed.series.buckets().size() > RateSeries::mostBuckets / 2);
    QCOMPARE(feed.series.answerChars(), 3 * 3600);
    const qint64 inBuckets =
        std::accumulate(feed.series.buckets().begin(), feed.series.buckets().end(), qint64(0),
                        [](qint64 sum, const RateSeries::Bucket &each) { return sum + each.answerChars; });
    QCOMPARE(inBuckets, 3 * 3600);
    QCOMPARE(feed.series.bucketWidth(), std::chrono::microseconds(32s)); // 250 ms, doubled seven times
}

void tst_RateSeries::mergingLosesNothing_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("at the last narrow bucket") << 127'999;
    QTest::newRow("at the first that is too many") << 128'000;
    QTest::newRow("far behind it") << 100'000'000;
}

/// What came first lies in the same bucket, whether it was counted narrow and merged or not.
void tst_RateSeries::mergingLosesNothing()
{
    QFETCH(int, milliseconds);
    Feed feed;
    const std::vector<std::pair<std::chrono::milliseconds, int>> texts{{10ms, 3}, {900ms, 5}, {40s, 7}};
    for (const auto &[at, chars] : texts)
        feed.append(at, 0, chars);
    const auto last = std::chrono::milliseconds(milliseconds);
    feed.append(last, 1, 11);
    const std::chrono::microseconds width = feed.series.bucketWidth();
    std::vector<RateSeries::Bucket> expected(size_t(last / width) + 1);
    for (const auto &[at, chars] : texts)
        expected[size_t(at / width)].reasoningChars += chars;
    expected.back().answerChars += 11;
    QCOMPARE(feed.series.buckets(), expected);
    QVERIFY(expected.size() <= RateSeries::mostBuckets);
}

void tst_RateSeries::gapsAreTheLongestFirst()
{
    Feed feed;
    feed.event(9s); // waiting for the first is no gap
    feed.event(9s + 999ms);
    feed.event(11s + 999ms);
    feed.append(12s, 1, 1);
    feed.event(17s);
    feed.event(19s);
    const auto &gaps = feed.series.gaps();
    QCOMPARE(gaps.size(), size_t(3));
    QCOMPARE(gaps[0].start, std::chrono::microseconds(12s));
    QCOMPARE(gaps[0].length, std::chrono::microseconds(5s));
    QCOMPARE(gaps[1].start, std::chrono::microseconds(9s + 999ms)); // of two alike the earlier
    QCOMPARE(gaps[2].start, std::chrono::microseconds(17s));
    for (int i = 0; i < 100; ++i)
        feed.event(30s + i * 3s);
    QCOMPARE(gaps.size(), RateSeries::mostGaps);
    QCOMPARE(gaps[0].length, std::chrono::microseconds(11s));
}

void tst_RateSeries::aSeamMovesWhatFollows()
{
    Feed feed;
    feed.series.beginAttempt(1, 0s);
    feed.append(1s, 1, 4);
    feed.series.beginAttempt(2, 5s);
    feed.append(500ms, 1, 6);
    QCOMPARE(feed.series.seams().size(), size_t(1)); // the first is none
    QCOMPARE(feed.series.seams()[0], (RateSeries::Seam{.at = 5s, .attempt = 2}));
    QCOMPARE(feed.series.end(), std::chrono::microseconds(5500ms));
    QCOMPARE(feed.series.gaps().size(), size_t(1));
    QVERIFY(feed.series.gaps()[0].acrossSeam);
    QCOMPARE(feed.series.buckets().size(), size_t(23));
    QCOMPARE(feed.series.buckets().back().answerChars, 6);
}

void tst_RateSeries::timeNeverGoesBack()
{
    Feed feed;
    feed.append(5s, 1, 1);
    feed.append(4s, 1, 1);
    feed.series.beginAttempt(2, 1s);
    feed.append(0s, 1, 1);
    QCOMPARE(feed.series.end(), std::chrono::microseconds(5s));
    QCOMPARE(feed.series.buckets().back().answerChars, 3);
}

QTEST_APPLESS_MAIN(tst_RateSeries)
#include "tst_rateseries.moc"
