#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/rateseries.h"
#include "ui/plot/timeplot.h"
#include "ui/run/facts.h"

#include <optional>

namespace reasonglass {

/// How many characters of a run's texts count as a token.
struct TokenScale
{
    double reasoningChars = 4;
    double answerChars = 4;
    bool reasoningCounted = false; ///< from what the server counted, not the usual four
    bool answerCounted = false;

    bool operator==(const TokenScale &) const = default;
};
/// From \a usage where that fits the text that came: a summary is shorter than the reasoning it is about,
/// so only raw reasoning is measured by it.
TokenScale tokenScale(const RateSeries &series, const std::optional<Usage> &usage);

/// The speed of both texts over time, with its moments and gaps. \a timing is the run's.
TimePlotData ratePlot(const RateSeries &series, const AttemptTiming &timing, const TokenScale &scale);
/// Where the tokens of the plot come from, in a sentence or two.
QString scaleNote(const RateSeries &series, const TokenScale &scale);
/// What the plot shows, for those who do not see it.
QString rateSummary(const RateSeries &series, const TokenScale &scale);
/// The longest gaps, and the mean speed of the answer.
std::vector<Fact> rateFacts(const RateSeries &series, const TokenScale &scale);

/// \a timing with what \a series already knows of a run that goes on; \a offset: of the attempt in the run.
AttemptTiming timingSoFar(AttemptTiming timing, const RateSeries &series, std::chrono::microseconds offset);

} // namespace reasonglass
