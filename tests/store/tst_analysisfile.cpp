#include "store/analysisfile.h"
#include "store/analysisimport.h"
#include "store/libraryreader.h"
#include "store/samplerun.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_AnalysisFile : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void travelsFromLibraryToLibrary();
    void resumedAttemptsStayOneResponse();
    void aRunningAnalysisIsWrittenAsInterrupted();
    void bytesOfAnyKindComeBack_data();
    void bytesOfAnyKindComeBack();
    void importedTwiceIsThereOnce();
    void anIdThatIsTakenIsReplaced();
    void cutFilesAreTold();
    void changedFilesAreTold();
    void badFiles_data();
    void badFiles();
    void limitsHold();
    void anyDamageIsAnErrorAndNothingIsImported();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void store(const QString &library, const SampleRun &run);
    QByteArray exported(const QString &library, AnalysisId id);
    static Result<PortableAnalysis> read(const QByteArray &file, const AnalysisFileLimits &limits = {});

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_AnalysisFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void tst_AnalysisFile::store(const QString &library, const SampleRun &run)
{
    LibraryWriter writer(path(library));
    expectNoTrouble(writer);
    write(writer, run);
    writer.flush();
}

QByteArray tst_AnalysisFile::exported(const QString &library, AnalysisId id)
{
    QBuffer file;
    file.open(QIODevice::WriteOnly);
    auto reader = LibraryReader::open(path(library));
    if (!reader)
        qFatal("%s", qPrintable(reader.error().message));
    const Result<> done = writeAnalysisFile(**reader, id, file);
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
    return file.data();
}

Result<PortableAnalysis> tst_AnalysisFile::read(const QByteArray &content, const AnalysisFileLimits &limits)
{
    QBuffer file;
    file.setData(content);
    file.open(QIODevice::ReadOnly);
    return readAnalysisFile(file, limits);
}

void tst_AnalysisFile::travelsFromLibraryToLibrary()
{
    SampleRun run = sampleRun(1000);
    run.record.tags = {u"moon"_s};
    run.record.note = u"to be checked"_s;
    run.record.fallbacks = {u"temperature dropped: m"_s};
    run.record.request.response.attachments = {{u"a.png"_s, u"image/png"_s, QByteArray("\x89PNG\0\1", 6)}};
    run.record.request.idleTimeoutSeconds = 77;
    store(u"a"_s, run);
    const auto whole = read(exported(u"a"_s, run.record.id));
    QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
    QCOMPARE(whole->frames, std::vector<std::vector<Frame>>{run.frames});
    const auto imported = importAnalysis(path(u"b"_s), *whole);
    QVERIFY2(imported, imported ? "" : qPrintable(imported.error().message));
    QVERIFY(imported->isNew);
    QCOMPARE(imported->id, run.record.id);
    auto a = LibraryReader::open(path(u"a"_s));
    auto b = LibraryReader::open(path(u"b"_s));
    QVERIFY(a && b);
    QCOMPARE((*b)->load(run.record.id).value_or(AnalysisRecord{}),
             (*a)->load(run.record.id).value_or(AnalysisRecord{}));
    QCOMPARE((*b)->frames(run.record.id, 1, 0, 1000).value_or(std::vector<Frame>{}), run.frames);
    QCOMPARE((*b)->verifyAll().value_or(0), 1);
    QCOMPARE((*b)->search(u"turtle"_s).value_or(std::vector<SearchHit>{}).size(), size_t(1));
    QCOMPARE(exported(u"b"_s, run.record.id), exported(u"a"_s, run.record.id));
}

void tst_AnalysisFile::resumedAttemptsStayOneResponse()
{
    SampleRun run = sampleRun(1000);
    const size_t half = run.frames.size() / 2;
    PortableAnalysis analysis{.record = run.record};
    analysis.frames = {{run.frames.begin(), run.frames.begin() + qint64(half)},
                       {run.frames.begin() + qint64(half), run.frames.end()}};
    Attempt second = run.record.attempts.front();
    second.number = 2;
    second.resumed = true;
    analysis.record.attempts.push_back(second);
    QVERIFY(importAnalysis(path(u"a"_s), analysis));
    const auto again = read(exported(u"a"_s, run.record.id));
    QVERIFY(again);
    QCOMPARE(again->record.transcript, run.record.transcript);
    QCOMPARE(again->frames, analysis.frames);
}

void tst_AnalysisFile::aRunningAnalysisIsWrittenAsInterrupted()
{
    const SampleRun run = sampleRun(1000);
    LibraryWriter writer(path(u"a"_s));
    begin(writer, run);
    writer.append(run.record.id, 1, run.frames.front());
    writer.flush();
    const auto file = read(exported(u"a"_s, run.record.id));
    QVERIFY(file);
    QCOMPARE(file->record.status, AnalysisStatus::Interrupted);
    QCOMPARE(file->record.attempts.front().outcome, AnalysisStatus::Interrupted);
    QCOMPARE(file->frames.front().size(), size_t(1));
}

void tst_AnalysisFile::bytesOfAnyKindComeBack_data()
{
    QTest::addColumn<QByteArray>("data");
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all += char(i);
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("text") << QByteArray("{\"a\":\"ü 漢 🙂\"}");
    QTest::newRow("control characters") << QByteArray("a\0b\r\n\x1b[31m\x7f", 12);
    QTest::newRow("every byte") << all;
    QTest::newRow("cut within a character") << QByteArray("\xF0\x9F\x99");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{}");
    QTest::newRow("noncharacters") << QByteArray("\xEF\xBF\xBE\xEF\xBF\xBF");
    QTest::newRow("coded surrogate") << QByteArray("\xED\xA0\x80");
}

void tst_AnalysisFile::bytesOfAnyKindComeBack()
{
    QFETCH(const QByteArray, data);
    SampleRun run = sampleRun(1000);
    run.frames.insert(run.frames.begin() + 1, {.kind = FrameKind::Refusal, .arrivalUs = 5, .data = data});
    run.frames.insert(run.frames.begin() + 1, {.arrivalUs = 4, .eventName = data, .data = "{}"});
    run.record.transcript = fold(run.frames);
    run.record.attempts.front().requestBody = data;
    store(u"a"_s, run);
    const auto file = read(exported(u"a"_s, run.record.id));
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QCOMPARE(file->frames.front(), run.frames);
    QCOMPARE(file->record.attempts.front().requestBody, data);
}

void tst_AnalysisFile::importedTwiceIsThereOnce()
{
    store(u"a"_s, sampleRun(1000));
    const auto file = read(exported(u"a"_s, AnalysisId(1000)));
    QVERIFY(file);
    QVERIFY(importAnalysis(path(u"b"_s), *file)->isNew);
    QVERIFY(!importAnalysis(path(u"b"_s), *file)->isNew);
    QVERIFY2(!importAnalysis(path(u"a"_s), *file)->isNew, "its own library has it, too");
    QCOMPARE((*LibraryReader::open(path(u"b"_s)))->verifyAll().value_or(0), 1);
}

void tst_AnalysisFile::anIdThatIsTakenIsReplaced()
{
    store(u"a"_s, sampleRun(1000));
    auto file = read(exported(u"a"_s, AnalysisId(1000)));
    QVERIFY(file);
    file->record.createdUtcUs += 1;
    const auto imported = importAnalysis(path(u"a"_s), *file);
    QVERIFY(imported && imported->isNew);
    QVERIFY(imported->id != AnalysisId(1000));
    QCOMPARE((*LibraryReader::open(path(u"a"_s)))->verifyAll().value_or(0), 2);
}

void tst_AnalysisFile::cutFilesAreTold()
{
    store(u"a"_s, sampleRun(1000));
    const QByteArray whole = exported(u"a"_s, AnalysisId(1000));
    for (qsizetype size = 0; size < whole.size() - 1; size += 37) // a missing last line break is no cut
        QVERIFY2(!read(whole.first(size)), qPrintable(QString::number(size)));
    QVERIFY(read(whole.chopped(1)));
    QVERIFY(!read(whole + "{}\n"));
}

void tst_AnalysisFile::changedFilesAreTold()
{
    store(u"a"_s, sampleRun(1000));
    const QByteArray whole = exported(u"a"_s, AnalysisId(1000));
    QByteArray changed = whole;
    changed.replace("How far is the moon", "How far is the sun!");
    QVERIFY(changed != whole);
    const auto refused = read(changed);
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"checksum"_s), qPrintable(refused.error().message));
}

void tst_AnalysisFile::badFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    const QByteArray head =
        R"({"format":"reasonglass-analysis","version":1,"id":"00000000000z","status":"completed"})"
        "\n";
    QTest::newRow("nothing") << QByteArray() << u"line 1: the file ends"_s;
    QTest::newRow("no JSON") << QByteArray("hello\n") << u"line 1: this is no JSON"_s;
    QTest::newRow("other JSON") << QByteArray("{}\n") << u"line 1: this is no exported analysis"_s;
    QTest::newRow("newer") << QByteArray(R"({"format":"reasonglass-analysis","version":2})"
                                         "\n")
                           << u"line 1: the file was written by a newer version"_s;
    QTest::newRow("no id") << QByteArray(
        R"({"format":"reasonglass-analysis","version":1,"status":"completed"})"
        "\n") << u"line 1: id or status"_s;
    QTest::newRow("an event of no attempt") << head + R"({"of":1,"kind":"event","t_us":1,"data":"{}"})" + "\n"
                                            << u"line 2: an event"_s;
    QTest::newRow("attempts out of order")
        << head + R"({"attempt":2,"outcome":"completed","request_body":""})" + "\n"
        << u"line 2: an attempt"_s;
    QTest::newRow("a wrong count") << head + R"({"end":{"frames":3,"sha256":""}})" + "\n"
                                   << u"line 2: the content"_s;
}

void tst_AnalysisFile::badFiles()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, says);
    const auto file = read(content);
    QVERIFY(!file);
    QVERIFY2(file.error().message.startsWith(says), qPrintable(file.error().message));
}

void tst_AnalysisFile::limitsHold()
{
    store(u"a"_s, sampleRun(1000));
    const QByteArray whole = exported(u"a"_s, AnalysisId(1000));
    QVERIFY(read(whole, {.lineBytes = 10'000, .totalBytes = whole.size(), .frames = 100}));
    QVERIFY(!read(whole, {.lineBytes = 100}));
    QVERIFY(!read(whole, {.totalBytes = whole.size() - 1}));
    QVERIFY(!read(whole, {.frames = 2}));
}

void tst_AnalysisFile::anyDamageIsAnErrorAndNothingIsImported()
{
    store(u"a"_s, sampleRun(1000));
    const QByteArray whole = exported(u"a"_s, AnalysisId(1000));
    QRandomGenerator random(20261122);
    for (int i = 0; i < 500; ++i) {
        QByteArray damaged = whole;
        for (int hits = 1 + int(random.bounded(3)); hits > 0; --hits)
            damaged[random.bounded(damaged.size())] = char(random.bounded(256));
        if (damaged != whole)
            QVERIFY2(!read(damaged), damaged.constData());
    }
}

QTEST_GUILESS_MAIN(tst_AnalysisFile)
#include "tst_analysisfile.moc"
