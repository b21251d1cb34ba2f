#include "base/clock.h"

#include <QTimer>

namespace reasonglass {

namespace {

template <typename SystemOrSteadyClock>
qint64 microseconds()
{
    using namespace std::chrono;
    return duration_cast<std::chrono::microseconds>(SystemOrSteadyClock::now().time_since_epoch()).count();
}

class TimerAlarm : public Alarm
{
public:
    explicit TimerAlarm(QObject *parent)
        : Alarm(parent)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &Alarm::rang);
    }

    void start(std::chrono::milliseconds delay) override { m_timer.start(delay); }
    void stop() override { m_timer.stop(); }

private:
    QTimer m_timer;
};

} // namespace

qint64 SystemClock::monotonicUs() const
{
    return microseconds<std::chrono::steady_clock>();
}

qint64 SystemClock::utcUs() const
{
    return microseconds<std::chrono::system_clock>();
}

Alarm *SystemClock::createAlarm(QObject *parent)
{
    return new TimerAlarm(parent);
}

} // namespace reasonglass
