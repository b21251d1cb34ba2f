#include "app/workbench.h"
#include "replay/backgroundresponses.h"
#include "replay/recordingserver.h"
#include "store/librarywriter.h"
#include "store/samplerun.h"
#include "ui/run/ratereading.h"
#include "ui/run/streams.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

/// The series of a run that is watched live.
class LiveSeries : public QObject
{
public:
    explicit LiveSeries(AnalysisSession &session)
    {
        connect(&session, &AnalysisSession::recorded, this, [this, &session](const StreamRecord &record) {
            const auto &attempts = session.attempts();
            if (record.attempt != m_attempt) {
                m_attempt = record.attempt;
                series.beginAttempt(
                    record.attempt,
                    std::chrono::microseconds(attempts.back().startedUtcUs - attempts.front().startedUtcUs));
            }
            series.add(std::chrono::microseconds(record.frame.arrivalUs), record.change,
                       session.transcript());
        });
    }

    RateSeries series;

private:
    int m_attempt = 0;
};

} // namespace

class tst_RateReading : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void whatIsReadIsWhatWasSeenLive_data();
    void whatIsReadIsWhatWasSeenLive();
    void aRunThatGoesOnIsReadOn();
    void anotherRunForgetsTheFirst();
    void stoppingEndsWithThePage();
    void aLongLogIsReadInPages();
    void whatIsNotThereFails();

private:
    RateSeries readWhole(AnalysisLibrary &library, const AnalysisRecord &record, int attempt);

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
};

void tst_RateReading::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

RateSeries tst_RateReading::readWhole(AnalysisLibrary &library, const AnalysisRecord &record, int attempt)
{
    RateReading reading(library);
    QSignalSpy settled(&reading, &RateReading::settled);
    reading.read(record, attempt);
    return settled.wait() ? reading.series() : RateSeries();
}

void tst_RateReading::whatIsReadIsWhatWasSeenLive_data()
{
    QTest::addColumn<bool>("broken");
    QTest::newRow("in one go") << false;
    QTest::newRow("taken up again, with events that come twice") << true;
}

void tst_RateReading::whatIsReadIsWhatWasSeenLive()
{
    QFETCH(bool, broken);
    RecordingServer server;
    QVERIFY(server.listen());
    Workbench workbench({.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
    BackgroundBehaviour behaviour{.recording = numberedStream({u"one "_s, u"two "_s, u"three "_s, u"four"_s}),
                                  .betweenEvents = 20ms,
                                  .repeatedOnResume = 2};
    if (broken)
        behaviour.cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 550}};
    const BackgroundResponses responses(server, std::move(behaviour), m_clock);
    auto request = workbench.newRequest(u"openai"_s, u"gpt-5-mini"_s, server.baseUrl().toString());
    QVERIFY(request);
    request->response.prompt = u"Why?"_s;
    request->response.background = true;
    request->response.store = true;
    AnalysisSession *session = workbench.start(*request).value_or(nullptr);
    QVERIFY(session);
    const LiveSeries live(*session);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    workbench.flush();
    QCOMPARE(session->attempts().size(), size_t(broken ? 2 : 1));

    const int latest = int(session->attempts().size());
    const RateSeries read = readWhole(workbench.library(), session->record(), latest);
    QCOMPARE(read.answerChars(), 18); // once, though some came twice
    QCOMPARE(read.seams().size(), size_t(broken ? 1 : 0));
    QVERIFY(read == live.series);
    const auto stored = workbench.library().load(session->id()).result();
    QVERIFY(stored);
    QVERIFY(readWhole(workbench.library(), *stored, latest) == live.series);
}

void tst_RateReading::aRunThatGoesOnIsReadOn()
{
    const QString path = m_folder->filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    const SampleRun run = sampleRun(1);
    begin(writer, run);
    const size_t half = run.frames.size() / 2;
    for (size_t i = 0; i < half; ++i)
        writer.append(AnalysisId(1), 1, run.frames[i]);
    writer.flush();
    AnalysisLibrary library(path);
    RateReading reading(library);
    QSignalSpy settled(&reading, &RateReading::settled);
    QSignalSpy changed(&reading, &RateReading::changed);
    reading.read(run.record, 1);
    QVERIFY(settled.wait());
    QCOMPARE(reading.eventsRead(), qint64(half));
    const RateSeries before = reading.series();
    QVERIFY(before.reasoningChars() > 0);

    changed.clear();
    reading.read(run.record, 1); // nothing new
    QVERIFY(settled.wait());
    QCOMPARE(changed.size(), 0);
    QVERIFY(reading.series() == before);

    for (size_t i = half; i < run.frames.size(); ++i)
        writer.append(AnalysisId(1), 1, run.frames[i]);
    writer.flush();
    reading.read(run.record, 1);
    QVERIFY(settled.wait());
    QCOMPARE(reading.eventsRead(), qint64(run.frames.size()));
    QVERIFY(reading.series() == readWhole(library, run.record, 1));
}

void tst_RateReading::anotherRunForgetsTheFirst()
{
    const QString path = m_folder->filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    const SampleRun first = sampleRun(1);
    const SampleRun second = sampleRun(2, {.prompt = u"p"_s, .reasoning = {}, .answer = u"four"_s});
    write(writer, first);
    write(writer, second);
    writer.flush();
    AnalysisLibrary library(path);
    RateReading reading(library);
    QSignalSpy settled(&reading, &RateReading::settled);
    reading.read(first.record, 1);
    reading.read(second.record, 1); // before the first has been answered
    QVERIFY(settled.wait());
    QCOMPARE(reading.series().answerChars(), 4);
    const auto later = library.tags(); // answered after all that was asked before
    QTRY_VERIFY(later.isFinished());
    QCoreApplication::processEvents();
    QCOMPARE(settled.size(), 1);
    QCOMPARE(reading.series().reasoningChars(), 0);
}

void tst_RateReading::stoppingEndsWithThePage()
{
    const QString path = m_folder->filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    const SampleRun run = sampleRun(1, {.prompt = u"p"_s, .reasoning = {}, .answer = QString(70'000, u'x')});
    write(writer, run);
    writer.flush();
    AnalysisLibrary library(path);
    RateReading reading(library);
    QSignalSpy changed(&reading, &RateReading::changed);
    QSignalSpy settled(&reading, &RateReading::settled);
    reading.read(run.record, 1);
    reading.stop();
    QVERIFY(changed.wait());
    QVERIFY(!reading.isReading());
    const qint64 some = reading.eventsRead();
    QVERIFY(some > 0 && some < qint64(run.frames.size()));
    reading.read(run.record, 1);
    QVERIFY(settled.wait());
    QCOMPARE(reading.eventsRead(), qint64(run.frames.size()));
    QCOMPARE(reading.series().answerChars(), 70'000);
}

/// Some megabytes, while other questions to the library are answered in between.
void tst_RateReading::aLongLogIsReadInPages()
{
    const QString path = m_folder->filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    const SampleRun run = sampleRun(1, {.prompt = u"p"_s, .reasoning = {}, .answer = QString(350'000, u'x')});
    write(writer, run);
    writer.flush();
    AnalysisLibrary library(path);
    RateReading reading(library);
    QSignalSpy changed(&reading, &RateReading::changed);
    QSignalSpy settled(&reading, &RateReading::settled);
    QElapsedTimer timer;
    timer.start();
    reading.read(run.record, 1);
    QVERIFY(changed.wait());
    QFuture<Result<QStringList>> other = library.tags();
    QTRY_VERIFY(other.isFinished());
    QVERIFY(settled.isEmpty()); // not only behind the last page
    QVERIFY(settled.wait(20'000));
    qInfo() << run.frames.size() << "events in" << timer.elapsed() << "ms";
    QCOMPARE(reading.series().answerChars(), 350'000);
    QVERIFY(changed.size() > 10);
}

void tst_RateReading::whatIsNotThereFails()
{
    AnalysisLibrary library(m_folder->filePath(u"none.sqlite"_s));
    RateReading reading(library);
    QSignalSpy failed(&reading, &RateReading::failed);
    reading.read(sampleRun(1).record, 1);
    QVERIFY(failed.wait());
    QVERIFY(!reading.isReading());
}

QTEST_GUILESS_MAIN(tst_RateReading)
#include "tst_ratereading.moc"
