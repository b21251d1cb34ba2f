#include "ui/window/singleinstance.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QLocalSocket>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int patienceMs = 2000;

/// Local socket names are short and global; the profile's path tells programs apart.
QString serverName(const Profile &profile)
{
    const QByteArray hash =
        QCryptographicHash::hash(profile.settingsFile.toUtf8(), QCryptographicHash::Sha256);
    return u"reasonglass-"_s + QString::fromLatin1(hash.toHex().left(16));
}

} // namespace

SingleInstance::SingleInstance(const Profile &profile, QObject *parent)
    : QObject(parent)
    , m_lock(profile.settingsFile
             + ".instance.lock"_L1) // QSettings takes ".lock" for itself, and waits for it
    , m_serverName(serverName(profile))
{
    m_lock.setStaleLockTime(0); // held as long as the process lives
}

bool SingleInstance::begin(const QStringList &arguments)
{
    if (!m_lock.tryLock(0) && m_lock.error() == QLockFile::LockFailedError && handOver(arguments))
        return false;
    listen();
    return true;
}

bool SingleInstance::handOver(const QStringList &arguments) const
{
    QLocalSocket socket;
    socket.connectToServer(m_serverName);
    if (!socket.waitForConnected(patienceMs))
        return false;
    QDataStream stream(&socket);
    stream << arguments << QDir::currentPath();
    while (socket.bytesToWrite() > 0) { // one wait writes one block only
        if (!socket.waitForBytesWritten(patienceMs))
            return false;
    }
    socket.disconnectFromServer();
    return true;
}

void SingleInstance::listen()
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(m_serverName);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket *socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            QDataStream stream(socket);
            stream.startTransaction();
            QStringList arguments;
            QString folder;
            stream >> arguments >> folder;
            if (stream.commitTransaction())
                emit started(arguments, folder);
        });
    });
    m_server.listen(m_serverName);
}

} // namespace reasonglass
