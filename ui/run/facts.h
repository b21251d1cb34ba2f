#pragma once

#include "analysis/analysisrecord.h"

#include <QString>

#include <utility>
#include <vector>

namespace reasonglass {

/// A named value of a run.
using Fact = std::pair<QString, QString>;

/// When things happened in an attempt.
std::vector<Fact> timingFacts(const Attempt &attempt);
/// Tokens, cost and how it is known, models and ids.
std::vector<Fact> usageFacts(const AnalysisRecord &record);
/// The request as sent, readable; never holds a key.
QString requestText(const AnalysisRecord &record, const Attempt &attempt);

} // namespace reasonglass
