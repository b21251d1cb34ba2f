#include "support/zipbytes.h"
#include "tasks/ziparchive.h"

#include <QtTest>

using namespace reasonglass;
using namespace reasonglass::test;
using namespace Qt::StringLiterals;

class tst_ZipArchive : public QObject
{
    Q_OBJECT

private slots:
    void readsEntriesSortedByName();
    void refusesEntries_data();
    void refusesEntries();
    void aBombIsNotUnpacked();
    void aBombThatLiesAboutItsSizeIsNotUnpackedEither();
    void damagedBytesAreNoContent();
    void otherBytesAreNoArchive_data();
    void otherBytesAreNoArchive();
    void anArchiveCutAnywhereIsAnError();

private:
    static constexpr qint64 plenty = qint64(1) << 30;
};

void tst_ZipArchive::readsEntriesSortedByName()
{
    const QByteArray text = QByteArray("line\n").repeated(1000);
    const auto archive =
        ZipArchive::open(zipBytes({{.name = "b/"},
                                   {.name = "b/deflated.txt", .content = text, .isDeflated = true},
                                   {.name = "a\\stored.txt", .content = "stored"},
                                   {.name = "b/empty.txt"},
                                   {.name = "\xC3\xA4.txt", .content = "umlaut"}}));
    QVERIFY(archive);
    QStringList names;
    for (const ZipEntry &entry : archive->entries())
        names.append(entry.name);
    QCOMPARE(names, QStringList({u"a/stored.txt"_s, u"b/deflated.txt"_s, u"b/empty.txt"_s, u"ä.txt"_s}));
    QCOMPARE(archive->read(archive->entries()[0], plenty).value_or(QByteArray()), "stored");
    QCOMPARE(archive->read(archive->entries()[1], plenty).value_or(QByteArray()), text);
    QCOMPARE(archive->read(archive->entries()[2], plenty).value_or("?"), QByteArray());
    QCOMPARE(archive->read(archive->entries()[3], plenty).value_or(QByteArray()), "umlaut");
}

void tst_ZipArchive::refusesEntries_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isEncrypted");
    QTest::addColumn<bool>("isLink");
    QTest::addColumn<QString>("problem");

    const QString outside = u"its path leads out of the archive"_s;
    QTest::newRow("a path upwards") << QByteArray("../a.json") << false << false << outside;
    QTest::newRow("a path upwards within") << QByteArray("a/../../b.json") << false << false << outside;
    QTest::newRow("an absolute path") << QByteArray("/etc/a.json") << false << false << outside;
    QTest::newRow("a path of Windows upwards") << QByteArray("..\\a.json") << false << false << outside;
    QTest::newRow("a drive") << QByteArray("C:\\a.json") << false << false << outside;
    QTest::newRow("a server") << QByteArray("\\\\server\\a.json") << false << false << outside;
    QTest::newRow("an encrypted entry") << QByteArray("a.json") << true << false << u"is encrypted"_s;
    QTest::newRow("a link") << QByteArray("a.json") << false << true << u"is a link"_s;
    QTest::newRow("dots in a name are fine") << QByteArray("a/..b.json") << false << false << QString();
}

void tst_ZipArchive::refusesEntries()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, isEncrypted);
    QFETCH(const bool, isLink);
    QFETCH(const QString, problem);

    const auto archive = ZipArchive::open(zipBytes(
        {{.name = name, .content = "12345678901234", .isEncrypted = isEncrypted, .isLink = isLink}}));
    QVERIFY(archive);
    QCOMPARE(archive->entries().size(), size_t(1));
    QCOMPARE(archive->entries().front().problem, problem);
    const auto content = archive->read(archive->entries().front(), plenty);
    QCOMPARE(content.has_value(), problem.isEmpty());
    if (!content)
        QCOMPARE(content.error().message, problem);
}

void tst_ZipArchive::aBombIsNotUnpacked()
{
    const QByteArray bomb =
        zipBytes({{.name = "zeros.txt", .content = QByteArray(64 << 20, '0'), .isDeflated = true}});
    QVERIFY(bomb.size() < 100'000);
    const auto archive = ZipArchive::open(bomb);
    QVERIFY(archive);
    const auto content = archive->read(archive->entries().front(), 1 << 20);
    QVERIFY(!content);
    QCOMPARE(content.error().kind, ErrorKind::TooLarge);
}

void tst_ZipArchive::aBombThatLiesAboutItsSizeIsNotUnpackedEither()
{
    const auto archive = ZipArchive::open(zipBytes({{.name = "zeros.txt",
                                                     .content = QByteArray(8 << 20, '0'),
                                                     .isDeflated = true,
                                                     .claimedBytes = 10}}));
    QVERIFY(archive);
    QVERIFY(!archive->read(archive->entries().front(), 1 << 20));
}

void tst_ZipArchive::damagedBytesAreNoContent()
{
    const auto archive =
        ZipArchive::open(zipBytes({{.name = "a.txt", .content = "content", .hasWrongSum = true}}));
    QVERIFY(archive);
    const auto content = archive->read(archive->entries().front(), plenty);
    QVERIFY(!content);
    QVERIFY2(content.error().message.startsWith("cannot be unpacked"_L1),
             qPrintable(content.error().message));
}

void tst_ZipArchive::otherBytesAreNoArchive_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("{\"train\": []}");
    QTest::newRow("the beginning of an archive") << QByteArray("PK\x03\x04");
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\0\0\0\0\0", 8);
}

void tst_ZipArchive::otherBytesAreNoArchive()
{
    QFETCH(const QByteArray, bytes);

    const auto archive = ZipArchive::open(bytes);
    QVERIFY(!archive);
    QCOMPARE(archive.error().kind, ErrorKind::Usage);
    QVERIFY(archive.error().message.startsWith("is no zip archive"_L1));
}

void tst_ZipArchive::anArchiveCutAnywhereIsAnError()
{
    const QByteArray whole = zipBytes({{.name = "a.txt", .content = "content"}, {.name = "b.txt"}});
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!ZipArchive::open(whole.left(length)), qPrintable(QString::number(length)));
    QVERIFY(ZipArchive::open(whole));
}

QTEST_GUILESS_MAIN(tst_ZipArchive)
#include "tst_ziparchive.moc"
