#pragma once

#include "analysis/resumepolicy.h"

#include <optional>

namespace reasonglass {

/// Keeps account of how a response that goes on at its server is taken up again, and says when to ask next.
class TakeUp
{
public:
    explicit TakeUp(const ResumePolicy &policy)
        : m_policy(policy)
    { }

    /// Another response, or the person asks anew.
    void reset();
    /// Bytes came: the server is in reach.
    void noteContact() { m_outOfReachSinceUs.reset(); }
    /// More of the stream came: the next break is the first one again.
    void noteProgress() { m_breaks = 0; }
    /// The server has answered with the whole response, which is not finished: it streams it no more.
    void noteSnapshot();

    /// Whether only the whole response can be asked for.
    bool pollsOnly() const { return m_pollsOnly; }

    /// How long to wait after \a error at \a nowUs (monotonic) before asking again; nullopt: it is in vain,
    /// or the server has been out of reach for too long. \a random in [0, 1).
    std::optional<std::chrono::milliseconds> delayAfter(const Error &error, qint64 nowUs, double random);
    /// How long to wait before asking again for a response that is not finished.
    std::chrono::milliseconds delayBeforePoll(double random);

private:
    ResumePolicy m_policy;
    int m_breaks = 0; ///< in a row, without progress between them
    int m_polls = 0;
    bool m_pollsOnly = false;
    std::optional<qint64> m_outOfReachSinceUs;
};

} // namespace reasonglass
