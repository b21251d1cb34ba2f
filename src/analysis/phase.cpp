#include "analysis/phase.h"

namespace reasonglass {

bool isFinal(Phase phase)
{
    return outcomeOf(phase) != AnalysisStatus::Running;
}

bool isTransition(Phase from, Phase to)
{
    using enum Phase;
    const bool streaming =
        to == Queued || to == Thinking || to == Answering || to == UsingTool || to == Finishing;
    const bool broken = to == WaitingToRetry || to == WaitingToResume || to == Polling || to == Connecting;
    switch (from) {
    case Idle:
        return to == Connecting || to == Cancelled || to == Failed;
    case Connecting:
        return to == Waiting || streaming || broken || to == Cancelling || isFinal(to);
    case Waiting:
    case Queued:
    case Thinking:
    case Answering:
    case UsingTool:
    case Finishing:
        return streaming || broken || to == Cancelling || isFinal(to);
    case WaitingToRetry:
        return to == Connecting || isFinal(to);
    case WaitingToResume:
        return to == Connecting || to == Polling || to == Cancelling || isFinal(to);
    case Polling:
        return to == Finishing || to == WaitingToResume || to == Cancelling || isFinal(to);
    case Cancelling:
        return isFinal(to);
    case Completed:
    case Incomplete:
    case Failed:
    case Cancelled:
    case Interrupted:
        return to == Connecting; // Retry or Resume: a new attempt beside the old ones
    }
    Q_UNREACHABLE();
}

AnalysisStatus outcomeOf(Phase phase)
{
    switch (phase) {
    case Phase::Completed:
        return AnalysisStatus::Completed;
    case Phase::Incomplete:
        return AnalysisStatus::Incomplete;
    case Phase::Failed:
        return AnalysisStatus::Failed;
    case Phase::Cancelled:
        return AnalysisStatus::Cancelled;
    case Phase::Interrupted:
        return AnalysisStatus::Interrupted;
    case Phase::Idle:
    case Phase::Connecting:
    case Phase::Waiting:
    case Phase::Queued:
    case Phase::Thinking:
    case Phase::Answering:
    case Phase::UsingTool:
    case Phase::Finishing:
    case Phase::WaitingToRetry:
    case Phase::WaitingToResume:
    case Phase::Polling:
    case Phase::Cancelling:
        return AnalysisStatus::Running;
    }
    Q_UNREACHABLE();
}

Phase phaseOf(AnalysisStatus outcome)
{
    switch (outcome) {
    case AnalysisStatus::Running:
        return Phase::Waiting;
    case AnalysisStatus::Completed:
        return Phase::Completed;
    case AnalysisStatus::Incomplete:
        return Phase::Incomplete;
    case AnalysisStatus::Failed:
        return Phase::Failed;
    case AnalysisStatus::Cancelled:
        return Phase::Cancelled;
    case AnalysisStatus::Interrupted:
        return Phase::Interrupted;
    }
    Q_UNREACHABLE();
}

} // namespace reasonglass
