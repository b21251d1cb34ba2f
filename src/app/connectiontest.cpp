#include "app/connectiontest.h"

#include "base/whenanswered.h"
#include "providers/modellist.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

const QString tinyPrompt = u"Reply with the single word: ready"_s;
/// Long enough that there is something left to break off, take up and stop.
const QString longerPrompt = u"Count from one to three hundred in words, one number to a line."_s;

/// Errors that the next step would only meet again.
bool endsTheTest(const Error &error)
{
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout
        || error.kind == ErrorKind::Authentication;
}

/// Whether an attempt that took up a stream was given more of it.
bool streamedAgain(const Attempt &attempt)
{
    return attempt.resumed && attempt.streamed && attempt.events > 0 && attempt.httpStatus == 200;
}

} // namespace

ConnectionTest::ConnectionTest(SessionSetup setup, Endpoint endpoint, ResponsesClient &client, Clock &clock,
                               QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_endpoint(std::move(endpoint))
    , m_client(client)
    , m_clock(clock)
{ }

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start()
{
    m_startedUs = m_clock.monotonicUs();
    askForModels();
}

void ConnectionTest::cancel()
{
    if (m_session)
        m_session->cancel();
    finish(std::nullopt);
}

void ConnectionTest::askForModels()
{
    const QString path = m_setup.provider.capabilities.modelListPath;
    if (path.isEmpty()) {
        tryStream();
        return;
    }
    emit stepBegun(Step::Models);
    whenAnswered(m_client.listModels(m_endpoint, path), this, [this](const Result<QByteArray> &answer) {
        if (m_over)
            return;
        if (!answer && endsTheTest(answer.error())) {
            finish(answer.error());
            return;
        }
        if (answer) {
            if (const auto listed = parseModelList(*answer))
                m_report.models = int(listed->size());
        }
        tryStream();
    });
}

AnalysisSession &ConnectionTest::startSession(bool background)
{
    SessionSetup setup = m_setup;
    setup.request.response.prompt = background ? longerPrompt : tinyPrompt;
    setup.request.response.background = background;
    if (background)
        setup.request.response.store = true;
    m_frames.clear();
    m_session = std::make_unique<AnalysisSession>(std::move(setup), m_clock);
    connect(m_session.get(), &AnalysisSession::recorded, this, [this](const StreamRecord &record) {
        if (record.attempt == int(m_session->attempts().size()))
            m_frames.push_back(record.frame);
    });
    connect(m_session.get(), &AnalysisSession::attemptStarted, this, [this] { m_frames.clear(); });
    connect(m_session.get(), &AnalysisSession::fellBack, this,
            [this](const Fallback &fallback) { m_report.fallbacks += fallback.change; });
    return *m_session;
}

void ConnectionTest::tryStream()
{
    emit stepBegun(Step::Stream);
    AnalysisSession &session = startSession(false);
    // Queued: the next step replaces the session, which is not to happen within its own signal.
    connect(
        &session, &AnalysisSession::finished, this,
        [this](AnalysisStatus outcome) {
            if (m_over)
                return;
            const AnalysisRecord record = m_session->record();
            if (const auto firstByte = record.attempts.back().timing.firstByteMs)
                m_report.firstByte = std::chrono::milliseconds(*firstByte);
            if (!m_frames.empty())
                m_report.behaviour = observe(m_frames);
            const bool answered =
                outcome == AnalysisStatus::Completed || outcome == AnalysisStatus::Incomplete;
            if (answered && m_setup.provider.capabilities.background)
                tryBackground();
            else
                finish(record.error);
        },
        Qt::QueuedConnection);
    session.start();
}

void ConnectionTest::tryBackground()
{
    emit stepBegun(Step::Background);
    m_broken = false;
    AnalysisSession &session = startSession(true);
    connect(&session, &AnalysisSession::recorded, this, &ConnectionTest::breakOff, Qt::QueuedConnection);
    connect(&session, &AnalysisSession::resumeScheduled, &session, &AnalysisSession::tryNow,
            Qt::QueuedConnection);
    connect(&session, &AnalysisSession::finished, this, &ConnectionTest::concludeBackground,
            Qt::QueuedConnection);
    session.start();
}

/// First breaks the stream off, as soon as it can be taken up; and stops it once that has worked.
void ConnectionTest::breakOff()
{
    if (m_over || isFinal(m_session->phase()) || m_session->phase() == Phase::Cancelling)
        return;
    const Attempt &attempt = m_session->attempts().back();
    if (!m_broken) {
        m_broken = m_session->transcript().lastSequenceNumber >= 0;
        if (m_broken)
            m_session->connectionLost();
    } else if (streamedAgain(attempt)) {
        m_report.resumes = true;
        m_session->cancel();
    }
}

void ConnectionTest::concludeBackground(AnalysisStatus outcome)
{
    if (m_over)
        return;
    const AnalysisRecord record = m_session->record();
    m_report.background =
        goesOnAtServer(record.attempts, m_setup.provider, {.responseId = record.transcript.responseId});
    if (std::ranges::any_of(record.attempts, streamedAgain))
        m_report.resumes = true;
    if (m_broken && !m_report.resumes)
        m_report.resumes = false;
    if (outcome == AnalysisStatus::Cancelled)
        m_report.cancels = !record.error;
    // What the test made the server keep is of no use to anyone; whether it is gone is not waited for.
    if (!record.transcript.responseId.isEmpty())
        m_client.remove(m_endpoint, record.transcript.responseId);
    finish(std::nullopt);
}

void ConnectionTest::finish(const std::optional<Error> &error)
{
    if (std::exchange(m_over, true))
        return;
    m_report.error = error;
    m_report.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::microseconds(m_clock.monotonicUs() - m_startedUs));
    emit finished(m_report);
}

} // namespace reasonglass
