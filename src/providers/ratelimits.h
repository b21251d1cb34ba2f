#pragma once

#include "providers/retrydelay.h"

#include <chrono>
#include <optional>

namespace reasonglass {

/// What a server says in the head of an answer about how much more it takes from this key. Each part is
/// missing where the server does not say it; none is negative.
struct RateLimits
{
    std::optional<qint64> requestLimit = {};
    std::optional<qint64> requestsLeft = {};
    std::optional<std::chrono::milliseconds> requestsReset = {}; ///< until all requests are free again
    std::optional<qint64> tokenLimit = {};
    std::optional<qint64> tokensLeft = {};
    std::optional<std::chrono::milliseconds> tokensReset = {};

    bool isEmpty() const { return *this == RateLimits{}; }
    bool operator==(const RateLimits &) const = default;
};

/// Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`, whose resets are durations ("6m0s"), and,
/// for requests that are not told so, OpenRouter's `X-RateLimit-{Limit,Remaining,Reset}`, whose reset is a
/// time in milliseconds since 1970, seen from \a now in UTC. What makes no sense counts as not said.
RateLimits readRateLimits(const HttpHeaders &headers, const QDateTime &now);

} // namespace reasonglass
