#include "samplerun.h"
#include "store/librarybackup.h"
#include "store/librarycare.h"
#include "store/libraryreader.h"
#include "store/librarywriter.h"

#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

constexpr qint64 hourMs = qint64{60} * 60 * 1000;
constexpr qint64 dayMs = 24 * hourMs;

qint64 at(const char *time)
{
    return QDateTime::fromString(QString::fromLatin1(time) + u'Z', Qt::ISODate).toMSecsSinceEpoch();
}

QString complaint(const QString &path, qint64 analyses)
{
    const auto reader = LibraryReader::open(path);
    if (!reader)
        return reader.error().message;
    const auto verdict = (*reader)->verifyAll();
    if (!verdict)
        return verdict.error().message;
    return *verdict == analyses ? QString() : u"%1 analyses"_s.arg(*verdict);
}

} // namespace

class tst_LibraryBackup : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void copiesAnOpenLibraryWhole();
    void doesNotKeepTheWriterWaiting();
    void leavesNothingBehindWhenItFails();
    void keepsAFewDaysAndWeeks_data();
    void keepsAFewDaysAndWeeks();
    void backsUpOnceADayIfSomethingChanged();
    void keepsTheNewestThreeOfTheMigrations();
    void tellsADamagedFile();

private:
    QStringList backups() const { return QDir(backupFolder(m_path)).entryList(QDir::Files, QDir::Name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void tst_LibraryBackup::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"it's a library.sqlite"_s);
}

void tst_LibraryBackup::copiesAnOpenLibraryWhole()
{
    LibraryWriter writer(m_path, {.commitDelay = 1h});
    write(writer, sampleRun(1));
    begin(writer, sampleRun(2));
    writer.flush();
    const QString target = m_folder->filePath(u"elsewhere/copy.sqlite"_s);
    LibraryCare care(m_path);

    auto first = care.backUp(target);
    first.waitForFinished();
    QVERIFY2(first.result(), qPrintable(first.result() ? QString() : first.result().error().message));
    QCOMPARE(*first.result(), target);
    QCOMPARE(complaint(target, 2), QString());
    write(writer, sampleRun(3));
    writer.flush();
    auto second = care.backUp(target);
    second.waitForFinished();
    QVERIFY(second.result());
    QCOMPARE(complaint(target, 3), QString());
    QCOMPARE(complaint(m_path, 3), QString());
#ifndef Q_OS_WIN
    for (const QString &path : {target, m_folder->filePath(u"elsewhere"_s)})
        QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther)));
#endif
}

void tst_LibraryBackup::doesNotKeepTheWriterWaiting()
{
    LibraryWriter writer(m_path, {.commitDelay = 1h, .database = {.busyTimeout = 0ms}});
    expectNoTrouble(writer);
    const SampleRun run = sampleRun(1);
    begin(writer, run);
    const QByteArray noise(200'000, 'x');
    for (int i = 0; i < 200; ++i)
        writer.append(run.record.id, 1, {.arrivalUs = i, .data = noise});
    writer.flush();
    LibraryCare care(m_path);
    const auto backup = care.backUp();
    int commits = 0;
    for (int i = 0; !backup.isFinished(); ++i) {
        writer.append(run.record.id, 1, {.arrivalUs = 200 + i, .data = "word"});
        writer.flush(); // would be in trouble at once if it had to wait
        ++commits;
    }
    QVERIFY(backup.result());
    QVERIFY(commits > 0);
    QCOMPARE(complaint(*backup.result(), 1), QString());
}

void tst_LibraryBackup::leavesNothingBehindWhenItFails()
{
    const QString target = m_folder->filePath(u"copy.sqlite"_s);
    QVERIFY(!backUpLibrary(m_path, target)); // there is no library
    QVERIFY(QDir(m_folder->path()).isEmpty());
    {
        LibraryWriter writer(m_path);
        write(writer, sampleRun(1));
    }
    const Result<> ontoItself = backUpLibrary(m_path, m_path);
    QVERIFY(!ontoItself);
    QCOMPARE(ontoItself.error().kind, ErrorKind::Usage);
    QVERIFY(QDir().mkdir(target));
    QVERIFY(!backUpLibrary(m_path, target)); // a folder stands there
    QVERIFY(QDir(m_folder->path()).entryList({u"*.part"_s}, QDir::Files).isEmpty());
    QCOMPARE(complaint(m_path, 1), QString());
}

void tst_LibraryBackup::keepsAFewDaysAndWeeks_data()
{
    QTest::addColumn<QList<qint64>>("times");
    QTest::addColumn<QList<qint64>>("expired");

    const auto days = [](const char *newest, int count) {
        QList<qint64> times;
        for (int i = 0; i < count; ++i)
            times.append(at(newest) - i * dayMs);
        return times;
    };
    QTest::newRow("none") << QList<qint64>{} << QList<qint64>{};
    QTest::newRow("one, however old") << QList<qint64>{at("1999-01-01T00:00:00")} << QList<qint64>{};
    QTest::newRow("a week") << days("2026-11-22T12:00:00", 7) << QList<qint64>{};
    // The eighth is a Sunday, the last of the week before.
    QTest::newRow("eight days, up to a Sunday") << days("2026-11-22T12:00:00", 8) << QList<qint64>{};
    QTest::newRow("nine days, up to a Sunday")
        << days("2026-11-22T12:00:00", 9) << QList<qint64>{at("2026-11-14T12:00:00")};
    QTest::newRow("two of a day") << QList<qint64>{at("2026-11-22T23:59:59"), at("2026-11-22T00:00:00")}
                                  << QList<qint64>{at("2026-11-22T00:00:00")};
    // Seven days, then the Sundays of three more weeks: 15th, 8th, 1st.
    QList<qint64> expired;
    for (const qint64 time : days("2026-11-15T12:00:00", 20)) {
        if (time != at("2026-11-15T12:00:00") && time != at("2026-11-08T12:00:00")
            && time != at("2026-11-01T12:00:00"))
            expired.append(time);
    }
    QTest::newRow("a month") << days("2026-11-22T12:00:00", 27) << expired;
    QTest::newRow("seven long ago, each in a week of its own")
        << QList<qint64>{at("2020-01-01T12:00:00"), at("2020-02-01T12:00:00"), at("2020-03-01T12:00:00"),
                         at("2020-04-01T12:00:00"), at("2020-05-01T12:00:00"), at("2020-06-01T12:00:00"),
                         at("2020-07-01T12:00:00"), at("2020-08-01T12:00:00")}
        << QList<qint64>{at("2020-01-01T12:00:00")};
}

void tst_LibraryBackup::keepsAFewDaysAndWeeks()
{
    QFETCH(const QList<qint64>, times);
    QFETCH(const QList<qint64>, expired);
    const std::vector<qint64> found = expiredBackups({times.begin(), times.end()});
    QList<qint64> sorted(found.begin(), found.end());
    std::sort(sorted.begin(), sorted.end(), std::greater{});
    QList<qint64> expected = expired;
    std::sort(expected.begin(), expected.end(), std::greater{});
    QCOMPARE(sorted, expected);
}

void tst_LibraryBackup::backsUpOnceADayIfSomethingChanged()
{
    QVERIFY(!isBackupDue(m_path, 0)); // nothing there
    LibraryWriter writer(m_path, {.commitDelay = 1h});
    write(writer, sampleRun(1));
    writer.flush();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto first = backUpDaily(m_path, now);
    QVERIFY2(first && *first, qPrintable(first ? QString() : first.error().message));
    QCOMPARE(complaint(**first, 1), QString());
    QCOMPARE(backups().size(), 1);
    QVERIFY(!backUpDaily(m_path, now + hourMs)->has_value());
    // A day later nothing has changed since.
    QVERIFY(!backUpDaily(m_path, now + dayMs)->has_value());
    // As if the copy were of yesterday, and this of today.
    const QString yesterday = QFileInfo(**first).path() + u"/daily-"_s
        + QDateTime::fromMSecsSinceEpoch(now - dayMs).toUTC().toString(u"yyyyMMdd'T'HHmmsszzz'Z'")
        + u".sqlite"_s;
    QVERIFY(QFile::rename(**first, yesterday));
    QFile part(backupFolder(m_path) + u"/daily-20200101T000000000Z.sqlite.part"_s); // a crash left it
    QVERIFY(part.open(QIODevice::WriteOnly));
    part.close();
    write(writer, sampleRun(2));
    writer.flush();
    const auto second = backUpDaily(m_path, now);
    QVERIFY(second && *second);
    QCOMPARE(complaint(**second, 2), QString());
    QCOMPARE(backups().size(), 2);
    // What a person made is theirs.
    const QString own = suggestedBackup(m_path, 0);
    QVERIFY(backUpLibrary(m_path, own));
    for (int i = 2; i < 40; ++i) {
        const QString old = u"%1/daily-%2.sqlite"_s.arg(
            backupFolder(m_path),
            QDateTime::fromMSecsSinceEpoch(now - i * dayMs).toUTC().toString(u"yyyyMMdd'T'HHmmsszzz'Z'"));
        QVERIFY(QFile::copy(**second, old));
    }
    write(writer, sampleRun(3));
    writer.flush();
    const auto third = backUpDaily(m_path, now + dayMs);
    QVERIFY(third && *third);
    QCOMPARE(complaint(**third, 3), QString());
    QVERIFY(dailyBackups(m_path).size() <= 11);
    QVERIFY(dailyBackups(m_path).size() >= 9);
    QVERIFY(QFile::exists(own));
}

void tst_LibraryBackup::keepsTheNewestThreeOfTheMigrations()
{
    {
        LibraryWriter writer(m_path);
        write(writer, sampleRun(1));
    }
    for (int i = 0; i < 5; ++i) {
        QFile file(m_path + u".v%1.backup-2026010%1T000000000Z"_s.arg(i + 1));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(i - 10), QFile::FileModificationTime));
    }
    QVERIFY(backUpDaily(m_path, QDateTime::currentMSecsSinceEpoch()));
    const QStringList left = QDir(m_folder->path()).entryList({u"*.backup-*"_s}, QDir::Files, QDir::Name);
    QCOMPARE(left.size(), 3);
    QVERIFY(left.front().contains(u".v3."));
}

void tst_LibraryBackup::tellsADamagedFile()
{
    {
        LibraryWriter writer(m_path);
        for (int id = 1; id < 20; ++id)
            write(writer, sampleRun(id));
    }
    LibraryCare care(m_path);
    auto sound = care.check();
    sound.waitForFinished();
    QVERIFY(sound.result());
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(5 * 4096));
    QVERIFY(file.write(QByteArray(4096, '\x5a')) == 4096);
    file.close();
    auto damaged = care.check();
    damaged.waitForFinished();
    QVERIFY(!damaged.result());
    QCOMPARE(damaged.result().error().code, u"library_damaged"_s);
    QVERIFY(damaged.result().error().message.contains(u"Repair"));
    // A damaged library gives no backup, and takes no good one's place.
    QVERIFY(!backUpDaily(m_path, QDateTime::currentMSecsSinceEpoch()));
    QVERIFY(backups().isEmpty());
}

QTEST_GUILESS_MAIN(tst_LibraryBackup)
#include "tst_librarybackup.moc"
