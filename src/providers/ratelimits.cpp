#include "providers/ratelimits.h"

#include <algorithm>

namespace reasonglass {

using std::chrono::milliseconds;

namespace {

/// As for retryDelay(): beyond a day a reset is a mistake.
constexpr milliseconds longestReset = std::chrono::hours(24);

std::optional<qint64> countOf(const QByteArray &value)
{
    bool ok = false;
    const qint64 count = value.trimmed().toLongLong(&ok);
    return ok && count >= 0 ? std::optional(count) : std::nullopt;
}

std::optional<milliseconds> durationOf(const QByteArray &value)
{
    return parseDuration(QString::fromUtf8(value)); // "µs" is not Latin-1 when Go prints it
}

std::optional<milliseconds> untilEpoch(const QByteArray &value, const QDateTime &now)
{
    const auto epochMs = countOf(value);
    const qint64 nowMs = now.toMSecsSinceEpoch();
    if (!epochMs || *epochMs > nowMs + longestReset.count())
        return std::nullopt;
    const qint64 ms = *epochMs - nowMs;
    // A moment ago it has just become free; long ago it is no time in milliseconds at all.
    return ms < -longestReset.count() ? std::nullopt : std::optional(milliseconds(std::max<qint64>(0, ms)));
}

} // namespace

RateLimits readRateLimits(const HttpHeaders &headers, const QDateTime &now)
{
    RateLimits limits{
        .requestLimit = countOf(headerValue(headers, "x-ratelimit-limit-requests")),
        .requestsLeft = countOf(headerValue(headers, "x-ratelimit-remaining-requests")),
        .requestsReset = durationOf(headerValue(headers, "x-ratelimit-reset-requests")),
        .tokenLimit = countOf(headerValue(headers, "x-ratelimit-limit-tokens")),
        .tokensLeft = countOf(headerValue(headers, "x-ratelimit-remaining-tokens")),
        .tokensReset = durationOf(headerValue(headers, "x-ratelimit-reset-tokens")),
    };
    if (!limits.requestLimit && !limits.requestsLeft && !limits.requestsReset) {
        limits.requestLimit = countOf(headerValue(headers, "x-ratelimit-limit"));
        limits.requestsLeft = countOf(headerValue(headers, "x-ratelimit-remaining"));
        limits.requestsReset = untilEpoch(headerValue(headers, "x-ratelimit-reset"), now);
    }
    return limits;
}

} // namespace reasonglass
