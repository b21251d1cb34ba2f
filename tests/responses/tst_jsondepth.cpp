#include "responses/responseparser.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

/// Deep documents must cost neither the stack nor the answer.
class tst_JsonDepth : public QObject
{
    Q_OBJECT

private slots:
    void deepDocumentsEndInAnAnswerOrAnError_data();
    void deepDocumentsEndInAnAnswerOrAnError();
};

void tst_JsonDepth::deepDocumentsEndInAnAnswerOrAnError_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("an unknown field")
        << QByteArray(R"({"type":"response.output_text.delta","x":)") << QByteArray(R"(,"delta":"a"})");
    QTest::newRow("an item") << QByteArray(R"({"type":"response.output_item.done","item":)")
                             << QByteArray("}");
    QTest::newRow("an output") << QByteArray(
        R"({"type":"response.completed","response":{"status":"completed","output":)")
                               << QByteArray("}}");
    QTest::newRow("an error") << QByteArray(R"({"type":"error","error":)") << QByteArray("}");
    QTest::newRow("a delta") << QByteArray(R"({"type":"response.output_text.delta","delta":)")
                             << QByteArray("}");
    QTest::newRow("all of it") << QByteArray() << QByteArray();
    QTest::newRow("never closed") << QByteArray(R"({"type":"error","error":[)") << QByteArray();
}

void tst_JsonDepth::deepDocumentsEndInAnAnswerOrAnError()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    struct Braces
    {
        QByteArray open;
        QByteArray close;
    };
    ResponseParser parser;
    for (const Braces &braces : {Braces{"[", "]"}, Braces{"{\"a\":", "}"}, Braces{"[", ""}}) {
        for (const qsizetype depth : {10, 1000, 1100, 1'000'000}) {
            const QByteArray json =
                before + braces.open.repeated(depth) + '1' + braces.close.repeated(depth) + after;
            const auto event = parser.parseEvent(json, "message");
            if (!event)
                QCOMPARE(event.error().kind, ErrorKind::Protocol);
            const auto body = parser.parseBody(json);
            if (!body)
                QCOMPARE(body.error().kind, ErrorKind::Protocol);
        }
    }
    // The parser is none the worse for it.
    const auto event = parser.parseEvent(R"({"type":"response.output_text.delta","delta":"a"})", {});
    QVERIFY(event.has_value());
}

QTEST_APPLESS_MAIN(tst_JsonDepth)
#include "tst_jsondepth.moc"
