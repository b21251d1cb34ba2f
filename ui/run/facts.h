#pragma once

#include "analysis/analysisrecord.h"
#include "providers/modelinfo.h"

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

/// When things happened in an attempt; of one that runs, what is known so far.
std::vector<Fact> timingFacts(const AnalysisRecord &record, const Attempt &attempt,
                              const std::optional<Seam> &seam);
/// Tokens, cost and how it is known, models and ids. \a model: whose prices count; nullopt: not known.
std::vector<Fact> usageFacts(const AnalysisRecord &record, const std::optional<ModelInfo> &model);
/// Tokens of an attempt in a line; "the server did not say" where it did not.
QString usageLine(const std::optional<Usage> &usage);
/// Verb and address of the request as sent.
QString requestLine(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam);
/// A shell command that sends the same request again, with the key from the variable \a keyVariable.
QString curlCommand(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam,
                    const QString &keyVariable);
/// What was not sent as it was asked for, and why, a line each. Empty: all was.
QString leftOutText(const AnalysisRecord &record);

} // namespace reasonglass
