#include "providers/price.h"

#include <algorithm>

namespace reasonglass {

std::optional<double> costUsd(const Usage &usage, const Prices &prices)
{
    if (!prices.isKnown())
        return std::nullopt;

    const qint64 plainInput = std::max<qint64>(0, usage.input - usage.cached - usage.cacheWrite);
    const double input = *prices.inputPerMillion;
    const double cached = prices.cachedPerMillion.value_or(input);
    const double inputCost = double(plainInput) * input + double(usage.cached) * cached
        + double(usage.cacheWrite) * input * prices.cacheWriteFactor;
    const double outputCost = double(usage.output) * *prices.outputPerMillion;

    const bool isLong = prices.longContextThreshold && usage.input > *prices.longContextThreshold;
    const double inputFactor = isLong ? prices.longContextInputFactor : 1.0;
    const double outputFactor = isLong ? prices.longContextOutputFactor : 1.0;
    return (inputCost * inputFactor + outputCost * outputFactor) / 1e6;
}

std::optional<double> estimatedCostUsd(qint64 inputChars, qint64 outputChars, const Prices &prices)
{
    constexpr qint64 charsPerToken = 4;
    const auto tokens = [](qint64 chars) { return (chars + charsPerToken - 1) / charsPerToken; };
    return costUsd(Usage{.input = tokens(inputChars), .output = tokens(outputChars)}, prices);
}

} // namespace reasonglass
