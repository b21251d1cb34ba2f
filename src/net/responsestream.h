#pragma once

#include "base/clock.h"
#include "base/deferredptr.h"
#include "base/error.h"
#include "net/contentdecoder.h"
#include "net/endpoint.h"
#include "net/keyfilter.h"
#include "providers/ratelimits.h"
#include "sse/frame.h"
#include "sse/ssedecoder.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace reasonglass {

/// The head of an answer.
struct ResponseHead
{
    int status = 0;
    QString requestId;
    QString contentType;
    RateLimits limits;
};

/// One attempt at one answer, streamed or whole: owns the reply, decodes its body into frames, watches
/// the clock. Exactly one of ended() and failed() is emitted, and nothing after abort().
///
/// The key that the request carried is taken out of everything that comes back.
class ResponseStream : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the stream. Time counts from now; begin() follows.
    ResponseStream(const Timeouts &timeouts, Clock &clock, const AnswerLimits &limits = {},
                   QObject *parent = nullptr);
    /// The same, begun.
    ResponseStream(DeferredPtr<QNetworkReply> reply, const Timeouts &timeouts, Clock &clock,
                   const AnswerLimits &limits = {}, QObject *parent = nullptr);
    ~ResponseStream() override;

    /// Takes the reply whose request is on its way. Not after abort() or a time-out.
    void begin(DeferredPtr<QNetworkReply> reply);
    /// Instead of begin(): failed() follows, after this returns.
    void refuse(const Error &error);
    bool isOver() const { return m_over; }

    /// Closes the connection at once. Nothing is emitted from then on.
    void abort();

    qint64 bytesReceived() const { return m_bytes; }
    /// Monotonic time of the last byte of any kind (comments count), or of the start.
    qint64 lastByteUs() const { return m_lastByteUs; }
    qint64 startedUs() const { return m_startedUs; }

signals:
    /// The request has left: the connection stands.
    void requestSent();
    void headReceived(const reasonglass::ResponseHead &head);
    /// Bytes came, whether or not they completed a frame.
    void bytesArrived();
    /// Frame::arrivalUs counts from the start of this attempt.
    void frameReceived(const reasonglass::Frame &frame);
    /// The answer's body is over, properly or not: whether it was whole is for its content to say.
    /// \a breakage tells how the connection ended, if the network layer noticed anything.
    void ended(const std::optional<reasonglass::Error> &breakage);
    /// There is no answer: no connection, an HTTP error, a time-out, a limit.
    void failed(const reasonglass::Error &error);

private:
    enum class Mode { Unknown, Events, Json, Refused };

    void readHead();
    bool acceptHead();
    void chooseContentDecoder();
    void holdBack();
    void readAvailable();
    void unpack(const QByteArray &bytes);
    void takeBytes(const QByteArray &bytes);
    void takeEvent(SseEvent &&event);
    bool chooseMode(const QByteArray &bytes);
    void finish();
    void finishBody();
    void failRefused();
    void fail(Error error);
    void failKeeping(const Error &error);
    Error connectionError() const;
    std::optional<Error> breakage() const;
    void emitFrame(FrameKind kind, QByteArray eventName, QByteArray data);
    void watch();
    std::chrono::microseconds nextDeadline() const;
    void startAlarm();
    int status() const;

    KeyFilter m_key;
    QPointer<QNetworkReply> m_reply; ///< owned, but it goes with its manager when the program ends first
    Timeouts m_timeouts;
    Clock &m_clock;
    AnswerLimits m_limits;
    Alarm *m_alarm; ///< child
    SseDecoder m_decoder;
    std::unique_ptr<ContentDecoder> m_content; ///< null: the answer came as it is
    QList<QSslError> m_tlsErrors;
    Mode m_mode = Mode::Unknown;
    QByteArray m_body; ///< the head of an undecided body, a JSON answer, or an error's text
    qint64 m_bytes = 0;
    qint64 m_events = 0;
    qint64 m_startedUs;
    qint64 m_lastByteUs;
    bool m_sent = false;
    bool m_headRead = false;
    bool m_over = false;
};

} // namespace reasonglass
