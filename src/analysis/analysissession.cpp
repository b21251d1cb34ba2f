#include "analysis/analysissession.h"

#include "analysis/fallbackpolicy.h"
#include "base/log.h"
#include "providers/price.h"
#include "providers/providererror.h"
#include "providers/requestshaping.h"

#include <QJsonDocument>
#include <QRandomGenerator>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

/// OpenAI sends `response.failed` right behind `error`.
constexpr auto graceAfterError = 2s;

std::chrono::milliseconds toMs(qint64 us)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::microseconds(us));
}

AnalysisStatus outcomeOf(const Transcript &transcript)
{
    switch (transcript.status.value_or(ResponseStatus::InProgress)) {
    case ResponseStatus::Completed:
        return AnalysisStatus::Completed;
    case ResponseStatus::Incomplete:
        return AnalysisStatus::Incomplete;
    case ResponseStatus::Failed:
        return AnalysisStatus::Failed;
    case ResponseStatus::Cancelled:
        return AnalysisStatus::Cancelled;
    case ResponseStatus::InProgress:
    case ResponseStatus::Queued:
        return AnalysisStatus::Interrupted;
    }
    Q_UNREACHABLE();
}

Error endedEarly(const std::optional<Error> &breakage)
{
    Error error = breakage.value_or(Error{});
    error.kind = ErrorKind::Interrupted;
    if (error.message.isEmpty())
        error.message = u"the stream ended before its terminal event"_s;
    if (error.code.isEmpty())
        error.code = u"stream_ended_early"_s;
    return error;
}

Phase phaseOfItem(const TranscriptItem &item)
{
    if (item.type == "reasoning"_L1)
        return Phase::Thinking;
    if (item.type == "message"_L1)
        return item.closed ? Phase::Finishing : Phase::Answering;
    return Phase::UsingTool;
}

Phase phaseOf(const Transcript &transcript)
{
    if (!transcript.items.empty())
        return phaseOfItem(transcript.items.back());
    return transcript.status == ResponseStatus::Queued ? Phase::Queued : Phase::Thinking;
}

} // namespace

AnalysisSession::AnalysisSession(SessionSetup setup, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_clock(clock)
    , m_retryAlarm(clock.createAlarm(this))
    , m_graceAlarm(clock.createAlarm(this))
{
    m_record.id = m_setup.id;
    m_record.request = m_setup.request;
    m_record.createdUtcUs = clock.utcUs();
    m_record.title = m_setup.request.response.prompt.trimmed().section(u'\n', 0, 0).left(200);
    m_setup.retryPolicy.maxRetries = m_setup.request.retries;
    connect(m_retryAlarm, &Alarm::rang, this, &AnalysisSession::startAttempt);
    connect(m_graceAlarm, &Alarm::rang, this, [this] {
        if (m_statedError)
            endWithError(*m_statedError, AnalysisStatus::Failed);
    });
    prepareRequest();
}

AnalysisSession::AnalysisSession(SessionSetup setup, AnalysisRecord stored, Clock &clock, QObject *parent)
    : AnalysisSession(std::move(setup), clock, parent)
{
    m_phase = reasonglass::phaseOf(stored.status);
    m_record = std::move(stored);
    m_record.transcript = {};
}

AnalysisSession::~AnalysisSession() = default;

/// What the model would refuse is taken out before it is sent the first time.
void AnalysisSession::prepareRequest()
{
    ResponseRequest request = m_record.request.response;
    const bool mayStream =
        m_setup.provider.capabilities.streaming && (!m_setup.model || m_setup.model->streaming);
    request.stream = m_record.request.streaming == StreamingMode::On
        || (m_record.request.streaming == StreamingMode::Auto && mayStream);
    request.plainEvents = true;
    ShapedRequest shaped = shapeRequest(request, m_setup.provider, m_setup.model ? &*m_setup.model : nullptr);
    m_toSend = std::move(shaped.request);
    m_record.fallbacks += shaped.dropped;
}

AnalysisRecord AnalysisSession::record() const
{
    AnalysisRecord record = m_record;
    record.transcript = m_fold.transcript();
    record.status = outcomeOf(m_phase);
    return record;
}

std::chrono::milliseconds AnalysisSession::elapsed() const
{
    if (m_record.attempts.empty())
        return 0ms;
    const auto total = m_record.attempts.back().timing.totalMs;
    return total ? std::chrono::milliseconds(*total) : toMs(m_clock.monotonicUs() - m_attemptStartedUs);
}

std::chrono::milliseconds AnalysisSession::silence() const
{
    return m_stream ? toMs(m_clock.monotonicUs() - m_stream->lastByteUs()) : 0ms;
}

std::chrono::milliseconds AnalysisSession::untilRetry() const
{
    return m_phase == Phase::WaitingToRetry ? toMs(std::max(m_retryAtUs - m_clock.monotonicUs(), qint64{0}))
                                            : 0ms;
}

void AnalysisSession::start()
{
    if (m_phase == Phase::Idle)
        startAttempt();
}

void AnalysisSession::cancel()
{
    if (!isFinal(m_phase))
        finish(AnalysisStatus::Cancelled, std::nullopt);
}

void AnalysisSession::retry()
{
    if (isFinal(m_phase)) {
        m_retriesDone = 0;
        m_record.error.reset();
        m_record.endedUtcUs = 0;
        m_record.cost = {};
        startAttempt();
    } else if (m_phase == Phase::WaitingToRetry) {
        m_retryAlarm->stop();
        startAttempt();
    }
}

void AnalysisSession::enter(Phase phase)
{
    if (phase == m_phase)
        return;
    Q_ASSERT_X(isTransition(m_phase, phase), "AnalysisSession::enter", "no such transition");
    m_phase = phase;
    emit phaseChanged(phase);
}

void AnalysisSession::startAttempt()
{
    const QByteArray body = QJsonDocument(toJson(m_toSend)).toJson(QJsonDocument::Compact);
    m_fold = {};
    m_ordinal = 0;
    m_charsArrived = 0;
    m_lastBytesMs = 0;
    m_statedError.reset();
    m_attemptStartedUs = m_clock.monotonicUs();
    m_record.attempts.push_back({.number = int(m_record.attempts.size()) + 1,
                                 .startedUtcUs = m_clock.utcUs(),
                                 .streamed = m_toSend.stream,
                                 .requestBody = body});
    Timeouts timeouts = m_setup.provider.timeouts;
    if (m_record.request.idleTimeoutSeconds)
        timeouts.idle = std::chrono::seconds(*m_record.request.idleTimeoutSeconds);
    if (!m_toSend.stream)
        timeouts.headers = timeouts.idle; // a whole answer begins when it is finished
    m_stream = m_setup.openStream(body, timeouts);
    connectStream();
    // Told in the order in which it is true: the attempt exists before the phase is its own.
    const int number = attempt().number;
    Q_ASSERT(isTransition(m_phase, Phase::Connecting));
    m_phase = Phase::Connecting;
    emit attemptStarted(attempt());
    if (m_phase == Phase::Connecting && attempt().number == number)
        emit phaseChanged(m_phase);
}

void AnalysisSession::connectStream()
{
    connect(m_stream.get(), &ResponseStream::requestSent, this, [this] {
        attempt().timing.connectMs = elapsed().count();
        if (m_phase == Phase::Connecting)
            enter(Phase::Waiting);
    });
    connect(m_stream.get(), &ResponseStream::headReceived, this, &AnalysisSession::onHead);
    connect(m_stream.get(), &ResponseStream::bytesArrived, this, &AnalysisSession::onBytes);
    connect(m_stream.get(), &ResponseStream::frameReceived, this, &AnalysisSession::onFrame);
    connect(m_stream.get(), &ResponseStream::ended, this, &AnalysisSession::onStreamEnded);
    connect(m_stream.get(), &ResponseStream::failed, this, &AnalysisSession::onStreamFailed);
}

void AnalysisSession::dropStream()
{
    if (!m_stream)
        return;
    attempt().bytes = m_stream->bytesReceived();
    m_stream->disconnect(this);
    m_stream->abort();
    m_stream.reset();
}

void AnalysisSession::onHead(const ResponseHead &head)
{
    attempt().httpStatus = head.status;
    attempt().requestId = head.requestId;
}

void AnalysisSession::onBytes()
{
    AttemptTiming &timing = attempt().timing;
    const qint64 now = elapsed().count();
    const qint64 before = m_lastBytesMs;
    if (!timing.firstByteMs)
        timing.firstByteMs = now;
    else
        timing.longestGapMs = std::max(timing.longestGapMs, now - before);
    m_lastBytesMs = now;
}

void AnalysisSession::onFrame(const Frame &frame)
{
    const Result<TranscriptChange> change = m_fold.feed(frame);
    if (!change)
        qCInfo(logAnalysis) << "unreadable frame of" << frame.data.size() << "bytes kept";
    attempt().events = transcript().events;
    const TranscriptChange seen = change ? *change : TranscriptChange{};
    noteFirstTexts(seen, frame.arrivalUs);
    emit recorded({.attempt = attempt().number, .ordinal = m_ordinal++, .frame = frame, .change = seen});
    if (!m_stream)
        return; // a slot has cancelled
    followTranscript(seen);
    if (m_stream
        && frame.data == "[DONE]") // an end mark without a terminal event ends an open connection too
        onStreamEnded(std::nullopt);
}

void AnalysisSession::noteFirstTexts(const TranscriptChange &change, qint64 arrivalUs)
{
    if (change.item < 0)
        return;
    const TranscriptPart &part = transcript().items.at(size_t(change.item)).parts.at(size_t(change.part));
    AttemptTiming &timing = attempt().timing;
    const bool isReasoning = part.kind == PartKind::ReasoningSummary || part.kind == PartKind::ReasoningText;
    const bool isAnswer = part.kind == PartKind::OutputText || part.kind == PartKind::Refusal;
    if (isReasoning && !timing.firstReasoningMs)
        timing.firstReasoningMs = arrivalUs / 1000;
    if (isAnswer && !timing.firstTextMs)
        timing.firstTextMs = arrivalUs / 1000;
}

void AnalysisSession::followTranscript(const TranscriptChange &change)
{
    if (transcript().terminal) {
        concludeTerminal();
        return;
    }
    if (transcript().error && !m_statedError) {
        m_statedError = classifyStreamError(*transcript().error);
        m_graceAlarm->start(graceAfterError);
        enter(Phase::Finishing);
        return;
    }
    if (exceedsCap(change)) {
        finish(AnalysisStatus::Cancelled,
               Error{.kind = ErrorKind::Usage,
                     .message = u"stopped at the cost cap"_s,
                     .code = u"cap_reached"_s});
        return;
    }
    if (change.kind != TranscriptChange::Kind::None && !m_statedError)
        enter(phaseOf(transcript()));
}

/// Usage comes only at the end, so what arrives is counted; hidden reasoning cannot be.
bool AnalysisSession::exceedsCap(const TranscriptChange &change)
{
    m_charsArrived += change.appended.size();
    if (!m_record.request.capUsd || !m_setup.model)
        return false;
    const ResponseRequest &asked = m_record.request.response;
    const auto spent = estimatedCostUsd(asked.prompt.size() + asked.instructions.size(), m_charsArrived,
                                        m_setup.model->prices);
    return spent.value_or(0) > *m_record.request.capUsd;
}

void AnalysisSession::concludeTerminal()
{
    const AnalysisStatus outcome = outcomeOf(transcript());
    if (outcome != AnalysisStatus::Failed) {
        finish(outcome, std::nullopt);
        return;
    }
    Error error = classifyStreamError(transcript().error.value_or(ResponseError{}));
    error.requestId = attempt().requestId;
    endWithError(error, AnalysisStatus::Failed);
}

void AnalysisSession::onStreamEnded(const std::optional<Error> &breakage)
{
    if (m_statedError) {
        endWithError(*m_statedError, AnalysisStatus::Failed);
        return;
    }
    Error error = endedEarly(breakage);
    error.requestId = attempt().requestId;
    endWithError(error, AnalysisStatus::Interrupted);
}

void AnalysisSession::onStreamFailed(const Error &error)
{
    const bool begun = attempt().events > 0;
    const bool wentSilent = error.kind == ErrorKind::Timeout && begun;
    endWithError(error, wentSilent ? AnalysisStatus::Interrupted : AnalysisStatus::Failed);
}

void AnalysisSession::endWithError(const Error &error, AnalysisStatus outcome)
{
    if (tryFallback(error) || tryRetry(error))
        return;
    finish(outcome, error);
}

bool AnalysisSession::tryFallback(const Error &error)
{
    if (!m_record.request.allowFallback || hasVisibleText(transcript()))
        return false;
    const std::optional<Fallback> fallback = fallbackAfter(error, m_toSend);
    if (!fallback)
        return false;
    endAttempt(AnalysisStatus::Failed, error);
    if (isFinal(m_phase))
        return true; // a slot has cancelled
    m_toSend = fallback->request;
    m_record.fallbacks += fallback->change;
    emit fellBack(fallback->change);
    if (!isFinal(m_phase))
        startAttempt();
    return true;
}

bool AnalysisSession::tryRetry(const Error &error)
{
    const auto delay = m_setup.retryPolicy.delayAfter(m_retriesDone, error, hasVisibleText(transcript()),
                                                      QRandomGenerator::global()->generateDouble());
    if (!delay)
        return false;
    ++m_retriesDone;
    endAttempt(error.kind == ErrorKind::Interrupted ? AnalysisStatus::Interrupted : AnalysisStatus::Failed,
               error);
    if (isFinal(m_phase))
        return true; // a slot has cancelled
    m_retryAtUs = m_clock.monotonicUs() + std::chrono::microseconds(*delay).count();
    m_retryAlarm->start(*delay);
    enter(Phase::WaitingToRetry);
    if (m_phase == Phase::WaitingToRetry)
        emit retryScheduled(int(m_record.attempts.size()) + 1, *delay);
    return true;
}

void AnalysisSession::endAttempt(AnalysisStatus outcome, const std::optional<Error> &error)
{
    m_graceAlarm->stop();
    if (!m_stream)
        return; // between two attempts
    attempt().timing.totalMs = elapsed().count();
    attempt().endedUtcUs = m_clock.utcUs();
    attempt().outcome = outcome;
    attempt().error = error;
    dropStream();
    emit attemptEnded(attempt());
}

void AnalysisSession::finish(AnalysisStatus outcome, const std::optional<Error> &error)
{
    m_retryAlarm->stop();
    endAttempt(outcome, error);
    if (isFinal(m_phase))
        return; // a slot has cancelled
    m_record.error = error;
    m_record.endedUtcUs = m_clock.utcUs();
    m_record.cost = cost();
    enter(reasonglass::phaseOf(outcome));
    emit finished(outcome);
}

std::optional<ModelInfo> AnalysisSession::billedModel() const
{
    if (m_setup.findModel && !transcript().model.isEmpty()) {
        if (auto used = m_setup.findModel(transcript().model))
            return used;
    }
    return m_setup.model;
}

Cost AnalysisSession::cost() const
{
    const auto &usage = transcript().usage;
    if (usage && usage->reportedCostUsd)
        return {.usd = usage->reportedCostUsd, .basis = CostBasis::Reported};
    const auto model = billedModel();
    if (!model || !model->prices.isKnown())
        return {};
    if (usage)
        return {.usd = costUsd(*usage, model->prices), .basis = CostBasis::Computed};
    if (!hasVisibleText(transcript()))
        return {};
    const ResponseRequest &asked = m_record.request.response;
    const qint64 output = answerText(transcript()).size() + reasoningText(transcript()).size();
    return {.usd = estimatedCostUsd(asked.prompt.size() + asked.instructions.size(), output, model->prices),
            .basis = CostBasis::Estimated};
}

} // namespace reasonglass
