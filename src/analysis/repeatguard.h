#pragma once

#include <QByteArrayView>

#include <vector>

namespace reasonglass {

/// Tells events that have come before, so that none is counted twice when a server sends some again.
///
/// Within one exchange, an event is a repeat if its sequence number has been seen with the very same
/// bytes: numbers alone are not trusted, since some servers begin them anew. In an exchange that takes up
/// an older one, every number up to the last that was known is a repeat: those events are here already.
class RepeatGuard
{
public:
    /// A new exchange of the same response begins; \a lastKnown is the last sequence number folded in.
    void resumeAfter(qint64 lastKnown);
    /// Looks at the next event. \a sequenceNumber is -1 where there is none.
    bool isRepeat(qint64 sequenceNumber, QByteArrayView data);

private:
    bool isTracked(qint64 sequenceNumber);

    qint64 m_lastKnown = -1;
    qint64 m_first = -1;                ///< the number that m_fingerprints begins with
    std::vector<size_t> m_fingerprints; ///< by sequence number; 0: not seen
};

} // namespace reasonglass
