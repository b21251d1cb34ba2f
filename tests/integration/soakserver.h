#pragma once

#include <QHostAddress>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <atomic>
#include <chrono>

namespace reasonglass::test {

/// Streams answers that are made as they are sent, so that a long test holds none of them: the memory that
/// is measured is the program's. Lives in a thread of its own.
class SoakServer : public QObject
{
public:
    struct Shape
    {
        int events = 2000; ///< deltas per answer, besides the first and the last event
        std::chrono::milliseconds interval{5};
    };

    explicit SoakServer(Shape shape)
        : m_shape(shape)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *const socket = m_server.nextPendingConnection())
                serve(socket);
        });
        m_server.setParent(this); // goes into the server's thread along with it
    }

    bool listen()
    {
        const bool listens = m_server.listen(QHostAddress::LocalHost);
        m_port = m_server.serverPort();
        return listens;
    }
    QUrl baseUrl() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/v1").arg(m_port.load())); }
    qint64 eventsSent() const { return m_sent; }

private:
    void serve(QTcpSocket *socket)
    {
        auto *const timer = new QTimer(socket);
        timer->setTimerType(Qt::PreciseTimer);
        timer->setInterval(m_shape.interval);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket, timer, head = QByteArray()]() mutable {
            head += socket->readAll();
            if (timer->isActive() || !head.contains("\r\n\r\n"))
                return;
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
            send(socket,
                 R"({"type":"response.created","sequence_number":0,"response":{"id":"r",)"
                 R"("status":"in_progress"}})");
            timer->start();
        });
        connect(timer, &QTimer::timeout, socket, [this, socket, timer, number = 0]() mutable {
            if (++number <= m_shape.events) {
                send(socket,
                     R"({"type":"response.output_text.delta","output_index":0,"content_index":0,)"
                     R"("delta":"word ","sequence_number":)"
                         + QByteArray::number(number) + "}");
                return;
            }
            timer->stop();
            send(socket,
                 R"({"type":"response.completed","response":{"id":"r","status":"completed"},)"
                 R"("sequence_number":)"
                     + QByteArray::number(number) + "}");
            socket->disconnectFromHost();
        });
    }

    void send(QTcpSocket *socket, const QByteArray &data)
    {
        socket->write("data: " + data + "\n\n");
        ++m_sent;
    }

    const Shape m_shape;
    QTcpServer m_server;
    std::atomic<quint16> m_port = 0;
    std::atomic<qint64> m_sent = 0;
};

} // namespace reasonglass::test
