#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/fallbackpolicy.h"
#include "analysis/phase.h"
#include "analysis/resumepolicy.h"
#include "analysis/retrypolicy.h"
#include "analysis/streamrecord.h"
#include "analysis/takeup.h"
#include "analysis/transcriptfold.h"
#include "base/clock.h"
#include "base/deferredptr.h"
#include "net/exchange.h"
#include "net/responsestream.h"
#include "providers/modelinfo.h"
#include "providers/provider.h"

#include <QObject>

#include <functional>
#include <optional>

namespace reasonglass {

/// Opens the connection of one exchange; the key is looked up at that moment.
using StreamOpener =
    std::function<DeferredPtr<ResponseStream>(const Exchange &exchange, const Timeouts &timeouts)>;

/// All that a session needs from outside.
struct SessionSetup
{
    AnalysisId id{};
    AnalysisRequest request;
    Provider provider;
    std::optional<ModelInfo> model = {}; ///< nullopt: not in the catalogue, sent as given
    StreamOpener openStream;
    /// The model a server says it used; its price counts, not that of the one asked for. May be empty.
    std::function<std::optional<ModelInfo>(const QString &modelId)> findModel = {};
    QString title = {}; ///< empty: the first line of the prompt
    RetryPolicy retryPolicy = {};
    ResumePolicy resumePolicy = {};
    /// What the server is known to refuse; left out at once where the request allows fallbacks.
    std::vector<KnownRefusal> knownRefusals = {};
};

/// Runs one analysis from the request to its outcome, through failures, fallbacks, retries and Cancel.
///
/// A response in background mode goes on at the server when the connection breaks. The session then takes
/// it up again, as a resumed attempt that costs nothing: first its stream, from the event after the last
/// known one; where the server no longer streams it, by asking for the whole now and then.
///
/// Lives on one thread's event loop and does no slow work. No view owns it. Emits recorded() once for every
/// frame that arrives, readable or not; what is shown, stored and exported follows from that.
class AnalysisSession : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the session.
    AnalysisSession(SessionSetup setup, Clock &clock, QObject *parent = nullptr);
    /// Takes up a stored analysis, so that it can be retried or resumed.
    AnalysisSession(SessionSetup setup, AnalysisRecord stored, Clock &clock, QObject *parent = nullptr);
    ~AnalysisSession() override;

    AnalysisId id() const { return m_record.id; }
    Phase phase() const { return m_phase; }
    /// Everything about the run so far, with the transcript of the latest attempt.
    AnalysisRecord record() const;
    const AnalysisRequest &request() const { return m_record.request; }
    const Transcript &transcript() const { return m_fold.transcript(); }
    const std::vector<Attempt> &attempts() const { return m_record.attempts; }
    const Provider &provider() const { return m_setup.provider; }

    /// Time since the response was asked for, or that it took; breaks that were bridged are part of it.
    std::chrono::milliseconds elapsed() const;
    /// Time since the last byte; zero when not running.
    std::chrono::milliseconds silence() const;
    /// Until the next attempt or the next question to the server, while waiting for it.
    std::chrono::milliseconds untilRetry() const;
    /// Whether the response can be taken up again where it broke off, now that the run has ended.
    bool mayResume() const;

    /// Before start(): the run may not cost more than that, whatever the request allows.
    void limitCost(double usd);
    /// Instead of start(): ends the run as failed. Nothing is sent.
    void refuse(const Error &error);

public slots:
    void start();
    /// Closes the connection at once and keeps what has come. A response that would go on at the server
    /// is stopped there, and what the server answers is recorded; a second call does not wait for that.
    /// Nothing happens after the end.
    void cancel();
    /// Begins a new attempt, which is paid for, after the end, or at once while waiting for one.
    void retry();
    /// Takes up the response again after the end, if mayResume().
    void resume();
    /// Does at once what is being waited for: the next attempt, or the next question to the server.
    void tryNow();
    /// The connection is dead although nothing has said so: the computer slept, or the network is another.
    void connectionLost();
    /// The program ends: a response that goes on at the server is left to itself, to be resumed; any
    /// other run is cancelled.
    void leave();

signals:
    void phaseChanged(reasonglass::Phase phase);
    void attemptStarted(const reasonglass::Attempt &attempt);
    void recorded(const reasonglass::StreamRecord &record);
    /// The head of an answer says how much more the server takes; \a limits is not empty.
    void limitsStated(const reasonglass::RateLimits &limits);
    void attemptEnded(const reasonglass::Attempt &attempt);
    /// A new attempt, which is paid for, follows after \a delay.
    void retryScheduled(int number, std::chrono::milliseconds delay);
    /// The same response is taken up again after \a delay.
    void resumeScheduled(std::chrono::milliseconds delay);
    /// Something was left out of the request to get an answer.
    void fellBack(const reasonglass::Fallback &fallback);
    void finished(reasonglass::AnalysisStatus outcome);

private:
    void prepareRequest();
    void enter(Phase phase);
    void startAttempt();
    void beginAttempt(Attempt attempt);
    void announceAttempt(Phase phase);
    void open(const Exchange &exchange);
    Timeouts timeoutsFor(Exchange::Kind kind) const;
    void connectStream();
    void dropStream();
    Attempt &attempt() { return m_record.attempts.back(); }
    std::chrono::milliseconds attemptElapsed() const;

    bool goesOnAtServer() const;
    bool tryTakeUp(const Error &error);
    void takeUp();
    void schedulePoll();
    void waitFor(std::chrono::milliseconds delay);
    void tellServerToStop();
    void concludeStop(const std::optional<Error> &error);

    void onHead(const ResponseHead &head);
    void onBytes();
    void onFrame(Frame frame);
    bool isKnownSnapshot(const Frame &frame);
    void onStreamEnded(const std::optional<Error> &breakage);
    void onStreamFailed(const Error &error);
    void followTranscript(const TranscriptChange &change);
    void noteFirstTexts(const TranscriptChange &change, qint64 arrivalUs);
    void concludeTerminal();
    bool exceedsCap(const TranscriptChange &change);

    void endWithError(const Error &error, AnalysisStatus outcome);
    bool tryFallback(const Error &error);
    bool tryRetry(const Error &error);
    void endAttempt(AnalysisStatus outcome, const std::optional<Error> &error);
    void finish(AnalysisStatus outcome, const std::optional<Error> &error);
    Cost cost() const;
    std::optional<ModelInfo> billedModel() const;

    SessionSetup m_setup;
    Clock &m_clock;
    AnalysisRecord m_record;  ///< its transcript is only filled in by record()
    ResponseRequest m_toSend; ///< shaped for the model, and changed by fallbacks
    Phase m_phase = Phase::Idle;
    DeferredPtr<ResponseStream> m_stream;
    Exchange::Kind m_exchange = Exchange::Kind::Create; ///< what m_stream is
    TranscriptFold m_fold;
    bool m_attemptOpen = false;
    bool m_answerCame = false; ///< something of the response, not a refusal, has come in this attempt
    qint64 m_ordinal = 0;
    qint64 m_attemptStartedUs = 0;
    qint64 m_askedUs = 0; ///< when the latest attempt that was no resumption began
    qint64 m_lastBytesMs = 0;
    qint64 m_retryAtUs = 0;
    int m_retriesDone = 0;
    bool m_snapshotCame = false; ///< the present exchange was answered by a whole response
    size_t m_snapshot = 0;       ///< fingerprint of the last one
    TakeUp m_takeUp;
    std::optional<Error> m_stopReason;  ///< why the run is being stopped, if not by the person
    qint64 m_charsArrived = 0;          ///< of this attempt, for the estimate that a cap is held against
    std::optional<Error> m_statedError; ///< an `error` event, until `response.failed` follows
    Alarm *m_retryAlarm;                ///< child: until the next attempt or question
    Alarm *m_graceAlarm;                ///< child: how long to wait for response.failed
};

} // namespace reasonglass
