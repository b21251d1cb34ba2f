#include "ui/run/ratewords.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

/// 400 characters of reasoning in the first second, 800 of the answer from 5 s on, a gap of 4 s between.
RateSeries someSeries(PartKind reasoning = PartKind::ReasoningSummary)
{
    Transcript transcript;
    transcript.items.resize(2);
    transcript.items[0].parts.push_back({.kind = reasoning});
    transcript.items[1].parts.push_back({.kind = PartKind::OutputText});
    RateSeries series;
    const auto append = [&](std::chrono::milliseconds at, int item, int chars) {
        transcript.items[size_t(item)].parts[0].text += QString(chars, u'x');
        series.add(at, {.kind = TranscriptChange::Kind::Appended, .item = item, .part = 0}, transcript);
    };
    append(500ms, 0, 200);
    append(1000ms, 0, 200);
    append(5000ms, 1, 400);
    append(5500ms, 1, 300);
    append(6000ms, 1, 100);
    return series;
}

} // namespace

class tst_RateWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void withoutUsageFourCharactersAreAToken();
    void usageScalesTheAnswer();
    void aSummaryIsNotMeasuredByUsage();
    void usageThatCannotBeIsLeftAlone_data();
    void usageThatCannotBeIsLeftAlone();
    void thePlotHasMomentsAndGaps();
    void aSeamIsNamed();
    void theSummarySaysIt();
    void timingGrowsWithTheSeries();
};

void tst_RateWords::withoutUsageFourCharactersAreAToken()
{
    const RateSeries series = someSeries();
    const TokenScale scale = tokenScale(series, std::nullopt);
    QCOMPARE(scale, TokenScale());
    const TimePlotData plot = ratePlot(series, {}, scale);
    QCOMPARE(plot.binSeconds, 0.25);
    QCOMPARE(plot.series[0].values.at(2), 200.0); // 200 characters / 4 / 0.25 s
    QVERIFY(scaleNote(series, scale).startsWith(u"Estimated"_s));
}

void tst_RateWords::usageScalesTheAnswer()
{
    const RateSeries series = someSeries(PartKind::ReasoningText);
    const TokenScale scale = tokenScale(series, Usage{.output = 600, .reasoning = 200});
    QCOMPARE(scale.answerChars, 2.0);
    QCOMPARE(scale.reasoningChars, 2.0);
    QVERIFY(scale.answerCounted && scale.reasoningCounted);
    QCOMPARE(ratePlot(series, {}, scale).series[1].values.at(20), 800.0);
    QVERIFY(!scaleNote(series, scale).contains(u"stimated"_s));
    QVERIFY(rateFacts(series, scale).front().second.startsWith(u"400 tokens/s"_s)); // 400 in 1 s
}

void tst_RateWords::aSummaryIsNotMeasuredByUsage()
{
    const RateSeries series = someSeries();
    const TokenScale scale = tokenScale(series, Usage{.output = 600, .reasoning = 200});
    QVERIFY(scale.answerCounted);
    QVERIFY(!scale.reasoningCounted);
    QCOMPARE(scale.reasoningChars, 4.0);
    QVERIFY(scaleNote(series, scale).contains(u"summary"_s));
}

void tst_RateWords::usageThatCannotBeIsLeftAlone_data()
{
    QTest::addColumn<int>("output");
    QTest::addColumn<int>("reasoning");
    QTest::newRow("nothing") << 0 << 0;
    QTest::newRow("one token for it all") << 1 << 0;
    QTest::newRow("more tokens than text can have") << 1'000'000 << 0;
    QTest::newRow("all of it reasoning") << 500 << 500;
}

void tst_RateWords::usageThatCannotBeIsLeftAlone()
{
    QFETCH(int, output);
    QFETCH(int, reasoning);
    const TokenScale scale = tokenScale(someSeries(), Usage{.output = output, .reasoning = reasoning});
    QVERIFY(!scale.answerCounted);
    QCOMPARE(scale.answerChars, 4.0);
}

void tst_RateWords::thePlotHasMomentsAndGaps()
{
    const TimePlotData plot = ratePlot(someSeries(), {.firstByteMs = 300}, {});
    const std::vector<TimePlotData::Mark> marks{
        {0.3, u"first byte"_s}, {0.5, u"first reasoning"_s}, {5.0, u"first answer"_s}};
    QCOMPARE(plot.marks, marks);
    QCOMPARE(plot.pauses.size(), size_t(1));
    QCOMPARE(plot.pauses[0].from, 1.0);
    QCOMPARE(plot.pauses[0].to, 5.0);
    QVERIFY(plot.pauses[0].name.startsWith(u"gap of 4"_s));
    QCOMPARE(plot.endSeconds, 6.0);
}

void tst_RateWords::aSeamIsNamed()
{
    RateSeries series = someSeries();
    series.beginAttempt(2, 9s);
    series.add(0s, {}, {});
    const TimePlotData plot = ratePlot(series, {}, {});
    QCOMPARE(plot.marks.back(), (TimePlotData::Mark{9.0, u"attempt 2"_s}));
    QVERIFY(std::ranges::any_of(plot.pauses,
                                [](const auto &each) { return each.name.startsWith(u"not connected"_s); }));
}

void tst_RateWords::theSummarySaysIt()
{
    const QString summary = rateSummary(someSeries(), {});
    for (const QString &piece :
         {u"Reasoning: up to 200 tokens per second"_s, u"Answer: up to 400 tokens per second"_s,
          u"first answer after 5"_s, u"1 gap, the longest 4"_s})
        QVERIFY2(summary.contains(piece), qPrintable(summary));
}

void tst_RateWords::timingGrowsWithTheSeries()
{
    const AttemptTiming timing = timingSoFar({.firstByteMs = 400}, someSeries(), 0us);
    QCOMPARE(timing.firstByteMs, std::optional<qint64>(400)); // what is known better stays
    QCOMPARE(timing.firstReasoningMs, std::optional<qint64>(500));
    QCOMPARE(timing.firstTextMs, std::optional<qint64>(5000));
    QCOMPARE(timing.longestGapMs, 4000);
    const AttemptTiming later = timingSoFar({}, someSeries(), 4s); // of an attempt that took it up at 4 s
    QCOMPARE(later.firstReasoningMs, std::nullopt);
    QCOMPARE(later.firstTextMs, std::optional<qint64>(1000));
}

QTEST_APPLESS_MAIN(tst_RateWords)
#include "tst_ratewords.moc"
