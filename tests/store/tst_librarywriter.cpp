#include "samplerun.h"
#include "store/libraryreader.h"
#include "store/librarywriter.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

/// Writes only when told to.
WriterOptions onlyWhenFlushed()
{
    return {.commitDelay = 1h, .retryDelay = 1h, .database = {.busyTimeout = 0ms}};
}

qint64 unlimited()
{
    return std::numeric_limits<qint64>::max();
}

} // namespace

class tst_LibraryWriter : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void writesWhatAReaderLoads();
    void showsARunWhileItRuns();
    void commitsInGroups();
    void writesOneChunkPerAttemptAndCommit();
    void joinsTheChunksOfAnEndedAttempt();
    void compressesBetweenTheCommitsOfOtherRuns();
    void keepsOldAttemptsOnRetry();
    void foldsAResumedAttemptOntoTheOneBefore();
    void keepsWhatThePersonChangedMeanwhile();
    void forgetsNothingWhileTheFileIsLocked();
    void writesLateIntoAPathThatCameUpLate();
    void dropsOnlyWhatTheLibraryContradicts();
    void waitsForANewerProgramsFile();
    void leavesAnotherWritersRunsAlone();
    void trashHidesAndRestoreBrings();
    void purgeLeavesNoTraceInAnyFile();
    void writesWhatWaitsBeforeItGoes();
    void keepsTheTranscriptBesideTheEvents();
    void foldsTheEventsWhereTheTranscriptIsNotKept();

private:
    QString contentOf(const QString &name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void tst_LibraryWriter::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"library.sqlite"_s);
}

void tst_LibraryWriter::writesWhatAReaderLoads()
{
    SampleRun run = sampleRun(42);
    AnalysisRecord &record = run.record;
    record.request.response.instructions = u"Be brief; it's \"late\"."_s;
    record.request.response.attachments = {{u"a.txt"_s, u"text/plain"_s, "bytes\0more"_ba},
                                           {u"empty"_s, u"x/y"_s, {}}};
    record.request.response.effort = u"high"_s;
    record.request.response.temperature = 0.5;
    record.request.response.maxOutputTokens = 100;
    record.request.response.store = false;
    record.request.response.jsonSchema = R"({"type":"object"})";
    record.request.streaming = StreamingMode::Off;
    record.request.idleTimeoutSeconds = 30;
    record.request.capUsd = 1.5;
    record.fallbacks = {u"reasoning.summary dropped: not \"verified\""_s};
    record.tags = {u"moon"_s, u"turtle"_s};
    record.note = u"Überprüft"_s;
    record.error = Error{.kind = ErrorKind::RateLimited,
                         .message = u"slow down"_s,
                         .code = u"rate_limit_exceeded"_s,
                         .param = u"model"_s,
                         .httpStatus = 429,
                         .requestId = u"req_1"_s,
                         .retryAfter = 1500ms};
    record.attempts.front().error = record.error;
    record.attempts.front().timing = {.connectMs = 1,
                                      .firstByteMs = 2,
                                      .firstReasoningMs = 3,
                                      .firstTextMs = 4,
                                      .longestGapMs = 5,
                                      .totalMs = 6};

    LibraryWriter writer(m_path, onlyWhenFlushed());
    expectNoTrouble(writer);
    write(writer, run);
    writer.flush();

    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    const auto loaded = (*reader)->load(record.id);
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
    QCOMPARE(loaded->request, record.request);
    QCOMPARE(loaded->transcript, record.transcript);
    QCOMPARE(loaded->attempts, record.attempts);
    QVERIFY(*loaded == record);
    QVERIFY((*reader)->verify(record.id));
    QCOMPARE((*reader)->verifyAll().value_or(-1), 1);

    const auto rows = (*reader)->list({});
    QVERIFY(rows);
    QCOMPARE(rows->size(), 1);
    QCOMPARE(rows->front().usage, record.transcript.usage);
    QCOMPARE(rows->front().durationMs, 2500);
    QCOMPARE(rows->front().tags, record.tags);
    QCOMPARE(rows->front().model, u"m-1-2026"_s);
    QCOMPARE(rows->front().attempts, 1);
}

void tst_LibraryWriter::showsARunWhileItRuns()
{
    const SampleRun run = sampleRun(1);
    LibraryWriter writer(m_path, onlyWhenFlushed());
    begin(writer, run);
    writer.flush();
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    for (std::size_t i = 0; i < run.frames.size(); ++i) {
        writer.append(run.record.id, 1, run.frames[i]);
        if (i % 3 == 0)
            writer.flush();
    }
    writer.flush();

    const auto loaded = (*reader)->load(run.record.id);
    QVERIFY(loaded);
    QCOMPARE(loaded->status, AnalysisStatus::Running);
    QCOMPARE(loaded->transcript, run.record.transcript);
    QCOMPARE((*reader)->search(u"turtle"_s)->size(), 1); // the prompt can be found already
    QVERIFY((*reader)->verify(run.record.id));
}

void tst_LibraryWriter::commitsInGroups()
{
    const SampleRun run = sampleRun(1);
    LibraryWriter writer(m_path, {.commitDelay = 5ms});
    QSignalSpy changed(&writer, &LibraryWriter::changed);
    QSignalSpy committed(&writer, &LibraryWriter::committed);
    write(writer, run);
    QCOMPARE(committed.size(), 0);
    QVERIFY(changed.wait());
    QCOMPARE(changed.size(), 1);
    QCOMPARE(committed.size(), 1);
    QCOMPARE(committed.front().at(0).value<AnalysisId>(), run.record.id);
    QCOMPARE(committed.front().at(1).toLongLong(), qint64(run.frames.size()));
}

void tst_LibraryWriter::writesOneChunkPerAttemptAndCommit()
{
    const SampleRun one = sampleRun(1);
    const SampleRun two = sampleRun(2);
    LibraryWriter writer(m_path, onlyWhenFlushed());
    begin(writer, one);
    begin(writer, two);
    for (int group = 0; group < 3; ++group) {
        for (int i = 0; i < 4; ++i) {
            writer.append(one.record.id, 1, one.frames[std::size_t(group * 4 + i) % one.frames.size()]);
            writer.append(two.record.id, 1, two.frames[std::size_t(i)]);
        }
        writer.flush();
    }
    PlainConnection plain(m_path);
    QCOMPARE(plain.value(u"SELECT count(*) FROM event_chunk"_s).toInt(), 6);
    QCOMPARE(
        plain.value(u"SELECT group_concat(first_frame) FROM event_chunk WHERE analysis = 1"_s).toString(),
        u"0,4,8"_s);
    QCOMPARE(plain.value(u"SELECT sum(frames) FROM event_chunk"_s).toInt(), 24);
}

void tst_LibraryWriter::joinsTheChunksOfAnEndedAttempt()
{
    SampleRun run = sampleRun(1);
    run.frames.insert(run.frames.end() - 1, 3000, run.frames.at(4));
    run.record.transcript = fold(run.frames);
    LibraryWriter writer(m_path, onlyWhenFlushed());
    begin(writer, run);
    for (std::size_t i = 0; i < run.frames.size(); ++i) {
        writer.append(run.record.id, 1, run.frames[i]);
        if (i % 20 == 0)
            writer.flush();
    }
    writer.endAttempt(run.record.id, run.record.attempts.front());
    writer.endAnalysis(run.record);
    writer.flush();

    PlainConnection plain(m_path);
    QCOMPARE(plain.value(u"SELECT count(*) FROM event_chunk WHERE encoding <> 'zlib'"_s).toInt(), 0);
    const int chunks = plain.value(u"SELECT count(*) FROM event_chunk"_s).toInt();
    QVERIFY2(chunks >= 2 && chunks <= 4, qPrintable(QString::number(chunks)));
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    const auto frames = (*reader)->frames(run.record.id, 1, 0, unlimited());
    QVERIFY(frames);
    QVERIFY(*frames == run.frames);
    QVERIFY((*reader)->verify(run.record.id));
}

void tst_LibraryWriter::compressesBetweenTheCommitsOfOtherRuns()
{
    const int megabytes = qEnvironmentVariableIntValue("REASONGLASS_TEST_MEGABYTES") > 0
        ? qEnvironmentVariableIntValue("REASONGLASS_TEST_MEGABYTES")
        : 5;
    SampleRun ended = sampleRun(1);
    const SampleRun going = sampleRun(2);
    LibraryWriter writer(m_path, {.commitDelay = 5ms});
    expectNoTrouble(writer);
    begin(writer, ended);
    begin(writer, going);
    // Text-like events, in commits of their own as they would come.
    quint32 noise = 1;
    for (int commit = 0; commit < 10 * megabytes; ++commit) {
        for (int i = 0; i < 100; ++i) {
            QByteArray data = R"({"type":"response.output_text.delta","output_index":1,"delta":")";
            while (data.size() < 1020) {
                noise = noise * 1664525 + 1013904223;
                data += QByteArray::number(noise >> 12, 36) + ' ';
            }
            writer.append(ended.record.id, 1, {.arrivalUs = commit * 100 + i, .data = data + R"("})"});
        }
        writer.flush();
    }
    qint64 committed = 0;
    QElapsedTimer sinceAppend;
    qint64 longest = 0;
    connect(&writer, &LibraryWriter::committed, &writer, [&](AnalysisId id, qint64) {
        if (id != going.record.id)
            return;
        ++committed;
        longest = std::max(longest, sinceAppend.elapsed());
        sinceAppend.start();
        writer.append(going.record.id, 1, going.frames.at(4));
    });
    writer.endAttempt(ended.record.id, ended.record.attempts.front());
    writer.append(going.record.id, 1, going.frames.at(4));
    sinceAppend.start();
    PlainConnection plain(m_path);
    const QString open = u"SELECT count(*) FROM event_chunk WHERE analysis = 1 AND encoding = 'raw'"_s;
    int seenWhileOpen = 0;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const bool stillOpen = plain.value(open).toInt() > 0;
            seenWhileOpen += stillOpen ? 1 : 0;
            return !stillOpen;
        }(),
        60'000);
    QVERIFY(seenWhileOpen > 0);
    QVERIFY2(committed > 10, qPrintable(QString::number(committed)));
    qInfo("%lld commits of another run meanwhile, the slowest %lld ms after its event", qlonglong(committed),
          qlonglong(longest));
}

void tst_LibraryWriter::keepsOldAttemptsOnRetry()
{
    SampleRun run = sampleRun(1);
    run.record.status = AnalysisStatus::Failed;
    LibraryWriter writer(m_path, onlyWhenFlushed());
    write(writer, run);
    writer.flush();

    const SampleRun again = sampleRun(
        1,
        {.prompt = u"How far is the moon?"_s, .reasoning = u"Second thoughts."_s, .answer = u"Farther."_s});
    Attempt second = run.record.attempts.front();
    second.number = 2;
    second.startedUtcUs += 3'600'000'000;
    second.endedUtcUs = second.startedUtcUs + 1'000'000;
    writer.reopenAnalysis(run.record.id);
    writer.beginAttempt(run.record.id, beginningOf(second));
    writer.flush();
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QCOMPARE((*reader)->load(run.record.id)->status, AnalysisStatus::Running);

    for (const Frame &frame : again.frames)
        writer.append(run.record.id, 2, frame);
    AnalysisRecord ended = run.record;
    ended.status = AnalysisStatus::Completed;
    ended.attempts.push_back(second);
    ended.transcript = again.record.transcript;
    ended.endedUtcUs = second.endedUtcUs;
    writer.endAttempt(run.record.id, second);
    writer.endAnalysis(ended);
    writer.flush();

    QVERIFY(*(*reader)->load(run.record.id) == ended);
    QCOMPARE(*(*reader)->transcriptOf(run.record.id, 1), run.record.transcript);
    QCOMPARE((*reader)->list({})->front().durationMs, 1000); // of the retry alone
    QCOMPARE((*reader)->list({})->front().attempts, 2);
    QCOMPARE((*reader)->search(u"384,400"_s)->size(), 0); // only the latest texts are searched
    QCOMPARE((*reader)->search(u"thoughts"_s)->size(), 1);
    QCOMPARE((*reader)->verifyAll().value_or(-1), 1);
}

void tst_LibraryWriter::foldsAResumedAttemptOntoTheOneBefore()
{
    SampleRun run = sampleRun(1);
    const std::size_t cut = run.frames.size() / 2;
    Attempt second = run.record.attempts.front();
    second.number = 2;
    second.resumed = true;
    run.record.attempts.front().outcome = AnalysisStatus::Interrupted;
    run.record.attempts.push_back(second);
    LibraryWriter writer(m_path, onlyWhenFlushed());
    begin(writer, run);
    for (std::size_t i = 0; i < cut; ++i)
        writer.append(run.record.id, 1, run.frames[i]);
    writer.endAttempt(run.record.id, run.record.attempts.front());
    writer.beginAttempt(run.record.id, second);
    for (std::size_t i = cut; i < run.frames.size(); ++i)
        writer.append(run.record.id, 2, run.frames[i]);
    writer.endAnalysis(run.record);
    writer.flush();

    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QCOMPARE((*reader)->load(run.record.id)->transcript, run.record.transcript);
    QVERIFY((*reader)->verify(run.record.id));
}

void tst_LibraryWriter::keepsWhatThePersonChangedMeanwhile()
{
    const SampleRun run = sampleRun(1);
    const AnalysisId id = run.record.id;
    LibraryWriter writer(m_path, onlyWhenFlushed());
    begin(writer, run);
    writer.rename(id, u"Moon"_s);
    writer.setTags(id, {u"b"_s, u"a"_s, u"a"_s, u"  "_s, u"line\nbreak"_s});
    writer.setNote(id, u"look again"_s);
    for (const Frame &frame : run.frames)
        writer.append(id, 1, frame);
    writer.endAnalysis(run.record);
    writer.flush();

    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    const auto loaded = (*reader)->load(id);
    QVERIFY(loaded);
    QCOMPARE(loaded->title, u"Moon"_s);
    QCOMPARE(loaded->tags, QStringList({u"a"_s, u"b"_s, u"linebreak"_s}));
    QCOMPARE(loaded->note, u"look again"_s);
    QCOMPARE((*reader)->search(u"look again"_s)->size(), 1);
    writer.setNote(id, u"done"_s);
    writer.flush();
    QCOMPARE((*reader)->search(u"look again"_s)->size(), 0);
    QCOMPARE((*reader)->verifyAll().value_or(-1), 1);
}

void tst_LibraryWriter::forgetsNothingWhileTheFileIsLocked()
{
    const SampleRun run = sampleRun(1);
    LibraryWriter writer(m_path, {.commitDelay = 1ms, .retryDelay = 5ms, .database = {.busyTimeout = 1ms}});
    QSignalSpy failed(&writer, &LibraryWriter::failed);
    QSignalSpy recovered(&writer, &LibraryWriter::recovered);
    QSignalSpy committed(&writer, &LibraryWriter::committed);
    QSignalSpy rejected(&writer, &LibraryWriter::rejected);
    begin(writer, run);
    writer.flush();

    PlainConnection other(m_path);
    QVERIFY(other.execute(u"BEGIN EXCLUSIVE"_s));
    std::size_t next = 0;
    for (; next < run.frames.size() / 2; ++next)
        writer.append(run.record.id, 1, run.frames[next]);
    QVERIFY(failed.wait());
    QCOMPARE(failed.front().front().value<Error>().kind, ErrorKind::Storage);
    for (; next < run.frames.size(); ++next)
        writer.append(run.record.id, 1, run.frames[next]);
    writer.endAnalysis(run.record);
    writer.flush();
    QCOMPARE(failed.size(), 1); // said once
    QCOMPARE(committed.size(), 0);

    QVERIFY(other.execute(u"COMMIT"_s));
    QVERIFY(recovered.wait());
    QCOMPARE(committed.last().at(1).toLongLong(), qint64(run.frames.size()));
    QCOMPARE(rejected.size(), 0);
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
    QVERIFY((*reader)->verify(run.record.id));
}

void tst_LibraryWriter::writesLateIntoAPathThatCameUpLate()
{
    const QString blocked = m_folder->filePath(u"drive"_s);
    QFile inTheWay(blocked);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly)); // a file where a folder has to be
    const SampleRun run = sampleRun(1);
    LibraryWriter writer(blocked + u"/library.sqlite"_s, {.commitDelay = 1ms, .retryDelay = 5ms});
    QSignalSpy failed(&writer, &LibraryWriter::failed);
    QSignalSpy recovered(&writer, &LibraryWriter::recovered);
    write(writer, run);
    QVERIFY(failed.wait());
    QVERIFY(inTheWay.remove());
    QVERIFY(recovered.wait());
    const auto reader = LibraryReader::open(writer.path());
    QVERIFY(reader);
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
}

void tst_LibraryWriter::dropsOnlyWhatTheLibraryContradicts()
{
    const SampleRun run = sampleRun(1);
    LibraryWriter writer(m_path, onlyWhenFlushed());
    QSignalSpy rejected(&writer, &LibraryWriter::rejected);
    QSignalSpy failed(&writer, &LibraryWriter::failed);
    begin(writer, run);
    writer.append(AnalysisId(99), 1, run.frames.front()); // never begun
    writer.beginAnalysis(beginningOf(run.record));        // for a second time
    writer.rename(AnalysisId(98), u"nobody"_s);
    for (const Frame &frame : run.frames)
        writer.append(run.record.id, 1, frame);
    writer.endAnalysis(run.record);
    writer.flush();

    QCOMPARE(rejected.size(), 3);
    QCOMPARE(failed.size(), 0);
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
}

void tst_LibraryWriter::waitsForANewerProgramsFile()
{
    std::vector<Migration> newer = libraryMigrations();
    newer.push_back({int(newer.size()) + 1, {u"CREATE TABLE later (x)"_s}});
    QVERIFY(Database::open(m_path, {.migrations = newer}));
    LibraryWriter writer(m_path, onlyWhenFlushed());
    QSignalSpy opened(&writer, &LibraryWriter::opened);
    QSignalSpy failed(&writer, &LibraryWriter::failed);
    writer.open();
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.front().front().value<OpenMode>(), OpenMode::ReadOnly);
    QVERIFY(failed.front().front().value<Error>().message.contains(u"newer version"));
    write(writer, sampleRun(1));
    writer.flush();
    QCOMPARE(PlainConnection(m_path).value(u"SELECT count(*) FROM analysis"_s).toInt(), 0);
    QVERIFY(LibraryReader::open(m_path));
}

void tst_LibraryWriter::leavesAnotherWritersRunsAlone()
{
    LibraryWriter running(m_path, onlyWhenFlushed());
    begin(running, sampleRun(1));
    running.flush();

    LibraryWriter second(m_path, onlyWhenFlushed());
    QSignalSpy ended(&second, &LibraryWriter::unfinishedEnded);
    second.open();

    QCOMPARE(ended.size(), 0);
    QCOMPARE(PlainConnection(m_path).value(u"SELECT status FROM analysis"_s).toString(), u"running"_s);
}

void tst_LibraryWriter::trashHidesAndRestoreBrings()
{
    LibraryWriter writer(m_path, onlyWhenFlushed());
    write(writer, sampleRun(1));
    write(writer, sampleRun(2));
    writer.moveToTrash({AnalysisId(1)});
    writer.flush();
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QCOMPARE((*reader)->list({})->size(), 1);
    QCOMPARE((*reader)->list({.trash = true})->front().id, AnalysisId(1));
    QCOMPARE((*reader)->search(u"turtle"_s)->size(), 1);

    writer.purgeTrash(0); // nothing went there that early
    writer.restore({AnalysisId(1)});
    writer.flush();
    QCOMPARE((*reader)->list({})->size(), 2);
    QCOMPARE((*reader)->search(u"turtle"_s)->size(), 2);
}

QString tst_LibraryWriter::contentOf(const QString &name) const
{
    QFile file(m_folder->filePath(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll()) : QString();
}

void tst_LibraryWriter::purgeLeavesNoTraceInAnyFile()
{
    LibraryWriter writer(m_path, onlyWhenFlushed());
    const auto filler = [](qint64 id) {
        const QString words = u"ordinary words number %1 "_s.arg(id).repeated(int(id % 40) + 1);
        return sampleRun(id,
                         {.prompt = words, .reasoning = words.repeated(5), .answer = words, .note = u"n"_s});
    };
    QList<AnalysisId> doomed;
    for (qint64 id = 1; id <= 60; ++id) {
        SampleRun run = filler(id);
        if (id % 3 == 0) {
            run = sampleRun(id,
                            {.prompt = u"CanaryPrompt "_s.repeated(int(id)),
                             .reasoning = u"CanaryReasoning "_s.repeated(400),
                             .answer = u"CanaryAnswer "_s.repeated(int(id) * 20),
                             .note = u"CanaryNote"_s});
            run.record.tags = {u"CanaryTag"_s};
            run.record.request.response.attachments = {
                {u"CanaryFile"_s, u"x/y"_s, QByteArray("CanaryBytes").repeated(1000)}};
            doomed.append(run.record.id);
        }
        write(writer, run);
        writer.flush();
    }
    writer.rename(doomed.front(), u"CanaryTitle"_s);
    writer.flush();
    QVERIFY(contentOf(u"library.sqlite-wal"_s).contains(u"Canary"));
    writer.moveToTrash(doomed);
    writer.purgeTrash(unlimited());
    writer.flush();

    const QStringList files = QDir(m_folder->path()).entryList(QDir::Files);
    QVERIFY(files.contains(u"library.sqlite"_s));
    for (const QString &name : files)
        QVERIFY2(!contentOf(name).contains(u"canary", Qt::CaseInsensitive),
                 qPrintable(name)); // words are kept in lower case
    PlainConnection plain(m_path);
    QCOMPARE(plain.value(u"SELECT count(*) FROM analysis"_s).toInt(), 40);
    QCOMPARE(plain.value(u"SELECT count(*) FROM event_chunk WHERE analysis % 3 = 0"_s).toInt(), 0);
    QCOMPARE(plain.value(u"SELECT count(*) FROM search WHERE search MATCH 'CanaryPrompt'"_s).toInt(), 0);
    QCOMPARE(plain.value(u"SELECT count(*) FROM word WHERE text LIKE '%canary%'"_s).toInt(), 0);
    QCOMPARE(plain.value(u"SELECT count(*) FROM word WHERE text = 'ordinary'"_s).toInt(), 1);
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    const auto verdict = (*reader)->verifyAll();
    QVERIFY2(verdict, qPrintable(verdict ? QString() : verdict.error().message));
    QCOMPARE(*verdict, 40);
}

void tst_LibraryWriter::writesWhatWaitsBeforeItGoes()
{
    const SampleRun run = sampleRun(1);
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        write(writer, run);
    }
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
    QVERIFY(QDir(m_folder->path()).entryList({u"*.lock"_s}).isEmpty());
}

/// Loading reads no events: these are garbled, which only a check finds.
void tst_LibraryWriter::keepsTheTranscriptBesideTheEvents()
{
    const SampleRun run = sampleRun(1);
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        write(writer, run);
    }
    PlainConnection plain(m_path);
    QVERIFY(plain.execute(u"UPDATE event_chunk SET data = x'ff'"_s));
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    const auto loaded = (*reader)->load(run.record.id);
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
    QVERIFY(*loaded == run.record);
    QCOMPARE(*(*reader)->transcriptOf(run.record.id, 1), run.record.transcript);
    QVERIFY(!(*reader)->verify(run.record.id));

    QVERIFY(plain.execute(u"UPDATE outline SET transcript = json_set(transcript, '$.model', 'other')"_s));
    QCOMPARE((*reader)->load(run.record.id)->transcript.model, u"other"_s);
}

void tst_LibraryWriter::foldsTheEventsWhereTheTranscriptIsNotKept()
{
    const SampleRun run = sampleRun(1);
    LibraryWriter writer(m_path, onlyWhenFlushed());
    write(writer, run);
    writer.flush();
    PlainConnection plain(m_path);
    QVERIFY(plain.execute(u"UPDATE outline SET transcript = json_set(transcript, '$.model', 'other')"_s));
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    const auto verdict = (*reader)->verify(run.record.id);
    QVERIFY(!verdict);
    QVERIFY2(verdict.error().message.contains(u"beside its texts"), qPrintable(verdict.error().message));

    writer.append(run.record.id, 1, eventFrame({{u"type"_s, u"response.later"_s}}, 5'000'000));
    writer.flush(); // what has come since the end counts
    QCOMPARE((*reader)->load(run.record.id)->transcript.model, run.record.transcript.model);
    QCOMPARE((*reader)->load(run.record.id)->transcript.events, run.record.transcript.events + 1);

    writer.reopenAnalysis(run.record.id);
    writer.flush();
    QCOMPARE(plain.value(u"SELECT count(*) FROM outline"_s).toInt(), 0);
}

QTEST_GUILESS_MAIN(tst_LibraryWriter)
#include "tst_librarywriter.moc"
