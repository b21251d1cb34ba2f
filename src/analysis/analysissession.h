#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/phase.h"
#include "analysis/retrypolicy.h"
#include "analysis/streamrecord.h"
#include "analysis/transcriptfold.h"
#include "base/clock.h"
#include "base/deferredptr.h"
#include "net/responsestream.h"
#include "providers/modelinfo.h"
#include "providers/provider.h"

#include <QObject>

#include <functional>
#include <optional>

namespace reasonglass {

/// Opens the connection of one attempt; the key is looked up at that moment.
using StreamOpener =
    std::function<DeferredPtr<ResponseStream>(const QByteArray &body, const Timeouts &timeouts)>;

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
    RetryPolicy retryPolicy = {};
};

/// Runs one analysis from the request to its outcome, through failures, fallbacks, retries and Cancel.
///
/// Lives on one thread's event loop and does no slow work. No view owns it. Emits recorded() once for every
/// frame that arrives, readable or not; what is shown, stored and exported follows from that.
class AnalysisSession : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the session.
    AnalysisSession(SessionSetup setup, Clock &clock, QObject *parent = nullptr);
    /// Takes up a stored analysis, so that it can be retried.
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

    /// Time since the attempt began, or that it took.
    std::chrono::milliseconds elapsed() const;
    /// Time since the last byte; zero when not running.
    std::chrono::milliseconds silence() const;
    /// Until the next attempt, while waiting for it.
    std::chrono::milliseconds untilRetry() const;

public slots:
    void start();
    /// Closes the connection at once and keeps what has come. Nothing happens after the end.
    void cancel();
    /// Begins a new attempt after the end, or at once while waiting for one.
    void retry();

signals:
    void phaseChanged(reasonglass::Phase phase);
    void attemptStarted(const reasonglass::Attempt &attempt);
    void recorded(const reasonglass::StreamRecord &record);
    void attemptEnded(const reasonglass::Attempt &attempt);
    void retryScheduled(int number, std::chrono::milliseconds delay);
    /// Something was left out of the request to get an answer.
    void fellBack(const QString &change);
    void finished(reasonglass::AnalysisStatus outcome);

private:
    void prepareRequest();
    void enter(Phase phase);
    void startAttempt();
    void connectStream();
    void dropStream();
    Attempt &attempt() { return m_record.attempts.back(); }

    void onHead(const ResponseHead &head);
    void onBytes();
    void onFrame(const Frame &frame);
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
    TranscriptFold m_fold;
    qint64 m_ordinal = 0;
    qint64 m_attemptStartedUs = 0;
    qint64 m_lastBytesMs = 0;
    qint64 m_retryAtUs = 0;
    int m_retriesDone = 0;
    qint64 m_charsArrived = 0;          ///< of this attempt, for the estimate that a cap is held against
    std::optional<Error> m_statedError; ///< an `error` event, until `response.failed` follows
    Alarm *m_retryAlarm;                ///< child
    Alarm *m_graceAlarm;                ///< child: how long to wait for response.failed
};

} // namespace reasonglass
