#pragma once

#include "base/error.h"

#include <optional>

namespace reasonglass {

/// How long to wait between attempts: doubled each time, from the one to the other.
struct RetryDelays
{
    std::chrono::milliseconds initial{500};
    std::chrono::milliseconds most{8'000};
};

/// When to send a failed request again by itself. Pure; every retry is a new paid attempt, so only
/// errors that can pass (isTransient(): never a wrong key, an empty account, a prompt that is too long or
/// against the rules), and only while nothing a person could read has arrived.
struct RetryPolicy
{
    int maxRetries = 2;
    RetryDelays usual = {};
    /// A server that is full is given more time, as its makers ask.
    RetryDelays overloaded{.initial = std::chrono::milliseconds(4'000),
                           .most = std::chrono::milliseconds(60'000)};
    /// A server that asks for a longer wait is not obeyed but reported.
    std::chrono::milliseconds longestWait{120'000};

    /// The wait before the next attempt, or nullopt to give up. \a retriesDone counts those before;
    /// \a random in [0, 1) spreads the waits of many runs.
    std::optional<std::chrono::milliseconds> delayAfter(int retriesDone, const Error &error, bool textArrived,
                                                        double random) const;
};

/// \a delays.initial doubled \a times times, at most \a delays.most, and up to a quarter less by \a random
/// in [0, 1), as the official clients do.
std::chrono::milliseconds backOff(const RetryDelays &delays, int times, double random);

} // namespace reasonglass
