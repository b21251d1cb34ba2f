#pragma once

#include <QObject>

#include <chrono>

namespace reasonglass {

/// Rings once after a delay, unless stopped or started anew before.
class Alarm : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start(std::chrono::milliseconds delay) = 0;
    virtual void stop() = 0;

signals:
    void rang();
};

/// Where the program takes its time from, so that tests can make it pass.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;

    /// Microseconds that only grow; for durations.
    virtual qint64 monotonicUs() const = 0;
    /// Microseconds since 1970-01-01 UTC; for what is stored and shown.
    virtual qint64 utcUs() const = 0;
    /// An alarm that follows this clock. Owned by \a parent; lives in its thread.
    virtual Alarm *createAlarm(QObject *parent) = 0;
};

/// The machine's clocks.
class SystemClock : public Clock
{
public:
    qint64 monotonicUs() const override;
    qint64 utcUs() const override;
    Alarm *createAlarm(QObject *parent) override;
};

} // namespace reasonglass
