#pragma once

#include "replay/receivedrequest.h"
#include "replay/script.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

class QTcpSocket;

namespace reasonglass {

/// One client's connection to a RecordingServer: reads its requests and plays a script for each.
/// Lives in its server's thread.
class ReplayConnection : public QObject
{
    Q_OBJECT

public:
    /// Takes over \a socket. \a number is what its requests carry as ReceivedRequest::connection.
    ReplayConnection(QTcpSocket *socket, int number, QObject *parent);

    /// Answers the request that was received last.
    void play(const Script &script);
    int number() const { return m_number; }
    /// Ends the answer being played here and properly, unless its head or a piece is unfinished.
    void endAnswer();
    /// Ends the connection at once; no signal follows but closed().
    void abort();

signals:
    /// The first bytes have come.
    void used();
    /// Exactly one play() must follow; the next request waits until that is through.
    void requestReceived(const reasonglass::ReceivedRequest &request);
    /// So many bytes of the body have been handed to the socket by now.
    void bodySent(qint64 bytes);
    /// The last signal. The client hung up, in the middle of an answer or between two.
    void leftByClient(bool duringAnswer);
    /// The last signal. A script, or the end of an answer, closed the connection.
    void closed();

private:
    enum class State {
        Reading, ///< waits for a request
        Playing, ///< a script is being played
        Stalled, ///< a script stays open for ever
        Closing, ///< no byte will follow
    };

    void readRequests();
    void refuse(const Error &error);
    void schedule();
    void sendNext();
    void sendHeadPiece();
    void sendBodyPiece();
    void sendBody(const QByteArray &bytes, qsizetype announced);
    void sendHeartbeat();
    void applyFault();
    void finishAnswer();
    void closeSocket();
    void resetSocket();
    void onDisconnected();

    bool isFaultDue() const;
    qsizetype bytesBeforeFault(qsizetype wanted) const;

    QTcpSocket *m_socket;
    RequestReader m_reader;
    QTimer m_nextPiece;
    QTimer m_heartbeat;
    QElapsedTimer m_clock; ///< runs from the start of the answer
    const int m_number;
    bool m_used = false;
    State m_state = State::Reading;

    Script m_script;
    std::vector<Piece> m_head;
    std::vector<Piece> m_body;
    size_t m_headSent = 0;
    size_t m_bodyPiecesSent = 0;
    qint64 m_bodyBytesSent = 0;
    QByteArray m_bodyTail;              ///< the last bytes sent, to know whether an event has just ended
    std::chrono::microseconds m_due{0}; ///< when the next piece is due, on m_clock
    bool m_keepAlive = true;
};

} // namespace reasonglass
