#include "app/connectionwatch.h"

#include <QNetworkInformation>

#include <utility>

using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto lookEvery = 5s;
/// Shorter gaps are a busy computer, or a clock that was set right.
constexpr qint64 sleepUs = 30'000'000;

} // namespace

ConnectionWatch::ConnectionWatch(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    m_timer.setInterval(lookEvery);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionWatch::look);
}

void ConnectionWatch::setActive(bool active)
{
    if (active == m_timer.isActive())
        return;
    if (!active) {
        m_timer.stop();
        return;
    }
    m_lastUtcUs = m_clock.utcUs();
    m_lastMonotonicUs = m_clock.monotonicUs();
    m_timer.start();
    watchNetwork();
}

void ConnectionWatch::watchNetwork()
{
    // Without a back end for this system nothing is known, and time-outs have to do.
    if (m_watchesNetwork
        || !QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    m_watchesNetwork = true;
    connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this,
            [this](QNetworkInformation::Reachability reachability) {
                if (m_timer.isActive() && reachability == QNetworkInformation::Reachability::Online)
                    emit networkReturned();
            });
}

/// While a computer sleeps its wall clock goes on, and on most systems its monotonic clock does not; and
/// where it does, this timer has not rung for as long.
void ConnectionWatch::look()
{
    const qint64 utcUs = m_clock.utcUs();
    const qint64 monotonicUs = m_clock.monotonicUs();
    const qint64 wall = utcUs - std::exchange(m_lastUtcUs, utcUs);
    const qint64 own = monotonicUs - std::exchange(m_lastMonotonicUs, monotonicUs);
    if (wall - own > sleepUs || own > sleepUs)
        emit connectionsLost();
}

} // namespace reasonglass
