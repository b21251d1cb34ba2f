#pragma once

#include "base/clock.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace reasonglass::test {

/// A clock that stands still until a test moves it; alarms ring on the way.
class ManualClock : public Clock
{
public:
    qint64 monotonicUs() const override { return m_nowUs; }
    qint64 utcUs() const override { return 1'790'000'000'000'000 + m_nowUs; }
    Alarm *createAlarm(QObject *parent) override;

    void advance(std::chrono::milliseconds time);

private:
    class ManualAlarm;

    qint64 m_nowUs = 1'000'000;
    std::vector<ManualAlarm *> m_alarms; ///< those that exist; each removes itself
};

class ManualClock::ManualAlarm : public Alarm
{
public:
    ManualAlarm(ManualClock &clock, QObject *parent)
        : Alarm(parent)
        , m_clock(clock)
    {
        m_clock.m_alarms.push_back(this);
    }
    ~ManualAlarm() override { std::erase(m_clock.m_alarms, this); }

    void start(std::chrono::milliseconds delay) override
    {
        ringsAtUs = m_clock.m_nowUs + std::chrono::microseconds(delay).count();
    }
    void stop() override { ringsAtUs.reset(); }

    std::optional<qint64> ringsAtUs;

private:
    ManualClock &m_clock;
};

inline Alarm *ManualClock::createAlarm(QObject *parent)
{
    return new ManualAlarm(*this, parent);
}

inline void ManualClock::advance(std::chrono::milliseconds time)
{
    const qint64 target = m_nowUs + std::chrono::microseconds(time).count();
    const auto next = [this] {
        ManualAlarm *earliest = nullptr;
        for (ManualAlarm *alarm : m_alarms) {
            if (alarm->ringsAtUs && (!earliest || *alarm->ringsAtUs < *earliest->ringsAtUs))
                earliest = alarm;
        }
        return earliest;
    };
    for (ManualAlarm *alarm = next(); alarm && *alarm->ringsAtUs <= target; alarm = next()) {
        m_nowUs = std::max(m_nowUs, *alarm->ringsAtUs);
        alarm->ringsAtUs.reset();
        emit alarm->rang();
    }
    m_nowUs = target;
}

} // namespace reasonglass::test
