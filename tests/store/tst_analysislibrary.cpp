#include "samplerun.h"
#include "store/analysislibrary.h"
#include "store/librarywriter.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_AnalysisLibrary : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void answersInTheCallersThread();
    void seesWhatIsWrittenLater();
    void skipsWhatWasCancelled();
    void mayGoWhileQuestionsWait();
    void passesErrorsOn();
    void readsWhileAWriterWritesInItsThread();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void tst_AnalysisLibrary::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"library.sqlite"_s);
}

void tst_AnalysisLibrary::answersInTheCallersThread()
{
    const SampleRun run = sampleRun(1);
    {
        LibraryWriter writer(m_path);
        write(writer, run);
    }
    AnalysisLibrary library(m_path);
    QObject context;
    bool answered = false;
    library.load(run.record.id).then(&context, [&](const Result<AnalysisRecord> &record) {
        QCOMPARE(QThread::currentThread(), thread());
        QVERIFY(record);
        QVERIFY(*record == run.record);
        answered = true;
    });
    QVERIFY(!answered);
    QTRY_VERIFY(answered);

    QCOMPARE(library.list({}).result()->size(), 1);
    QCOMPARE(library.search(u"turtle"_s).result()->size(), 1);
    QCOMPARE(*library.transcriptOf(run.record.id, 1).result(), run.record.transcript);
    QVERIFY(*library.frames(run.record.id, 1, 0, 1000).result() == run.frames);
    QCOMPARE(*library.frameCount(run.record.id, 1).result(), qint64(run.frames.size()));
    QCOMPARE(library.runsOfModel(u"openai"_s, u"m-1"_s, 5).result()->size(), 1);
    QCOMPARE(library.statistics().result()->analyses, 1);
    QCOMPARE(library.tags().result()->size(), 0);
    QVERIFY(library.verify(run.record.id).result());
    QCOMPARE(*library.verifyAll().result(), 1);
}

void tst_AnalysisLibrary::seesWhatIsWrittenLater()
{
    AnalysisLibrary library(m_path);
    const auto early = library.list({}).result();
    QVERIFY(!early);
    QCOMPARE(early.error().kind, ErrorKind::NotFound);

    LibraryWriter writer(m_path);
    write(writer, sampleRun(1));
    writer.flush();
    QCOMPARE(library.list({}).result()->size(), 1);
    write(writer, sampleRun(2));
    writer.flush();
    QCOMPARE(library.list({}).result()->size(), 2);
}

void tst_AnalysisLibrary::skipsWhatWasCancelled()
{
    LibraryWriter writer(m_path);
    write(writer, sampleRun(1));
    writer.flush();
    AnalysisLibrary library(m_path);
    QSemaphore started;
    QSemaphore goOn;
    auto busy = library.verifyAll([&](qint64, qint64) {
        started.release();
        goOn.acquire();
        return false;
    });
    started.acquire();
    QFuture<Result<std::vector<AnalysisRow>>> cancelled = library.list({});
    cancelled.cancel();
    (void)library.list({}); // nobody waits for this one
    auto wanted = library.list({});
    goOn.release();
    QCOMPARE(*busy.result(), 0);
    QVERIFY(wanted.result());
    cancelled.waitForFinished();
    QCOMPARE(cancelled.resultCount(), 0);
}

void tst_AnalysisLibrary::mayGoWhileQuestionsWait()
{
    LibraryWriter writer(m_path);
    write(writer, sampleRun(1));
    writer.flush();
    QFuture<Result<qint64>> busy;
    QFuture<Result<std::vector<AnalysisRow>>> waiting;
    QSemaphore started;
    {
        AnalysisLibrary library(m_path);
        busy = library.verifyAll([&](qint64, qint64) {
            started.release();
            return true;
        });
        started.acquire();
        waiting = library.list({});
    }
    QVERIFY(busy.isFinished());
    QVERIFY(waiting.isFinished());
    QVERIFY(waiting.isCanceled() || waiting.result().has_value());
}

void tst_AnalysisLibrary::passesErrorsOn()
{
    LibraryWriter(m_path).open();
    AnalysisLibrary library(m_path);
    QCOMPARE(library.load(AnalysisId(5)).result().error().kind, ErrorKind::NotFound);
}

void tst_AnalysisLibrary::readsWhileAWriterWritesInItsThread()
{
    constexpr qint64 runs = 20;
    QThread storeThread;
    auto *writer = new LibraryWriter(m_path, {.commitDelay = std::chrono::milliseconds(1)});
    writer->moveToThread(&storeThread);
    connect(&storeThread, &QThread::finished, writer, &QObject::deleteLater);
    QSignalSpy opened(writer, &LibraryWriter::opened);
    storeThread.start();
    QMetaObject::invokeMethod(writer, &LibraryWriter::open, Qt::QueuedConnection);
    QVERIFY(opened.wait());

    AnalysisLibrary library(m_path);
    for (qint64 id = 1; id <= runs; ++id) {
        const SampleRun run = sampleRun(id);
        QMetaObject::invokeMethod(
            writer, [writer, run] { begin(*writer, run); }, Qt::QueuedConnection);
        for (const Frame &frame : run.frames)
            QMetaObject::invokeMethod(
                writer, [writer, frame, id] { writer->append(AnalysisId(id), 1, frame); },
                Qt::QueuedConnection);
        QMetaObject::invokeMethod(
            writer, [writer, run] { writer->endAnalysis(run.record); }, Qt::QueuedConnection);
        const auto rows = library.list({}).result();
        QVERIFY2(rows, qPrintable(rows ? QString() : rows.error().message));
        for (const AnalysisRow &row : *rows)
            QVERIFY(library.verify(row.id).result());
    }
    QTRY_VERIFY(library.list({.status = AnalysisStatus::Completed}).result()->size() == std::size_t(runs));
    storeThread.quit();
    QVERIFY(storeThread.wait());
}

QTEST_GUILESS_MAIN(tst_AnalysisLibrary)
#include "tst_analysislibrary.moc"
