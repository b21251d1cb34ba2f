#include "analysis/retrypolicy.h"

#include <algorithm>

using std::chrono::milliseconds;

namespace reasonglass {

std::optional<milliseconds> RetryPolicy::delayAfter(int retriesDone, const Error &error, bool textArrived,
                                                    double random) const
{
    if (retriesDone >= maxRetries || textArrived || !isTransient(error))
        return std::nullopt;
    if (error.retryAfter) {
        if (*error.retryAfter > longestWait)
            return std::nullopt;
        return *error.retryAfter;
    }
    constexpr int mostDoublings = 16;
    constexpr double jitter = 0.25; // as the official clients: up to a quarter less
    const auto doubled = initialDelay * (1 << std::min(retriesDone, mostDoublings));
    const auto capped = std::min(doubled, maxDelay);
    return milliseconds(qint64(double(capped.count()) * (1.0 - jitter * random)));
}

} // namespace reasonglass
