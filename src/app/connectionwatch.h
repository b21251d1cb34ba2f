#pragma once

#include "base/clock.h"

#include <QObject>
#include <QTimer>

namespace reasonglass {

/// Notices that connections are dead although nothing has said so: the computer slept, or it is in another
/// network now. Watches only while told to, so that an idle program does not wake up.
class ConnectionWatch : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the watch.
    explicit ConnectionWatch(Clock &clock, QObject *parent = nullptr);

    void setActive(bool active);
    /// Compares the clocks; called every few seconds while active.
    void look();

signals:
    /// Open connections are not to be trusted any more.
    void connectionsLost();
    /// A network is there again.
    void networkReturned();

private:
    void watchNetwork();

    Clock &m_clock;
    QTimer m_timer;
    bool m_watchesNetwork = false;
    qint64 m_lastUtcUs = 0;
    qint64 m_lastMonotonicUs = 0;
};

} // namespace reasonglass
