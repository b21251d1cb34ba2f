#include "ui/desktop/desktopbus.h"

#include <QPromise>

#include <memory>
#include <thread>

namespace reasonglass {

QFuture<QDBusConnection> desktopBus(QDBusConnection::BusType type)
{
    auto promise = std::make_shared<QPromise<QDBusConnection>>();
    promise->start();
    // Nobody waits for this thread, not even the end of the program.
    std::thread([promise, type] {
        promise->addResult(type == QDBusConnection::SystemBus ? QDBusConnection::systemBus()
                                                              : QDBusConnection::sessionBus());
        promise->finish();
    }).detach();
    return promise->future();
}

} // namespace reasonglass
