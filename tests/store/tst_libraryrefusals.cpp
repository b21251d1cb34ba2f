#include "samplerun.h"
#include "store/database.h"
#include "store/libraryreader.h"
#include "store/librarywriter.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <functional>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

// What a library file can have against being written, what is said about it, and that nothing is lost:
// neither what was in the file nor what came meanwhile.

namespace {

using Change = std::function<void(const QString &path)>;

WriterOptions impatient()
{
    return {.commitDelay = 1h, .retryDelay = 1h, .database = {.busyTimeout = 0ms}};
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s", qPrintable(file.errorString()));
}

void makeLibrary(const QString &path)
{
    LibraryWriter writer(path, impatient());
    write(writer, sampleRun(1));
}

QString damageIn(const QString &path, qint64 analyses)
{
    const auto reader = LibraryReader::open(path);
    if (!reader)
        return reader.error().message;
    const auto verdict = (*reader)->verifyAll();
    if (!verdict)
        return verdict.error().message;
    return *verdict == analyses ? QString() : u"%1 analyses"_s.arg(*verdict);
}

std::vector<Migration> newerMigrations()
{
    std::vector<Migration> newer = libraryMigrations();
    newer.push_back({newer.back().version + 1, {u"CREATE TABLE later (x)"_s}});
    return newer;
}

} // namespace

Q_DECLARE_METATYPE(Change)

class tst_LibraryRefusals : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void saysWhatToDoAndLosesNothing_data();
    void saysWhatToDoAndLosesNothing();
    void takesAnEmptyFileForANewLibrary();
    void waitsForRoomOnTheDisk();
    void waitsForAMovedLibrary();
    void rescuesADeletedLibrary();
    void keepsWhatComesWhileItIsSuspended();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void tst_LibraryRefusals::initTestCase()
{
#ifdef Q_OS_UNIX
    // The superuser may write everywhere; no file says no to them.
    if (::geteuid() == 0 && ::seteuid(65534) != 0)
        QSKIP("cannot become an ordinary user");
#endif
}

void tst_LibraryRefusals::init()
{
    if (m_folder) // some tests take permissions away
        QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"library.sqlite"_s);
}

void tst_LibraryRefusals::saysWhatToDoAndLosesNothing_data()
{
    QTest::addColumn<Change>("spoil");
    QTest::addColumn<Change>("mend");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("advice");

    const auto keep = [](const QString &path) { QFile::rename(path, path + u".kept"_s); };
    const Change bringBack = [](const QString &path) {
        QFile::remove(path);
        QFile::rename(path + u".kept"_s, path);
    };
    const auto replacedBy = [keep](const QByteArray &bytes) {
        return Change([keep, bytes](const QString &path) {
            keep(path);
            put(path, bytes);
        });
    };
#ifndef Q_OS_WIN
    QTest::newRow("a file that must not be written") << Change([](const QString &path) {
        QFile::setPermissions(path, QFile::ReadOwner);
    }) << Change([](const QString &path) {
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    }) << u"library_read_only"_s << u"allow writing"_s;
    QTest::newRow("a folder that must not be written") << Change([](const QString &path) {
        QFile::setPermissions(QFileInfo(path).path(), QFile::ReadOwner | QFile::ExeOwner);
    }) << Change([](const QString &path) {
        QFile::setPermissions(QFileInfo(path).path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }) << u"library_read_only"_s << u"allow writing"_s;
    QTest::newRow("a file that must not be read") << Change([](const QString &path) {
        QFile::setPermissions(path, {});
    }) << Change([](const QString &path) {
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    }) << u"library_unreachable"_s << u"who may read and write"_s;
#endif
    const auto lock = std::make_shared<std::unique_ptr<PlainConnection>>();
    QTest::newRow("another program's lock") << Change([lock](const QString &path) {
        *lock = std::make_unique<PlainConnection>(path);
        (*lock)->execute(u"BEGIN EXCLUSIVE"_s);
    }) << Change([lock](const QString &) {
        (*lock)->execute(u"COMMIT"_s);
        lock->reset();
    }) << u"library_locked"_s << u"close it"_s;
    QTest::newRow("a damaged header") << Change([keep](const QString &path) {
        QByteArray bytes = contentsOf(path);
        keep(path);
        for (qsizetype i = 0; i < 100; i += 3)
            bytes[i] = char(~bytes.at(i));
        put(path, bytes);
    }) << bringBack << u"library_damaged"_s
                                      << u"Repair"_s;
    QTest::newRow("no database") << replacedBy(QByteArray("Dear diary,\n").repeated(1000)) << bringBack
                                 << u"library_damaged"_s << u"Repair"_s;
    QTest::newRow("a few bytes") << replacedBy("hello") << bringBack << u"library_damaged"_s << u"Repair"_s;
    QTest::newRow("a newer version") << Change([keep](const QString &path) {
        keep(path);
        (void)Database::open(path, {.migrations = newerMigrations()});
    }) << bringBack << QString() << u"newer version"_s;
    QTest::newRow("a folder in its place") << Change([keep](const QString &path) {
        keep(path);
        QDir().mkdir(path);
    }) << Change([](const QString &path) {
        QDir().rmdir(path);
        QFile::rename(path + u".kept"_s, path);
    }) << QString() << u"move it away"_s;
}

void tst_LibraryRefusals::saysWhatToDoAndLosesNothing()
{
    QFETCH(const Change, spoil);
    QFETCH(const Change, mend);
    QFETCH(const QString, code);
    QFETCH(const QString, advice);
    makeLibrary(m_path);
    spoil(m_path);
    const QByteArray before = contentsOf(m_path);

    LibraryWriter writer(m_path, impatient());
    const QSignalSpy failed(&writer, &LibraryWriter::failed);
    const QSignalSpy recovered(&writer, &LibraryWriter::recovered);
    const QSignalSpy rejected(&writer, &LibraryWriter::rejected);
    writer.open();
    const SampleRun run = sampleRun(2);
    begin(writer, run);
    writer.flush();
    for (const Frame &frame : run.frames) {
        writer.append(run.record.id, 1, frame);
        writer.flush();
    }
    writer.endAnalysis(run.record);
    writer.flush();

    QCOMPARE(failed.size(), 1);
    const auto error = failed.front().front().value<Error>();
    QCOMPARE(error.kind, ErrorKind::Storage);
    QCOMPARE(error.code, code);
    QVERIFY2(error.message.contains(m_path) && error.message.contains(advice), qPrintable(error.message));
    QVERIFY(contentsOf(m_path) == before);

    mend(m_path);
    writer.flush();

    QCOMPARE(recovered.size(), 1);
    QCOMPARE(rejected.size(), 0);
    QCOMPARE(damageIn(m_path, 2), QString());
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
}

void tst_LibraryRefusals::takesAnEmptyFileForANewLibrary()
{
    put(m_path, {});
    LibraryWriter writer(m_path, impatient());
    expectNoTrouble(writer);
    write(writer, sampleRun(1));
    writer.flush();
    QCOMPARE(damageIn(m_path, 1), QString());
}

void tst_LibraryRefusals::waitsForRoomOnTheDisk()
{
#ifdef Q_OS_UNIX
    makeLibrary(m_path);
    LibraryWriter writer(m_path, impatient());
    const QSignalSpy failed(&writer, &LibraryWriter::failed);
    const QSignalSpy recovered(&writer, &LibraryWriter::recovered);
    SampleRun run = sampleRun(2);
    run.frames.insert(run.frames.end() - 1, 20'000, run.frames.at(4));
    run.record.transcript = fold(run.frames);

    rlimit whole = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &whole), 0);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit narrow = whole;
    narrow.rlim_cur = 400'000;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &narrow), 0);
    write(writer, run);
    writer.flush();
    writer.flush();
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &whole), 0);

    QCOMPARE(failed.size(), 1);
    const QString code = failed.front().front().value<Error>().code;
    QVERIFY2(code == u"library_full" || code == u"library_disk_error", qPrintable(code));
    QCOMPARE(damageIn(m_path, 1), QString());
    writer.flush();
    QCOMPARE(recovered.size(), 1);
    QCOMPARE(damageIn(m_path, 2), QString());
#else
    QSKIP("there is no limit to the size of a file here");
#endif
}

void tst_LibraryRefusals::waitsForAMovedLibrary()
{
#ifdef Q_OS_WIN
    QSKIP("an open file cannot be moved here");
#endif
    const QString elsewhere = m_folder->filePath(u"elsewhere.sqlite"_s);
    const SampleRun run = sampleRun(2);
    {
        LibraryWriter writer(m_path, impatient());
        const QSignalSpy failed(&writer, &LibraryWriter::failed);
        const QSignalSpy recovered(&writer, &LibraryWriter::recovered);
        write(writer, sampleRun(1));
        begin(writer, run);
        writer.flush();
        QVERIFY(QFile::rename(m_path, elsewhere));
        for (const Frame &frame : run.frames)
            writer.append(run.record.id, 1, frame);
        writer.flush();
        QVERIFY(!QFile::exists(m_path)); // no new one that would hide the old one
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed.front().front().value<Error>().code, u"library_gone"_s);
        QVERIFY(failed.front().front().value<Error>().message.contains(u"put it back"));

        QVERIFY(QFile::rename(elsewhere, m_path));
        writer.endAnalysis(run.record);
        writer.flush();
        QCOMPARE(recovered.size(), 1);
    }
    QCOMPARE(damageIn(m_path, 2), QString());
    QVERIFY(QDir(m_folder->path()).entryList({u"*.rescued*"_s}, QDir::Files).isEmpty());
}

void tst_LibraryRefusals::rescuesADeletedLibrary()
{
#ifdef Q_OS_WIN
    QSKIP("an open file cannot be deleted here");
#endif
    const SampleRun run = sampleRun(2);
    {
        LibraryWriter writer(m_path, impatient());
        write(writer, sampleRun(1));
        begin(writer, run);
        writer.flush();
        QVERIFY(QFile::remove(m_path));
        for (const Frame &frame : run.frames)
            writer.append(run.record.id, 1, frame);
        writer.endAnalysis(run.record);
        writer.flush();
    }
    const QStringList rescued =
        QDir(m_folder->path()).entryList({u"library.sqlite.rescued-*"_s}, QDir::Files);
    QCOMPARE(rescued.size(), 1);
    QVERIFY(!QFile::exists(m_path));
    QCOMPARE(damageIn(m_folder->filePath(rescued.front()), 2), QString());
    const auto reader = LibraryReader::open(m_folder->filePath(rescued.front()));
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
}

void tst_LibraryRefusals::keepsWhatComesWhileItIsSuspended()
{
    LibraryWriter writer(m_path, impatient());
    expectNoTrouble(writer);
    const SampleRun run = sampleRun(2);
    begin(writer, run);
    writer.suspend();
    QCOMPARE(PlainConnection(m_path).value(u"SELECT count(*) FROM analysis"_s).toInt(), 1);
    QVERIFY(QFile::copy(m_path, m_path + u".copy"_s));
    QVERIFY(QFile::remove(m_path)); // nobody minds
    for (const Frame &frame : run.frames)
        writer.append(run.record.id, 1, frame);
    writer.endAnalysis(run.record);
    writer.flush();
    QVERIFY(!QFile::exists(m_path));
    QVERIFY(QFile::rename(m_path + u".copy"_s, m_path));
    writer.resume();
    QCOMPARE(damageIn(m_path, 1), QString());
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(*(*reader)->load(run.record.id) == run.record);
}

QTEST_GUILESS_MAIN(tst_LibraryRefusals)
#include "tst_libraryrefusals.moc"
