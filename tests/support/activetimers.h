#pragma once

#include <QList>
#include <QObject>
#include <QTimer>

namespace reasonglass::test {

/// The timers below \a object that run. Timers that are members must have it as their parent to be found.
inline QList<QTimer *> activeTimers(const QObject &object)
{
    QList<QTimer *> active;
    const QList<QTimer *> timers = object.findChildren<QTimer *>();
    for (QTimer *timer : timers) {
        if (timer->isActive())
            active.append(timer);
    }
    return active;
}

} // namespace reasonglass::test
