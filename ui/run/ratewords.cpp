#include "ui/run/ratewords.h"

#include "ui/words/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("rates", text, nullptr, n);
}

double inSeconds(std::chrono::microseconds time)
{
    return std::chrono::duration<double>(time).count();
}

QString secondsText(std::chrono::microseconds time)
{
    return words::seconds(std::chrono::duration_cast<std::chrono::milliseconds>(time));
}

/// Characters a token, if that is something text can have.
std::optional<double> plausible(qint64 chars, qint64 tokens)
{
    constexpr double fewest = 0.5; // a letter of some scripts is two tokens
    constexpr double most = 15;
    if (chars <= 0 || tokens <= 0)
        return std::nullopt;
    const double scale = double(chars) / double(tokens);
    return scale >= fewest && scale <= most ? std::optional(scale) : std::nullopt;
}

double peak(const TimePlotData::Series &series)
{
    return series.values.empty() ? 0 : *std::max_element(series.values.begin(), series.values.end());
}

} // namespace

TokenScale tokenScale(const RateSeries &series, const std::optional<Usage> &usage)
{
    TokenScale scale;
    if (!usage)
        return scale;
    const bool isPart = usage->reasoning <= usage->output;
    const qint64 answer = isPart ? usage->output - usage->reasoning : usage->output;
    if (const auto chars = plausible(series.answerChars(), answer)) {
        scale.answerChars = *chars;
        scale.answerCounted = true;
    }
    const auto chars = plausible(series.reasoningChars(), usage->reasoning);
    if (chars && series.hasRawReasoning()) {
        scale.reasoningChars = *chars;
        scale.reasoningCounted = true;
    }
    return scale;
}

TimePlotData ratePlot(const RateSeries &series, const AttemptTiming &timing, const TokenScale &scale)
{
    const double width = inSeconds(series.bucketWidth());
    TimePlotData plot{.unit = tr("tokens/s"), .binSeconds = width, .endSeconds = inSeconds(series.end())};
    TimePlotData::Series reasoning{.name = tr("Reasoning")};
    TimePlotData::Series answer{.name = tr("Answer")};
    for (const RateSeries::Bucket &bucket : series.buckets()) {
        reasoning.values.push_back(double(bucket.reasoningChars) / scale.reasoningChars / width);
        answer.values.push_back(double(bucket.answerChars) / scale.answerChars / width);
    }
    plot.series = {std::move(reasoning), std::move(answer)};
    if (timing.firstByteMs)
        plot.marks.push_back({double(*timing.firstByteMs) / 1000, tr("first byte")});
    if (series.firstReasoning())
        plot.marks.push_back({inSeconds(*series.firstReasoning()), tr("first reasoning")});
    if (series.firstAnswer())
        plot.marks.push_back({inSeconds(*series.firstAnswer()), tr("first answer")});
    for (const RateSeries::Seam &seam : series.seams())
        plot.marks.push_back({inSeconds(seam.at), tr("attempt %1").arg(seam.attempt)});
    std::ranges::stable_sort(plot.marks, {}, &TimePlotData::Mark::seconds);
    for (const RateSeries::Gap &gap : series.gaps()) {
        const QString length = secondsText(gap.length);
        plot.pauses.push_back(
            {inSeconds(gap.start), inSeconds(gap.start + gap.length),
             gap.acrossSeam ? tr("not connected: %1").arg(length) : tr("gap of %1").arg(length)});
    }
    return plot;
}

QString scaleNote(const RateSeries &series, const TokenScale &scale)
{
    const bool hasReasoning = series.reasoningChars() > 0;
    const bool hasAnswer = series.answerChars() > 0;
    if ((!hasReasoning || scale.reasoningCounted) && (!hasAnswer || scale.answerCounted))
        return tr("Text is scaled to the tokens that the server counted.");
    if (hasAnswer && scale.answerCounted)
        return tr(
            "Answer: scaled to the tokens that the server counted. Reasoning: estimated, four characters "
            "count as a token; a summary is shorter than the reasoning it is about.");
    return tr("Estimated: four characters count as a token.");
}

QString rateSummary(const RateSeries &series, const TokenScale &scale)
{
    const TimePlotData plot = ratePlot(series, {}, scale);
    const QLocale locale;
    QStringList parts{tr("Speed over %1").arg(secondsText(series.end()))};
    for (const TimePlotData::Series &each : plot.series) {
        if (peak(each) > 0)
            parts += tr("%1: up to %2 tokens per second").arg(each.name, locale.toString(peak(each), 'f', 0));
    }
    if (series.firstReasoning())
        parts += tr("first reasoning after %1").arg(secondsText(*series.firstReasoning()));
    if (series.firstAnswer())
        parts += tr("first answer after %1").arg(secondsText(*series.firstAnswer()));
    const auto gaps = int(series.gaps().size());
    if (gaps > 0)
        parts += (gaps == 1 ? tr("1 gap") : tr("%n gaps", gaps)) + u", "_s
            + tr("the longest %1").arg(secondsText(series.gaps().front().length));
    return parts.join(u"; "_s) + u'.';
}

std::vector<Fact> rateFacts(const RateSeries &series, const TokenScale &scale)
{
    std::vector<Fact> facts;
    if (series.firstAnswer() && series.end() - *series.firstAnswer() > RateSeries::narrowestBucket) {
        const double seconds = inSeconds(series.end() - *series.firstAnswer());
        const double speed = double(series.answerChars()) / scale.answerChars / seconds;
        const QString text = QLocale().toString(speed, 'f', speed < 10 ? 1 : 0);
        facts.emplace_back(tr("Answer, on average"),
                           scale.answerCounted ? tr("%1 tokens/s").arg(text)
                                               : tr("about %1 tokens/s").arg(text));
    }
    QStringList gaps;
    for (const RateSeries::Gap &gap : series.gaps())
        gaps += tr("%1 after %2").arg(secondsText(gap.length), secondsText(gap.start));
    facts.emplace_back(tr("Gaps of 1 s and more"), gaps.isEmpty() ? tr("none") : gaps.join(u'\n'));
    return facts;
}

AttemptTiming timingSoFar(AttemptTiming timing, const RateSeries &series, std::chrono::microseconds offset)
{
    const auto fill = [offset](std::optional<qint64> &into, std::optional<std::chrono::microseconds> at) {
        if (!into && at && *at >= offset)
            into = std::chrono::duration_cast<std::chrono::milliseconds>(*at - offset).count();
    };
    fill(timing.firstByteMs, series.firstEvent());
    fill(timing.firstReasoningMs, series.firstReasoning());
    fill(timing.firstTextMs, series.firstAnswer());
    for (const RateSeries::Gap &gap : series.gaps()) {
        if (!gap.acrossSeam && gap.start >= offset)
            timing.longestGapMs =
                std::max<qint64>(timing.longestGapMs,
                                 std::chrono::duration_cast<std::chrono::milliseconds>(gap.length).count());
    }
    return timing;
}

} // namespace reasonglass
