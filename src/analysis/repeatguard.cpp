#include "analysis/repeatguard.h"

#include <QHashFunctions>

#include <utility>

namespace reasonglass {

namespace {

/// A jump beyond this is a server's fancy, not a gap: memory is not spent on it.
constexpr qint64 largestJump = 65'536;

} // namespace

void RepeatGuard::resumeAfter(qint64 lastKnown)
{
    m_lastKnown = lastKnown;
    m_first = -1;
    m_fingerprints.clear();
}

bool RepeatGuard::isTracked(qint64 sequenceNumber)
{
    const qint64 end = m_first + qint64(m_fingerprints.size());
    if (m_first < 0 || sequenceNumber > end + largestJump) {
        m_first = sequenceNumber;
        m_fingerprints.clear();
    }
    return sequenceNumber >= m_first;
}

bool RepeatGuard::isRepeat(qint64 sequenceNumber, QByteArrayView data)
{
    if (sequenceNumber < 0)
        return false;
    if (sequenceNumber <= m_lastKnown)
        return true;
    if (!isTracked(sequenceNumber))
        return false;
    const auto index = size_t(sequenceNumber - m_first);
    constexpr size_t seed = 0x5EED; // with one, Qt hashes by AES instructions where there are such
    const size_t fingerprint = qHashBits(data.data(), size_t(data.size()), seed) | 1U;
    if (index == m_fingerprints.size()) { // the next one, as nearly always
        m_fingerprints.push_back(fingerprint);
        return false;
    }
    if (index > m_fingerprints.size())
        m_fingerprints.resize(index + 1, 0);
    return std::exchange(m_fingerprints[index], fingerprint) == fingerprint;
}

} // namespace reasonglass
