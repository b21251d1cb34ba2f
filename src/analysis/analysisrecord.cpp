#include "analysis/analysisrecord.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct StatusWord
{
    AnalysisStatus status = AnalysisStatus::Running;
    QLatin1StringView word;
};

constexpr std::array statusWords{
    StatusWord{AnalysisStatus::Running, "running"_L1},
    StatusWord{AnalysisStatus::Completed, "completed"_L1},
    StatusWord{AnalysisStatus::Incomplete, "incomplete"_L1},
    StatusWord{AnalysisStatus::Failed, "failed"_L1},
    StatusWord{AnalysisStatus::Cancelled, "cancelled"_L1},
    StatusWord{AnalysisStatus::Interrupted, "interrupted"_L1},
};

} // namespace

QString statusName(AnalysisStatus status)
{
    return std::ranges::find(statusWords, status, &StatusWord::status)->word;
}

std::optional<AnalysisStatus> statusFromName(QStringView name)
{
    const auto row = std::ranges::find_if(statusWords, [&](const StatusWord &w) { return w.word == name; });
    return row == statusWords.end() ? std::nullopt : std::optional(row->status);
}

bool isFinal(AnalysisStatus status)
{
    return status != AnalysisStatus::Running;
}

bool hasAnswer(AnalysisStatus status)
{
    return status == AnalysisStatus::Completed || status == AnalysisStatus::Incomplete;
}

QString costBasisName(CostBasis basis)
{
    switch (basis) {
    case CostBasis::Unknown:
        return u"unknown"_s;
    case CostBasis::Reported:
        return u"reported"_s;
    case CostBasis::Computed:
        return u"computed"_s;
    case CostBasis::Estimated:
        return u"estimated"_s;
    }
    Q_UNREACHABLE();
}

namespace {

/// \a first, unless that is not known: then \a later, which counts from \a offsetMs on.
std::optional<qint64> firstKnown(std::optional<qint64> first, std::optional<qint64> later, qint64 offsetMs)
{
    if (first || !later)
        return first;
    return *later + offsetMs;
}

} // namespace

AttemptTiming runTiming(const std::vector<Attempt> &attempts)
{
    if (attempts.empty())
        return {};
    auto attempt = attempts.end() - 1;
    while (attempt->resumed && attempt != attempts.begin())
        --attempt;
    const qint64 askedUs = attempt->startedUtcUs;
    AttemptTiming timing = attempt->timing;
    while (++attempt != attempts.end()) {
        const AttemptTiming &later = attempt->timing;
        const qint64 offsetMs = (attempt->startedUtcUs - askedUs) / 1000;
        timing.connectMs = firstKnown(timing.connectMs, later.connectMs, offsetMs);
        timing.firstByteMs = firstKnown(timing.firstByteMs, later.firstByteMs, offsetMs);
        timing.firstReasoningMs = firstKnown(timing.firstReasoningMs, later.firstReasoningMs, offsetMs);
        timing.firstTextMs = firstKnown(timing.firstTextMs, later.firstTextMs, offsetMs);
        timing.longestGapMs = std::max(timing.longestGapMs, later.longestGapMs);
        timing.totalMs = firstKnown({}, later.totalMs, offsetMs);
    }
    return timing;
}

} // namespace reasonglass
