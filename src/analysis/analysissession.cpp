#include "analysis/analysissession.h"

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
/// How long Cancel waits for the server to confirm.
constexpr auto longestStop = 10s;

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
    , m_takeUp(m_setup.resumePolicy)
    , m_retryAlarm(clock.createAlarm(this))
    , m_graceAlarm(clock.createAlarm(this))
{
    m_record.id = m_setup.id;
    m_record.request = m_setup.request;
    m_record.createdUtcUs = clock.utcUs();
    const QString &title = m_setup.title.isEmpty() ? m_setup.request.response.prompt : m_setup.title;
    m_record.title = title.trimmed().section(u'\n', 0, 0).left(200);
    m_setup.retryPolicy.maxRetries = m_setup.request.retries;
    connect(m_retryAlarm, &Alarm::rang, this, &AnalysisSession::tryNow);
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
    m_fold = TranscriptFold(std::exchange(m_record.transcript, {}));
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
    if (!m_record.request.allowFallback)
        return;
    for (const KnownRefusal &refusal : m_setup.knownRefusals) {
        if (auto fallback = fallbackFor(refusal, m_toSend)) {
            m_toSend = std::move(fallback->request);
            m_record.fallbacks += fallback->change + u" (refused before)"_s;
        }
    }
}

AnalysisRecord AnalysisSession::record() const
{
    AnalysisRecord record = m_record;
    record.transcript = m_fold.transcript();
    record.status = outcomeOf(m_phase);
    return record;
}

std::chrono::milliseconds AnalysisSession::attemptElapsed() const
{
    return toMs(m_clock.monotonicUs() - m_attemptStartedUs);
}

std::chrono::milliseconds AnalysisSession::elapsed() const
{
    const auto &attempts = m_record.attempts;
    if (attempts.empty())
        return 0ms;
    if (m_attemptOpen || !isFinal(m_phase))
        return toMs(m_clock.monotonicUs() - m_askedUs);
    return std::chrono::milliseconds(runTiming(attempts).totalMs.value_or(0));
}

std::chrono::milliseconds AnalysisSession::silence() const
{
    return m_stream ? toMs(m_clock.monotonicUs() - m_stream->lastByteUs()) : 0ms;
}

std::chrono::milliseconds AnalysisSession::untilRetry() const
{
    const bool waits = m_phase == Phase::WaitingToRetry || m_phase == Phase::WaitingToResume
        || (m_phase == Phase::Polling && !m_stream);
    return waits ? toMs(std::max(m_retryAtUs - m_clock.monotonicUs(), qint64{0})) : 0ms;
}

bool AnalysisSession::mayResume() const
{
    return reasonglass::mayResume(record(), m_setup.provider);
}

bool AnalysisSession::goesOnAtServer() const
{
    return reasonglass::goesOnAtServer(m_record.attempts, m_setup.provider, transcript());
}

void AnalysisSession::start()
{
    if (m_phase == Phase::Idle)
        startAttempt();
}

void AnalysisSession::limitCost(double usd)
{
    m_record.request.capUsd = std::min(m_record.request.capUsd.value_or(usd), usd);
}

void AnalysisSession::refuse(const Error &error)
{
    if (m_phase == Phase::Idle)
        finish(AnalysisStatus::Failed, error);
}

void AnalysisSession::retry()
{
    if (!isFinal(m_phase)) {
        tryNow();
        return;
    }
    m_retriesDone = 0;
    m_record.error.reset();
    m_record.endedUtcUs = 0;
    m_record.cost = {};
    startAttempt();
}

void AnalysisSession::tryNow()
{
    if (m_phase == Phase::WaitingToRetry)
        startAttempt();
    else if (m_phase == Phase::WaitingToResume || (m_phase == Phase::Polling && !m_stream))
        takeUp();
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
    m_charsArrived = 0;
    m_stopReason.reset();
    m_takeUp.reset();
    beginAttempt({.streamed = m_toSend.stream, .requestBody = body});
    m_askedUs = m_attemptStartedUs;
    open({.kind = Exchange::Kind::Create, .body = body});
    announceAttempt(Phase::Connecting);
}

void AnalysisSession::beginAttempt(Attempt attempt)
{
    m_retryAlarm->stop();
    m_ordinal = 0;
    m_lastBytesMs = 0;
    m_snapshot = 0;
    m_answerCame = false;
    m_statedError.reset();
    m_attemptStartedUs = m_clock.monotonicUs();
    attempt.number = int(m_record.attempts.size()) + 1;
    attempt.startedUtcUs = m_clock.utcUs();
    m_record.attempts.push_back(std::move(attempt));
    m_attemptOpen = true;
}

/// Told in the order in which it is true: the attempt exists before the phase is its own.
void AnalysisSession::announceAttempt(Phase phase)
{
    const int number = attempt().number;
    Q_ASSERT(isTransition(m_phase, phase));
    m_phase = phase;
    emit attemptStarted(attempt());
    if (m_phase == phase && attempt().number == number)
        emit phaseChanged(m_phase);
}

Timeouts AnalysisSession::timeoutsFor(Exchange::Kind kind) const
{
    if (kind == Exchange::Kind::Cancel)
        return {.connect = longestStop, .headers = longestStop, .idle = longestStop, .total = longestStop};
    Timeouts timeouts = m_setup.provider.timeouts;
    if (m_record.request.idleTimeoutSeconds)
        timeouts.idle = std::chrono::seconds(*m_record.request.idleTimeoutSeconds);
    if (kind == Exchange::Kind::Create && !m_toSend.stream)
        timeouts.headers = timeouts.idle; // a whole answer begins when it is finished
    return timeouts;
}

void AnalysisSession::open(const Exchange &exchange)
{
    m_exchange = exchange.kind;
    m_snapshotCame = false;
    m_stream = m_setup.openStream(exchange, timeoutsFor(exchange.kind));
    connectStream();
}

void AnalysisSession::connectStream()
{
    connect(m_stream.get(), &ResponseStream::requestSent, this, [this] {
        if (!attempt().timing.connectMs)
            attempt().timing.connectMs = attemptElapsed().count();
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
    attempt().bytes += m_stream->bytesReceived();
    m_stream->disconnect(this);
    m_stream->abort();
    m_stream.reset();
}

void AnalysisSession::onHead(const ResponseHead &head)
{
    attempt().httpStatus = head.status;
    attempt().requestId = head.requestId;
    if (!head.limits.isEmpty())
        emit limitsStated(head.limits); // last: a slot may stop the run
}

void AnalysisSession::onBytes()
{
    AttemptTiming &timing = attempt().timing;
    const qint64 now = attemptElapsed().count();
    const qint64 before = m_lastBytesMs;
    if (!timing.firstByteMs)
        timing.firstByteMs = now;
    else
        timing.longestGapMs = std::max(timing.longestGapMs, now - before);
    m_lastBytesMs = now;
    m_takeUp.noteContact();
}

void AnalysisSession::onFrame(Frame frame)
{
    if (frame.kind == FrameKind::Body && isKnownSnapshot(frame))
        return;
    // An attempt may take several exchanges; its clock is one.
    frame.arrivalUs += m_stream->startedUs() - m_attemptStartedUs;
    Result<TranscriptChange> change = m_fold.feed(frame);
    if (!change)
        qCInfo(logAnalysis) << "unreadable frame of" << frame.data.size() << "bytes kept";
    ++attempt().events;
    m_answerCame |= frame.kind != FrameKind::Refusal;
    if (frame.kind == FrameKind::Event)
        m_takeUp.noteProgress();
    const StreamRecord record{.attempt = attempt().number,
                              .ordinal = m_ordinal++,
                              .frame = std::move(frame),
                              .change = change ? *std::move(change) : TranscriptChange{}};
    noteFirstTexts(record.change, record.frame.arrivalUs);
    emit recorded(record);
    if (!m_stream)
        return; // a slot has cancelled
    followTranscript(record.change);
    if (m_stream && record.frame.data == "[DONE]")
        onStreamEnded(std::nullopt); // an end mark without a terminal event ends an open connection too
}

/// A server that is asked now and then mostly says the same: that is kept once.
bool AnalysisSession::isKnownSnapshot(const Frame &frame)
{
    m_snapshotCame = true;
    const size_t fingerprint = qHash(frame.data);
    return std::exchange(m_snapshot, fingerprint) == fingerprint;
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
    if (transcript().error && !m_statedError && m_phase != Phase::Cancelling) {
        m_statedError = classifyStreamError(*transcript().error);
        m_graceAlarm->start(graceAfterError);
        enter(Phase::Finishing);
        return;
    }
    if (m_phase == Phase::Cancelling || m_exchange == Exchange::Kind::Retrieve)
        return; // a whole response that has not ended yet
    if (exceedsCap(change)) {
        m_stopReason = Error{
            .kind = ErrorKind::Usage, .message = u"stopped at the cost cap"_s, .code = u"cap_reached"_s};
        cancel();
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
    const qint64 input = asked.prompt.size() + asked.instructions.size();
    const Prices &prices = m_setup.model->prices;
    auto spent = estimatedCostUsd(input, m_charsArrived, prices, transcript().serviceTier);
    if (!spent) // what the tier costs is not known: better held against the standard price than against none
        spent = estimatedCostUsd(input, m_charsArrived, prices);
    return spent.value_or(0) > *m_record.request.capUsd;
}

void AnalysisSession::concludeTerminal()
{
    const AnalysisStatus outcome = outcomeOf(transcript());
    if (outcome != AnalysisStatus::Failed) {
        finish(outcome, outcome == AnalysisStatus::Cancelled ? m_stopReason : std::nullopt);
        return;
    }
    Error error = classifyStreamError(transcript().error.value_or(
        ResponseError{.message = u"the server says that the response failed, and not why"_s}));
    error.requestId = attempt().requestId;
    endWithError(error, AnalysisStatus::Failed);
}

void AnalysisSession::onStreamEnded(const std::optional<Error> &breakage)
{
    if (m_phase == Phase::Cancelling) {
        concludeStop(breakage);
        return;
    }
    if (m_statedError) {
        endWithError(*m_statedError, AnalysisStatus::Failed);
        return;
    }
    if (m_snapshotCame && goesOnAtServer()) {
        schedulePoll();
        return;
    }
    Error error = endedEarly(breakage);
    error.requestId = attempt().requestId;
    if (m_snapshotCame && transcript().responseId.isEmpty() && !breakage) {
        error.message = u"the answer broke off, or is not readable JSON"_s;
        error.code = u"unreadable_answer"_s;
    }
    endWithError(error, AnalysisStatus::Interrupted);
}

void AnalysisSession::onStreamFailed(const Error &error)
{
    if (m_phase == Phase::Cancelling) {
        concludeStop(error);
        return;
    }
    const bool begun = transcript().events > 0;
    const bool wentSilent = error.kind == ErrorKind::Timeout && begun;
    endWithError(error, wentSilent ? AnalysisStatus::Interrupted : AnalysisStatus::Failed);
}

void AnalysisSession::endWithError(const Error &error, AnalysisStatus outcome)
{
    if (tryTakeUp(error) || tryFallback(error) || tryRetry(error))
        return;
    finish(outcome, error);
}

// A response that goes on at the server

/// After a break: the run waits to take up its response again, or is interrupted if that is in vain.
/// Never is a response asked for a second time that may still be had.
bool AnalysisSession::tryTakeUp(const Error &error)
{
    if (!goesOnAtServer())
        return false;
    const auto delay =
        m_takeUp.delayAfter(error, m_clock.monotonicUs(), QRandomGenerator::global()->generateDouble());
    if (!delay) {
        finish(AnalysisStatus::Interrupted, error);
        return true;
    }
    if (attempt().resumed && m_attemptOpen && !m_answerCame) {
        attempt().error = error;
        dropStream(); // a try that brought nothing is no attempt of its own
    } else {
        endAttempt(AnalysisStatus::Interrupted, error);
    }
    if (isFinal(m_phase))
        return true; // a slot has cancelled
    waitFor(*delay);
    enter(m_takeUp.pollsOnly() ? Phase::Polling : Phase::WaitingToResume);
    if (!isFinal(m_phase))
        emit resumeScheduled(untilRetry());
    return true;
}

void AnalysisSession::waitFor(std::chrono::milliseconds delay)
{
    m_retryAtUs = m_clock.monotonicUs() + std::chrono::microseconds(delay).count();
    m_retryAlarm->start(delay);
}

void AnalysisSession::takeUp()
{
    m_retryAlarm->stop();
    const bool streams = !m_takeUp.pollsOnly() && canTakeUpStream(m_setup.provider, transcript());
    const bool isNew = !m_attemptOpen;
    if (isNew) {
        m_fold.resume();
        beginAttempt({.resumed = true, .streamed = streams});
    }
    m_statedError.reset();
    open({.kind = streams ? Exchange::Kind::Resume : Exchange::Kind::Retrieve,
          .responseId = transcript().responseId,
          .startingAfter = transcript().lastSequenceNumber});
    if (attempt().resumed)
        attempt().streamed = streams;
    const Phase phase = streams ? Phase::Connecting : Phase::Polling;
    if (isNew)
        announceAttempt(phase);
    else
        enter(phase);
}

/// The server has answered that the response is not finished.
void AnalysisSession::schedulePoll()
{
    m_takeUp.noteSnapshot();
    dropStream();
    waitFor(m_takeUp.delayBeforePoll(QRandomGenerator::global()->generateDouble()));
    enter(Phase::Polling);
}

void AnalysisSession::resume()
{
    if (!mayResume())
        return;
    m_stopReason.reset();
    m_takeUp.reset();
    m_record.error.reset();
    m_record.endedUtcUs = 0;
    m_record.cost = {};
    m_askedUs = m_clock.monotonicUs();
    takeUp();
}

void AnalysisSession::connectionLost()
{
    if (m_phase == Phase::WaitingToResume || m_phase == Phase::Polling) {
        tryNow();
    } else if (m_stream && m_phase != Phase::Cancelling) {
        tryTakeUp({.kind = ErrorKind::Network,
                   .message = u"the connection did not survive a sleep or a change of network"_s,
                   .code = u"connection_lost"_s});
    }
}

void AnalysisSession::leave()
{
    if (isFinal(m_phase))
        return;
    if (!goesOnAtServer() || m_phase == Phase::Cancelling)
        finish(AnalysisStatus::Cancelled, std::nullopt);
    else
        finish(AnalysisStatus::Interrupted,
               Error{.kind = ErrorKind::Interrupted,
                     .message = u"the program ended; the server goes on with the response"_s,
                     .code = u"left_running"_s});
}

// Stopping

void AnalysisSession::cancel()
{
    if (isFinal(m_phase))
        return;
    if (m_phase == Phase::Cancelling) {
        concludeStop(Error{.kind = ErrorKind::Timeout, .message = u"it was not waited for"_s});
        return;
    }
    if (m_setup.provider.capabilities.cancel && goesOnAtServer() && m_phase != Phase::WaitingToRetry) {
        tellServerToStop();
        return;
    }
    // A response in background mode that has no name yet cannot be stopped.
    const bool mayGoOn = m_attemptOpen && m_toSend.background && transcript().responseId.isEmpty()
        && m_phase != Phase::Connecting;
    if (mayGoOn)
        m_stopReason = Error{.kind = ErrorKind::Interrupted,
                             .message = u"the server had not named the response yet and may go on with it"_s,
                             .code = u"cancel_unconfirmed"_s};
    finish(AnalysisStatus::Cancelled, m_stopReason);
}

void AnalysisSession::tellServerToStop()
{
    m_retryAlarm->stop();
    m_graceAlarm->stop();
    m_statedError.reset();
    dropStream();
    const bool isNew = !m_attemptOpen;
    if (isNew) {
        m_fold.resume();
        beginAttempt({.resumed = true, .streamed = false});
    }
    open({.kind = Exchange::Kind::Cancel, .responseId = transcript().responseId});
    if (isNew)
        announceAttempt(Phase::Cancelling);
    else
        enter(Phase::Cancelling);
}

/// The server's answer to being stopped is over, and it did not say that the response has ended.
void AnalysisSession::concludeStop(const std::optional<Error> &error)
{
    Error unconfirmed = error.value_or(Error{.kind = ErrorKind::Interrupted});
    const QString why =
        unconfirmed.message.isEmpty() ? u"it says the response still runs"_s : unconfirmed.message;
    unconfirmed.message = u"the server did not confirm that it stopped: "_s + why;
    unconfirmed.code = u"cancel_unconfirmed"_s;
    finish(AnalysisStatus::Cancelled, unconfirmed);
}

// Attempts and their end

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
    emit fellBack(*fallback);
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
    waitFor(*delay);
    enter(Phase::WaitingToRetry);
    if (m_phase == Phase::WaitingToRetry)
        emit retryScheduled(int(m_record.attempts.size()) + 1, *delay);
    return true;
}

void AnalysisSession::endAttempt(AnalysisStatus outcome, const std::optional<Error> &error)
{
    m_graceAlarm->stop();
    if (!std::exchange(m_attemptOpen, false))
        return; // between two attempts
    attempt().timing.totalMs = attemptElapsed().count();
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
    m_fold.rest(); // ended runs stay at hand until the program ends
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
    const QString &tier = transcript().serviceTier;
    if (!model || !model->prices.isKnown() || !tierFactor(model->prices, tier))
        return {};
    if (usage)
        return {.usd = costUsd(*usage, model->prices, tier), .basis = CostBasis::Computed};
    if (!hasVisibleText(transcript()))
        return {};
    const ResponseRequest &asked = m_record.request.response;
    const qint64 output = answerText(transcript()).size() + reasoningText(transcript()).size();
    const qint64 input = asked.prompt.size() + asked.instructions.size();
    return {.usd = estimatedCostUsd(input, output, model->prices, tier), .basis = CostBasis::Estimated};
}

} // namespace reasonglass
