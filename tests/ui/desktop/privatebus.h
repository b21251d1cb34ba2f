#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QProcess>
#include <QStandardPaths>
#include <QString>

namespace reasonglass::test {

/// A message bus of the test's own, which the program takes for the session's and the system's. To be
/// started before anything asks for those.
class PrivateBus
{
public:
    ~PrivateBus()
    {
        QDBusConnection::disconnectFromBus(connectionName);
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

    /// False: there is no dbus-daemon here.
    bool start()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (program.isEmpty())
            return false;
        m_daemon.start(program,
                       {QStringLiteral("--session"), QStringLiteral("--nofork"),
                        QStringLiteral("--print-address=1"), QStringLiteral("--address=unix:tmpdir=/tmp")});
        if (!m_daemon.waitForReadyRead())
            return false;
        m_address = m_daemon.readLine().trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address);
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_address);
        return true;
    }

    /// The connection on which services are offered; not the one that the program has.
    QDBusConnection services() const
    {
        return QDBusConnection::connectToBus(QString::fromLatin1(m_address), connectionName);
    }

    /// \a object, whose slots are the service's methods, comes to be \a service at \a path.
    bool offer(const QString &service, const QString &path, QObject *object) const
    {
        QDBusConnection bus = services();
        return bus.registerObject(path, object,
                                  QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals)
            && bus.registerService(service);
    }
    void withdraw(const QString &service, const QString &path) const
    {
        QDBusConnection bus = services();
        bus.unregisterService(service);
        bus.unregisterObject(path);
    }

private:
    static inline const QString connectionName = QStringLiteral("services of the test");

    QProcess m_daemon;
    QByteArray m_address;
};

} // namespace reasonglass::test
