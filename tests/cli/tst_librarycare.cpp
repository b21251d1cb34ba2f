#include "clibench.h"
#include "store/libraryreader.h"
#include "store/samplerun.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

class tst_LibraryCare : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void backsUpToAFileOrAFolder();
    void repairsADamagedLibrary();
    void saysNoToWhatItCannotDo();

private:
    std::unique_ptr<CliBench> m_bench;
};

void tst_LibraryCare::init()
{
    m_bench = std::make_unique<CliBench>();
    LibraryWriter writer(m_bench->library());
    for (int id = 1; id <= 20; ++id)
        write(writer, sampleRun(id));
}

void tst_LibraryCare::backsUpToAFileOrAFolder()
{
    const QString target = m_bench->folder.filePath(u"copy.sqlite"_s);
    const CliResult named = m_bench->run({u"backup"_s, target, u"--output"_s, u"json"_s});
    QCOMPARE(named.exitCode, 0);
    QCOMPARE(named.object()["file"_L1].toString(), target);
    QCOMPARE(named.object()["bytes"_L1].toInteger(), QFileInfo(target).size());
    const CliResult usual = m_bench->run({u"backup"_s});
    QCOMPARE(usual.exitCode, 0);
    const QString path = QString::fromUtf8(usual.out).trimmed();
    QVERIFY2(path.startsWith(m_bench->library() + u".backups/backup-"), qPrintable(path));
    QCOMPARE(m_bench->run({u"verify"_s, u"--library"_s, path}).exitCode, 0);
}

void tst_LibraryCare::repairsADamagedLibrary()
{
    const auto root = PlainConnection(m_bench->library())
                          .value(u"SELECT rootpage FROM sqlite_master WHERE name = 'event_chunk'"_s)
                          .toLongLong();
    QFile file(m_bench->library());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek((root - 1) * 4096));
    QCOMPARE(file.write(QByteArray(4096, '\x5a')), 4096);
    file.close();
    QCOMPARE(m_bench->run({u"verify"_s}).exitCode, 1);

    const CliResult repaired = m_bench->run({u"repair"_s, u"--output"_s, u"json"_s});

    QVERIFY2(repaired.exitCode == 0, repaired.err.constData());
    const QJsonObject report = repaired.object();
    const auto partly = report["partly"_L1].toArray().size();
    QCOMPARE(report["whole"_L1].toInteger() + partly + report["lost"_L1].toArray().size(), 20);
    QVERIFY(QFile::exists(report["damaged_file"_L1].toString()));
    QCOMPARE(m_bench->run({u"verify"_s}).exitCode, 0);
    QVERIFY(m_bench->run({u"repair"_s}).out.startsWith("20 analyses are whole, 0 are partly saved")
            || partly > 0);
}

void tst_LibraryCare::saysNoToWhatItCannotDo()
{
    QCOMPARE(m_bench->run({u"backup"_s, m_bench->library()}).exitCode, 2); // onto itself
    QCOMPARE(m_bench->run({u"backup"_s, u"a"_s, u"b"_s}).exitCode, 2);
    QCOMPARE(m_bench->run({u"repair"_s, u"a"_s}).exitCode, 2);
    const QString nowhere = m_bench->folder.filePath(u"none.sqlite"_s);
    QCOMPARE(m_bench->run({u"repair"_s, u"--library"_s, nowhere}).exitCode, 2);
    QCOMPARE(m_bench->run({u"backup"_s, u"--library"_s, nowhere}).exitCode, 2);
    QVERIFY(!QFile::exists(nowhere));
    LibraryWriter other(m_bench->library());
    other.open();
    const CliResult inUse = m_bench->run({u"repair"_s});
    QCOMPARE(inUse.exitCode, 2);
    QVERIFY2(inUse.err.contains("another program"), inUse.err.constData());
    QVERIFY(QDir(m_bench->profile()).entryList({u"*.damaged-*"_s}).isEmpty());
}

QTEST_GUILESS_MAIN(tst_LibraryCare)
#include "tst_librarycare.moc"
