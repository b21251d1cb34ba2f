#pragma once

#include "base/error.h"

#include <optional>

namespace reasonglass {

/// When to send a failed request again by itself. Pure; every retry is a new paid attempt, so only
/// errors that can pass, and only while nothing a person could read has arrived.
struct RetryPolicy
{
    int maxRetries = 2;
    std::chrono::milliseconds initialDelay{500};
    std::chrono::milliseconds maxDelay{8'000};
    /// A server that asks for a longer wait is not obeyed but reported.
    std::chrono::milliseconds longestWait{120'000};

    /// The wait before the next attempt, or nullopt to give up. \a retriesDone counts those before;
    /// \a random in [0, 1) spreads the waits of many runs.
    std::optional<std::chrono::milliseconds> delayAfter(int retriesDone, const Error &error, bool textArrived,
                                                        double random) const;
};

} // namespace reasonglass
