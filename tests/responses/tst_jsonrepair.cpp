#include "responses/jsonrepair.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_JsonRepair : public QObject
{
    Q_OBJECT

private slots:
    void repairs_data();
    void repairs();
    void manySurrogatesAreRepairedInLinearTime();
};

void tst_JsonRepair::repairs_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");

    const auto unchanged = [](const char *name, const QByteArray &json) {
        QTest::newRow(name) << json << json;
    };
    unchanged("nothing", {});
    unchanged("sound JSON", R"({"a":"é \n \\ \" é"})");
    unchanged("a surrogate pair", R"("\ud83d\ude00")");
    unchanged("a pair in capitals", R"("\uD83D\uDE00")");
    unchanged("an escaped backslash before u", R"("\\ud83d")");
    unchanged("a cut escape at the end", R"("\ud8)");
    unchanged("a backslash at the end", R"("a\)");
    unchanged("no hexadecimal digits", R"("\uzzzz")");

    QTest::newRow("a lone high surrogate") << QByteArray(R"("a\ud83d b")") << QByteArray(R"("a\ufffd b")");
    QTest::newRow("a lone low surrogate") << QByteArray(R"("\ude00")") << QByteArray(R"("\ufffd")");
    QTest::newRow("two high ones, the second with its partner")
        << QByteArray(R"("\ud83d\ud83d\ude00")") << QByteArray(R"("\ufffd\ud83d\ude00")");
    QTest::newRow("a pair the wrong way round")
        << QByteArray(R"("\ude00\ud83d")") << QByteArray(R"("\ufffd\ufffd")");
    QTest::newRow("a high one before another escape")
        << QByteArray(R"("\ud83d\n")") << QByteArray(R"("\ufffd\n")");
    QTest::newRow("behind two backslashes") << QByteArray(R"("\\\ud83d")") << QByteArray(R"("\\\ufffd")");
    QTest::newRow("invalid UTF-8") << QByteArray("\"a\xFFz\"") << QByteArray("\"a\xEF\xBF\xBDz\"");
    QTest::newRow("an encoded surrogate")
        << QByteArray("\"\xED\xA0\x80\"") << QByteArray("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    QTest::newRow("both faults") << QByteArray("\"\xC3 \\udc00\"") << QByteArray("\"\xEF\xBF\xBD \\ufffd\"");
}

void tst_JsonRepair::repairs()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, expected);
    QCOMPARE(repairedJson(json), expected);
    QCOMPARE(repairedJson(expected), expected);
}

void tst_JsonRepair::manySurrogatesAreRepairedInLinearTime()
{
    constexpr int count = 500'000;
    const QByteArray json = '"' + QByteArray("\\ud83d").repeated(count) + '"';
    QCOMPARE(repairedJson(json), '"' + QByteArray("\\ufffd").repeated(count) + '"');
}

QTEST_APPLESS_MAIN(tst_JsonRepair)
#include "tst_jsonrepair.moc"
