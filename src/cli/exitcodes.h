#pragma once

#include "analysis/analysisrecord.h"

namespace reasonglass::cli {

/// What the program ends with (docs/CLI.md; a contract).
enum class ExitCode {
    Completed = 0,
    Failed = 1,
    BadUsage = 2, ///< nothing was sent
    Incomplete = 3,
    Cancelled = 4,
    Interrupted = 5,
};

inline ExitCode exitCode(AnalysisStatus status)
{
    switch (status) {
    case AnalysisStatus::Completed:
        return ExitCode::Completed;
    case AnalysisStatus::Incomplete:
        return ExitCode::Incomplete;
    case AnalysisStatus::Cancelled:
        return ExitCode::Cancelled;
    case AnalysisStatus::Running:
    case AnalysisStatus::Interrupted:
        return ExitCode::Interrupted;
    case AnalysisStatus::Failed:
        return ExitCode::Failed;
    }
    Q_UNREACHABLE();
}

} // namespace reasonglass::cli
