#include "providers/price.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Some old servers count reasoning beside the output, which shows where there is more of it.
qint64 outputTokens(const Usage &usage)
{
    return usage.reasoning > usage.output ? usage.output + usage.reasoning : usage.output;
}

} // namespace

std::optional<double> tierFactor(const Prices &prices, const QString &serviceTier)
{
    const QString tier = serviceTier.trimmed().toLower();
    if (const auto known = prices.tierFactors.constFind(tier); known != prices.tierFactors.cend())
        return *known;
    const bool isStandard =
        tier.isEmpty() || tier == "default"_L1 || tier == "auto"_L1 || tier == "standard"_L1;
    return isStandard ? std::optional(1.0) : std::nullopt;
}

std::optional<double> costUsd(const Usage &usage, const Prices &prices, const QString &serviceTier)
{
    const auto tier = tierFactor(prices, serviceTier);
    if (!prices.isKnown() || !tier)
        return std::nullopt;

    const qint64 plainInput = std::max<qint64>(0, usage.input - usage.cached - usage.cacheWrite);
    const double input = *prices.inputPerMillion;
    const double cached = prices.cachedPerMillion.value_or(input);
    const double inputCost = double(plainInput) * input + double(usage.cached) * cached
        + double(usage.cacheWrite) * input * prices.cacheWriteFactor;
    const double outputCost = double(outputTokens(usage)) * *prices.outputPerMillion;

    const bool isLong = prices.longContextThreshold && usage.input > *prices.longContextThreshold;
    const double inputFactor = isLong ? prices.longContextInputFactor : 1.0;
    const double outputFactor = isLong ? prices.longContextOutputFactor : 1.0;
    return (inputCost * inputFactor + outputCost * outputFactor) * *tier / 1e6;
}

std::optional<double> estimatedCostUsd(qint64 inputChars, qint64 outputChars, const Prices &prices,
                                       const QString &serviceTier)
{
    constexpr qint64 charsPerToken = 4;
    const auto tokens = [](qint64 chars) { return (chars + charsPerToken - 1) / charsPerToken; };
    return costUsd(Usage{.input = tokens(inputChars), .output = tokens(outputChars)}, prices, serviceTier);
}

} // namespace reasonglass
