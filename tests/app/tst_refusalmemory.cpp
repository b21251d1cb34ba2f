#include "app/refusalmemory.h"
#include "settings/keys.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_RefusalMemory : public QObject
{
    Q_OBJECT

private slots:
    void remembersAcrossStarts();
    void isOfOneKeyServerAndModel_data();
    void isOfOneKeyServerAndModel();
    void forgetsAfterItsLifetime();
    void keepsTheLatestWords();
    void staysSmall();
    void forgetsWhenTold();
    void toleratesAnyContent_data();
    void toleratesAnyContent();
    void theMarkOfAKeyDoesNotShowIt();

private:
    QString file() const { return m_folder.filePath(u"settings.ini"_s); }
    void init() { QFile::remove(file()); }

    QTemporaryDir m_folder;
    const RefusalPlace m_place{u"openai"_s, u"api.openai.com"_s, u"gpt-5-mini"_s, u"12345678"_s};
    const KnownRefusal m_refusal{u"reasoning.summary"_s, u"Your organization must be verified."_s};
};

void tst_RefusalMemory::remembersAcrossStarts()
{
    {
        Settings settings(file());
        RefusalMemory(settings).note(m_place, m_refusal, 1000);
        QVERIFY(settings.sync());
    }
    Settings settings(file());
    QCOMPARE(RefusalMemory(settings).at(m_place, 2000), std::vector{m_refusal});
}

void tst_RefusalMemory::isOfOneKeyServerAndModel_data()
{
    QTest::addColumn<QStringList>("place");
    QTest::newRow("another provider")
        << QStringList{u"xai"_s, u"api.openai.com"_s, u"gpt-5-mini"_s, u"12345678"_s};
    QTest::newRow("another host") << QStringList{u"openai"_s, u"example.org"_s, u"gpt-5-mini"_s,
                                                 u"12345678"_s};
    QTest::newRow("another model") << QStringList{u"openai"_s, u"api.openai.com"_s, u"gpt-5-nano"_s,
                                                  u"12345678"_s};
    QTest::newRow("another key") << QStringList{u"openai"_s, u"api.openai.com"_s, u"gpt-5-mini"_s,
                                                u"87654321"_s};
    QTest::newRow("no key") << QStringList{u"openai"_s, u"api.openai.com"_s, u"gpt-5-mini"_s, QString()};
}

void tst_RefusalMemory::isOfOneKeyServerAndModel()
{
    QFETCH(const QStringList, place);
    Settings settings(file());
    RefusalMemory memory(settings);
    memory.note(m_place, m_refusal, 0);
    QVERIFY(memory.at({place.at(0), place.at(1), place.at(2), place.at(3)}, 1).empty());
    QCOMPARE(memory.at(m_place, 1).size(), size_t(1));
}

void tst_RefusalMemory::forgetsAfterItsLifetime()
{
    const qint64 lifetimeUs = std::chrono::microseconds(RefusalMemory::Lifetime).count();
    Settings settings(file());
    RefusalMemory memory(settings);
    memory.note(m_place, m_refusal, 1000);
    QCOMPARE(memory.at(m_place, 1000 + lifetimeUs - 1).size(), size_t(1));
    QVERIFY(memory.at(m_place, 1000 + lifetimeUs).empty());
    QVERIFY2(memory.at(m_place, 999).empty(), "a clock that was set back");
}

void tst_RefusalMemory::keepsTheLatestWords()
{
    Settings settings(file());
    RefusalMemory memory(settings);
    memory.note(m_place, m_refusal, 0);
    memory.note(m_place, {m_refusal.param, u"still not verified"_s}, 1);
    memory.note(m_place, {u"temperature"_s, u"m"_s}, 2);
    const auto known = memory.at(m_place, 3);
    QCOMPARE(known.size(), size_t(2));
    QCOMPARE(known.front().reason, u"still not verified"_s);
}

void tst_RefusalMemory::staysSmall()
{
    Settings settings(file());
    RefusalMemory memory(settings);
    RefusalPlace place = m_place;
    for (int i = 0; i < 1000; ++i) {
        place.modelId = QString::number(i);
        memory.note(place, {m_refusal.param, QString(5000, u'x')}, i);
    }
    QVERIFY(settings.value(keys::knownRefusals).size() < 150'000);
    QCOMPARE(memory.at(place, 1001).size(), size_t(1));
}

void tst_RefusalMemory::forgetsWhenTold()
{
    Settings settings(file());
    RefusalMemory memory(settings);
    memory.note(m_place, m_refusal, 0);
    QCOMPARE(memory.count(), 1);
    memory.forgetAll();
    QCOMPARE(memory.count(), 0);
    QVERIFY(memory.at(m_place, 1).empty());
}

void tst_RefusalMemory::toleratesAnyContent_data()
{
    QTest::addColumn<QByteArray>("content");
    for (const char *content : {"", "[]", "{}", "[1,null,{\"place\":1}]", "[[[[", "\xff\xfe"})
        QTest::newRow(content) << QByteArray(content);
}

void tst_RefusalMemory::toleratesAnyContent()
{
    QFETCH(const QByteArray, content);
    Settings settings(file());
    settings.set(keys::knownRefusals, content);
    RefusalMemory memory(settings);
    QVERIFY(memory.at(m_place, 1).empty());
    memory.note(m_place, m_refusal, 0);
    QCOMPARE(memory.at(m_place, 1).size(), size_t(1));
}

void tst_RefusalMemory::theMarkOfAKeyDoesNotShowIt()
{
    const QByteArray key = "sk-planted-0123456789";
    const QString mark = keyMark(SecretBytes(key));
    QCOMPARE(mark.size(), 8);
    QVERIFY(!QString::fromLatin1(key).contains(mark));
    QCOMPARE(keyMark(SecretBytes(key)), mark);
    QVERIFY(keyMark(SecretBytes("sk-planted-0123456780")) != mark);
    QCOMPARE(keyMark({}), QString());
}

QTEST_GUILESS_MAIN(tst_RefusalMemory)
#include "tst_refusalmemory.moc"
