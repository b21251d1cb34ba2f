#include "analysis/providerpace.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr std::chrono::milliseconds firstHold = 2s; ///< after a refusal that names no time
constexpr std::chrono::milliseconds longestHold = 60s;

qint64 toUs(std::chrono::milliseconds time)
{
    return std::chrono::microseconds(time).count();
}

} // namespace

bool asksForPatience(const Error &error)
{
    return error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::Overloaded;
}

void ProviderPace::setMost(int most)
{
    const bool wasFull = m_window >= m_most;
    m_most = std::max(1, most);
    m_window = wasFull ? m_most : std::min<double>(m_window, m_most);
}

void ProviderPace::noteLimits(const RateLimits &limits, qint64 nowUs)
{
    if (limits.requestsLeft == 0 && limits.requestsReset)
        holdUntil(nowUs + toUs(*limits.requestsReset));
    if (limits.tokensLeft == 0 && limits.tokensReset)
        holdUntil(nowUs + toUs(*limits.tokensReset));
}

void ProviderPace::noteRefusal(const Error &error, qint64 nowUs)
{
    const int doublings = std::min(m_refusalsInARow, 5);
    const auto ownIdea = std::min(longestHold, firstHold * (1 << doublings));
    holdUntil(nowUs + toUs(error.retryAfter.value_or(ownIdea)));
    // Requests that were in flight together are refused together: that is one refusal.
    if (m_refusalsInARow > 0 && nowUs < m_lastRefusalUs + toUs(firstHold))
        return;
    m_lastRefusalUs = nowUs;
    ++m_refusalsInARow;
    m_window = std::max(1.0, m_window / 2);
}

void ProviderPace::noteSuccess()
{
    m_refusalsInARow = 0;
    m_window = std::min<double>(m_most, m_window + 1 / m_window);
}

bool ProviderPace::mayBegin(int inFlight, qint64 nowUs) const
{
    return nowUs >= m_heldUntilUs && inFlight < int(m_window);
}

std::chrono::milliseconds ProviderPace::heldFor(qint64 nowUs) const
{
    const std::chrono::microseconds left(std::max<qint64>(0, m_heldUntilUs - nowUs));
    return std::chrono::ceil<std::chrono::milliseconds>(left);
}

} // namespace reasonglass
