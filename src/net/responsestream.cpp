#include "net/responsestream.h"

#include "base/log.h"
#include "base/utf8.h"
#include "net/networkfailure.h"
#include "providers/providererror.h"

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

ResponseStream::ResponseStream(DeferredPtr<QNetworkReply> reply, const Timeouts &timeouts, Clock &clock,
                               const AnswerLimits &limits, QObject *parent)
    : QObject(parent)
    , m_reply(reply.release())
    , m_timeouts(timeouts)
    , m_clock(clock)
    , m_limits(limits)
    , m_alarm(clock.createAlarm(this))
    , m_startedUs(clock.monotonicUs())
    , m_lastByteUs(m_startedUs)
{
    m_reply->setReadBufferSize(readBufferBytes);
    m_decoder.setMaxLineBytes(m_limits.eventBytes);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_sent = true;
        emit requestSent();
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &ResponseStream::readHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &ResponseStream::readAvailable);
    connect(m_reply, &QNetworkReply::finished, this, &ResponseStream::finish);
    connect(&m_decoder, &SseDecoder::eventDecoded, this,
            [this](const SseEvent &event) { emitFrame(FrameKind::Event, event.type, event.data); });
    connect(&m_decoder, &SseDecoder::lineTooLong, this, [this](qsizetype limit) {
        fail({.kind = ErrorKind::TooLarge,
              .message = u"one event is larger than %1 bytes"_s.arg(limit),
              .code = u"event_too_large"_s});
    });
    connect(m_alarm, &Alarm::rang, this, &ResponseStream::watch);
    startAlarm();
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
    return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
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
    emit headReceived({.status = code,
                       .requestId = requestIdOf(m_reply->rawHeaderPairs()),
                       .contentType = m_reply->header(QNetworkRequest::ContentTypeHeader).toString()});
}

void ResponseStream::readAvailable()
{
    readHead();
    while (!m_over && m_reply->bytesAvailable() > 0) {
        const QByteArray bytes = m_reply->read(readBufferBytes);
        if (bytes.isEmpty())
            return;
        m_bytes += bytes.size();
        m_lastByteUs = m_clock.monotonicUs();
        emit bytesArrived();
        if (m_over)
            return; // a slot has aborted
        if (m_bytes > m_limits.totalBytes) {
            fail({.kind = ErrorKind::TooLarge,
                  .message = u"the answer is larger than %1 bytes"_s.arg(m_limits.totalBytes),
                  .code = u"answer_too_large"_s});
            return;
        }
        takeBytes(bytes);
    }
}

void ResponseStream::takeBytes(const QByteArray &bytes)
{
    if (m_mode == Mode::Unknown) {
        m_body += bytes;
        if (chooseMode(m_body) && m_mode == Mode::Events)
            m_decoder.feed(std::exchange(m_body, {}));
        else if (m_mode == Mode::Refused)
            m_body.truncate(m_limits.errorBytes);
        return;
    }
    if (m_mode == Mode::Events)
        m_decoder.feed(bytes);
    else
        collect(bytes, m_mode == Mode::Refused ? m_limits.errorBytes : m_limits.totalBytes);
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

void ResponseStream::collect(const QByteArray &bytes, qint64 limit)
{
    m_body += bytes.first(std::clamp(qsizetype(limit - m_body.size()), qsizetype(0), bytes.size()));
}

void ResponseStream::finish()
{
    readAvailable();
    if (m_over)
        return;
    if (!m_headRead) {
        fail(networkFailure(m_reply->error(), m_reply->errorString()));
        return;
    }
    if (m_mode == Mode::Refused)
        failRefused();
    else
        finishBody();
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
    std::optional<Error> breakage;
    if (m_reply->error() != QNetworkReply::NoError)
        breakage = networkFailure(m_reply->error(), m_reply->errorString());
    emit ended(breakage);
}

/// Servers that refuse a key like to repeat it, and what is recorded must not hold one.
void ResponseStream::removeKey()
{
    const QByteArray key =
        m_reply->request().rawHeader("Authorization").mid(QByteArrayView("Bearer ").size());
    if (!key.isEmpty())
        m_body.replace(key, "[redacted]");
    m_body = redacted(decodeUtf8(m_body)).toUtf8();
}

void ResponseStream::failRefused()
{
    removeKey();
    if (!m_body.isEmpty())
        emitFrame(FrameKind::Refusal, {}, m_body);
    if (!m_over)
        fail(classifyHttpError(status(), m_reply->rawHeaderPairs(), m_body));
}

void ResponseStream::fail(const Error &error)
{
    if (m_over)
        return;
    qCInfo(logNet) << "attempt failed:" << kindName(error.kind) << error.httpStatus << error.code;
    abort();
    emit failed(error);
}

void ResponseStream::emitFrame(FrameKind kind, const QByteArray &eventName, const QByteArray &data)
{
    emit frameReceived({.kind = kind,
                        .arrivalUs = m_clock.monotonicUs() - m_startedUs,
                        .eventName = eventName,
                        .data = data});
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
