#include "app/workbench.h"
#include "integration/faultscript.h"
#include "replay/recordingserver.h"
#include "store/libraryreader.h"
#include "support/campaign.h"
#include "support/manualclock.h"
#include "support/plainreading.h"
#include "support/plaintexts.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

using Nature = FaultScript::Nature;

constexpr auto longestRun = 20'000; // ms of real time; no run needs a tenth of a second
constexpr int runsPerLibrary = 200;

/// What arrived of one attempt.
struct Arrival
{
    std::vector<Frame> frames;
};

/// How many replacement characters stand for a broken character differs between decoders.
QStringList withoutReplacements(QStringList texts)
{
    for (QString &text : texts)
        text.remove(u'\uFFFD');
    return texts;
}

QByteArray sentBytes(const FaultScript &drawn)
{
    if (drawn.nature == Nature::Compressed)
        return drawn.inner;
    const Script &script = drawn.script;
    const QByteArray body = bodyBytes(script);
    const bool isCut = script.fault.kind != BodyFault::Kind::None && script.fault.afterBytes;
    return isCut ? body.left(qsizetype(*script.fault.afterBytes)) : body;
}

/// Waits for the next event and handles it. Unlike an event loop of its own, processEvents() leaves alone
/// what is to be deleted, and with it the connections of finished runs.
void takeTurn()
{
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

/// The blocks that a reader takes in: nothing after the end.
PlainBlocks expectedBlocks(const FaultScript &script)
{
    PlainBlocks blocks = plainBlocks(sentBytes(script));
    PlainReading reading;
    for (size_t i = 0; i < blocks.finished.size(); ++i) {
        reading.feed(blocks.finished[i]);
        if (reading.terminal || blocks.finished[i] == "[DONE]") {
            blocks.finished.resize(i + 1);
            blocks.rest = QByteArray();
        }
    }
    return blocks;
}

} // namespace

/// Plays answers with faults drawn at random, through the whole program but its window, and holds what
/// came of it against what was sent. REASONGLASS_SEED is the first seed (1), each script takes the next;
/// REASONGLASS_SCRIPTS is how many (300).
class tst_FaultScripts : public QObject
{
    Q_OBJECT

private slots:
    void everyInvariantHolds();

private:
    struct Run
    {
        quint32 seed = 0;
        std::vector<FaultScript> scripts; ///< by attempt; the last one for all further ones
        AnalysisSession *session = nullptr;
        std::vector<Arrival> arrivals = {};
    };

    void play(Run &run);
    void driveToEnd(Run &run);
    qint64 patience(const Run &run) const;
    void timeOut(const Run &run);
    bool isStuck(const Run &run) const;
    void checkLive(const Run &run);
    void checkStream(const Run &run, const FaultScript &script, const Arrival &arrival);
    void checkOutcome(const Run &run, const FaultScript &script, const PlainReading &reading);
    void checkStored(const std::vector<Run> &runs, const QString &path);
    void fail(const Run &run, const QString &what);
    const FaultScript &scriptOf(const Run &run, int attempt) const
    {
        return run.scripts[std::min(size_t(attempt) - 1, run.scripts.size() - 1)];
    }

    ManualClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<Workbench> m_workbench;
    QStringList m_failures;
    qint64 m_requestsBefore = 0;
};

void tst_FaultScripts::fail(const Run &run, const QString &what)
{
    QStringList stories;
    for (const FaultScript &script : run.scripts)
        stories += script.story;
    m_failures += u"REASONGLASS_SEED=%1 REASONGLASS_SCRIPTS=1: %2 [%3]"_s.arg(run.seed).arg(
        what, stories.join(u" | "_s));
}

void tst_FaultScripts::everyInvariantHolds()
{
    const int first = fromEnvironment("REASONGLASS_SEED", 1);
    const int count = fromEnvironment("REASONGLASS_SCRIPTS", 300);
    const FaultScriptSource source(smallRecordings());
    QLoggingCategory::setFilterRules(u"*.info=false"_s);
    QElapsedTimer watch;
    watch.start();
    int done = 0;
    while (done < count && m_failures.size() < 20) {
        const QTemporaryDir folder;
        m_server = std::make_unique<RecordingServer>();
        QVERIFY(m_server->listen());
        const Profile profile = findProfile(folder.path(), {}, {});
        m_workbench = std::make_unique<Workbench>(
            WorkbenchOptions{.profile = profile,
                             .useKeyStore = false,
                             .pacedSamples = false,
                             .endedSessionsKept = runsPerLibrary}, // they are compared with what is stored
            m_clock);
        std::vector<Run> runs;
        for (; done < count && runs.size() < runsPerLibrary; ++done) {
            QRandomGenerator random(quint32(first + done));
            Run run{.seed = quint32(first + done)};
            const int attempts = 1 + std::max(0, random.bounded(5) - 2);
            for (int i = 0; i < attempts; ++i)
                run.scripts.push_back(source.draw(random));
            play(run);
            runs.push_back(std::move(run));
        }
        m_workbench->flush();
        checkStored(runs, profile.libraryFile);
        m_workbench.reset();
        m_server.reset();
    }
    QLoggingCategory::setFilterRules(u"*.info=true"_s);
    qInfo().noquote() << u"%1 scripts from seed %2 in %3 s"_s.arg(done).arg(first).arg(double(watch.elapsed())
                                                                                       / 1000);
    if (!m_failures.isEmpty())
        QFAIL(qPrintable(u'\n' + m_failures.join(u'\n')));
}

void tst_FaultScripts::play(Run &run)
{
    const auto requestsBefore = m_server->requests().size();
    m_server->setResponder([this, &run, requestsBefore](const ReceivedRequest &) {
        return scriptOf(run, int(m_server->requests().size() - requestsBefore)).script;
    });
    AnalysisRequest request{.providerId = u"custom"_s, .baseUrl = m_server->baseUrl().toString()};
    request.response = {.model = u"m"_s, .prompt = u"p"_s};
    request.retries = int(run.scripts.size()) - 1;
    m_requestsBefore = qint64(requestsBefore);
    const auto started = m_workbench->start(request);
    if (!started) {
        fail(run, started.error().message);
        return;
    }
    run.session = *started;
    run.arrivals.resize(1);
    connect(run.session, &AnalysisSession::recorded, this, [&run](const StreamRecord &record) {
        run.arrivals.resize(std::max(run.arrivals.size(), size_t(record.attempt)));
        run.arrivals[size_t(record.attempt) - 1].frames.push_back(record.frame);
    });
    driveToEnd(run);
    run.session->disconnect(this);
    m_server->setResponder({});
    if (!isFinal(run.session->phase())) {
        fail(run, u"does not end"_s);
        run.session->cancel();
        return;
    }
    checkLive(run);
}

/// Real time passes on the wire; the clock moves only when nothing else can happen.
void tst_FaultScripts::driveToEnd(Run &run)
{
    QElapsedTimer watch;
    watch.start();
    QElapsedTimer sinceClosed;
    sinceClosed.start();
    size_t attempts = 0;
    QTimer ticker; // nothing happens on the wire when a script is stuck
    ticker.start(2ms);
    while (!isFinal(run.session->phase()) && watch.elapsed() < longestRun) {
        takeTurn();
        const bool isNew = run.session->attempts().size() != attempts;
        attempts = run.session->attempts().size();
        if (isNew || m_server->connectionsOpen() > 0)
            sinceClosed.restart();
        if (run.session->phase() == Phase::WaitingToRetry)
            m_clock.advance(run.session->untilRetry() + 1ms);
        else if (isStuck(run))
            timeOut(run);
        else if (sinceClosed.elapsed() > patience(run)) {
            if (scriptOf(run, int(attempts)).nature != Nature::Garbage)
                fail(run, u"does not notice that the connection is closed"_s);
            timeOut(run);
        }
    }
}

/// How many milliseconds after its connection has closed an attempt should be over. Qt does not tell that a
/// connection ended whose chunks were none: there only a time-out helps.
qint64 tst_FaultScripts::patience(const Run &run) const
{
    const size_t attempt = run.session->attempts().size();
    const bool isGarbage = attempt > 0 && scriptOf(run, int(attempt)).nature == Nature::Garbage;
    const bool hasBegun = qint64(m_server->requests().size()) - m_requestsBefore >= qint64(attempt);
    return isGarbage && hasBegun ? 50 : 5000;
}

/// Lets the time pass that the present attempt has.
void tst_FaultScripts::timeOut(const Run &run)
{
    const size_t attempt = run.session->attempts().size();
    const auto isOver = [&] {
        return isFinal(run.session->phase()) || run.session->phase() == Phase::WaitingToRetry
            || run.session->attempts().size() > attempt;
    };
    for (int seconds = 0; seconds < 1000 && !isOver(); ++seconds)
        m_clock.advance(1s);
}

/// Whether all that the script will ever send has been taken in.
bool tst_FaultScripts::isStuck(const Run &run) const
{
    const size_t attempt = run.session->attempts().size();
    if (attempt == 0 || qint64(m_server->requests().size()) - m_requestsBefore < qint64(attempt))
        return false;
    const FaultScript &script = scriptOf(run, int(attempt));
    if (script.script.opening == Opening::Silence)
        return true;
    if (script.script.fault.kind != BodyFault::Kind::Stall)
        return false;
    if (run.session->attempts().back().httpStatus == 0) {
        // Qt tells nothing of a challenge before its body is whole, and this one never will be.
        return script.script.status == 401 || script.script.status == 407;
    }
    const size_t arrived = attempt <= run.arrivals.size() ? run.arrivals[attempt - 1].frames.size() : 0;
    const bool counts = script.nature == Nature::Stream;
    return !counts || arrived >= expectedBlocks(script).finished.size();
}

void tst_FaultScripts::checkLive(const Run &run)
{
    const auto &attempts = run.session->attempts();
    const qint64 posts = qint64(m_server->requests().size()) - m_requestsBefore;
    if (posts != qint64(attempts.size()))
        fail(run,
             u"%1 attempts are %2 requests; the last: %3"_s.arg(attempts.size())
                 .arg(posts)
                 .arg(attempts.back().error ? attempts.back().error->code : QString()));
    QElapsedTimer closing;
    closing.start();
    QTimer ticker;
    ticker.start(2ms);
    while (m_server->connectionsOpen() > 0 && closing.elapsed() < longestRun)
        takeTurn();
    if (m_server->connectionsOpen() > 0)
        fail(run, u"%1 connections stay open"_s.arg(m_server->connectionsOpen()));
    if (m_workbench->runningCount() != 0)
        fail(run, u"a session is left running"_s);

    const FaultScript &last = scriptOf(run, int(attempts.size()));
    const Arrival arrival =
        attempts.size() <= run.arrivals.size() ? run.arrivals[attempts.size() - 1] : Arrival{};
    PlainReading reading;
    if (last.nature == Nature::Stream || last.nature == Nature::Compressed) {
        checkStream(run, last, arrival);
        for (const Frame &frame : arrival.frames)
            reading.feed(frame.data);
    }
    checkOutcome(run, last, reading);
}

void tst_FaultScripts::checkStream(const Run &run, const FaultScript &script, const Arrival &arrival)
{
    const PlainBlocks sent = expectedBlocks(script);
    std::vector<QByteArray> arrived;
    QByteArray tail;
    for (const Frame &frame : arrival.frames) {
        if (frame.kind == FrameKind::Tail)
            tail = frame.data;
        else
            arrived.push_back(frame.data);
    }
    // RST overtakes bytes, and a part of a compressed block may say nothing yet.
    const bool mayLose = script.script.fault.kind == BodyFault::Kind::Reset
        || (script.nature == Nature::Compressed && script.script.fault.kind != BodyFault::Kind::None);
    const bool isPrefix = arrived.size() <= sent.finished.size()
        && std::equal(arrived.begin(), arrived.end(), sent.finished.begin());
    if (!isPrefix || (!mayLose && arrived.size() != sent.finished.size()))
        fail(run,
             u"%1 of %2 events arrived%3"_s.arg(arrived.size())
                 .arg(sent.finished.size())
                 .arg(isPrefix ? u""_s : u", not as they were sent"_s));
    if (!tail.isNull() && !mayLose && tail != sent.rest)
        fail(run, u"the last block is not what was sent"_s);
    if (script.recorded)
        return;

    PlainReading reading;
    for (const Frame &frame : arrival.frames)
        reading.feed(frame.data);
    QStringList expected = withoutReplacements(reading.texts());
    QStringList actual = withoutReplacements(textsOf(run.session->transcript()));
    if (script.reordered) {
        expected.sort();
        actual.sort();
    }
    if (expected != actual)
        fail(run,
             u"texts differ:\n  expected %1\n  actual   %2"_s.arg(QDebug::toString(expected),
                                                                  QDebug::toString(actual)));
}

void tst_FaultScripts::checkOutcome(const Run &run, const FaultScript &script, const PlainReading &reading)
{
    using Status = AnalysisStatus;
    const AnalysisRecord record = run.session->record();
    std::vector<Status> allowed{Status::Failed};
    switch (script.nature) {
    case Nature::Stream:
    case Nature::Compressed:
        if (reading.terminal)
            allowed = {statusFromName(reading.status).value_or(Status::Interrupted)};
        else if (!reading.stated)
            allowed = reading.texts().isEmpty() ? std::vector{Status::Interrupted, Status::Failed}
                                                : std::vector{Status::Interrupted};
        break;
    case Nature::Body: {
        const QJsonObject body = QJsonDocument::fromJson(sentBytes(script)).object();
        const auto told = statusFromName(body["status"_L1].toString());
        allowed = {Status::Interrupted, Status::Failed};
        if (told && script.script.fault.kind == BodyFault::Kind::None)
            allowed = {*told};
        else if (told)
            allowed.push_back(*told); // all of it came, and then the connection broke
        break;
    }
    case Nature::Refusal:
    case Nature::Silence:
        break;
    case Nature::Garbage:
        allowed.push_back(Status::Interrupted);
        break;
    }
    if (std::ranges::find(allowed, record.status) == allowed.end())
        fail(run,
             u"ended as %1, not %2: %3"_s.arg(statusName(record.status), statusName(allowed.front()),
                                              record.error ? record.error->message : QString()));
    const bool isWhole = record.status == Status::Completed || record.status == Status::Incomplete;
    if (isWhole == record.error.has_value())
        fail(run, isWhole ? u"an error in spite of success"_s : u"no error says what happened"_s);
    for (size_t i = 0; i + 1 < record.attempts.size(); ++i) {
        const Status earlier = record.attempts[i].outcome;
        if (earlier != Status::Failed && earlier != Status::Interrupted)
            fail(run, u"attempt %1 was tried again although it was %2"_s.arg(i + 1).arg(statusName(earlier)));
    }
}

void tst_FaultScripts::checkStored(const std::vector<Run> &runs, const QString &path)
{
    const auto reader = LibraryReader::open(path);
    QVERIFY2(reader, reader ? "" : qPrintable(reader.error().message));
    const auto verified = (*reader)->verifyAll();
    if (!verified)
        m_failures += u"the library of seeds %1 to %2: %3"_s.arg(runs.front().seed)
                          .arg(runs.back().seed)
                          .arg(verified.error().message);
    for (const Run &run : runs) {
        if (!run.session)
            continue;
        const AnalysisRecord live = run.session->record();
        const auto stored = (*reader)->load(run.session->id());
        if (!stored)
            fail(run, u"not in the library: %1"_s.arg(stored.error().message));
        else if (stored->transcript != live.transcript)
            fail(run, u"another transcript is stored"_s);
        else if (stored->status != live.status || stored->error != live.error)
            fail(run, u"another outcome is stored"_s);
        else if (stored->attempts != live.attempts)
            fail(run, u"other attempts are stored"_s);
        else if (*stored != live)
            fail(run, u"another record is stored"_s);
    }
}

int main(int argc, char **argv)
{
    return runCampaign<tst_FaultScripts>(argc, argv);
}

#include "tst_faultscripts.moc"
