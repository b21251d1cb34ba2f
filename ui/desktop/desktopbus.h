#pragma once

#include <QDBusConnection>
#include <QFuture>

namespace reasonglass {

/// A bus, connected to in a thread of its own, since that may hang. Not connected where there is none.
QFuture<QDBusConnection> desktopBus(QDBusConnection::BusType type);

} // namespace reasonglass
