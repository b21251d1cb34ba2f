#include "ui/run/readablejson.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_ReadableJson : public QObject
{
    Q_OBJECT

private slots:
    void laysOut_data();
    void laysOut();
    void isTheSameDocument();
    void longStringsAreCut();
    void longDocumentsAreCut();
    void tenMegabytesAreShownAtOnce();
};

void tst_ReadableJson::laysOut_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("text");
    QTest::newRow("object") << QByteArray(R"({"a":1,"b":[true,null]})")
                            << u"{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}"_s;
    QTest::newRow("empty ones stay together")
        << QByteArray(R"({"a":{ },"b":[]})") << u"{\n  \"a\": {},\n  \"b\": []\n}"_s;
    QTest::newRow("signs in strings")
        << QByteArray(R"(["{,:\"]\\",2])") << u"[\n  \"{,:\\\"]\\\\\",\n  2\n]"_s;
    QTest::newRow("blanks as sent go") << QByteArray("{ \"a\" :\n\t1 }") << u"{\n  \"a\": 1\n}"_s;
    QTest::newRow("characters") << QByteArray("[\"\xC3\xA9\"]") << u"[\n  \"\u00e9\"\n]"_s;
    QTest::newRow("nothing") << QByteArray() << QString();
    QTest::newRow("cut in a string") << QByteArray("[\"abc") << u"[\n  \"abc"_s;
    QTest::newRow("cut behind an escape") << QByteArray("[\"abc\\") << u"[\n  \"abc\\"_s;
    QTest::newRow("no JSON") << QByteArray("]] x") << u"\n]\n]x"_s;
}

void tst_ReadableJson::laysOut()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, text);
    const ReadableJson shown = readableJson(json);
    QCOMPARE(shown.text, text);
    QVERIFY(!shown.shortened);
}

void tst_ReadableJson::isTheSameDocument()
{
    const QByteArray json = R"({"a":{"b":[1,2.5e3,"x \u00e9 \"y\"",{},[]],"c":null},"d":"\\"})";
    QCOMPARE(QJsonDocument::fromJson(readableJson(json).text.toUtf8()), QJsonDocument::fromJson(json));
}

void tst_ReadableJson::longStringsAreCut()
{
    const QByteArray json = R"({"long":")" + QByteArray("\xC3\xA9").repeated(100) + R"(","n":1})";
    const ReadableJson shown = readableJson(json, {.stringBytes = 12});
    QVERIFY(shown.shortened);
    QCOMPARE(shown.text, u"{\n  \"long\": \"\u00e9\u00e9\u00e9\u00e9\u00e9…\",\n  \"n\": 1\n}"_s);
    QVERIFY(!readableJson(json, {.stringBytes = 1000}).shortened);
}

void tst_ReadableJson::longDocumentsAreCut()
{
    const QByteArray json = '[' + QByteArray("1,").repeated(10'000) + "1]";
    const ReadableJson shown = readableJson(json, {.textBytes = 100});
    QVERIFY(shown.shortened);
    QVERIFY(shown.text.size() < 200);
    QVERIFY(shown.text.endsWith(u"\n…"_s));
}

/// A picture of 10 MB, and a hostile nest as deep as that: a frame's time, not a second.
void tst_ReadableJson::tenMegabytesAreShownAtOnce()
{
    constexpr JsonLimits limits{.stringBytes = 4000, .textBytes = 200'000};
    const QByteArray picture = R"({"image":")" + QByteArray(10'000'000, 'A') + R"("})";
    const QByteArray nest(10'000'000, '[');
    QElapsedTimer timer;
    timer.start();
    QVERIFY(readableJson(picture, limits).shortened);
    QVERIFY(readableJson(nest, limits).shortened);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QBENCHMARK
    {
        (void)readableJson(picture, limits);
    }
}

QTEST_APPLESS_MAIN(tst_ReadableJson)
#include "tst_readablejson.moc"
