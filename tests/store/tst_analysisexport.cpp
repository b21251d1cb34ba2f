#include "store/analysisexport.h"
#include "store/analysisfile.h"
#include "store/exportedrun.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

/// What becomes of analyses that leave the library as files.
class tst_AnalysisExport : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void namesAreSafe_data();
    void namesAreSafe();
    void namesAreShort();
    void formsHaveNamesAndEndings();
    void severalGoIntoAFolderAndReplaceNothing();
    void whatIsThereStaysUntilAllIsWritten();
    void exportsAreRecognized_data();
    void exportsAreRecognized();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_AnalysisExport::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void tst_AnalysisExport::namesAreSafe_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << u"How far is the moon"_s << u"How far is the moon"_s;
    QTest::newRow("any language") << u"Wie weit? 月まで 🌙"_s << u"Wie weit 月まで 🌙"_s;
    QTest::newRow("paths") << u"../../etc/passwd"_s << u"etc passwd"_s;
    QTest::newRow("reserved") << u"a<b>c:d\"e|f?g*h\\i"_s << u"a b c d e f g h i"_s;
    QTest::newRow("lines") << u"one\ntwo\tthree"_s << u"one two three"_s;
    QTest::newRow("reordering") << u"gpj\u202Eexe.txt"_s << u"gpj exe.txt"_s;
    QTest::newRow("hidden") << u".bashrc"_s << u"bashrc"_s;
    QTest::newRow("an option") << u"--force"_s << u"force"_s;
    QTest::newRow("dots at the end") << u"and then... "_s << u"and then"_s;
    QTest::newRow("a device") << u"nul"_s << u"nul_"_s;
    QTest::newRow("a port") << u"COM1.txt"_s << u"COM1.txt_"_s;
    QTest::newRow("nothing") << QString() << u"analysis"_s;
    QTest::newRow("nothing left") << u"/?*"_s << u"analysis"_s;
    QTest::newRow("half a character") << QString(QChar(0xd83c)) << u"\uFFFD"_s;
}

void tst_AnalysisExport::namesAreSafe()
{
    QFETCH(const QString, title);
    QTEST(fileNameFor(title), "name");
    QFile file(path(fileNameFor(title)));
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
}

void tst_AnalysisExport::namesAreShort()
{
    QVERIFY(fileNameFor(QString(5000, u'x')).size() <= 80);
    const QString moons = fileNameFor(QString(79, u'x') + u"🌙🌙"_s);
    QVERIFY(!moons.back().isHighSurrogate());
}

void tst_AnalysisExport::formsHaveNamesAndEndings()
{
    QStringList endings;
    for (const AnalysisExport what : allAnalysisExports) {
        QCOMPARE(exportFromName(exportName(what)), std::optional(what));
        endings += exportEnding(what);
    }
    QCOMPARE(endings, (QStringList{u"reasonglass"_s, u"md"_s, u"json"_s, u"sse"_s}));
    QCOMPARE(exportFromName(u"pdf"), std::nullopt);
}

void tst_AnalysisExport::severalGoIntoAFolderAndReplaceNothing()
{
    QList<AnalysisId> ids;
    {
        LibraryWriter writer(path(u"library.sqlite"_s));
        expectNoTrouble(writer);
        for (int i = 1; i <= 3; ++i) {
            write(writer, sampleRun(i)); // of one title
            ids += AnalysisId(i);
        }
    }
    QDir(m_folder->path()).mkdir(u"out"_s);
    QFile mine(path(u"out/How far is the moon.md"_s));
    QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
    mine.close();
    const auto reader = LibraryReader::open(path(u"library.sqlite"_s));
    QVERIFY(reader);
    const auto files = exportInto(path(u"out"_s), **reader, ids, AnalysisExport::Markdown);
    QVERIFY2(files, files ? "" : qPrintable(files.error().message));
    QStringList names;
    for (const QString &file : *files)
        names += QFileInfo(file).fileName();
    QCOMPARE(names,
             (QStringList{u"How far is the moon (2).md"_s, u"How far is the moon (3).md"_s,
                          u"How far is the moon (4).md"_s}));
    QVERIFY(mine.open(QIODevice::ReadOnly));
    QCOMPARE(mine.readAll(), QByteArray("mine"));
}

void tst_AnalysisExport::whatIsThereStaysUntilAllIsWritten()
{
    exportRun(sampleRun(1), path(u"a"_s));
    QFile file(path(u"a"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    file.close();
    {
        LibraryWriter writer(path(u"library.sqlite"_s));
        write(writer, sampleRun(1));
    }
    const auto reader = LibraryReader::open(path(u"library.sqlite"_s));
    AnalysisRecord missing = sampleRun(2).record;
    const Result<> done = exportAnalysis(**reader, missing, AnalysisExport::Whole, path(u"a"_s));
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::NotFound);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), before);
    QCOMPARE(QDir(m_folder->path()).entryList({u"a*"_s}, QDir::Files), QStringList{u"a"_s});
}

void tst_AnalysisExport::exportsAreRecognized_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content"); // null: an export
    QTest::addColumn<bool>("is");
    QTest::newRow("by its ending") << u"a.reasonglass"_s << QByteArray("anything") << true;
    QTest::newRow("in any case") << u"A.REASONGLASS"_s << QByteArray("anything") << true;
    QTest::newRow("by its content") << u"a"_s << QByteArray() << true;
    QTest::newRow("under another ending") << u"a.txt"_s << QByteArray() << true;
    QTest::newRow("as it was written before")
        << u"a"_s << QByteArray(R"({"base_url":"","format":"reasonglass-analysis","version":1})") << true;
    QTest::newRow("some text") << u"a.txt"_s << QByteArray("reasonglass-analysis") << false;
    QTest::newRow("another JSON") << u"a.json"_s << QByteArray(R"({"format":"other"})") << false;
    QTest::newRow("said in a later line")
        << u"a.txt"_s << QByteArray("{}\n{\"format\":\"reasonglass-analysis\"}") << false;
    QTest::newRow("empty") << u"a.txt"_s << QByteArray("") << false;
}

void tst_AnalysisExport::exportsAreRecognized()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    if (content.isNull()) {
        SampleRun run = sampleRun(1);
        run.record.request.response.attachments = {
            {u"large.bin"_s, u"application/octet-stream"_s, QByteArray(200'000, 'x')}};
        exportRun(run, path(name));
    } else {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    QTEST(isAnalysisFile(path(name)), "is");
    QDir(m_folder->path()).mkdir(u"folder.reasonglass"_s);
    QVERIFY(!isAnalysisFile(path(u"folder.reasonglass"_s)));
    QVERIFY(isAnalysisFile(path(u"missing.reasonglass"_s))); // who imports it says that it is not there
    QVERIFY(!isAnalysisFile(path(u"missing"_s)));
}

QTEST_GUILESS_MAIN(tst_AnalysisExport)
#include "tst_analysisexport.moc"
