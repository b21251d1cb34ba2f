#pragma once

#include "app/profile.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QStringList>

namespace reasonglass {

/// One running program per profile. A second start hands its arguments to the first and ends.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(const Profile &profile, QObject *parent = nullptr);

    /// Whether this is the first. If not, \a arguments have been handed over with the current folder, which
    /// files among them are relative to; or nobody took them.
    bool begin(const QStringList &arguments);

signals:
    /// Another start was made with these arguments, in the folder \a folder.
    void started(const QStringList &arguments, const QString &folder);

private:
    void listen();
    bool handOver(const QStringList &arguments) const;

    QLockFile m_lock;
    QString m_serverName;
    QLocalServer m_server;
};

} // namespace reasonglass
