#include "app/workbench.h"
#include "integration/faultscript.h"
#include "replay/backgroundresponses.h"
#include "replay/pacing.h"
#include "store/libraryreader.h"
#include "support/campaign.h"
#include "support/manualclock.h"
#include "support/plaintexts.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr int longestRun = 20'000; // ms of real time

/// How a run is disturbed.
struct Disturbance
{
    QByteArray recording;
    std::vector<BodyFault> cuts;
    int repeated = 0;
    bool windowClosed = false; ///< the server will not stream it again: it has to be asked now and then
    QString story;
};

bool repeatsItsOutput(const StreamEvents &events)
{
    return !eventObject(events.back())["response"_L1]["output"_L1].toArray().isEmpty();
}

Disturbance drawn(QRandomGenerator &random, const std::vector<QByteArray> &recordings)
{
    Disturbance all;
    if (!recordings.empty() && random.bounded(3) == 0) {
        const auto index = size_t(random.bounded(qint64(recordings.size())));
        all.recording = recordings[index];
        all.story = u"recording %1"_s.arg(index);
    } else {
        StreamEvents events = DrawnStream(random).draw();
        while (!repeatsItsOutput(events)) // or there is nothing to poll for
            events = DrawnStream(random).draw();
        all.recording = joinedEvents(events);
        all.story = u"drawn"_s;
    }
    all.cuts = randomCuts(random.generate(), 1 + random.bounded(4), all.recording.size());
    // Before its first event is there, nobody knows what to resume.
    constexpr qint64 longerId = 64; // the server gives the response an id of its own
    const qint64 known = splitEvents(all.recording).front().size() + longerId;
    all.cuts.front().afterBytes = std::max(*all.cuts.front().afterBytes, known);
    for (const BodyFault &cut : all.cuts)
        all.story += u", %1 %2"_s.arg(cut.kind == BodyFault::Kind::Reset ? u"reset"_s : u"closed"_s)
                         .arg(*cut.afterBytes);
    if (random.bounded(3) == 0)
        all.repeated = random.bounded(6);
    all.windowClosed = random.bounded(6) == 0;
    all.story += u", %1 repeated%2"_s.arg(all.repeated).arg(all.windowClosed ? u", too late"_s : u""_s);
    return all;
}

/// Whether \a body can be resumed at all: numbered from 0, of one response, repeated at its end.
bool isResumable(const QByteArray &body)
{
    StreamEvents events = parsedEvents(body);
    std::erase_if(events, [](const StreamEvent &event) { return event.data == "[DONE]"; });
    qint64 next = 0;
    QSet<QString> ids;
    for (const StreamEvent &event : events) {
        if (sequenceNumber(event) != next++)
            return false;
        const QJsonValue id = eventObject(event)["response"_L1]["id"_L1];
        if (id.isString())
            ids.insert(id.toString());
    }
    return ids.size() == 1 && isTerminal(events.back()) && repeatsItsOutput(events);
}

} // namespace

/// Cuts runs in background mode at random bytes, and compares what comes of them with the same run left in
/// peace. REASONGLASS_CUTS is how many cuts (40), REASONGLASS_SEED the seed of the first run (1).
class tst_ResumedRuns : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyCutHeals();

private:
    AnalysisSession *run(const Disturbance &disturbance);
    QString differences(const AnalysisSession &session, const Disturbance &disturbance);

    ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<Workbench> m_workbench;
    int m_cutsMade = 0;
    int m_resumedAttempts = 0;
};

void tst_ResumedRuns::init()
{
    QLoggingCategory::setFilterRules(u"reasonglass.*.info=false"_s);
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    QProcessEnvironment environment;
    environment.insert(u"OPENAI_BASE_URL"_s, m_server->baseUrl().toString());
    environment.insert(u"OPENAI_API_KEY"_s, u"sk-test-0123456789abcdef"_s);
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, environment),
                         .environment = environment,
                         .useKeyStore = false,
                         .pacedSamples = false},
        m_clock);
}

void tst_ResumedRuns::cleanup()
{
    m_workbench.reset();
    m_responses.reset();
    m_server.reset();
}

AnalysisSession *tst_ResumedRuns::run(const Disturbance &disturbance)
{
    m_responses.reset();
    m_responses = std::make_unique<BackgroundResponses>(
        *m_server,
        BackgroundBehaviour{.recording = disturbance.recording,
                            .resumeWindow = disturbance.windowClosed ? -1ms : 300'000ms,
                            .repeatedOnResume = disturbance.repeated,
                            .cuts = disturbance.cuts},
        m_clock);
    auto request = m_workbench->newRequest(u"openai"_s, u"gpt-5-mini"_s);
    if (!request)
        return nullptr;
    request->response.prompt = u"p"_s;
    request->response.background = true;
    request->response.store = true;
    request->retries = 0;
    AnalysisSession *const session = m_workbench->start(*request).value_or(nullptr);
    QElapsedTimer watch;
    watch.start();
    QTimer ticker;
    ticker.start(2ms);
    while (session && !isFinal(session->phase()) && watch.elapsed() < longestRun) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        if (const auto wait = session->untilRetry(); wait > 0ms)
            m_clock.advance(wait);
    }
    return session;
}

QString tst_ResumedRuns::differences(const AnalysisSession &session, const Disturbance &disturbance)
{
    const AnalysisRecord record = session.record();
    const int posts = m_responses->posts();
    AnalysisSession *const calm = run({.recording = disturbance.recording});
    if (!isFinal(session.phase()) || !calm || !isFinal(calm->phase()))
        return u"does not end"_s;
    const AnalysisRecord uncut = calm->record();
    if (record.status != uncut.status)
        return u"%1 instead of %2: %3"_s.arg(statusName(record.status), statusName(uncut.status),
                                             record.error ? record.error->message : QString());
    if (textsOf(record.transcript) != textsOf(uncut.transcript))
        return u"texts differ:\n  cut   %1\n  uncut %2"_s.arg(QDebug::toString(textsOf(record.transcript)),
                                                              QDebug::toString(textsOf(uncut.transcript)));
    if (record.transcript.usage != uncut.transcript.usage)
        return u"another usage"_s;
    if (posts != 1)
        return u"%1 responses were paid for"_s.arg(posts);
    for (size_t i = 1; i < record.attempts.size(); ++i) {
        if (!record.attempts[i].resumed)
            return u"attempt %1 is not marked as resumed"_s.arg(i + 1);
    }
    return {};
}

void tst_ResumedRuns::everyCutHeals()
{
    const int wanted = fromEnvironment("REASONGLASS_CUTS", 40);
    const int first = fromEnvironment("REASONGLASS_SEED", 1);
    std::vector<QByteArray> recordings = smallRecordings();
    std::erase_if(recordings, [](const QByteArray &body) { return !isResumable(body); });
    QStringList failures;
    QElapsedTimer watch;
    watch.start();
    int runs = 0;
    std::vector<AnalysisSession *> sessions;
    for (; m_cutsMade < wanted && failures.size() < 5; ++runs) {
        QRandomGenerator random(quint32(first + runs));
        const Disturbance disturbance = drawn(random, recordings);
        const AnalysisSession *session = run(disturbance);
        QVERIFY(session);
        const int resumed = m_responses->resumes();
        m_resumedAttempts += resumed;
        m_cutsMade += std::min(resumed, int(disturbance.cuts.size()));
        const QString difference = differences(*session, disturbance);
        if (!difference.isEmpty())
            failures += u"REASONGLASS_SEED=%1 REASONGLASS_CUTS=1: %2 [%3]"_s.arg(first + runs)
                            .arg(difference, disturbance.story);
    }
    m_workbench->flush();
    const auto reader = LibraryReader::open(m_workbench->profile().libraryFile);
    QVERIFY(reader);
    const auto verified = (*reader)->verifyAll();
    QVERIFY2(verified, verified ? "" : qPrintable(verified.error().message));
    for (const AnalysisSession *session : m_workbench->sessions()) {
        const auto stored = (*reader)->load(session->id());
        if (!stored || stored->transcript != session->record().transcript)
            failures += u"another transcript is stored of %1"_s.arg(toText(session->id()));
    }
    QLoggingCategory::setFilterRules({});
    qInfo().noquote() << u"%1 cuts in %2 runs from seed %3, %4 resumptions, %5 s"_s.arg(m_cutsMade)
                             .arg(runs)
                             .arg(first)
                             .arg(m_resumedAttempts)
                             .arg(double(watch.elapsed()) / 1000);
    if (!failures.isEmpty())
        QFAIL(qPrintable(u'\n' + failures.join(u'\n')));
}

int main(int argc, char **argv)
{
    return runCampaign<tst_ResumedRuns>(argc, argv);
}

#include "tst_resumedruns.moc"
