#pragma once

#include "analysis/analysisrecord.h"

#include <QString>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace reasonglass {

/// A named value of a run.
using Fact = std::pair<QString, QString>;

/// Where an attempt took up the response of the one before.
struct Seam
{
    int attempt = 0;
    std::optional<qint64> after = {}; ///< the last sequence number that was known
    std::optional<std::chrono::milliseconds> lost = {};
};
/// nullopt for an attempt that asked for its response. \a attempt counts from 1.
std::optional<Seam> seamOf(const AnalysisRecord &record, int attempt);
QString seamText(const Seam &seam);

/// When things happened in an attempt.
std::vector<Fact> timingFacts(const AnalysisRecord &record, const Attempt &attempt,
                              const std::optional<Seam> &seam);
/// Tokens, cost and how it is known, models and ids.
std::vector<Fact> usageFacts(const AnalysisRecord &record);
/// The request as sent, readable; never holds a key.
QString requestText(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam);
/// What was not sent as it was asked for, and why, a line each. Empty: all was.
QString leftOutText(const AnalysisRecord &record);

} // namespace reasonglass
