#include "replay/recordingserver.h"

#include "replay/replayconnection.h"

#include <QTcpSocket>

#if QT_CONFIG(ssl)
#include <QSslServer>
#endif

#include <algorithm>
#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;

RecordingServer::RecordingServer(QObject *parent)
    : QObject(parent)
    , m_server(std::make_unique<QTcpServer>())
{ }

RecordingServer::~RecordingServer()
{
    close();
}

void RecordingServer::setTls(const QSslConfiguration &configuration)
{
    m_tls = configuration;
}

Result<> RecordingServer::listen(quint16 port)
{
    if (m_server->isListening())
        return {};
    if (Result<> made = makeServer(); !made)
        return made;
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this,
            &RecordingServer::acceptConnections);
    if (m_server->listen(QHostAddress::LocalHost, port))
        return {};
    return Unexpected{Error{.kind = ErrorKind::Network, .message = m_server->errorString()}};
}

Result<> RecordingServer::makeServer()
{
    if (!m_tls) {
        m_server = std::make_unique<QTcpServer>();
        return {};
    }
#if QT_CONFIG(ssl)
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(*m_tls);
    connect(server.get(), &QSslServer::startedEncryptionHandshake, this, [this] { ++m_handshakes; });
    m_server = std::move(server);
    return {};
#else
    return Unexpected{Error{.kind = ErrorKind::Network, .message = u"this Qt has no TLS"_s}};
#endif
}

void RecordingServer::close()
{
    m_server->close();
    for (ReplayConnection *connection : std::exchange(m_connections, {}))
        connection->abort(); // ends in forget()
}

QUrl RecordingServer::baseUrl() const
{
    return QUrl(u"%1://127.0.0.1:%2/v1"_s.arg(m_tls ? "https"_L1 : "http"_L1).arg(port()));
}

void RecordingServer::enqueue(Script script)
{
    m_queue.push_back(std::move(script));
}

void RecordingServer::setResponder(Responder responder)
{
    m_responder = std::move(responder);
}

void RecordingServer::endAnswer(int connection)
{
    const auto found = std::ranges::find(m_connections, connection, &ReplayConnection::number);
    if (found != m_connections.end())
        (*found)->endAnswer();
}

void RecordingServer::acceptConnections()
{
    while (QTcpSocket *const socket = m_server->nextPendingConnection()) {
        auto *const connection = new ReplayConnection(socket, ++m_accepted, this);
        m_connections.push_back(connection);
        connect(connection, &ReplayConnection::used, this, [this] { ++m_used; });
        connect(connection, &ReplayConnection::requestReceived, this,
                [this, connection](const Request &request) { answer(connection, request); });
        connect(connection, &ReplayConnection::bodySent, this,
                [this, connection](qint64 bytes) { emit bodySent(connection->number(), bytes); });
        connect(connection, &ReplayConnection::closed, this, [this, connection] { forget(connection); });
        connect(connection, &ReplayConnection::leftByClient, this, [this, connection](bool duringAnswer) {
            m_brokenOff += duringAnswer ? 1 : 0;
            forget(connection);
            emit clientDisconnected();
        });
    }
}

void RecordingServer::answer(ReplayConnection *connection, const Request &request)
{
    m_requests.push_back(request);
    emit requestReceived(request);
    connection->play(scriptFor(request));
}

Script RecordingServer::scriptFor(const Request &request)
{
    if (!m_queue.empty()) {
        Script script = std::move(m_queue.front());
        m_queue.pop_front();
        return script;
    }
    if (m_responder)
        return m_responder(request);
    return jsonAnswer(
        500, R"({"error":{"message":"No answer is recorded for this request.","type":"server_error"}})");
}

void RecordingServer::forget(ReplayConnection *connection)
{
    std::erase(m_connections, connection);
    connection->deleteLater();
}

} // namespace reasonglass
