#include "app/profile.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_Profile : public QObject
{
    Q_OBJECT

private slots:
    void isWholeInOneFolder_data();
    void isWholeInOneFolder();
    void aLibraryFileReplacesOnlyTheLibrary();
    void withoutAFolderThePlatformsPlacesAreUsed();
    void createsItsFoldersForTheOwnerOnly();
    void leavesFoldersThatExistAsTheyAre();
    void saysWhichFolderCannotBeCreated();
};

void tst_Profile::isWholeInOneFolder_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("expected");
    const QString here = QDir::currentPath();
    QTest::newRow("the folder asked for") << here + u"/one"_s << QString() << here + u"/one"_s;
    QTest::newRow("the variable") << QString() << here + u"/two"_s << here + u"/two"_s;
    QTest::newRow("the folder over the variable") << here + u"/one"_s << here + u"/two"_s << here + u"/one"_s;
    QTest::newRow("a relative folder") << u"three"_s << QString() << here + u"/three"_s;
    QTest::newRow("a relative variable") << QString() << u"./four"_s << here + u"/four"_s;
}

void tst_Profile::isWholeInOneFolder()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, variable);
    QFETCH(const QString, expected);
    QProcessEnvironment environment;
    environment.insert(u"REASONGLASS_PROFILE"_s, variable);
    const Profile profile = findProfile(folder, {}, environment);
    QCOMPARE(QDir::cleanPath(profile.settingsFile), expected + u"/settings.ini"_s);
    QCOMPARE(QDir::cleanPath(profile.libraryFile), expected + u"/library.sqlite"_s);
    QCOMPARE(QDir::cleanPath(profile.logFolder), expected + u"/logs"_s);
    QCOMPARE(QDir::cleanPath(profile.providerOverrides), expected + u"/providers.json"_s);
    QCOMPARE(QDir::cleanPath(profile.modelOverrides), expected + u"/models.json"_s);
}

void tst_Profile::aLibraryFileReplacesOnlyTheLibrary()
{
    const QString folder = QDir::current().absoluteFilePath(u"profile"_s);
    Profile expected = findProfile(folder, {}, {});
    expected.libraryFile = QDir::current().absoluteFilePath(u"else/where.sqlite"_s);
    QCOMPARE(findProfile(folder, u"else/where.sqlite"_s, {}), expected);
}

void tst_Profile::withoutAFolderThePlatformsPlacesAreUsed()
{
    QStandardPaths::setTestModeEnabled(true);
    const Profile profile = findProfile({}, {}, {});
    const QString config = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    QStandardPaths::setTestModeEnabled(false);
    QCOMPARE(profile.settingsFile, config + u"/Reasonglass/settings.ini"_s);
    QCOMPARE(profile.libraryFile, data + u"/Reasonglass/library.sqlite"_s);
}

void tst_Profile::createsItsFoldersForTheOwnerOnly()
{
    const QTemporaryDir folder;
    const Profile profile =
        findProfile(folder.filePath(u"profile"_s), folder.filePath(u"library/of/mine.sqlite"_s), {});
    QVERIFY(createFolders(profile));
    for (const QString &path : {u"profile"_s, u"profile/logs"_s, u"library/of"_s}) {
        const QFileInfo created(folder.filePath(path));
        QVERIFY2(created.isDir(), qUtf8Printable(path));
#ifdef Q_OS_UNIX
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        QCOMPARE(created.permissions() & others, QFile::Permissions());
        QVERIFY(created.isWritable() && created.isExecutable());
#endif
    }
    QVERIFY(!QFileInfo::exists(profile.libraryFile));
}

void tst_Profile::leavesFoldersThatExistAsTheyAre()
{
#ifndef Q_OS_UNIX
    QSKIP("permissions of folders are another matter here");
#endif
    const QTemporaryDir folder;
    const auto open =
        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup;
    QVERIFY(QFile::setPermissions(folder.path(), open));
    QVERIFY(createFolders(findProfile(folder.path(), {}, {})));
    QVERIFY(QFileInfo(folder.path()).permissions().testFlag(QFile::ReadGroup));
}

void tst_Profile::saysWhichFolderCannotBeCreated()
{
    const QTemporaryDir folder;
    QFile inTheWay(folder.filePath(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const QString impossible = folder.filePath(u"file/profile"_s);
    const Result<> created = createFolders(findProfile(impossible, {}, {}));
    QVERIFY(!created);
    QCOMPARE(created.error().kind, ErrorKind::Storage);
    QVERIFY2(created.error().message.contains(impossible), qUtf8Printable(created.error().message));
}

QTEST_GUILESS_MAIN(tst_Profile)
#include "tst_profile.moc"
