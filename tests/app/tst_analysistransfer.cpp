#include "app/openedfiles.h"
#include "app/shortrun.h"
#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "store/exportedrun.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// Exported analyses on their way into a real library and out of it.
class tst_AnalysisTransfer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void anAnalysisComesInWhole();
    void whatIsThereIsLeftAlone();
    void whatIsInTheTrashIsTold();
    void badFilesAreNamedAndTheOthersComeIn();
    void aPipeIsNotWaitedFor();
    void runsGoOnMeanwhile();
    void nothingComesInOnceItIsStopped();
    void moreMayFollow();
    void theProgramMayEndMeanwhile();
    void aLibraryThatCannotBeWrittenIsSaid();
    void oneGoesToAFile();
    void severalGoIntoAFolder();
    void filesAreSorted();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void start();
    std::vector<ImportedFile> import(const QStringList &paths);
    std::vector<AnalysisRow> stored(bool trash = false);
    /// Exports run \a id, which is long by \a frames.
    QString file(qint64 id, int frames = 0);

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    std::unique_ptr<Workbench> m_workbench;
};

void tst_AnalysisTransfer::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    start();
}

void tst_AnalysisTransfer::cleanup()
{
    m_workbench.reset();
}

void tst_AnalysisTransfer::start()
{
    m_workbench.reset();
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(path(u"profile"_s), {}, {}), .useKeyStore = false}, m_clock);
}

std::vector<ImportedFile> tst_AnalysisTransfer::import(const QStringList &paths)
{
    std::vector<ImportedFile> files;
    QSignalSpy done(&m_workbench->transfer(), &AnalysisTransfer::imported);
    connect(&m_workbench->transfer(), &AnalysisTransfer::imported, this,
            [&files](const std::vector<ImportedFile> &told) { files = told; });
    m_workbench->transfer().importFiles(paths);
    (void)done.wait(30'000);
    m_workbench->transfer().disconnect(this);
    return files;
}

std::vector<AnalysisRow> tst_AnalysisTransfer::stored(bool trash)
{
    m_workbench->flush();
    auto rows = m_workbench->library().list({.trash = trash});
    rows.waitForFinished();
    return rows.result().value_or(std::vector<AnalysisRow>{});
}

QString tst_AnalysisTransfer::file(qint64 id, int frames)
{
    SampleRun run = sampleRun(id);
    const Frame delta = run.frames[2];
    run.frames.insert(run.frames.begin() + 2, size_t(frames), delta);
    run.record.transcript = fold(run.frames);
    const QString name = path(QString::number(id) + u".reasonglass"_s);
    exportRun(run, name);
    return name;
}

void tst_AnalysisTransfer::anAnalysisComesInWhole()
{
    QSignalSpy changed(m_workbench.get(), &Workbench::libraryChanged);
    const auto files = import({file(7, 3000)});
    QCOMPARE(files.size(), size_t(1));
    QVERIFY2(files[0].outcome, files[0].outcome ? "" : qPrintable(files[0].outcome.error().message));
    QCOMPARE(*files[0].outcome, (ImportOutcome{.id = AnalysisId(7)}));
    QCOMPARE(files[0].title, u"How far is the moon?"_s);
    QTRY_VERIFY(!changed.isEmpty()); // lists look again
    m_workbench->flush();            // and its events are compressed
    auto verified = m_workbench->library().verifyAll();
    verified.waitForFinished();
    QCOMPARE(verified.result().value_or(0), 1);
    PlainConnection library(m_workbench->profile().libraryFile);
    QCOMPARE(library.value(u"SELECT count(*) FROM event_chunk WHERE encoding = 'raw'"_s).toInt(), 0);
}

void tst_AnalysisTransfer::whatIsThereIsLeftAlone()
{
    const QString name = file(7);
    QVERIFY(import({name})[0].outcome->isNew);
    m_workbench->rename(AnalysisId(7), u"Mine"_s);
    const auto again = import({name});
    QCOMPARE(*again[0].outcome, (ImportOutcome{.id = AnalysisId(7), .isNew = false}));
    QCOMPARE(stored().size(), size_t(1));
    QCOMPARE(stored()[0].title, u"Mine"_s);
}

void tst_AnalysisTransfer::whatIsInTheTrashIsTold()
{
    const QString name = file(7);
    QVERIFY(import({name})[0].outcome->isNew);
    m_workbench->moveToTrash({AnalysisId(7)});
    QCOMPARE(*import({name})[0].outcome,
             (ImportOutcome{.id = AnalysisId(7), .isNew = false, .inTrash = true}));
    QCOMPARE(stored(true).size(), size_t(1));
}

void tst_AnalysisTransfer::badFilesAreNamedAndTheOthersComeIn()
{
    const QString cut = file(1);
    cutFile(cut, 3);
    const auto files = import({cut, path(u"missing"_s), m_folder->path(), file(2)});
    QCOMPARE(files.size(), size_t(4));
    QCOMPARE(files[0].outcome.error().code, u"bad_file_cut"_s);
    QVERIFY2(files[0].outcome.error().message.startsWith(u"line "_s),
             qPrintable(files[0].outcome.error().message));
    QCOMPARE(files[1].outcome.error().code, u"unreadable_file"_s);
    QCOMPARE(files[2].outcome.error().code, u"unreadable_file"_s);
    QVERIFY(files[3].outcome->isNew);
    QCOMPARE(stored().size(), size_t(1));
}

void tst_AnalysisTransfer::aPipeIsNotWaitedFor()
{
#ifdef Q_OS_UNIX
    const QString pipe = path(u"pipe.reasonglass"_s);
    QCOMPARE(mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    const auto files = import({pipe});
    QCOMPARE(files.size(), size_t(1));
    QVERIFY(!files[0].outcome);
    QCOMPARE(sortFiles({pipe}), (OpenedFiles{.others = {pipe}}));
#else
    QSKIP("there are no pipes among files here");
#endif
}

/// What arrives is written, whatever comes in beside it, and nobody complains of a lock.
void tst_AnalysisTransfer::runsGoOnMeanwhile()
{
    const QString name = file(7, 20'000);
    QSignalSpy trouble(m_workbench.get(), &Workbench::storageFailed);
    QSignalSpy runStored(m_workbench.get(), &Workbench::analysisStored);
    const auto session = m_workbench->startSample(u"completed"_s);
    QVERIFY(session);
    const auto files = import({name});
    QVERIFY(files.size() == 1 && files[0].outcome);
    QTRY_COMPARE_WITH_TIMEOUT((*session)->phase(), Phase::Completed, 60'000);
    QTRY_COMPARE(runStored.size(), 2);
    QVERIFY(trouble.isEmpty());
    auto verified = m_workbench->library().verifyAll();
    verified.waitForFinished();
    QCOMPARE(verified.result().value_or(0), 2);
}

void tst_AnalysisTransfer::nothingComesInOnceItIsStopped()
{
    const QString first = file(1, 20'000);
    const QString second = file(2);
    std::vector<ImportedFile> files;
    QSignalSpy done(&m_workbench->transfer(), &AnalysisTransfer::imported);
    connect(&m_workbench->transfer(), &AnalysisTransfer::imported, this,
            [&files](const std::vector<ImportedFile> &told) { files = told; });
    m_workbench->transfer().importFiles({first, second});
    m_workbench->transfer().cancelImport();
    QVERIFY(done.wait(30'000));
    QCOMPARE(files.size(), size_t(1));
    QCOMPARE(files[0].outcome.error().code, u"cancelled"_s);
    QVERIFY(stored().empty());
    QVERIFY(import({second})[0].outcome); // another time it may
}

void tst_AnalysisTransfer::moreMayFollow()
{
    QSignalSpy done(&m_workbench->transfer(), &AnalysisTransfer::imported);
    m_workbench->transfer().importFiles({file(1, 5000)});
    m_workbench->transfer().importFiles({file(2), file(3)});
    QVERIFY(done.wait(30'000));
    QVERIFY(!m_workbench->transfer().isImporting());
    QCOMPARE(done.size(), 1); // told together
    QCOMPARE(stored().size(), size_t(3));
}

void tst_AnalysisTransfer::theProgramMayEndMeanwhile()
{
    const QString name = file(1, 20'000);
    m_workbench->transfer().importFiles({name, file(2)});
    start(); // ends it first
    const auto rows = stored();
    QVERIFY(rows.size() <= 2);
    QVERIFY(import({name})[0].outcome);
    auto verified = m_workbench->library().verifyAll();
    verified.waitForFinished();
    QVERIFY(verified.result());
}

void tst_AnalysisTransfer::aLibraryThatCannotBeWrittenIsSaid()
{
    m_workbench.reset();
    QFile library(path(u"profile/library.sqlite"_s));
    QVERIFY(library.open(QIODevice::WriteOnly) && library.write(QByteArray(8192, 'x')) > 0);
    library.close();
    start();
    const auto files = import({file(1)});
    QCOMPARE(files.size(), size_t(1));
    QVERIFY(!files[0].outcome);
    QCOMPARE(files[0].outcome.error().kind, ErrorKind::Storage);
}

void tst_AnalysisTransfer::oneGoesToAFile()
{
    QVERIFY(import({file(7)})[0].outcome);
    const QString target = path(u"out.reasonglass"_s);
    auto exported = m_workbench->transfer().exportTo(target, {AnalysisId(7)}, AnalysisExport::Whole);
    exported.waitForFinished();
    QCOMPARE(exported.result().value_or(QStringList()), QStringList{target});
    QVERIFY(!import({target})[0].outcome->isNew);
    exported =
        m_workbench->transfer().exportTo(path(u"no/such/folder"_s), {AnalysisId(7)}, AnalysisExport::Json);
    exported.waitForFinished();
    QCOMPARE(exported.result().error().code, u"export_failed"_s);
    exported = m_workbench->transfer().exportTo(target, {AnalysisId(8)}, AnalysisExport::Json);
    exported.waitForFinished();
    QCOMPARE(exported.result().error().kind, ErrorKind::NotFound);
}

void tst_AnalysisTransfer::severalGoIntoAFolder()
{
    QCOMPARE(import({file(1), file(2)}).size(), size_t(2));
    QDir(m_folder->path()).mkdir(u"out"_s);
    auto exported = m_workbench->transfer().exportTo(path(u"out"_s), {AnalysisId(1), AnalysisId(2)},
                                                     AnalysisExport::Whole);
    exported.waitForFinished();
    QCOMPARE(exported.result().value_or(QStringList()).size(), 2);
    QCOMPARE(QDir(path(u"out"_s)).entryList(QDir::Files).size(), 2);
}

void tst_AnalysisTransfer::filesAreSorted()
{
    const auto write = [this](const QString &name, const QByteArray &content) {
        QFile made(path(name));
        if (!made.open(QIODevice::WriteOnly) || made.write(content) != content.size())
            qFatal("%s", qPrintable(made.errorString()));
        return path(name);
    };
    const QString nameless = path(u"an analysis"_s);
    QVERIFY(QFile::rename(file(1), nameless));
    const QString arc = write(u"arc.json"_s, R"({"train":[],"test":[]})");
    const QString json = write(u"other.json"_s, R"({"a":1})");
    const QString lines = write(u"tasks.jsonl"_s, "{}");
    const QString text = write(u"notes.txt"_s, "a");
    const QString named = file(2);
    QCOMPARE(sortFiles({text, named, arc, nameless, json, lines, m_folder->path()}),
             (OpenedFiles{.analyses = {named, nameless},
                          .tasks = {arc, lines, m_folder->path()},
                          .others = {text, json}}));
    auto later = sortFilesLater({named});
    later.waitForFinished();
    QCOMPARE(later.result(), (OpenedFiles{.analyses = {named}}));
}

QTEST_GUILESS_MAIN(tst_AnalysisTransfer)
#include "tst_analysistransfer.moc"
