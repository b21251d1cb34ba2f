#include "net/responsestream.h"

#include "base/log.h"
#include "base/utf8.h"
#include "net/networkfailure.h"
#include "providers/providererror.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr qint64 readBufferBytes =
    qint64{256} * 1024; // back-pressure: what is not read stays with the server

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The first byte that says something: behind a byte order mark and white space.
std::optional<char> firstMark(QByteArrayView bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    const auto mark = std::find_if_not(bytes.begin(), bytes.end(), isSpace);
    return mark == bytes.end() ? std::nullopt : std::optional(*mark);
}

} // namespace

ResponseStream::ResponseStream(const Timeouts &timeouts, Clock &clock, const AnswerLimits &limits,
                               QObject *parent)
    : QObject(parent)
    , m_timeouts(timeouts)
    , m_clock(clock)
    , m_limits(limits)
    , m_alarm(clock.createAlarm(this))
    , m_startedUs(clock.monotonicUs())
    , m_lastByteUs(m_startedUs)
{
    m_decoder.setMaxLineBytes(m_limits.eventBytes);
    m_decoder.setReceiver([this](SseEvent &&event) { takeEvent(std::move(event)); });
    connect(&m_decoder, &SseDecoder::lineTooLong, this, [this](qsizetype limit) {
        fail({.kind = ErrorKind::TooLarge,
              .message = u"one event is larger than %1 bytes"_s.arg(limit),
              .code = u"event_too_large"_s});
    });
    connect(m_alarm, &Alarm::rang, this, &ResponseStream::watch);
    startAlarm();
}

ResponseStream::ResponseStream(DeferredPtr<QNetworkReply> reply, const Timeouts &timeouts, Clock &clock,
                               const AnswerLimits &limits, QObject *parent)
    : ResponseStream(timeouts, clock, limits, parent)
{
    begin(std::move(reply));
}

void ResponseStream::begin(DeferredPtr<QNetworkReply> reply)
{
    Q_ASSERT(!m_reply && !m_over);
    m_reply = reply.release();
    m_key = KeyFilter(m_reply->request().rawHeader("Authorization"));
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_sent = true;
        emit requestSent();
    });
    // Listened to, never answered: ignoreSslErrors() is called nowhere in the program.
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_tlsErrors += errors; });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &ResponseStream::readHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &ResponseStream::readAvailable);
    connect(m_reply, &QNetworkReply::finished, this, &ResponseStream::finish);
}

void ResponseStream::refuse(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { fail(error); }, Qt::QueuedConnection);
}

ResponseStream::~ResponseStream()
{
    abort();
}

void ResponseStream::abort()
{
    m_over = true;
    m_alarm->stop();
    m_decoder.stop();
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

int ResponseStream::status() const
{
    return m_reply ? m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
}

void ResponseStream::readHead()
{
    if (m_headRead || status() == 0)
        return;
    m_headRead = true;
    m_lastByteUs = m_clock.monotonicUs();
    const int code = status();
    if (code < 200 || code > 299)
        m_mode = Mode::Refused;
    const QString contentType = m_reply->header(QNetworkRequest::ContentTypeHeader).toString();
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock.utcUs() / 1000, QTimeZone::utc());
    emit headReceived({.status = code,
                       .requestId = m_key.without(requestIdOf(m_reply->rawHeaderPairs())),
                       .contentType = m_key.without(contentType),
                       .limits = readRateLimits(m_reply->rawHeaderPairs(), now)});
    if (!m_over && acceptHead())
        chooseContentDecoder();
}

/// False: the head already says that there is no answer.
bool ResponseStream::acceptHead()
{
    qint64 size = 0;
    for (const auto &[name, value] : m_reply->rawHeaderPairs())
        size += name.size() + value.size() + qint64(sizeof(": \r\n") - 1);
    if (size > m_limits.headerBytes) {
        fail({.kind = ErrorKind::TooLarge,
              .message = u"the head of the answer is larger than %1 bytes"_s.arg(m_limits.headerBytes),
              .code = u"head_too_large"_s});
        return false;
    }
    const QByteArray location = m_reply->rawHeader("Location");
    if (status() >= 300 && status() <= 399 && status() != 304) {
        const QUrl target =
            location.isEmpty() ? QUrl() : m_reply->url().resolved(QUrl::fromEncoded(location));
        fail(redirectFailure(status(), target));
        return false;
    }
    return true;
}

/// Nothing compressed is asked for, and Qt unpacks nothing where Accept-Encoding is ours; proxies and
/// careless servers compress all the same.
void ResponseStream::chooseContentDecoder()
{
    auto decoder =
        ContentDecoder::create(m_reply->rawHeader("Content-Encoding"), {.totalBytes = m_limits.totalBytes});
    if (decoder)
        m_content = *std::move(decoder);
    else if (m_mode == Mode::Refused)
        failRefused(); // what it says cannot be read; its status can
    else
        fail(decoder.error());
}

/// A server that is faster than we are is made to wait, but only then: while there is a limit, every read
/// wakes the network's thread, which costs as much as all the reading.
void ResponseStream::holdBack()
{
    if (m_reply->bytesAvailable() > readBufferBytes && m_reply->readBufferSize() == 0)
        m_reply->setReadBufferSize(readBufferBytes);
}

void ResponseStream::readAvailable()
{
    readHead();
    if (!m_over)
        holdBack();
    while (!m_over && m_reply->bytesAvailable() > 0) {
        const QByteArray bytes = m_reply->read(readBufferBytes);
        if (bytes.isEmpty())
            return;
        m_bytes += bytes.size();
        m_lastByteUs = m_clock.monotonicUs();
        emit bytesArrived();
        if (m_over)
            return; // a slot has aborted
        const qint64 excess = std::max(m_bytes - m_limits.totalBytes, qint64{0});
        const QByteArray taken = excess > 0 ? bytes.chopped(qsizetype(excess)) : bytes;
        if (m_content)
            unpack(taken);
        else
            takeBytes(taken);
        if (excess > 0 && !m_over)
            failKeeping({.kind = ErrorKind::TooLarge,
                         .message = u"the answer is larger than %1 bytes"_s.arg(m_limits.totalBytes),
                         .code = u"answer_too_large"_s});
    }
}

void ResponseStream::unpack(const QByteArray &bytes)
{
    const Result<> unpacked = m_content->feed(bytes, [this](const QByteArray &piece) {
        takeBytes(piece);
        return !m_over;
    });
    if (!unpacked && !m_over)
        failKeeping(unpacked.error());
}

void ResponseStream::takeBytes(const QByteArray &bytes)
{
    if (m_mode == Mode::Unknown) {
        m_body += bytes;
        if (chooseMode(m_body) && m_mode == Mode::Events)
            m_decoder.feed(std::exchange(m_body, {}));
    } else if (m_mode == Mode::Events) {
        m_decoder.feed(bytes);
    } else {
        m_body += bytes;
    }
    if (m_mode == Mode::Refused && m_body.size() >= m_limits.errorBytes)
        failRefused(); // the rest of it is not waited for
}

void ResponseStream::takeEvent(SseEvent &&event)
{
    if (++m_events > m_limits.events) {
        fail({.kind = ErrorKind::TooLarge,
              .message = u"the answer has more than %1 events"_s.arg(m_limits.events),
              .code = u"too_many_events"_s});
        return;
    }
    emitFrame(FrameKind::Event, std::move(event.type), std::move(event.data));
}

/// Servers and proxies send the wrong content type; the first byte of a body does not lie: no event
/// stream begins with a brace, and nothing else of use begins with anything but one.
bool ResponseStream::chooseMode(const QByteArray &bytes)
{
    const auto mark = firstMark(bytes);
    if (!mark)
        return false;
    if (*mark == '{' || *mark == '[')
        m_mode = Mode::Json;
    else if (*mark == '<')
        m_mode = Mode::Refused; // a web page: some proxy's, or the wrong address
    else
        m_mode = Mode::Events;
    return true;
}

void ResponseStream::finish()
{
    readAvailable();
    if (m_over)
        return;
    if (!m_headRead)
        fail(connectionError());
    else if (m_mode == Mode::Refused)
        failRefused();
    else
        finishBody();
}

Error ResponseStream::connectionError() const
{
    if (!m_tlsErrors.isEmpty())
        return tlsFailure(m_tlsErrors, m_reply->url().host());
    return networkFailure(m_reply->error(), m_reply->errorString());
}

void ResponseStream::finishBody()
{
    if (m_mode == Mode::Json) {
        emitFrame(FrameKind::Body, {}, std::exchange(m_body, {}));
    } else if (const auto last = m_decoder.finish()) {
        emitFrame(FrameKind::Tail, last->type, last->data);
    }
    if (m_over)
        return; // a slot has aborted
    m_over = true;
    m_alarm->stop();
    emit ended(breakage());
}

std::optional<Error> ResponseStream::breakage() const
{
    if (m_reply->error() != QNetworkReply::NoError) {
        Error error = networkFailure(m_reply->error(), m_reply->errorString());
        error.message = m_key.without(error.message);
        return error;
    }
    if (m_content && !m_content->isComplete())
        return Error{.kind = ErrorKind::Network,
                     .message = u"the compressed answer was cut off"_s,
                     .code = u"connection_closed"_s};
    return std::nullopt;
}

/// Servers that refuse a key like to repeat it, whole or in part, and what is recorded must not hold one.
void ResponseStream::failRefused()
{
    m_body.truncate(m_limits.errorBytes);
    m_body = redacted(decodeUtf8(m_key.without(m_body))).toUtf8();
    if (!m_body.isEmpty())
        emitFrame(FrameKind::Refusal, {}, m_body);
    if (!m_over)
        fail(classifyHttpError(status(), m_reply->rawHeaderPairs(), m_body));
}

/// Fails with what has come of an answer that is whole only at its end, or of its last event, handed out.
void ResponseStream::failKeeping(const Error &error)
{
    if (m_mode == Mode::Refused) {
        failRefused();
        return;
    }
    if (m_mode == Mode::Json)
        emitFrame(FrameKind::Tail, {}, std::exchange(m_body, {}));
    else if (const auto last = m_decoder.finish())
        emitFrame(FrameKind::Tail, last->type, last->data);
    fail(error);
}

void ResponseStream::fail(Error error)
{
    if (m_over)
        return;
    error.message = m_key.without(error.message);
    error.code = m_key.without(error.code);
    error.requestId = m_key.without(error.requestId);
    qCInfo(logNet) << "attempt failed:" << kindName(error.kind) << error.httpStatus << error.code;
    abort();
    emit failed(error);
}

void ResponseStream::emitFrame(FrameKind kind, QByteArray eventName, QByteArray data)
{
    emit frameReceived({.kind = kind,
                        .arrivalUs = m_clock.monotonicUs() - m_startedUs,
                        .eventName = m_key.without(std::move(eventName)),
                        .data = m_key.without(std::move(data))});
}

/// When the present wait has lasted too long; zero: never.
std::chrono::microseconds ResponseStream::nextDeadline() const
{
    const auto after = [](qint64 fromUs, std::chrono::seconds limit) {
        return limit == 0s ? 0us : std::chrono::microseconds(fromUs) + limit;
    };
    const auto phase = !m_sent ? after(m_startedUs, m_timeouts.connect)
        : !m_headRead          ? after(m_startedUs, m_timeouts.headers)
                               : after(m_lastByteUs, m_timeouts.idle);
    const auto total = after(m_startedUs, m_timeouts.total);
    if (phase == 0us || total == 0us)
        return std::max(phase, total);
    return std::min(phase, total);
}

/// The alarm is not moved at every byte: when it rings it looks whether the deadline has moved.
void ResponseStream::startAlarm()
{
    constexpr auto longestSleep = 1000ms; // phases change without telling, and deadlines may come nearer
    const auto deadline = nextDeadline();
    const auto left = deadline == 0us ? std::chrono::microseconds(longestSleep)
                                      : deadline - std::chrono::microseconds(m_clock.monotonicUs());
    m_alarm->start(std::clamp(std::chrono::ceil<std::chrono::milliseconds>(left), 0ms, longestSleep));
}

void ResponseStream::watch()
{
    const auto deadline = nextDeadline();
    const qint64 now = m_clock.monotonicUs();
    if (deadline == 0us || now < deadline.count()) {
        startAlarm();
        return;
    }
    const bool total =
        m_timeouts.total != 0s && now >= m_startedUs + std::chrono::microseconds(m_timeouts.total).count();
    const auto code = total ? "total_timeout"_L1
        : !m_sent           ? "connect_timeout"_L1
        : !m_headRead       ? "headers_timeout"_L1
                            : "idle_timeout"_L1;
    fail({.kind = ErrorKind::Timeout,
          .message = u"nothing arrived for %1 s"_s.arg((now - m_lastByteUs) / 1'000'000),
          .code = code});
}

} // namespace reasonglass
