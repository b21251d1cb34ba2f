#include "analysis/costestimate.h"

#include <algorithm>
#include <cmath>

namespace reasonglass {

namespace {

/// nullopt where there is no price, or no prompt to tell anything by.
std::optional<double> promptCost(qint64 promptChars, const Prices &prices)
{
    const bool isFree = prices.inputPerMillion == 0.0 && prices.outputPerMillion == 0.0;
    if (promptChars <= 0 && !isFree)
        return std::nullopt;
    const auto usd = estimatedCostUsd(std::max<qint64>(0, promptChars), 0, prices);
    // Input for nothing does not make a run free.
    return usd == 0.0 && !isFree ? std::nullopt : usd;
}

} // namespace

RunExpectation expectRun(const PastRuns &past, qint64 promptChars, const Prices &prices)
{
    RunExpectation expected;
    if (past.runs > 0 && past.medianMs > 0)
        expected.medianMs = past.medianMs;
    if (past.priced > 0) {
        expected.basis = RunExpectation::Basis::OwnHistory;
        expected.usd = past.meanUsd;
        expected.highUsd = std::max(past.meanUsd, past.highestUsd);
    } else if (const auto usd = promptCost(promptChars, prices)) {
        expected.basis = RunExpectation::Basis::PromptOnly;
        expected.usd = usd;
    }
    return expected;
}

BatchExpectation expectBatch(const std::vector<RunExpectation> &runs, int atOnce)
{
    BatchExpectation batch{.runs = qint64(runs.size())};
    double usd = 0;
    double highUsd = 0;
    bool allHaveHigh = true;
    double knownMs = 0;
    qint64 longestMs = 0;
    for (const RunExpectation &run : runs) {
        usd += run.usd.value_or(0);
        highUsd += run.highUsd.value_or(0);
        allHaveHigh = allHaveHigh && run.highUsd;
        batch.unknownCost += run.usd ? 0 : 1;
        batch.promptOnly += run.basis == RunExpectation::Basis::PromptOnly ? 1 : 0;
        batch.unknownTime += run.medianMs ? 0 : 1;
        knownMs += double(run.medianMs.value_or(0));
        longestMs = std::max(longestMs, run.medianMs.value_or(0));
    }
    if (batch.unknownCost < batch.runs)
        batch.usd = usd;
    if (batch.runs > 0 && allHaveHigh)
        batch.highUsd = highUsd;
    if (const qint64 timed = batch.runs - batch.unknownTime; timed > 0) {
        const double allMs = knownMs / double(timed) * double(batch.runs);
        batch.wallMs = std::max(longestMs, qint64(std::ceil(allMs / std::max(1, atOnce))));
    }
    return batch;
}

} // namespace reasonglass
