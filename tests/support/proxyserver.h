#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

namespace reasonglass::test {

/// A proxy on this machine that really passes bytes on, for HTTP's CONNECT or SOCKS5, with or without a
/// password. Whatever name it is asked for, it connects to 127.0.0.1: names need not exist.
class ProxyServer : public QObject
{
public:
    enum class Protocol { Http, Socks5 };

    explicit ProxyServer(Protocol protocol, const QByteArray &user = {}, const QByteArray &password = {})
        : m_protocol(protocol)
        , m_user(user)
        , m_password(password)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                serve(client);
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no loopback proxy");
    }

    quint16 port() const { return m_server.serverPort(); }
    /// Whereto tunnels were opened, as asked for: "host:port".
    const QList<QByteArray> &targets() const { return m_targets; }
    /// Everything that clients said to the proxy, and everything that passed from them through its tunnels.
    const QByteArray &seen() const { return m_seen; }
    int refused() const { return m_refused; }

private:
    enum class Step { Greeting, Password, Request };

    struct Session
    {
        QTcpSocket *client = nullptr;
        QByteArray received;
        Step step = Step::Greeting;
        bool open = false;
    };

    void serve(QTcpSocket *client)
    {
        auto session = std::make_shared<Session>();
        session->client = client;
        connect(client, &QTcpSocket::readyRead, this, [this, session] {
            if (session->open)
                return; // the tunnel reads
            const QByteArray bytes = session->client->readAll();
            m_seen += bytes;
            session->received += bytes;
            m_protocol == Protocol::Http ? readHttp(*session) : readSocks(*session);
        });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }

    void readHttp(Session &session)
    {
        const qsizetype end = session.received.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArray head = session.received.first(end);
        session.received.clear();
        const QByteArray wanted = "Basic " + QByteArray(m_user + ':' + m_password).toBase64();
        if (!m_user.isEmpty() && !head.contains(wanted)) {
            ++m_refused;
            session.client->write("HTTP/1.1 407 Proxy Authentication Required\r\n"
                                  "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        if (!head.startsWith("CONNECT ")) {
            session.client->write("HTTP/1.1 405 Only tunnels\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        openTunnel(session, head.mid(8, head.indexOf(' ', 8) - 8),
                   "HTTP/1.1 200 Connection established\r\n\r\n");
    }

    void readSocks(Session &session)
    {
        const bool guarded = !m_user.isEmpty();
        QByteArray &bytes = session.received;
        if (session.step == Step::Greeting && bytes.size() >= 2 && bytes.size() >= 2 + bytes.at(1)) {
            const char method = guarded ? 2 : 0;
            session.step = guarded ? Step::Password : Step::Request;
            bytes.clear();
            session.client->write(QByteArray("\x05") + method);
        } else if (session.step == Step::Password && bytes.size() >= 2) {
            const QByteArray user = bytes.mid(2, bytes.at(1));
            const QByteArray password = bytes.mid(3 + user.size());
            const bool right = user == m_user && password == m_password;
            m_refused += right ? 0 : 1;
            session.step = Step::Request;
            bytes.clear();
            session.client->write(QByteArray("\x01") + char(right ? 0 : 1));
            if (!right)
                session.client->disconnectFromHost();
        } else if (session.step == Step::Request && bytes.size() >= 7) {
            readSocksRequest(session);
        }
    }

    void readSocksRequest(Session &session)
    {
        const QByteArray bytes = session.received;
        const bool byName = bytes.at(3) == 3;
        const qsizetype size = byName ? 1 + bytes.at(4) : 4;
        if (bytes.size() < 4 + size + 2)
            return;
        QByteArray host = byName ? bytes.mid(5, bytes.at(4)) : QByteArray();
        for (qsizetype i = 0; !byName && i < 4; ++i)
            host += (i > 0 ? "." : "") + QByteArray::number(uchar(bytes.at(4 + i)));
        const int port = uchar(bytes.at(4 + size)) * 256 + uchar(bytes.at(5 + size));
        openTunnel(session, host + ':' + QByteArray::number(port),
                   QByteArray("\x05\x00\x00\x01\x7F\x00\x00\x01\x00\x00", 10));
    }

    void openTunnel(Session &session, const QByteArray &target, const QByteArray &answer)
    {
        m_targets += target;
        session.open = true;
        QTcpSocket *client = session.client;
        auto *server = new QTcpSocket(client);
        connect(server, &QTcpSocket::connected, client, [client, answer] { client->write(answer); });
        connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
            const QByteArray bytes = client->readAll();
            m_seen += bytes;
            server->write(bytes);
        });
        connect(server, &QTcpSocket::readyRead, client,
                [client, server] { client->write(server->readAll()); });
        connect(server, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
        connect(client, &QTcpSocket::disconnected, server, [server] { server->disconnectFromHost(); });
        server->connectToHost(QHostAddress(QHostAddress::LocalHost),
                              quint16(target.mid(target.lastIndexOf(':') + 1).toInt()));
    }

    Protocol m_protocol;
    QByteArray m_user;
    QByteArray m_password;
    QTcpServer m_server;
    QList<QByteArray> m_targets;
    QByteArray m_seen;
    int m_refused = 0;
};

} // namespace reasonglass::test
