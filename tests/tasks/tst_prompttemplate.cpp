#include "tasks/prompttemplate.h"

#include <QJsonDocument>
#include <QtTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_PromptTemplate : public QObject
{
    Q_OBJECT

private slots:
    void expands_data();
    void expands();
    void linesOfMarksAreTaken_data();
    void linesOfMarksAreTaken();
    void refuses_data();
    void refuses();
    void checksWithoutATask();
    void aBombIsRefused();
    void theArcTemplateShowsATask();
    void aTaskWithoutOutputsIsShownTheSame();

private:
    static Task taskOf(const QByteArray &fields)
    {
        return {.id = u"t"_s, .fields = QJsonDocument::fromJson(fields).object()};
    }
    static QString expanded(const QString &text, const QByteArray &fields)
    {
        const auto prompt = expandTemplate(text, taskOf(fields));
        return prompt ? *prompt : QString(u"error: "_s + prompt.error().message);
    }
};

void tst_PromptTemplate::expands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("prompt");

    QTest::newRow("plain text") << u"Hello."_s << QByteArray("{}") << u"Hello."_s;
    QTest::newRow("nothing") << QString() << QByteArray("{}") << QString();
    QTest::newRow("a field") << u"Say {{a}}!"_s << QByteArray(R"({"a":"hi"})") << u"Say hi!"_s;
    QTest::newRow("spaces in a mark") << u"{{ a }}"_s << QByteArray(R"({"a":"hi"})") << u"hi"_s;
    QTest::newRow("a field within a field")
        << u"{{a.b.c}}"_s << QByteArray(R"({"a":{"b":{"c":"x"}}})") << u"x"_s;
    QTest::newRow("a name with a dot and a space")
        << u"{{No. of legs}}"_s << QByteArray(R"({"No. of legs":"4"})") << u"4"_s;
    QTest::newRow("a number") << u"{{a}}"_s << QByteArray(R"({"a":1.5})") << u"1.5"_s;
    QTest::newRow("a whole number") << u"{{a}}"_s << QByteArray(R"({"a":12345678901})") << u"12345678901"_s;
    QTest::newRow("null is JSON") << u"{{a}}"_s << QByteArray(R"({"a":null})") << u"null"_s;
    QTest::newRow("an object is compact JSON")
        << u"{{a}}"_s << QByteArray(R"({"a":{"b": [1, 2]}})") << u"{\"b\":[1,2]}"_s;
    QTest::newRow("json quotes a string")
        << u"{{a|json}}"_s << QByteArray(R"({"a":"x\"y"})") << u"\"x\\\"y\""_s;
    QTest::newRow("grid") << u"{{a|grid}}"_s << QByteArray(R"({"a":[[1,2],[3,4]]})") << u"1 2\n3 4"_s;
    QTest::newRow("spaces around a filter")
        << u"{{ a | grid }}"_s << QByteArray(R"({"a":[[1,2]]})") << u"1 2"_s;
    QTest::newRow("values are not read as templates")
        << u"{{a}}"_s << QByteArray(R"({"a":"{{b}} {{#c}}"})") << u"{{b}} {{#c}}"_s;
    QTest::newRow("values are not escaped")
        << u"{{a}}"_s << QByteArray(R"({"a":"<b> & \"c\""})") << u"<b> & \"c\""_s;
    QTest::newRow("single braces mean nothing") << u"{a} } {"_s << QByteArray("{}") << u"{a} } {"_s;

    QTest::newRow("a section of an array")
        << u"{{#a}}{{@number}}{{.}} {{/a}}"_s << QByteArray(R"({"a":["x","y"]})") << u"1x 2y "_s;
    QTest::newRow("fields of an entry come first")
        << u"{{#a}}{{n}}{{m}} {{/a}}"_s << QByteArray(R"({"a":[{"n":1},{"n":2}],"n":9,"m":"m"})")
        << u"1m 2m "_s;
    QTest::newRow("a section of an object")
        << u"{{#a}}{{b}}{{/a}}"_s << QByteArray(R"({"a":{"b":"x"}})") << u"x"_s;
    QTest::newRow("a section of a string is shown once")
        << u"{{#a}}[{{.}}]{{/a}}"_s << QByteArray(R"({"a":"x"})") << u"[x]"_s;
    QTest::newRow("a section of true") << u"{{#a}}yes{{/a}}"_s << QByteArray(R"({"a":true})") << u"yes"_s;
    for (const char *nothing : {"false", "null", "0", "\"\"", "[]"}) {
        QTest::addRow("a section of %s", nothing)
            << u"{{#a}}yes{{/a}}{{^a}}no{{/a}}"_s << QByteArray("{\"a\":") + nothing + "}" << u"no"_s;
    }
    QTest::newRow("a section of a field that is not there")
        << u"{{#a}}yes{{/a}}{{^a}}no{{/a}}"_s << QByteArray("{}") << u"no"_s;
    QTest::newRow("an inverted section of something")
        << u"{{^a}}no{{/a}}"_s << QByteArray(R"({"a":1})") << QString();
    QTest::newRow("an array within an array")
        << u"{{#a}}{{@number}}({{#.}}{{@number}}{{.}}{{/.}}){{/a}}"_s
        << QByteArray(R"({"a":[["x","y"],["z"]]})") << u"1(1x2y)2(1z)"_s;
    QTest::newRow("a condition does not count")
        << u"{{#a}}{{#b}}{{@number}}{{/b}}{{/a}}"_s << QByteArray(R"({"a":[{},{"b":true}]})") << u"2"_s;
    QTest::newRow("the same section twice within itself")
        << u"{{#a}}{{#a}}x{{/a}}{{/a}}"_s << QByteArray(R"({"a":[1,2]})") << u"xxxx"_s;
    QTest::newRow("a section of a path")
        << u"{{#a.b}}{{.}}{{/a.b}}"_s << QByteArray(R"({"a":{"b":[1,2]}})") << u"12"_s;
    QTest::newRow("a comment") << u"a{{! not shown }}b"_s << QByteArray("{}") << u"ab"_s;
}

void tst_PromptTemplate::expands()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, fields);
    QFETCH(const QString, prompt);
    QCOMPARE(expanded(text, fields), prompt);
}

void tst_PromptTemplate::linesOfMarksAreTaken_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("prompt");

    QTest::newRow("marks alone on their lines") << u"a\n{{#yes}}\nb\n{{/yes}}\nc\n"_s << u"a\nb\nc\n"_s;
    QTest::newRow("blanks around them") << u"a\n  {{#yes}}\t\nb\n\t{{/yes}}  \nc"_s << u"a\nb\nc"_s;
    QTest::newRow("CRLF") << u"a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc"_s << u"a\r\nb\r\nc"_s;
    QTest::newRow("at the beginning and the end") << u"{{#yes}}\nb\n{{/yes}}"_s << u"b\n"_s;
    QTest::newRow("a section that is not shown leaves no line")
        << u"a\n{{#no}}\nb\n{{/no}}\nc"_s << u"a\nc"_s;
    QTest::newRow("an inverted section") << u"a\n{{^no}}\nb\n{{/no}}\nc"_s << u"a\nb\nc"_s;
    QTest::newRow("a comment alone") << u"a\n{{! x }}\nb"_s << u"a\nb"_s;
    QTest::newRow("a comment of several lines") << u"a\n{{! x\ny }}\nb"_s << u"a\nb"_s;
    QTest::newRow("text before a mark keeps the line") << u"a {{#yes}}\nb{{/yes}}\nc"_s << u"a \nb\nc"_s;
    QTest::newRow("two marks on a line keep it") << u"a\n{{#yes}}{{/yes}}\nb"_s << u"a\n\nb"_s;
    QTest::newRow("a field keeps its line") << u"a\n{{yes}}\nb"_s << u"a\ntrue\nb"_s;
    QTest::newRow("empty lines stay") << u"{{#yes}}\n\na\n\n{{/yes}}\n\nb"_s << u"\na\n\n\nb"_s;
}

void tst_PromptTemplate::linesOfMarksAreTaken()
{
    QFETCH(const QString, text);
    QFETCH(const QString, prompt);
    QCOMPARE(expanded(text, R"({"yes":true,"no":false})"), prompt);
}

void tst_PromptTemplate::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");

    QTest::newRow("a field that the task has not got")
        << u"a\nb {{nothing}}"_s << u"line 2: the task has no field \"nothing\""_s;
    QTest::newRow("a field within one that has none")
        << u"{{a.nothing}}"_s << u"line 1: the task has no field \"a.nothing\""_s;
    QTest::newRow("lines count behind marks that took theirs along")
        << u"{{#a}}\n{{/a}}\n\n{{nothing}}"_s << u"line 4: the task has no field \"nothing\""_s;
    QTest::newRow("an unknown filter")
        << u"\n{{a|html}}"_s << u"line 2: there is no filter \"html\", only \"grid\" and \"json\""_s;
    QTest::newRow("no grid") << u"{{a|grid}}"_s << u"line 1: the field \"a\" is no grid"_s;
    QTest::newRow("a mark without its end") << u"x\n{{a"_s << u"line 2: this \"{{\" has no \"}}\""_s;
    QTest::newRow("an empty mark") << u"{{ }}"_s << u"line 1: {{}} names no field"_s;
    QTest::newRow("three braces") << u"{{{a}}}"_s << u"line 1: {{{ is not part of this language"_s;
    QTest::newRow("a partial") << u"{{> a}}"_s << u"line 1: {{> is not part of this language"_s;
    QTest::newRow("a section that is not closed")
        << u"x\n{{#a}}\ny"_s << u"line 2: the section \"a\" has no {{/a}}"_s;
    QTest::newRow("an end without its section") << u"x\n{{/a}}"_s << u"line 2: {{/a}} closes nothing"_s;
    QTest::newRow("sections that cross")
        << u"{{#a}}\n{{#b}}\n{{/a}}{{/b}}"_s
        << u"line 3: {{/a}} stands where the section \"b\" of line 2 must end"_s;
    QTest::newRow("a number outside of an array")
        << u"{{@number}}"_s << u"line 1: {{@number}} stands outside of every section of an array"_s;
    QTest::newRow("sections without end")
        << u"{{#a}}"_s.repeated(1000) << u"line 1: sections stand too deep in each other"_s;
}

void tst_PromptTemplate::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, message);

    const auto prompt = expandTemplate(text, taskOf(R"({"a":{"b":"c"}})"));
    QVERIFY(!prompt);
    QCOMPARE(prompt.error().kind, ErrorKind::Usage);
    QCOMPARE(prompt.error().message, message);
}

void tst_PromptTemplate::checksWithoutATask()
{
    QVERIFY(checkTemplate(u"{{anything}} {{#more}}{{within}}{{/more}}"_s));
    QVERIFY(checkTemplate(arcTemplate()));
    QCOMPARE(checkTemplate(u"{{#a}}"_s).error().message, u"line 1: the section \"a\" has no {{/a}}"_s);
}

void tst_PromptTemplate::aBombIsRefused()
{
    // Ten sections of a hundred entries each: 10^20 times nothing.
    QByteArray entries("1");
    for (int i = 1; i < 100; ++i)
        entries += ",1";
    const QString bomb = u"{{#a}}"_s.repeated(10) + u"{{/a}}"_s.repeated(10);
    QCOMPARE(expanded(bomb, "{\"a\":[" + entries + "]}"),
             u"error: line 1: the prompt would become too long"_s);
}

void tst_PromptTemplate::theArcTemplateShowsATask()
{
    const QString prompt = expanded(arcTemplate(), R"({"train":[{"input":[[1,2]],"output":[[2,1]]},
        {"input":[[3]],"output":[[3]]}],"test":[{"input":[[4,5],[6,7]]},{"input":[[8]]}]})");
    QVERIFY2(prompt.contains("Training pair 1, input:\n1 2\n\nTraining pair 1, output:\n2 1\n\n"
                             "Training pair 2, input:\n3\n\nTraining pair 2, output:\n3\n\n"
                             "Test input 1:\n4 5\n6 7\n\nTest input 2:\n8\n\nGive the output grid"_L1),
             qPrintable(prompt));
    QVERIFY(!prompt.contains("{{"_L1));
}

void tst_PromptTemplate::aTaskWithoutOutputsIsShownTheSame()
{
    // The name of a task is no part of what a model is shown.
    const QByteArray pairs = R"("train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[3]]}])";
    QCOMPARE(expanded(arcTemplate(), "{" + pairs + ",\"name\":\"05a7bcf2\"}"),
             expanded(arcTemplate(), "{" + pairs + "}"));
}

QTEST_GUILESS_MAIN(tst_PromptTemplate)
#include "tst_prompttemplate.moc"
