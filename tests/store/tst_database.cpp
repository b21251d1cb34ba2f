#include "samplerun.h"
#include "store/database.h"
#include "store/sql.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QVariant value(const Database &database, const QString &sql)
{
    return scalar(database.connection(), sql).value_or(QVariant());
}

/// Every object of the schema, as text.
QStringList schemaOf(const Database &database)
{
    QStringList lines;
    QSqlQuery query(database.connection());
    query.exec(u"SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1"_s);
    while (query.next())
        lines.append(query.value(0).toString());
    return lines;
}

std::vector<Migration> withSecondVersion()
{
    std::vector<Migration> migrations = libraryMigrations();
    migrations.push_back({int(migrations.size()) + 1,
                          {u"CREATE TABLE later (id INTEGER PRIMARY KEY, word TEXT) STRICT"_s,
                           u"CREATE TRIGGER later_word AFTER INSERT ON later BEGIN "
                           "UPDATE later SET word = 'x;y' WHERE id = new.id; SELECT 1; END"_s}});
    return migrations;
}

} // namespace

class tst_Database : public QObject
{
    Q_OBJECT

private slots:
    void createsALibrary();
    void setsEveryPragma();
    void isPrivate();
    void migratesToWhatAFreshFileHas();
    void backsUpBeforeItMigrates();
    void leavesAnOldFileAloneWhenAMigrationFails();
    void readsANewerFileOnly();
    void refusesWhatIsNoLibrary_data();
    void refusesWhatIsNoLibrary();
    void createsNothingForAReader();
    void undoesAWriteThatWasCutBeforeWal_data();
    void undoesAWriteThatWasCutBeforeWal();
    void letsReadersOnlyRead();
    void splitsStatementsAtMarksOnly();
    void keepsTextsThatSqliteWouldChange_data();
    void keepsTextsThatSqliteWouldChange();

private:
    QTemporaryDir m_folder;
    QString pathOf(const QString &name) const { return m_folder.filePath(name); }
};

void tst_Database::createsALibrary()
{
    const auto database = Database::open(pathOf(u"new.sqlite"_s));
    QVERIFY2(database, qPrintable(database ? QString() : database.error().message));
    QCOMPARE(database->mode(), OpenMode::ReadWrite);
    QVERIFY(!database->notice());
    QCOMPARE(value(*database, u"PRAGMA user_version"_s).toInt(), libraryMigrations().back().version);
    QCOMPARE(value(*database, u"PRAGMA application_id"_s).toUInt(), libraryApplicationId);
    QCOMPARE(value(*database, u"PRAGMA integrity_check"_s).toString(), u"ok"_s);
    QVERIFY(QDir(m_folder.path()).entryList({u"new.sqlite.v*"_s}).isEmpty());
}

void tst_Database::setsEveryPragma()
{
    const auto database =
        Database::open(pathOf(u"pragmas.sqlite"_s), {.busyTimeout = std::chrono::milliseconds(1234)});
    QVERIFY(database);
    QCOMPARE(value(*database, u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
    QCOMPARE(value(*database, u"PRAGMA synchronous"_s).toInt(), 1);
    QCOMPARE(value(*database, u"PRAGMA foreign_keys"_s).toInt(), 1);
    QCOMPARE(value(*database, u"PRAGMA secure_delete"_s).toInt(), 1);
    QCOMPARE(value(*database, u"PRAGMA trusted_schema"_s).toInt(), 0);
    QCOMPARE(value(*database, u"PRAGMA cell_size_check"_s).toInt(), 1);
    QCOMPARE(value(*database, u"PRAGMA temp_store"_s).toInt(), 2);
    QCOMPARE(value(*database, u"PRAGMA busy_timeout"_s).toInt(), 1234);
}

void tst_Database::isPrivate()
{
#ifdef Q_OS_WIN
    QSKIP("Windows keeps a profile private by its folder");
#endif
    const QString path = pathOf(u"deep/down/private.sqlite"_s);
    const auto database = Database::open(path);
    QVERIFY(database);
    QVERIFY(execute(database->connection(), u"CREATE TABLE t (x)"_s));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
        | QFile::WriteOther | QFile::ExeOther;
    for (const QString &file : QStringList{path, path + u"-wal"_s, path + u"-shm"_s, pathOf(u"deep/down"_s)})
        QVERIFY2(!(QFile::permissions(file) & others), qPrintable(file));
}

void tst_Database::migratesToWhatAFreshFileHas()
{
    const QString path = pathOf(u"old.sqlite"_s);
    QVERIFY(Database::open(path));
    const auto migrated = Database::open(path, {.migrations = withSecondVersion()});
    const auto fresh = Database::open(pathOf(u"fresh.sqlite"_s), {.migrations = withSecondVersion()});
    QVERIFY(migrated && fresh);
    QCOMPARE(schemaOf(*migrated), schemaOf(*fresh));
    QCOMPARE(value(*migrated, u"PRAGMA user_version"_s).toInt(), withSecondVersion().back().version);
}

void tst_Database::backsUpBeforeItMigrates()
{
    const QString path = pathOf(u"quote's.sqlite"_s);
    {
        const auto old = Database::open(path);
        QVERIFY(old);
        QVERIFY(execute(old->connection(),
                        u"INSERT INTO analysis (id, created_us, status, provider, base_url, "
                        "model_requested, title) VALUES (7, 1, 'failed', '', '', '', 'kept')"_s));
    }
    QVERIFY(Database::open(path, {.migrations = withSecondVersion()}));

    const QStringList backups =
        QDir(m_folder.path())
            .entryList({u"quote's.sqlite.v%1.backup-*"_s.arg(libraryMigrations().back().version)},
                       QDir::Files);
    QCOMPARE(backups.size(), 1);
    const auto backup = Database::open(pathOf(backups.front()), {.mode = OpenMode::ReadOnly});
    QVERIFY(backup);
    QCOMPARE(value(*backup, u"SELECT title FROM analysis"_s).toString(), u"kept"_s);
#ifndef Q_OS_WIN
    QVERIFY(!(QFile::permissions(pathOf(backups.front())) & (QFile::ReadGroup | QFile::ReadOther)));
#endif
}

void tst_Database::leavesAnOldFileAloneWhenAMigrationFails()
{
    const QString path = pathOf(u"unlucky.sqlite"_s);
    QVERIFY(Database::open(path));
    std::vector<Migration> migrations = withSecondVersion();
    migrations.back().statements.append(u"CREATE TABLE later (id INTEGER)"_s); // exists by then

    const auto failed = Database::open(path, {.migrations = migrations});

    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Storage);
    const auto database = Database::open(path);
    QVERIFY(database);
    QCOMPARE(value(*database, u"SELECT count(*) FROM sqlite_master WHERE name = 'later'"_s).toInt(), 0);
}

void tst_Database::readsANewerFileOnly()
{
    const QString path = pathOf(u"newer.sqlite"_s);
    QVERIFY(Database::open(path, {.migrations = withSecondVersion()}));

    const auto database = Database::open(path);

    QVERIFY(database);
    QCOMPARE(database->mode(), OpenMode::ReadOnly);
    QVERIFY(database->notice());
    QVERIFY(database->notice()->message.contains(u"newer version"));
    QVERIFY(!execute(database->connection(), u"DELETE FROM analysis"_s));
    QCOMPARE(value(*database, u"SELECT count(*) FROM analysis"_s), QVariant(0));
}

void tst_Database::refusesWhatIsNoLibrary_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("text") << QByteArray("Dear diary, this is no database.\n").repeated(400);
    QTest::newRow("a header and nothing else") << QByteArray("SQLite format 3\0", 16);
    QTest::newRow("a header and garbage")
        << QByteArray("SQLite format 3\0", 16) + QByteArray(20'000, char(0xa5));

    const QString other = pathOf(u"other.sqlite"_s);
    QVERIFY(PlainConnection(other).execute(u"CREATE TABLE bookmarks (url TEXT)"_s));
    QTest::newRow("another program's database") << contentsOf(other);

    const QString torn = pathOf(u"torn.sqlite"_s);
    QVERIFY(Database::open(torn));
    QByteArray halved = contentsOf(torn);
    halved.replace(4096 * 2, 4096, QByteArray(4096, char(0xff)));
    halved.replace(100, 3000, QByteArray(3000, char(0xee)));
    QTest::newRow("a library with an overwritten first page") << halved;
}

void tst_Database::refusesWhatIsNoLibrary()
{
    QFETCH(const QByteArray, bytes);
    const QString path = pathOf(u"refused.sqlite"_s);
    QVERIFY(writeFile(path, bytes));

    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite}) {
        const auto database = Database::open(path, {.mode = mode});
        QVERIFY(!database);
        QCOMPARE(database.error().kind, ErrorKind::Storage);
        QVERIFY2(database.error().message.contains(path), qPrintable(database.error().message));
        QVERIFY(contentsOf(path) == bytes);
    }
}

void tst_Database::undoesAWriteThatWasCutBeforeWal_data()
{
    QTest::addColumn<OpenMode>("mode");
    QTest::newRow("for a writer") << OpenMode::ReadWrite;
    QTest::newRow("for a reader") << OpenMode::ReadOnly;
}

/// As a kill leaves it in the first moments of a new library: a journal that has to be rolled back.
void tst_Database::undoesAWriteThatWasCutBeforeWal()
{
    QFETCH(const OpenMode, mode);
    const QString path = pathOf(u"cut.sqlite"_s);
    const QString live = pathOf(u"live.sqlite"_s);
    for (const QString &file : QStringList{path, path + u"-journal"_s, live, live + u"-journal"_s})
        QFile::remove(file);
    QVERIFY(Database::open(live));
    {
        PlainConnection writer(live);
        QVERIFY(writer.execute(u"PRAGMA journal_mode = DELETE"_s));
        QVERIFY(writer.execute(u"PRAGMA cache_size = 1"_s)); // so that the file is written before the commit
        QVERIFY(writer.execute(u"BEGIN"_s));
        QVERIFY(writer.execute(u"CREATE TABLE t AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 "
                               "FROM n WHERE x < 500) SELECT x, randomblob(500) FROM n"_s));
        QVERIFY(QFile::copy(live, path));
        QVERIFY(QFile::copy(live + u"-journal"_s, path + u"-journal"_s));
    }
    const auto database = Database::open(path, {.mode = mode});
    QVERIFY2(database, database ? "" : qPrintable(database.error().message));
    QCOMPARE(database->mode(), mode);
    QCOMPARE(value(*database, u"PRAGMA integrity_check"_s).toString(), u"ok"_s);
    QCOMPARE(value(*database, u"SELECT count(*) FROM sqlite_master WHERE name = 't'"_s).toInt(), 0);
}

void tst_Database::createsNothingForAReader()
{
    const QString path = pathOf(u"absent/none.sqlite"_s);
    const auto database = Database::open(path, {.mode = OpenMode::ReadOnly});
    QVERIFY(!database);
    QCOMPARE(database.error().kind, ErrorKind::NotFound);
    QVERIFY(!QFile::exists(pathOf(u"absent"_s)));
}

void tst_Database::letsReadersOnlyRead()
{
    const QString path = pathOf(u"read.sqlite"_s);
    QVERIFY(Database::open(path));
    const auto reader = Database::open(path, {.mode = OpenMode::ReadOnly});
    QVERIFY(reader);
    QVERIFY(!execute(reader->connection(), u"DELETE FROM analysis"_s));
    QVERIFY(!Database::open(path, {.mode = OpenMode::ReadOnly, .migrations = withSecondVersion()}));
}

void tst_Database::splitsStatementsAtMarksOnly()
{
    QCOMPARE(splitStatements(
                 u"CREATE TRIGGER a BEGIN\nSELECT 1;\nSELECT 2;\nEND;\n-- ;;\n  SELECT 3\n-- ;;\n\n"_s),
             QStringList({u"CREATE TRIGGER a BEGIN\nSELECT 1;\nSELECT 2;\nEND;"_s, u"SELECT 3"_s}));
    QCOMPARE(splitStatements(QString()), QStringList());
}

void tst_Database::keepsTextsThatSqliteWouldChange_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("stored");

    const QChar high(0xd83d);
    QTest::newRow("nothing, which is not NULL") << QString() << u""_s;
    QTest::newRow("an emoji") << u"\U0001F600"_s << u"\U0001F600"_s;
    QTest::newRow("half an emoji before a letter") << QString(high) + u'A' << u"\uFFFDA"_s;
    QTest::newRow("half an emoji at the end") << u'A' + QString(high) << u"A\uFFFD"_s;
    QTest::newRow("a byte order mark first") << u"\uFEFFtext"_s << u"\uFEFFtext"_s;
    QTest::newRow("a swapped one first") << u"\uFFFEtext"_s << u"\uFFFDtext"_s;
    QTest::newRow("a mark, and half an emoji") << u"\uFEFF"_s + high << u"\uFEFF\uFFFD"_s;
    QTest::newRow("a NUL inside") << u"a\0b"_s << u"a\0b"_s;
}

void tst_Database::keepsTextsThatSqliteWouldChange()
{
    QFETCH(const QString, text);
    QFETCH(const QString, stored);
    const auto database = Database::open(pathOf(u"texts.sqlite"_s));
    QVERIFY(database);

    const auto value = scalar(database->connection(), u"SELECT ?"_s, {storable(text)});

    QVERIFY(value);
    QVERIFY(!value->isNull());
    QCOMPARE(value->toString(), stored);
    QCOMPARE(normalized(text), stored);
}

QTEST_GUILESS_MAIN(tst_Database)
#include "tst_database.moc"
