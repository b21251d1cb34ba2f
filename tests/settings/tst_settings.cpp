#include "settings/keys.h"
#include "settings/settings.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_Settings : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void aMissingFileMeansDefaults();
    void valuesOutliveTheProgram();
    void aDefaultIsNotWritten();
    void eachChangeIsToldOnce();
    void resetsOneGroupOnly();
    void providersAndModelsAreKeptApart();
    void whatCannotBeReadIsTheDefault_data();
    void whatCannotBeReadIsTheDefault();
    void saysWhenTheFileCannotBeWritten();

private:
    QString path() const { return m_directory->filePath(u"settings.ini"_s); }
    /// The file under another name: QSettings remembers what it has read or written by name, so that only
    /// this shows what the next start of the program finds.
    QString pathAfterRestart() const
    {
        const QString copy = m_directory->filePath(u"restarted.ini"_s);
        QFile::remove(copy);
        return QFile::copy(path(), copy) ? copy : QString();
    }
    QByteArray fileContent() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void tst_Settings::aMissingFileMeansDefaults()
{
    const Settings settings(path());
    QCOMPARE(settings.value(keys::theme), u"system"_s);
    QCOMPARE(settings.value(keys::textZoom), 100);
    QCOMPARE(settings.value(keys::probeLocalServers), true);
    QCOMPARE(settings.value(keys::streaming), u"auto"_s);
    QCOMPARE(settings.value(keys::retries), 2);
    QCOMPARE(settings.value(keys::storeOnServer), false);
    QCOMPARE(settings.value(keys::windowGeometry), QByteArray());
    QCOMPARE(settings.value(keys::providerBaseUrl(u"openai"_s)), QString());
    QVERIFY(!QFile::exists(path()));
}

void tst_Settings::valuesOutliveTheProgram()
{
    const QByteArray geometry("\0\x01\xFF bytes", 9);
    {
        Settings settings(path());
        settings.set(keys::theme, u"dark"_s);
        settings.set(keys::textZoom, 150);
        settings.set(keys::fallbacks, false);
        settings.set(keys::windowGeometry, geometry);
        settings.set(keys::providerBaseUrl(u"custom"_s), u"http://127.0.0.1:1/v1, \"é\" %20"_s);
        QVERIFY(settings.sync());
    }
    const Settings settings(pathAfterRestart());
    QCOMPARE(settings.value(keys::theme), u"dark"_s);
    QCOMPARE(settings.value(keys::textZoom), 150);
    QCOMPARE(settings.value(keys::fallbacks), false);
    QCOMPARE(settings.value(keys::windowGeometry), geometry);
    QCOMPARE(settings.value(keys::providerBaseUrl(u"custom"_s)), u"http://127.0.0.1:1/v1, \"é\" %20"_s);
}

void tst_Settings::aDefaultIsNotWritten()
{
    Settings settings(path());
    settings.set(keys::textZoom, 150);
    settings.set(keys::theme, u"dark"_s);
    settings.set(keys::textZoom, 100);
    QVERIFY(settings.sync());
    QVERIFY(fileContent().contains("theme"));
    QVERIFY(!fileContent().contains("textZoom"));
    QCOMPARE(settings.value(keys::textZoom), 100);
}

void tst_Settings::eachChangeIsToldOnce()
{
    Settings settings(path());
    QSignalSpy changed(&settings, &Settings::changed);
    settings.set(keys::textZoom, 100); // as it was
    QCOMPARE(changed.size(), 0);
    settings.set(keys::textZoom, 110);
    settings.set(keys::textZoom, 110);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toString(), keys::textZoom.key);
    settings.set(keys::textZoom, 100); // back to the default is a change, too
    QCOMPARE(changed.size(), 2);
}

void tst_Settings::resetsOneGroupOnly()
{
    Settings settings(path());
    settings.set(keys::theme, u"dark"_s);
    settings.set(keys::effort, u"high"_s);
    settings.set(keys::retries, 5);
    settings.set(keys::providerStreaming(u"runs"_s), u"off"_s); // another group of a like name
    QSignalSpy changed(&settings, &Settings::changed);
    settings.resetGroup(u"runs"_s);
    QCOMPARE(settings.value(keys::effort), QString());
    QCOMPARE(settings.value(keys::retries), 2);
    QCOMPARE(settings.value(keys::theme), u"dark"_s);
    QCOMPARE(settings.value(keys::providerStreaming(u"runs"_s)), u"off"_s);
    QStringList told;
    for (const auto &arguments : changed)
        told += arguments.first().toString();
    told.sort();
    const QStringList expected{keys::effort.key, keys::retries.key};
    QCOMPARE(told, expected);

    settings.resetGroup(u"runs"_s); // nothing left to reset, nothing to tell
    QCOMPARE(changed.size(), 2);
}

void tst_Settings::providersAndModelsAreKeptApart()
{
    Settings settings(path());
    settings.set(keys::modelStreaming(u"custom"_s, u"org/model:7b"_s), u"off"_s);
    settings.set(keys::modelStreaming(u"custom"_s, u"org"_s), u"on"_s);
    settings.set(keys::providerStreaming(u"custom"_s), u"on"_s);
    QVERIFY(settings.sync());
    const Settings again(pathAfterRestart());
    QCOMPARE(again.value(keys::modelStreaming(u"custom"_s, u"org/model:7b"_s)), u"off"_s);
    QCOMPARE(again.value(keys::modelStreaming(u"custom"_s, u"org"_s)), u"on"_s);
    QCOMPARE(again.value(keys::modelStreaming(u"custom"_s, u"org%2Fmodel%3A7b"_s)), u"auto"_s);
    QCOMPARE(again.value(keys::modelStreaming(u"openai"_s, u"org/model:7b"_s)), u"auto"_s);
    QCOMPARE(again.value(keys::providerStreaming(u"custom"_s)), u"on"_s);
}

void tst_Settings::whatCannotBeReadIsTheDefault_data()
{
    QTest::addColumn<QByteArray>("written");

    QTest::newRow("a word") << QByteArray("big");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a list") << QByteArray("1, 2");
    QTest::newRow("a number that is too large") << QByteArray("99999999999999999999");
}

/// A person may edit the file: `retries=many` must not come out as none.
void tst_Settings::whatCannotBeReadIsTheDefault()
{
    QFETCH(const QByteArray, written);
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[runs]\neffort=high\nretries=" + written + "\n");
    file.close();
    const Settings settings(path());
    QCOMPARE(settings.value(keys::effort), u"high"_s);
    QCOMPARE(settings.value(keys::retries), 2);
}

void tst_Settings::saysWhenTheFileCannotBeWritten()
{
    QFile file(m_directory->filePath(u"in the way"_s)); // a file where a folder is needed
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    Settings settings(m_directory->filePath(u"in the way/settings.ini"_s));
    settings.set(keys::textZoom, 150);
    QVERIFY(!settings.sync());
}

QTEST_GUILESS_MAIN(tst_Settings)
#include "tst_settings.moc"
