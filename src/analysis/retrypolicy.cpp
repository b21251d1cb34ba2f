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
    return backOff(error.kind == ErrorKind::Overloaded ? overloaded : usual, retriesDone, random);
}

milliseconds backOff(const RetryDelays &delays, int times, double random)
{
    constexpr int mostDoublings = 16;
    constexpr double jitter = 0.25;
    const auto doubled = delays.initial * (1 << std::min(times, mostDoublings));
    return milliseconds(qint64(double(std::min(doubled, delays.most).count()) * (1.0 - jitter * random)));
}

} // namespace reasonglass
