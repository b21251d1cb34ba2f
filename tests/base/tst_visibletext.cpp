#include "base/visibletext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_VisibleText : public QObject
{
    Q_OBJECT

private slots:
    void makesHiddenCharactersVisible_data();
    void makesHiddenCharactersVisible();
    void jsonStaysTheSameJson_data();
    void jsonStaysTheSameJson();
};

void tst_VisibleText::makesHiddenCharactersVisible_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("visible");

    QTest::newRow("plain") << u"a\tb\nc"_s << u"a\tb\nc"_s;
    QTest::newRow("override") << u"a\u202eb"_s << u"a⟦U+202E⟧b"_s;
    QTest::newRow("isolate") << u"\u2066\u2069"_s << u"⟦U+2066⟧⟦U+2069⟧"_s;
    QTest::newRow("marks") << u"\u200e\u200f\u061c"_s << u"⟦U+200E⟧⟦U+200F⟧⟦U+061C⟧"_s;
    QTest::newRow("zero width space") << u"a\u200bb"_s << u"a⟦U+200B⟧b"_s;
    QTest::newRow("byte order mark") << u"\ufeffa"_s << u"⟦U+FEFF⟧a"_s;
    QTest::newRow("escape") << u"\u001b[31m"_s << u"⟦U+001B⟧[31m"_s;
    QTest::newRow("C1") << QString{QChar{0x9b}} << u"⟦U+009B⟧"_s;
    QTest::newRow("NUL") << QString{QChar::Null} << u"⟦U+0000⟧"_s;
    QTest::newRow("tag characters") << u"a\U000E0041\U000E007F"_s << u"a⟦U+E0041⟧⟦U+E007F⟧"_s;
    QTest::newRow("separators") << u"\u2028\u2029"_s << u"⟦U+2028⟧⟦U+2029⟧"_s;
    QTest::newRow("what Qt's documents are made of") << u"\ufdd0\ufffc"_s << u"⟦U+FDD0⟧⟦U+FFFC⟧"_s;
    QTest::newRow("windows line end") << u"a\r\nb\rc"_s << u"a\nb⟦U+000D⟧c"_s;
    QTest::newRow("joiner in Latin") << u"a\u200db"_s << u"a⟦U+200D⟧b"_s;
    QTest::newRow("family emoji") << u"\U0001F468\u200d\U0001F469\u200d\U0001F467"_s
                                  << u"\U0001F468\u200d\U0001F469\u200d\U0001F467"_s;
    QTest::newRow("heart on fire") << u"\u2764\ufe0f\u200d\U0001F525"_s << u"\u2764\ufe0f\u200d\U0001F525"_s;
    QTest::newRow("Devanagari") << u"\u0915\u094d\u200d\u0937"_s << u"\u0915\u094d\u200d\u0937"_s;
    QTest::newRow("Persian") << u"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"_s
                             << u"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"_s;
}

void tst_VisibleText::makesHiddenCharactersVisible()
{
    QFETCH(const QString, text);
    QTEST(visibleText(text), "visible");
}

void tst_VisibleText::jsonStaysTheSameJson_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("escaped"); // what stands between the quotes
    QTest::newRow("plain") << u"aé漢"_s << QByteArray("a\xC3\xA9\xE6\xBC\xA2");
    QTest::newRow("C1") << u"a\u009b31m"_s << QByteArray("a\\u009b31m");
    QTest::newRow("bidi") << u"\u202eab"_s << QByteArray("\\u202eab");
    QTest::newRow("tags") << u"x\U000E0041"_s << QByteArray("x\\udb40\\udc41");
    QTest::newRow("escape") << u"\u001b[2J"_s << QByteArray("\\u001b[2J");
}

void tst_VisibleText::jsonStaysTheSameJson()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, escaped);
    const QJsonObject object{{u"a"_s, text}};
    const QByteArray json = visibleJson(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QCOMPARE(json, QByteArray(R"({"a":")" + escaped + R"("})"));
    QCOMPARE(QJsonDocument::fromJson(json).object(), object);
}

QTEST_APPLESS_MAIN(tst_VisibleText)
#include "tst_visibletext.moc"
