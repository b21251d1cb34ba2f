#include "replay/replayconnection.h"

#include "replay/socketreset.h"

#include <QTcpSocket>

#include <algorithm>
#include <utility>

namespace reasonglass {

using namespace std::chrono_literals;

namespace {

/// Beyond this much unsent data the script waits for the client to read.
constexpr qint64 maxUnsentBytes = 262'144;

bool endsAnEvent(const QByteArray &tail)
{
    return tail.isEmpty() || tail.endsWith("\n\n") || tail.endsWith("\r\n\r\n") || tail.endsWith("\r\r");
}

} // namespace

ReplayConnection::ReplayConnection(QTcpSocket *socket, int number, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_number(number)
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1); // small pieces must leave at once
    m_nextPiece.setSingleShot(true);
    m_nextPiece.setTimerType(Qt::PreciseTimer);
    connect(&m_nextPiece, &QTimer::timeout, this, &ReplayConnection::sendNext);
    connect(&m_heartbeat, &QTimer::timeout, this, &ReplayConnection::sendHeartbeat);
    connect(m_socket, &QTcpSocket::readyRead, this, &ReplayConnection::readRequests);
    connect(m_socket, &QTcpSocket::disconnected, this, &ReplayConnection::onDisconnected);
    connect(m_socket, &QTcpSocket::bytesWritten, this, [this] {
        if (m_state == State::Playing && !m_nextPiece.isActive())
            schedule();
    });
}

void ReplayConnection::readRequests()
{
    const QByteArray bytes = m_socket->readAll();
    if (!bytes.isEmpty() && !std::exchange(m_used, true))
        emit used();
    m_reader.append(bytes);
    if (m_state != State::Reading)
        return;

    Result<std::optional<ReceivedRequest>> next = m_reader.next();
    if (!next) {
        refuse(next.error());
        return;
    }
    if (!next->has_value())
        return;
    ReceivedRequest request = **std::move(next);
    request.connection = m_number;
    m_keepAlive = request.keepAlive;
    m_state = State::Playing;
    emit requestReceived(request);
}

void ReplayConnection::refuse(const Error &error)
{
    m_keepAlive = false;
    m_state = State::Playing;
    play({.status = 400,
          .contentType = "text/plain; charset=utf-8",
          .headers = {{"Connection", "close"}},
          .body = {{.bytes = error.message.toUtf8()}},
          .framing = BodyFraming::ContentLength});
}

void ReplayConnection::play(const Script &script)
{
    if (m_state != State::Playing)
        return; // the client left before its answer was known
    switch (script.opening) {
    case Opening::Answer:
        break;
    case Opening::Silence:
        m_state = State::Stalled;
        return;
    case Opening::Close:
        closeSocket();
        return;
    case Opening::Reset:
        resetSocket();
        return;
    }
    m_script = script;
    m_head = cutPieces({{.bytes = headBytes(script)}}, script.headSizes);
    m_body = cutPieces(script.body, script.bodySizes);
    m_headSent = 0;
    m_bodyPiecesSent = 0;
    m_bodyBytesSent = 0;
    m_bodyTail.clear();
    m_due = 0us;
    m_clock.start();
    schedule();
}

/// Sets the alarm for what comes next. Every piece gets a turn of the event loop of its own, so that
/// a client in the same thread can see each.
void ReplayConnection::schedule()
{
    // A reset would throw away what is still unsent.
    if (m_socket->bytesToWrite() > (isFaultDue() ? 0 : maxUnsentBytes))
        return; // bytesWritten comes back here
    auto delay = 0us;
    if (m_headSent < m_head.size())
        delay = m_script.headDelay;
    else if (!isFaultDue() && m_bodyPiecesSent < m_body.size())
        delay = m_body[m_bodyPiecesSent].delay;
    const auto now = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000);
    // Counted from when the last piece was due, so that a stream keeps its rate although timers are late.
    const auto due = m_due + delay;
    m_nextPiece.start(std::chrono::ceil<std::chrono::milliseconds>(std::max(due - now, 0us)));
}

void ReplayConnection::sendNext()
{
    if (m_headSent < m_head.size())
        sendHeadPiece();
    else if (isFaultDue())
        applyFault();
    else if (m_bodyPiecesSent < m_body.size())
        sendBodyPiece();
    else
        finishAnswer();

    if (m_state == State::Playing)
        schedule();
}

void ReplayConnection::sendHeadPiece()
{
    m_due += m_script.headDelay;
    m_socket->write(m_head[m_headSent++].bytes);
    m_socket->flush();
    if (m_headSent == m_head.size() && m_script.heartbeat > 0ms
        && m_script.framing != BodyFraming::ContentLength)
        m_heartbeat.start(m_script.heartbeat);
}

void ReplayConnection::sendBodyPiece()
{
    const Piece &piece = m_body[m_bodyPiecesSent++];
    m_due += piece.delay;
    const QByteArray bytes = piece.bytes.left(bytesBeforeFault(piece.bytes.size()));
    m_bodyBytesSent += bytes.size();
    m_bodyTail = m_bodyTail.append(bytes.right(4)).right(4);
    sendBody(bytes, piece.bytes.size());
    emit bodySent(m_bodyBytesSent);
    if (bytes.size() < piece.bytes.size())
        m_heartbeat.stop(); // within an unfinished chunk a comment would be taken for its bytes
    else if (m_heartbeat.isActive())
        m_heartbeat.start(); // it fills silence only
}

/// Sends \a bytes framed; a chunk that announced more than it has stays open.
void ReplayConnection::sendBody(const QByteArray &bytes, qsizetype announced)
{
    const bool chunked = m_script.framing == BodyFraming::Chunked;
    if (announced == 0)
        return; // an empty chunk would end the body
    if (chunked)
        m_socket->write(QByteArray::number(announced, 16) + "\r\n");
    m_socket->write(bytes);
    if (chunked && bytes.size() == announced)
        m_socket->write("\r\n");
    m_socket->flush();
}

void ReplayConnection::sendHeartbeat()
{
    static const QByteArray comment = ": keep-alive\n\n";
    if (endsAnEvent(m_bodyTail))
        sendBody(comment, comment.size());
}

bool ReplayConnection::isFaultDue() const
{
    if (m_script.fault.kind == BodyFault::Kind::None || m_headSent < m_head.size())
        return false;
    const bool allSent = m_bodyPiecesSent == m_body.size();
    return allSent || (m_script.fault.afterBytes && m_bodyBytesSent >= *m_script.fault.afterBytes);
}

qsizetype ReplayConnection::bytesBeforeFault(qsizetype wanted) const
{
    if (m_script.fault.kind == BodyFault::Kind::None || !m_script.fault.afterBytes)
        return wanted;
    return qsizetype(std::min<qint64>(wanted, *m_script.fault.afterBytes - m_bodyBytesSent));
}

void ReplayConnection::applyFault()
{
    switch (m_script.fault.kind) {
    case BodyFault::Kind::None:
        return;
    case BodyFault::Kind::Close:
        closeSocket();
        return;
    case BodyFault::Kind::Reset:
        resetSocket();
        return;
    case BodyFault::Kind::Stall:
        m_state = State::Stalled;
        return;
    }
    Q_UNREACHABLE();
}

void ReplayConnection::finishAnswer()
{
    m_heartbeat.stop();
    if (m_script.framing == BodyFraming::Chunked)
        m_socket->write("0\r\n\r\n");
    const bool ends = !m_keepAlive || m_script.framing == BodyFraming::UntilClose
        || saysClose(m_script.headers) || !m_script.rawHead.isEmpty();
    if (ends) {
        closeSocket();
        return;
    }
    m_state = State::Reading;
    readRequests(); // the next one may have come meanwhile
}

void ReplayConnection::endAnswer()
{
    if (m_state != State::Playing || m_headSent < m_head.size())
        return;
    m_nextPiece.stop();
    m_bodyPiecesSent = m_body.size();
    m_script.fault = {};
    finishAnswer();
}

void ReplayConnection::closeSocket()
{
    m_state = State::Closing;
    m_heartbeat.stop();
    m_socket->disconnectFromHost();
}

void ReplayConnection::resetSocket()
{
    m_state = State::Closing;
    m_heartbeat.stop();
    resetConnection(*m_socket);
}

void ReplayConnection::abort()
{
    m_state = State::Closing;
    m_socket->abort();
}

void ReplayConnection::onDisconnected()
{
    m_nextPiece.stop();
    m_heartbeat.stop();
    const State last = std::exchange(m_state, State::Closing);
    if (last == State::Closing)
        emit closed();
    else
        emit leftByClient(last != State::Reading);
}

} // namespace reasonglass
