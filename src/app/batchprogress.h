#pragma once

#include "analysis/batch.h"
#include "base/error.h"

#include <chrono>
#include <optional>

namespace reasonglass {

/// How far a batch has come.
struct BatchProgress
{
    BatchId id{};
    TaskSetId set{};
    BatchState state = BatchState::Running;
    QString reason = {};               ///< BatchRecord::reason
    std::optional<Error> problem = {}; ///< why it was paused, where a run said so
    QString provider = {};             ///< whose server said it
    qint64 createdUtcUs = 0;
    int total = 0; ///< items that were not taken out
    int done = 0;
    int running = 0;
    int queued = 0;
    int solved = 0; ///< of those done since the program started, as are the next four
    int failed = 0;
    int ungraded = 0;
    int errors = 0; ///< runs that brought no answer
    double spentUsd = 0;
    int costUnknown = 0;
    std::optional<double> capUsd = {};
    /// Until the last run ends, at the present pace; nullopt while nobody can know.
    std::optional<std::chrono::milliseconds> left = {};
    std::chrono::milliseconds heldFor{0}; ///< every provider with something queued asks to wait so long

    bool operator==(const BatchProgress &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::BatchProgress)
