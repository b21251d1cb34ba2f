#include "samplerun.h"
#include "store/libraryreader.h"
#include "store/librarywriter.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

constexpr auto childArgument = "--write-until-killed";
constexpr auto visitorArgument = "--open-and-count";

/// The n-th event of a run without an end.
Frame endlessFrame(qint64 number)
{
    if (number == 0)
        return sampleRun(1).frames.front();
    return eventFrame(deltaEvent(u"response.output_text.delta"_s, 0, u"word %1 "_s.arg(number)),
                      number * 100);
}

QString endlessText(qint64 frames)
{
    QString text;
    for (qint64 number = 1; number < frames; ++number)
        text += u"word %1 "_s.arg(number);
    return text;
}

/// The child: writes one ended run, then one that never ends, and says what is safe in the file.
int writeUntilKilled(const QString &path)
{
    LibraryWriter writer(path, {.commitDelay = 1ms});
    write(writer, sampleRun(1));
    const SampleRun endless = sampleRun(2);
    begin(writer, endless);
    QObject::connect(&writer, &LibraryWriter::committed, &writer, [](AnalysisId id, qint64 frames) {
        if (id == AnalysisId(2)) {
            std::printf("%lld\n", static_cast<long long>(frames));
            std::fflush(stdout);
        }
    });
    qint64 number = 0;
    QTimer source;
    QObject::connect(&source, &QTimer::timeout, &writer, [&] {
        for (int i = 0; i < 50; ++i)
            writer.append(AnalysisId(2), 1, endlessFrame(number++));
    });
    source.start(0);
    return QCoreApplication::exec();
}

/// Another child: opens the library for writing, says how many whole analyses it sees, and ends.
int openAndCount(const QString &path)
{
    LibraryWriter writer(path);
    writer.open();
    const auto reader = LibraryReader::open(path);
    std::printf("%lld\n", static_cast<long long>(reader ? (*reader)->verifyAll().value_or(-1) : -1));
    return 0;
}

QByteArray countedByAnotherProgram(const QString &path)
{
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(visitorArgument), path});
    return child.waitForFinished() ? child.readAll().trimmed() : QByteArray();
}

} // namespace

class tst_CrashRecovery : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryAcknowledgedEventOfAKilledProgram();
    void takesTheServersWordForTheEnd();
    void keepsItsLocksWhenItLooksAtTheFileAgain();
};

void tst_CrashRecovery::keepsEveryAcknowledgedEventOfAKilledProgram()
{
    for (int round = 0; round < 5; ++round) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"library.sqlite"_s);
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(childArgument), path});
        QVERIFY(child.waitForStarted());
        qint64 acknowledged = 0;
        while (acknowledged < 200 * (round + 1)) {
            QVERIFY(child.waitForReadyRead());
            while (child.canReadLine())
                acknowledged = child.readLine().trimmed().toLongLong();
        }
        child.kill();
        QVERIFY(child.waitForFinished());
        const QList<QByteArray> rest = child.readAll().split('\n');
        for (qsizetype i = 0; i + 1 < rest.size(); ++i) // the last line may have been cut
            acknowledged = std::max(acknowledged, rest.at(i).toLongLong());

        LibraryWriter writer(path);
        QSignalSpy ended(&writer, &LibraryWriter::unfinishedEnded);
        writer.open();
        QCOMPARE(ended.size(), 1);
        QCOMPARE(ended.front().front().value<QList<AnalysisId>>(), QList<AnalysisId>{AnalysisId(2)});
        QVERIFY(QDir(folder.path()).entryList({u"*.lock"_s}).size() == 1); // the writer's own

        const auto reader = LibraryReader::open(path);
        QVERIFY(reader);
        const auto record = (*reader)->load(AnalysisId(2));
        QVERIFY(record);
        QCOMPARE(record->status, AnalysisStatus::Interrupted);
        QCOMPARE(record->error->kind, ErrorKind::Interrupted);
        const qint64 kept = (*reader)->frameCount(AnalysisId(2), 1).value_or(-1);
        QVERIFY2(kept >= acknowledged, qPrintable(u"%1 of %2"_s.arg(kept).arg(acknowledged)));
        QCOMPARE(answerText(record->transcript), endlessText(kept));
        QCOMPARE(record->attempts.front().events, kept);
        QCOMPARE(record->attempts.front().outcome, AnalysisStatus::Interrupted);
        QCOMPARE(record->endedUtcUs, record->attempts.front().startedUtcUs + (kept - 1) * 100);
        QCOMPARE((*reader)->search(u"\"word 100 \""_s)->size(), 1);
        QVERIFY(*(*reader)->load(AnalysisId(1)) == sampleRun(1).record);
        const auto verdict = (*reader)->verifyAll();
        QVERIFY2(verdict, qPrintable(verdict ? QString() : verdict.error().message));
        QCOMPARE(*verdict, 2);
    }
}

void tst_CrashRecovery::takesTheServersWordForTheEnd()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"library.sqlite"_s);
    const SampleRun run = sampleRun(1);
    {
        LibraryWriter writer(path);
        begin(writer, run);
        for (const Frame &frame : run.frames)
            writer.append(run.record.id, 1, frame);
        writer.flush(); // and no more: the program ends before it can say how the run did
    }
    LibraryWriter writer(path);
    writer.open();
    const auto reader = LibraryReader::open(path);
    QVERIFY(reader);
    const auto record = (*reader)->load(run.record.id);
    QVERIFY(record);
    QCOMPARE(record->status, AnalysisStatus::Completed);
    QVERIFY(!record->error);
    QCOMPARE(record->transcript, run.record.transcript);
    QCOMPARE((*reader)->list({})->front().usage, run.record.transcript.usage);
    QCOMPARE((*reader)->verifyAll().value_or(-1), 1);
}

// Closing any descriptor of a file gives up all POSIX locks that a program holds on it. The next program
// to leave would then take itself for the last one and delete the log in which this one goes on writing.
void tst_CrashRecovery::keepsItsLocksWhenItLooksAtTheFileAgain()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    expectNoTrouble(writer);
    write(writer, sampleRun(1));
    writer.flush();
    QVERIFY(LibraryReader::open(path));
    QCOMPARE(countedByAnotherProgram(path), "1"_ba);

    write(writer, sampleRun(2));
    writer.flush();

    QCOMPARE(countedByAnotherProgram(path), "2"_ba);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], childArgument) == 0)
        return writeUntilKilled(QString::fromLocal8Bit(argv[2]));
    if (argc == 3 && qstrcmp(argv[1], visitorArgument) == 0)
        return openAndCount(QString::fromLocal8Bit(argv[2]));
    tst_CrashRecovery test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crashrecovery.moc"
