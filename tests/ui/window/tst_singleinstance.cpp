#include "ui/window/singleinstance.h"

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_SingleInstance : public QObject
{
    Q_OBJECT

private slots:
    void settingsCanBeWrittenMeanwhile();
    void init();

    void theFirstOneBegins();
    void theSecondOneHandsItsArgumentsOver();
    void argumentsOfAnyKindArrive();
    void anotherProfileIsAnotherProgram();
    void theNextOneBeginsWhenTheFirstHasGone();

private:
    Profile profile(const QString &name = u"a"_s) const
    {
        QDir().mkpath(m_folder->filePath(name));
        return findProfile(m_folder->filePath(name), {}, {});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_SingleInstance::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void tst_SingleInstance::theFirstOneBegins()
{
    SingleInstance first(profile());
    QSignalSpy started(&first, &SingleInstance::started);
    QVERIFY(first.begin({u"reasonglass"_s}));
    QCoreApplication::processEvents();
    QVERIFY(started.isEmpty()); // its own arguments are its own business
}

void tst_SingleInstance::theSecondOneHandsItsArgumentsOver()
{
    SingleInstance first(profile());
    QVERIFY(first.begin({u"reasonglass"_s}));
    QSignalSpy started(&first, &SingleInstance::started);
    const QStringList arguments{u"reasonglass"_s, u"--open"_s, u"abc123"_s, u"a file.txt"_s};
    SingleInstance second(profile());
    QVERIFY(!second.begin(arguments));
    QTRY_COMPARE(started.size(), 1);
    QCOMPARE(started.first().first().toStringList(), arguments);
    QCOMPARE(started.first().at(1).toString(), QDir::currentPath()); // what "a file.txt" is relative to
    SingleInstance third(profile());
    QVERIFY(!third.begin({u"again"_s}));
    QTRY_COMPARE(started.size(), 2);
    QCOMPARE(started.last().first().toStringList(), QStringList{u"again"_s});
}

void tst_SingleInstance::argumentsOfAnyKindArrive()
{
    SingleInstance first(profile());
    QVERIFY(first.begin({}));
    QSignalSpy started(&first, &SingleInstance::started);
    QStringList arguments{QString(), u"ключ \n 鍵 \U0001F511"_s};
    for (int i = 0; i < 200; ++i)
        arguments += QString(100, u'x'); // more than one packet
    SingleInstance second(profile());
    QVERIFY(!second.begin(arguments));
    QTRY_COMPARE(started.size(), 1);
    QCOMPARE(started.first().first().toStringList(), arguments);
}

void tst_SingleInstance::anotherProfileIsAnotherProgram()
{
    SingleInstance first(profile());
    SingleInstance other(profile(u"b"_s));
    QVERIFY(first.begin({}));
    QVERIFY(other.begin({}));
}

void tst_SingleInstance::theNextOneBeginsWhenTheFirstHasGone()
{
    auto first = std::make_unique<SingleInstance>(profile());
    QVERIFY(first->begin({}));
    first.reset();
    SingleInstance second(profile());
    QVERIFY(second.begin({}));
}

/// A lock that settings want too would keep the program waiting for itself.
void tst_SingleInstance::settingsCanBeWrittenMeanwhile()
{
    SingleInstance first(profile());
    QVERIFY(first.begin({}));
    QSettings settings(profile().settingsFile, QSettings::IniFormat);
    settings.setValue(u"some/thing"_s, 1);
    settings.sync();
    QCOMPARE(settings.status(), QSettings::NoError);
    QVERIFY(QFile::exists(profile().settingsFile));
}

QTEST_GUILESS_MAIN(tst_SingleInstance)
#include "tst_singleinstance.moc"
