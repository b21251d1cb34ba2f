#pragma once

#include "providers/price.h"

#include <optional>
#include <vector>

namespace reasonglass {

/// What earlier runs of a model have cost and taken.
struct PastRuns
{
    qint64 runs = 0;
    qint64 priced = 0; ///< of these, with a known cost: meanUsd and highestUsd are of them
    double meanUsd = 0;
    double highestUsd = 0;
    qint64 medianMs = 0;

    bool operator==(const PastRuns &) const = default;
};

/// What one run is expected to cost and take.
struct RunExpectation
{
    enum class Basis {
        OwnHistory, ///< usd is the mean of own runs
        PromptOnly, ///< usd is the price of the prompt alone: the run will cost more
        Unknown,    ///< there is no usd
    };
    Basis basis = Basis::Unknown;
    std::optional<double> usd = {};
    std::optional<double> highUsd = {}; ///< the dearest of own runs
    std::optional<qint64> medianMs = {};

    bool operator==(const RunExpectation &) const = default;
};

/// From \a past, else from \a promptChars at \a prices. Zero dollars are only ever expected of what is free.
RunExpectation expectRun(const PastRuns &past, qint64 promptChars, const Prices &prices);

/// What many runs are expected to cost and take together.
struct BatchExpectation
{
    qint64 runs = 0;
    std::optional<double> usd = {};     ///< of those whose cost is known; nullopt: of none is it
    std::optional<double> highUsd = {}; ///< if each were as dear as the dearest; only if that is known of all
    qint64 promptOnly = 0;              ///< runs that are in usd with their prompt alone
    qint64 unknownCost = 0;             ///< runs that are not in usd
    std::optional<qint64> wallMs = {};  ///< nullopt: of no run is known how long it takes
    qint64 unknownTime = 0;             ///< runs taken to last as long as the mean of the others

    bool operator==(const BatchExpectation &) const = default;
};

/// \a atOnce runs go side by side, at least one.
BatchExpectation expectBatch(const std::vector<RunExpectation> &runs, int atOnce);

} // namespace reasonglass
