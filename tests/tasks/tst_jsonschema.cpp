#include "tasks/jsonanswer.h"
#include "tasks/jsonschema.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QThread>

#include <memory>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_JsonSchema : public QObject
{
    Q_OBJECT

private slots:
    void checksSchemas_data();
    void checksSchemas();
    void findsTheFirstProblem_data();
    void findsTheFirstProblem();
    void staysWithinBounds_data();
    void staysWithinBounds();
    void getsByOnASmallStack_data();
    void getsByOnASmallStack();
};

namespace {

QJsonObject object(const QString &json)
{
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

/// {"allOf": [{"allOf": [… ]}]}
QString nested(int depth)
{
    return QString(u"{\"properties\":{\"a\":"_s.repeated(depth) + u"{}"_s + u"}}"_s.repeated(depth));
}

QString chained(int count)
{
    QString definitions;
    for (int i = 0; i < count; ++i)
        definitions +=
            QString(u"\"d%1\":{\"anyOf\":[{\"$ref\":\"#/$defs/d%2\"},{\"$ref\":\"#/$defs/d%2\"}]},"_s)
                .arg(i)
                .arg(i + 1);
    return QString(u"{\"$ref\":\"#/$defs/d0\",\"$defs\":{"_s + definitions + u"\"d"_s + QString::number(count)
                   + u"\":{}}}"_s);
}

} // namespace

void tst_JsonSchema::checksSchemas_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("problem");

    const QString fine;
    QTest::newRow("empty") << u"{}"_s << fine;
    QTest::newRow("an object with members")
        << uR"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})"_s
        << fine;
    QTest::newRow("with address and dialect")
        << uR"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.org/x","type":"array"})"_s
        << fine;
    QTest::newRow("a reference within")
        << uR"({"$defs":{"n":{"type":"number"}},"items":{"$ref":"#/$defs/n"}})"_s << fine;
    QTest::newRow("a schema that refers to itself deeper in the value")
        << uR"({"properties":{"child":{"$ref":"#"}}})"_s << fine;
    QTest::newRow("a condition that is referred to")
        << uR"({"$ref":"#/$defs/x","$defs":{"x":{"if":{"type":"string"},"then":{"minLength":2}}}})"_s << fine;

    QTest::newRow("another document")
        << uR"({"$ref":"https://example.org/schema.json"})"_s << u"never fetched"_s;
    QTest::newRow("a file") << uR"({"items":{"$ref":"file:///etc/passwd"}})"_s << u"never fetched"_s;
    QTest::newRow("an anchor") << uR"({"$ref":"#here"})"_s << u"never fetched"_s;
    QTest::newRow("a reference to nothing") << uR"({"$ref":"#/$defs/none"})"_s << u"does not exist"_s;
    QTest::newRow("a reference to what is no schema")
        << uR"({"properties":{"a":{"$ref":"#/examples/0"}},"examples":[{}]})"_s << u"does not exist"_s;
    QTest::newRow("itself") << uR"({"$ref":"#"})"_s << u"leads back"_s;
    QTest::newRow("itself in an alternative")
        << uR"({"anyOf":[{"$ref":"#"},{"type":"null"}]})"_s << u"leads back"_s;
    QTest::newRow("itself in a circle of two")
        << uR"({"$ref":"#/$defs/a","$defs":{"a":{"not":{"$ref":"#/$defs/b"}},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}})"_s
        << u"leads back"_s;
    QTest::newRow("too many at one place") << chained(40) << u"too many"_s;
    QTest::newRow("nested too deeply") << nested(100) << u"too deep"_s;
    QTest::newRow("an unknown type") << uR"({"type":"colour"})"_s << u"cannot be read"_s;
    QTest::newRow("a wrong keyword value") << uR"({"minLength":[3]})"_s << u"cannot be read"_s;
    QTest::newRow("no schema within") << uR"({"properties":{"a":3}})"_s << u"neither an object"_s;
    QTest::newRow("a pattern that cannot be read") << uR"({"pattern":"(["})"_s << u"pattern"_s;
    QTest::newRow("a keyword that would go unheeded")
        << uR"({"patternProperties":{"^a":{}}})"_s << u"patternProperties, which is not supported"_s;
}

void tst_JsonSchema::checksSchemas()
{
    QFETCH(const QString, schema);
    QFETCH(const QString, problem);
    const Result<> checked = checkSchema(object(schema));
    if (problem.isEmpty()) {
        QVERIFY2(checked, qPrintable(checked ? QString() : checked.error().message));
        return;
    }
    QVERIFY(!checked);
    QCOMPARE(checked.error().kind, ErrorKind::Usage);
    QVERIFY2(checked.error().message.contains(problem), qPrintable(checked.error().message));
    QVERIFY(firstProblem(object(schema), 1));
}

void tst_JsonSchema::findsTheFirstProblem_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("path"); // null: no problem

    const QString none;
    const QString whole = u""_s;
    QTest::newRow("anything goes") << u"{}"_s << u"[1]"_s << none;
    QTest::newRow("type fits") << uR"({"type":"string"})"_s << uR"("x")"_s << none;
    QTest::newRow("type does not fit") << uR"({"type":"string"})"_s << u"1"_s << whole;
    QTest::newRow("a large whole number") << uR"({"type":"integer"})"_s << u"3000000000"_s << none;
    QTest::newRow("a whole number with a point") << uR"({"type":"integer"})"_s << u"3.0"_s << none;
    QTest::newRow("a fraction is no integer") << uR"({"type":"integer"})"_s << u"1.5"_s << whole;
    QTest::newRow("a text is no integer") << uR"({"type":["integer","null"]})"_s << uR"("1")"_s << whole;
    QTest::newRow("null among types") << uR"({"type":["integer","null"]})"_s << u"null"_s << none;
    QTest::newRow("a member is missing") << uR"({"required":["a"]})"_s << u"{}"_s << whole;
    QTest::newRow("a member has the wrong type")
        << uR"({"properties":{"a":{"type":"number"}}})"_s << uR"({"a":"1"})"_s << u"/a"_s;
    QTest::newRow("a member with slash and tilde")
        << uR"({"properties":{"a/b~":{"type":"number"}}})"_s << uR"({"a/b~":"1"})"_s << u"/a~1b~0"_s;
    QTest::newRow("an unexpected member")
        << uR"({"properties":{"a":{}},"additionalProperties":false})"_s << uR"({"a":1,"b":2})"_s << whole;
    QTest::newRow("an item") << uR"({"items":{"type":"number"}})"_s << uR"([1,2,"3"])"_s << u"/2"_s;
    QTest::newRow("deep inside") << uR"({"properties":{"rows":{"items":{"items":{"maximum":9}}}}})"_s
                                 << uR"({"rows":[[1],[2,10]]})"_s << u"/rows/1/1"_s;
    QTest::newRow("enum") << uR"({"enum":["a","b"]})"_s << uR"("c")"_s << whole;
    QTest::newRow("const") << uR"({"const":{"a":1}})"_s << uR"({"a":1})"_s << none;
    QTest::newRow("too few items") << uR"({"minItems":2})"_s << u"[1]"_s << whole;
    QTest::newRow("too long a text counts characters") << uR"({"maxLength":3})"_s << uR"("äöü")"_s << none;
    QTest::newRow("pattern fits") << uR"({"pattern":"^a+$"})"_s << uR"("aaa")"_s << none;
    QTest::newRow("pattern does not fit") << uR"({"pattern":"^a+$"})"_s << uR"("aab")"_s << whole;
    QTest::newRow("pattern on a number") << uR"({"pattern":"^a+$"})"_s << u"1"_s << none;
    QTest::newRow("items that must differ") << uR"({"uniqueItems":true})"_s << u"[1,2,1]"_s << whole;
    QTest::newRow("any of") << uR"({"anyOf":[{"type":"string"},{"type":"null"}]})"_s << u"null"_s << none;
    QTest::newRow("none of any of") << uR"({"anyOf":[{"type":"string"},{"type":"null"}]})"_s << u"1"_s
                                    << whole;
    QTest::newRow("two of one of") << uR"({"oneOf":[{"minimum":1},{"minimum":2}]})"_s << u"3"_s << whole;
    QTest::newRow("not") << uR"({"not":{"type":"string"}})"_s << uR"("x")"_s << whole;
    QTest::newRow("then holds")
        << uR"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}})"_s << uR"("ab")"_s
        << none;
    QTest::newRow("then is violated")
        << uR"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}})"_s << uR"("a")"_s
        << whole;
    QTest::newRow("else is violated")
        << uR"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}})"_s << u"4"_s << whole;
    QTest::newRow("a condition that is referred to")
        << uR"({"$ref":"#/$defs/x","$defs":{"x":{"if":{"type":"string"},"then":{"minLength":2}}}})"_s
        << uR"("a")"_s << whole;
    QTest::newRow("beside a reference")
        << uR"({"$ref":"#/$defs/n","maximum":3,"$defs":{"n":{"type":"number"}}})"_s << u"4"_s << whole;
    QTest::newRow("a tree")
        << uR"({"type":"object","required":["name"],"properties":{"children":{"items":{"$ref":"#"}}}})"_s
        << uR"({"name":"a","children":[{"name":"b","children":[{}]}]})"_s << u"/children/0/children/0"_s;
    QTest::newRow("formats are remarks") << uR"({"format":"date"})"_s << uR"("soon")"_s << none;
    QTest::newRow("false allows nothing") << uR"({"properties":{"a":false}})"_s << uR"({"a":1})"_s << whole;
}

void tst_JsonSchema::findsTheFirstProblem()
{
    QFETCH(const QString, schema);
    QFETCH(const QString, value);
    QFETCH(const QString, path);
    const Result<> checked = checkSchema(object(schema));
    QVERIFY2(checked, qPrintable(checked ? QString() : checked.error().message));
    const auto problem = firstProblem(object(schema), parsedJson(value).value());
    QCOMPARE(problem.has_value(), !path.isNull());
    if (problem) {
        QCOMPARE(problem->path, path);
        QVERIFY(!problem->problem.isEmpty());
    }
}

void tst_JsonSchema::staysWithinBounds_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("isProblem");

    const QString tree = uR"({"properties":{"a":{"$ref":"#"}},"items":{"$ref":"#"}})"_s;
    QTest::newRow("a value as deep as JSON may be")
        << tree << QString(u"["_s.repeated(500) + u"]"_s.repeated(500)) << true;
    QTest::newRow("a value that is moderately deep")
        << tree << QString(u"["_s.repeated(30) + u"]"_s.repeated(30)) << false;
    QTest::newRow("work that doubles with each level")
        << uR"({"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}]})"_s
        << QString(u"["_s.repeated(84) + u"]"_s.repeated(84)) << true;
    QTest::newRow("a long array that is wrong throughout")
        << uR"({"items":{"type":"string"}})"_s << QString(u"["_s + u"1,"_s.repeated(200'000) + u"1]"_s)
        << true;
    QTest::newRow("a long array that is right")
        << uR"({"items":{"type":"integer"}})"_s << QString(u"["_s + u"1,"_s.repeated(100'000) + u"1]"_s)
        << false;
    QTest::newRow("many items that must differ")
        << uR"({"uniqueItems":true})"_s << QString(u"["_s + u"1,"_s.repeated(100'000) + u"1]"_s) << true;
    QTest::newRow("a pattern that backtracks")
        << uR"({"pattern":"^(a+)+$"})"_s << QString(u"\""_s + u"a"_s.repeated(10'000) + u"!\""_s) << true;
    QTest::newRow("a long text for a pattern")
        << uR"({"pattern":"^(a|b)*$"})"_s << QString(u"\""_s + u"ab"_s.repeated(1'000) + u"\""_s) << false;
}

void tst_JsonSchema::staysWithinBounds()
{
    QFETCH(const QString, schema);
    QFETCH(const QString, value);
    QFETCH(const bool, isProblem);
    const auto json = parsedJson(value);
    QVERIFY(json);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(firstProblem(object(schema), *json).has_value(), isProblem);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

void tst_JsonSchema::getsByOnASmallStack_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("value");

    // Definitions as deep as is allowed, each of which leads to the next.
    QString definitions;
    constexpr int count = 8;
    constexpr int depth = 25;
    for (int i = 0; i < count; ++i)
        definitions += QString(u"\"d%1\":"_s + u"{\"properties\":{\"a\":"_s.repeated(depth)
                               + u"{\"$ref\":\"#/$defs/d%2\"}"_s + u"}}"_s.repeated(depth) + u","_s)
                           .arg(i)
                           .arg(i + 1);
    const QString deep = u"{\"$ref\":\"#/$defs/d0\",\"$defs\":{"_s + definitions + u"\"d8\":{}}}"_s;
    QTest::newRow("a deep schema") << deep
                                   << QString(u"{\"a\":"_s.repeated(84) + u"1"_s + u"}"_s.repeated(84));
    const QString alternatives = uR"({"anyOf":[{"allOf":[{"items":{"$ref":"#"}}]}]})"_s;
    QTest::newRow("a deep value") << alternatives << QString(u"["_s.repeated(60) + u"]"_s.repeated(60));
    QTest::newRow("a deep value under a plain schema")
        << uR"({"items":{"$ref":"#"}})"_s << QString(u"["_s.repeated(120) + u"]"_s.repeated(120));
}

/// Whatever the stack of the thread that grades: on macOS it is 512 KiB.
void tst_JsonSchema::getsByOnASmallStack()
{
    QFETCH(const QString, schema);
    QFETCH(const QString, value);
    const auto json = parsedJson(value);
    QVERIFY(json);
    bool isUsable = false;
    std::optional<SchemaProblem> problem;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        isUsable = checkSchema(object(schema)).has_value();
        problem = firstProblem(object(schema), *json);
    }));
    thread->setStackSize(256 * 1024);
    thread->start();
    QVERIFY(thread->wait());
    QVERIFY(isUsable);
    QVERIFY2(!problem, qPrintable(problem ? problem->problem : QString()));
}

QTEST_GUILESS_MAIN(tst_JsonSchema)
#include "tst_jsonschema.moc"
