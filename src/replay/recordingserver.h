#pragma once

#include "base/expected.h"
#include "replay/receivedrequest.h"
#include "replay/script.h"

#include <QObject>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QUrl>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace reasonglass {

class ReplayConnection;

/// A small HTTP/1.1 server on this machine that plays recorded answers over real connections: the
/// bundled samples for people, every fault of servers and networks for tests.
///
/// A request is answered by the script that was queued first, else by the responder, else with
/// status 500. Lives on one thread's event loop and never blocks it. Only this machine can connect.
class RecordingServer : public QObject
{
    Q_OBJECT

public:
    using Request = ReceivedRequest;
    using Responder = std::function<Script(const Request &)>;

    explicit RecordingServer(QObject *parent = nullptr);
    ~RecordingServer() override;

    /// Speaks TLS with this certificate and key from the next listen() on. A handshake that fails makes
    /// no connection; handshakes() counts it all the same.
    void setTls(const QSslConfiguration &configuration);
    /// Accepts connections at 127.0.0.1 from now on; port 0 takes any free one. An error where TLS is
    /// wanted and this Qt has none.
    Result<> listen(quint16 port = 0);
    /// Ends every connection and refuses new ones, until listen() is called again.
    void close();

    quint16 port() const { return m_server->serverPort(); }
    /// What a provider's base address is set to: http://127.0.0.1:PORT/v1, with TLS https
    QUrl baseUrl() const;

    /// Answers one request with \a script, after those queued before.
    void enqueue(Script script);
    /// Answers all requests for which nothing is queued; called once per request.
    void setResponder(Responder responder);
    qsizetype queued() const { return qsizetype(m_queue.size()); }

    /// Ends what is being sent on the \a connection of a request, properly, as if its script ended here.
    void endAnswer(int connection);

    /// Every request received whole, in order of arrival.
    const std::vector<Request> &requests() const { return m_requests; }
    int connectionsOpen() const { return int(m_connections.size()); }
    int connectionsAccepted() const { return m_accepted; }
    /// Those of them on which a byte came (under TLS: of a request, not of the handshake).
    int connectionsUsed() const { return m_used; }
    /// TLS handshakes that clients began.
    int handshakes() const { return m_handshakes; }
    /// Answers in whose middle the client hung up.
    int answersBrokenOff() const { return m_brokenOff; }

signals:
    /// A request has come whole. Emitted before its answer is chosen, so a slot may still enqueue() it.
    void requestReceived(const reasonglass::ReceivedRequest &request);
    /// \a bytes of the body of the answer on \a connection have been handed to the system by now.
    void bodySent(int connection, qint64 bytes);
    /// A client hung up by itself; the counts are already up to date.
    void clientDisconnected();

private:
    Result<> makeServer();
    void acceptConnections();
    void answer(ReplayConnection *connection, const Request &request);
    void forget(ReplayConnection *connection);
    Script scriptFor(const Request &request);

    std::unique_ptr<QTcpServer> m_server;
    std::optional<QSslConfiguration> m_tls;
    std::deque<Script> m_queue;
    Responder m_responder;
    std::vector<Request> m_requests;
    std::vector<ReplayConnection *> m_connections; ///< children, while they are open
    int m_accepted = 0;
    int m_used = 0;
    int m_handshakes = 0;
    int m_brokenOff = 0;
};

} // namespace reasonglass
