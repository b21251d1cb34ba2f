#include "analysis/takeup.h"

#include <algorithm>

namespace reasonglass {

void TakeUp::reset()
{
    *this = TakeUp(m_policy);
}

void TakeUp::noteSnapshot()
{
    noteContact();
    noteProgress();
    m_pollsOnly = true;
}

std::optional<std::chrono::milliseconds> TakeUp::delayAfter(const Error &error, qint64 nowUs, double random)
{
    const AfterBreak next = afterBreak(error);
    if (!m_outOfReachSinceUs)
        m_outOfReachSinceUs = nowUs;
    const std::chrono::microseconds outOfReach(nowUs - *m_outOfReachSinceUs);
    if (next == AfterBreak::GiveUp || outOfReach > m_policy.patience)
        return std::nullopt;
    m_pollsOnly |= next == AfterBreak::Poll;
    const auto usual = backOff(m_policy.delays, m_breaks++, random);
    return std::min(error.retryAfter.value_or(usual), m_policy.longestWait);
}

std::chrono::milliseconds TakeUp::delayBeforePoll(double random)
{
    return backOff(m_policy.polls, m_polls++, random);
}

} // namespace reasonglass
