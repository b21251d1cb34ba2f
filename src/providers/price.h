#pragma once

#include "responses/usage.h"

#include <QDate>
#include <QMap>
#include <QString>

#include <optional>

namespace reasonglass {

/// What tokens of one model cost, in US dollars per million.
struct Prices
{
    std::optional<double> inputPerMillion = {};
    std::optional<double> cachedPerMillion = {}; ///< input read from the cache; unset: charged as input
    std::optional<double> outputPerMillion = {};
    double cacheWriteFactor = 1.0; ///< writing to the cache costs this many times the input price
    std::optional<qint64> longContextThreshold = {}; ///< above this many input tokens all of it costs more:
    double longContextInputFactor = 1.0;             ///< input, cached input and cache writes
    double longContextOutputFactor = 1.0;
    /// What a service tier costs in standard prices, by its name in lower case: "flex" half, say.
    QMap<QString, double> tierFactors = {};
    QDate asOf = {};
    QString source = {};
    QString uncertain = {}; ///< what is not sure about these numbers; empty when nothing

    bool isKnown() const { return inputPerMillion && outputPerMillion; }
    bool operator==(const Prices &) const = default;
};

/// By what standard prices are multiplied in \a serviceTier, the one a server says it used. 1 for the
/// standard one, by any of its names, and where the server says nothing. nullopt: nobody knows, and a
/// guess could be wrong several times over.
std::optional<double> tierFactor(const Prices &prices, const QString &serviceTier);

/// What \a usage costs at list prices in \a serviceTier, without tool calls; nullopt when a price or what
/// the tier costs is not known.
std::optional<double> costUsd(const Usage &usage, const Prices &prices, const QString &serviceTier = {});

/// A rough figure from the number of characters, for runs whose usage never came (four characters
/// a token). Hidden reasoning is not in it: the true cost can be much higher.
std::optional<double> estimatedCostUsd(qint64 inputChars, qint64 outputChars, const Prices &prices,
                                       const QString &serviceTier = {});

} // namespace reasonglass
