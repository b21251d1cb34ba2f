#pragma once

#include "base/error.h"
#include "providers/ratelimits.h"

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace reasonglass {

/// When the next request of a batch may be sent to one provider. Fed with what its servers say, asked with a
/// monotonic time; pure otherwise.
///
/// A refusal (429, no capacity) holds everything for as long as the server asks, else for a time that doubles
/// with each refusal in a row, and halves how many requests may be in flight; each success lets it grow again
/// by a part of a request, as TCP does with its window. A limit that the headers say is used up holds until
/// it is reset.
class ProviderPace
{
public:
    /// \a most requests in flight, 1 or more.
    explicit ProviderPace(int most = 1)
        : m_most(most)
        , m_window(most)
    { }

    void setMost(int most);
    int most() const { return m_most; }

    void noteLimits(const RateLimits &limits, qint64 nowUs);
    void noteRefusal(const Error &error, qint64 nowUs);
    void noteSuccess();

    bool mayBegin(int inFlight, qint64 nowUs) const;
    /// How long the server asks everybody to wait; zero when it does not.
    std::chrono::milliseconds heldFor(qint64 nowUs) const;

private:
    void holdUntil(qint64 us) { m_heldUntilUs = std::max(m_heldUntilUs, us); }

    int m_most;
    double m_window; ///< requests in flight that have gone well so far: 1 to m_most
    int m_refusalsInARow = 0;
    qint64 m_lastRefusalUs = 0;
    qint64 m_heldUntilUs = 0;
};

/// Whether \a error says that the server has had enough for now, so that others should not be sent either.
bool asksForPatience(const Error &error);

} // namespace reasonglass
