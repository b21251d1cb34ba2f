#include "tasks/grader.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_Grader : public QObject
{
    Q_OBJECT

private slots:
    void exact_data();
    void exact();
    void text_data();
    void text();
    void number_data();
    void number();
    void regex_data();
    void regex();
    void json_data();
    void json();
    void jsonSchema_data();
    void jsonSchema();
    void arc_data();
    void arc();
    void leavesUngraded_data();
    void leavesUngraded();
    void tellsProblemsOfSpecs_data();
    void tellsProblemsOfSpecs();
    void evidenceOfNumbers();
    void evidenceOfPatterns();
    void evidenceOfJson();
    void evidenceOfSchemas();
    void evidenceOfGrids();
    void takesLinearTime_data();
    void takesLinearTime();
};

namespace {

/// A JSON value of any type.
QJsonValue value(const QString &json)
{
    return QJsonDocument::fromJson(QString(u"["_s + json + u"]"_s).toUtf8()).array().first();
}

QJsonObject object(const QString &json)
{
    return value(json).toObject();
}

void columns()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("code");
}

const QString plain = u"{}"_s;

/// The row's grade has its code, says so in a sentence, and codes of success are those of solved answers.
void checkRow(GraderKind kind)
{
    QFETCH(const QString, options);
    QFETCH(const QString, expected);
    QFETCH(const QString, answer);
    QFETCH(const QString, code);
    const GraderSpec spec{.kind = kind, .options = object(options)};
    const QJsonValue wanted = expected.isEmpty() ? QJsonValue(QJsonValue::Undefined) : value(expected);
    const Grade grade = gradeAnswer(spec, wanted, answer);
    QCOMPARE(grade.code, code);
    const QStringList good{u"equal"_s, u"contained"_s, u"within_tolerance"_s, u"match"_s, u"valid"_s};
    QCOMPARE(grade.verdict, good.contains(code) ? Verdict::Solved : Verdict::Failed);
    QCOMPARE(grade.grader, kind);
    QCOMPARE(grade.graderVersion, graderVersion(kind));
    QVERIFY2(grade.message.endsWith(u'.'), qPrintable(grade.message));
    QCOMPARE(gradeAnswer(spec, wanted, answer), grade);
}

Grade grade(GraderKind kind, const QJsonValue &expected, const QString &answer,
            const QString &options = plain)
{
    return gradeAnswer({.kind = kind, .options = object(options)}, expected, answer);
}

QString placed(const QString &answer, const QJsonValue &place)
{
    return answer.mid(place[u"start"].toInt(), place[u"length"].toInt());
}

} // namespace

void tst_Grader::exact_data()
{
    columns();
    const QString equal = u"equal"_s;
    const QString differs = u"differs"_s;

    QTest::newRow("the same") << plain << uR"("Paris")"_s << u"Paris"_s << equal;
    QTest::newRow("white space at the ends") << plain << uR"(" Paris\n")"_s << u"\n\tParis  "_s << equal;
    QTest::newRow("several lines") << plain << uR"("a\nb")"_s << u"a\nb\n"_s << equal;
    QTest::newRow("a number is its digits") << plain << u"42"_s << u"42"_s << equal;
    QTest::newRow("nothing is expected and nothing came") << plain << uR"("")"_s << u" "_s << equal;
    QTest::newRow("case counts") << plain << uR"("Paris")"_s << u"paris"_s << differs;
    QTest::newRow("a point counts") << plain << uR"("Paris")"_s << u"Paris."_s << differs;
    QTest::newRow("white space within counts") << plain << uR"("a b")"_s << u"a  b"_s << differs;
    QTest::newRow("words around count") << plain << uR"("Paris")"_s << u"It is Paris"_s << differs;
    QTest::newRow("an empty answer") << plain << uR"("Paris")"_s << QString() << u"empty_answer"_s;
}

void tst_Grader::exact()
{
    checkRow(GraderKind::Exact);
}

void tst_Grader::text_data()
{
    columns();
    const QString contains = uR"({"contains": true})"_s;
    const QString equal = u"equal"_s;
    const QString differs = u"differs"_s;

    QTest::newRow("the same") << plain << uR"("Paris")"_s << u"Paris"_s << equal;
    QTest::newRow("another case") << plain << uR"("Paris")"_s << u"PARIS"_s << equal;
    QTest::newRow("German sharp s") << plain << uR"("Straße")"_s << u"STRASSE"_s << equal;
    QTest::newRow("punctuation at the end") << plain << uR"("Paris")"_s << u"Paris!"_s << equal;
    QTest::newRow("quotation marks") << plain << uR"("Paris")"_s << u"„Paris“"_s << equal;
    QTest::newRow("Markdown emphasis") << plain << uR"("Paris")"_s << u"**Paris**"_s << equal;
    QTest::newRow("a Markdown heading with code")
        << plain << uR"("foo bar")"_s << u"## `foo` _bar_"_s << equal;
    QTest::newRow("struck out marks") << plain << uR"("foo")"_s << u"~~foo~~"_s << equal;
    QTest::newRow("white space within") << plain << uR"("New York")"_s << u"New \n York"_s << equal;
    QTest::newRow("a no-break space") << plain << uR"("New York")"_s << u"New\u00A0York"_s << equal;
    QTest::newRow("a hyphen is a space") << plain << uR"("well known")"_s << u"well-known"_s << equal;
    QTest::newRow("an apostrophe") << plain << uR"("dont")"_s << u"Don’t"_s << equal;
    QTest::newRow("full-width letters") << plain << uR"("ABC 12")"_s << u"ＡＢＣ １２"_s << equal;
    QTest::newRow("composed and decomposed") << plain << uR"("é")"_s << u"e\u0301"_s << equal;
    QTest::newRow("a ligature") << plain << uR"("five")"_s << u"ﬁve"_s << equal;
    QTest::newRow("a zero-width space") << plain << uR"("Paris")"_s << u"Pa\u200Bris"_s << equal;
    QTest::newRow("one of several") << plain << uR"(["Paris", "Lutetia"])"_s << u"lutetia"_s << equal;
    QTest::newRow("a negative number") << plain << uR"("-5")"_s << u"−5"_s << equal;
    QTest::newRow("a number") << plain << u"5"_s << u"5."_s << equal;
    QTest::newRow("contained in a sentence")
        << contains << uR"("Paris")"_s << u"The capital is Paris."_s << u"contained"_s;
    QTest::newRow("contained as several words")
        << contains << uR"("New York")"_s << u"It is *New* York, US"_s << u"contained"_s;
    QTest::newRow("contained in Japanese")
        << contains << uR"("東京")"_s << u"答えは東京です。"_s << u"contained"_s;
    QTest::newRow("contained the second time only")
        << contains << uR"("cat")"_s << u"concatenate a cat"_s << u"contained"_s;

    QTest::newRow("other words") << plain << uR"("Paris")"_s << u"Rome"_s << differs;
    QTest::newRow("words around it") << plain << uR"("Paris")"_s << u"It is Paris"_s << differs;
    QTest::newRow("articles are words") << plain << uR"("the cat")"_s << u"cat"_s << differs;
    QTest::newRow("accents are letters") << plain << uR"("Malé")"_s << u"Male"_s << differs;
    QTest::newRow("a decimal point counts") << plain << uR"("3.5")"_s << u"35"_s << differs;
    QTest::newRow("a minus counts") << plain << uR"("5")"_s << u"-5"_s << differs;
    QTest::newRow("per cent counts") << plain << uR"("5")"_s << u"5%"_s << differs;
    QTest::newRow("C is not C#") << plain << uR"("C#")"_s << u"C"_s << differs;
    QTest::newRow("none of several") << plain << uR"(["Paris", "Lutetia"])"_s << u"Rome"_s << differs;
    QTest::newRow("an empty answer") << plain << uR"("Paris")"_s << u" ... "_s << u"empty_answer"_s;
    QTest::newRow("only part of a word")
        << contains << uR"("cat")"_s << u"concatenate"_s << u"not_contained"_s;
    QTest::newRow("not contained") << contains << uR"("Paris")"_s << u"It is Rome."_s << u"not_contained"_s;
}

void tst_Grader::text()
{
    checkRow(GraderKind::Text);
}

void tst_Grader::number_data()
{
    columns();
    const QString equal = u"equal"_s;
    const QString differs = u"number_differs"_s;
    const auto row = [](const char *name, const char *expected, const QString &answer, const QString &code) {
        QTest::newRow(name) << plain << QString::fromUtf8(expected) << answer << code;
    };

    row("alone", "42", u"42"_s, equal);
    row("the last of a text", "42", u"First 6, then 7, and in the end 42."_s, equal);
    row("thousands with commas", "1234.5", u"It costs 1,234.5 in all"_s, equal);
    row("millions with commas", "1234567", u"1,234,567"_s, equal);
    row("thousands with spaces", "1234", u"1 234"_s, equal);
    row("thousands with narrow no-break spaces", "1234567", u"1\u202F234\u202F567 people"_s, equal);
    row("thousands in LaTeX", "1234", u"$1{,}234$"_s, equal);
    row("a list is not grouped", "12", u"3, 12"_s, equal);
    row("an exponent", "0.001", u"1e-3"_s, equal);
    row("an exponent with sign", "1000", u"1E+3"_s, equal);
    row("times a power of ten", "6.02e23", u"6.02 × 10^23"_s, equal);
    row("times a power of ten in LaTeX", "0.0015", uR"($1.5 \times 10^{-3}$)"_s, equal);
    row("a power of ten alone", "1000000", u"10^6"_s, equal);
    row("a true minus", "-5", u"x = −5"_s, equal);
    row("a hyphen for minus", "-5", u"The answer is -5."_s, equal);
    row("a difference is no minus", "3", u"5-3"_s, equal);
    row("per cent", "12", u"about 12 %"_s, equal);
    row("a fraction", "0.75", u"So it is 3/4."_s, equal);
    row("a negative fraction", "-0.5", u"-1/2"_s, equal);
    row("a fraction in LaTeX", "0.75", uR"(\frac{3}{4})"_s, equal);
    row("a negative fraction in LaTeX", "-0.75", uR"($-\dfrac{3}{4}$)"_s, equal);
    row("boxed", "42", uR"(Thus \boxed{42}, as 6 times 7 is that.)"_s, equal);
    row("a boxed fraction", "1.5", uR"(\boxed{\frac{3}{2}} or 15/10, i.e. 2)"_s, equal);
    row("the last box", "2", uR"(\boxed{1} no, \boxed{2})"_s, equal);
    row("bold", "42", u"**42**"_s, equal);
    row("dollars", "1200", u"$1,200"_s, equal);
    row("minus dollars", "-1200", u"-$1,200.00"_s, equal);
    row("escaped dollars", "18", uR"(He pays \$18.)"_s, equal);
    row("after equals", "42", u"x = 42."_s, equal);
    row("with a unit", "42", u"It runs 42km"_s, equal);
    row("after answer, with another number behind", "42", u"Answer: 42 (see step 3)"_s, equal);
    row("after answer is", "42", u"The final answer is 42, since 40 + 2 is that.\nCheck: 2"_s, equal);
    row("after the answer is, an equation", "42", u"The answer is 40 + 2 = 42."_s, equal);
    row("below a heading", "42", u"**Answer:**\n\n42\n\nChecked in 3 ways."_s, equal);
    row("after four marks", "18", u"16 - 3 - 4 = 9\n9 * 2 = 18\n#### 18\nDone in 2 steps."_s, equal);
    row("answer without a number", "7", u"The answer is below.\n\nx = 7"_s, equal);
    row("full-width digits", "42", u"答えは４２です"_s, equal);
    row("Arabic digits", "42", u"الجواب ٤٢"_s, equal);
    row("no leading zero", "0.5", u"p = .5"_s, equal);
    row("the expected number is a text", "\"1,200\"", u"1200"_s, equal);
    row("digits of a name", "7", u"7 for x1"_s, equal);
    row("places are no amounts", "7", u"7 on the 3rd"_s, equal);
    row("versions are no amounts", "7", u"7 in version 1.2.3"_s, equal);
    row("dates with slashes are no amounts", "7", u"7 on 3/4/2024"_s, equal);
    QTest::newRow("within an absolute tolerance")
        << uR"({"tolerance": 0.01})"_s << u"3.14159"_s << u"3.14"_s << u"within_tolerance"_s;
    QTest::newRow("within a relative tolerance")
        << uR"({"relative": 0.01})"_s << u"1000"_s << u"995"_s << u"within_tolerance"_s;
    row("rounding of doubles", "0.3", u"0.30000000000000004"_s, u"within_tolerance"_s);

    row("another number", "42", u"41"_s, differs);
    row("another sign", "5", u"-5"_s, differs);
    row("only earlier in the text", "42", u"42 minus 1 is 41"_s, differs);
    QTest::newRow("outside of an absolute tolerance")
        << uR"({"tolerance": 0.01})"_s << u"3.14159"_s << u"3.1"_s << differs;
    QTest::newRow("outside of a relative tolerance")
        << uR"({"relative": 0.001})"_s << u"1000"_s << u"995"_s << differs;
    row("no number", "42", u"I do not know."_s, u"no_number"_s);
    row("an empty answer", "42", QString(), u"no_number"_s);
    row("a number in words", "42", u"forty-two"_s, u"no_number"_s);
    row("beyond any double", "42", u"1e999"_s, u"no_number"_s);
}

void tst_Grader::number()
{
    checkRow(GraderKind::Number);
}

void tst_Grader::regex_data()
{
    columns();
    QTest::newRow("found") << plain << uR"("gr[ae]y")"_s << u"It is gray."_s << u"match"_s;
    QTest::newRow("the set's pattern")
        << uR"({"pattern": "\\d{4}"})"_s << QString() << u"in 1969"_s << u"match"_s;
    QTest::newRow("the task's pattern wins")
        << uR"({"pattern": "a"})"_s << uR"("b")"_s << u"b"_s << u"match"_s;
    QTest::newRow("case ignored") << uR"({"ignore_case": true})"_s << uR"("PARIS")"_s << u"Paris"_s
                                  << u"match"_s;
    QTest::newRow("lines have ends of their own")
        << plain << uR"("^yes$")"_s << u"Well:\nyes\n."_s << u"match"_s;
    QTest::newRow("letters of all scripts") << plain << uR"("^\\w+$")"_s << u"Zürich"_s << u"match"_s;
    QTest::newRow("nothing in nothing") << plain << uR"("^$")"_s << QString() << u"match"_s;
    QTest::newRow("not found") << plain << uR"("grey")"_s << u"It is gray."_s << u"no_match"_s;
    QTest::newRow("case counts") << plain << uR"("PARIS")"_s << u"Paris"_s << u"no_match"_s;
}

void tst_Grader::regex()
{
    checkRow(GraderKind::Regex);
}

void tst_Grader::json_data()
{
    columns();
    const QString equal = u"equal"_s;
    const QString differs = u"json_differs"_s;
    const QString anyOrder = uR"({"ignore_array_order": true})"_s;

    QTest::newRow("the same") << plain << uR"({"a": [1, 2]})"_s << uR"({"a":[1,2]})"_s << equal;
    QTest::newRow("members in another order")
        << plain << uR"({"a":1,"b":2})"_s << uR"({"b":2,"a":1})"_s << equal;
    QTest::newRow("numbers by value") << plain << u"[1, 100]"_s << u"[1.0, 1e2]"_s << equal;
    QTest::newRow("fenced") << plain << u"[1]"_s << u"Sure:\n```json\n[1]\n```\nThis uses [2]."_s << equal;
    QTest::newRow("the last fence that is JSON")
        << plain << u"[2]"_s << u"```\n[1]\n```\nbetter\n```\n[2]\n```\n```\nnone\n```"_s << equal;
    QTest::newRow("bare in prose") << plain << uR"({"a":1})"_s << uR"(I say {"a": 1}.)"_s << equal;
    QTest::newRow("the last one in prose") << plain << u"[2]"_s << u"Not [1] but [2]."_s << equal;
    QTest::newRow("brackets in strings")
        << plain << uR"({"a":"]}"})"_s << uR"(So {"a":"]}"} it is)"_s << equal;
    QTest::newRow("within brackets of prose")
        << plain << uR"({"a":1})"_s << uR"([as asked: {"a":1}])"_s << equal;
    QTest::newRow("after a bracket that stays open")
        << plain << uR"({"a":1})"_s << uR"(see [ then {"a":1})"_s << equal;
    QTest::newRow("a text") << plain << uR"("x")"_s << uR"("x")"_s << equal;
    QTest::newRow("null") << plain << u"null"_s << u" null\n"_s << equal;
    QTest::newRow("expected as text") << plain << uR"("{\"a\": 1}")"_s << uR"({"a":1})"_s << equal;
    QTest::newRow("arrays in another order where that is allowed")
        << anyOrder << uR"([{"a":[1,2]},3])"_s << uR"([3,{"a":[2,1.0]}])"_s << equal;
    QTest::newRow("a large whole number") << plain << u"9007199254740993"_s << u"9007199254740993"_s << equal;

    QTest::newRow("another value") << plain << uR"({"a":1})"_s << uR"({"a":2})"_s << differs;
    QTest::newRow("another type") << plain << uR"({"a":1})"_s << uR"({"a":"1"})"_s << differs;
    QTest::newRow("a member is missing") << plain << uR"({"a":1,"b":2})"_s << uR"({"a":1})"_s << differs;
    QTest::newRow("a member too many") << plain << uR"({"a":1})"_s << uR"({"a":1,"b":2})"_s << differs;
    QTest::newRow("null is not missing") << plain << uR"({"a":null})"_s << u"{}"_s << differs;
    QTest::newRow("arrays in another order") << plain << u"[1,2]"_s << u"[2,1]"_s << differs;
    QTest::newRow("another count of the same items") << anyOrder << u"[1,1,2]"_s << u"[1,2,2]"_s << differs;
    QTest::newRow("large whole numbers that are one double")
        << plain << u"9007199254740993"_s << u"9007199254740992"_s << differs;
    QTest::newRow("no JSON") << plain << u"[1]"_s << u"I cannot."_s << u"no_json"_s;
    QTest::newRow("an empty answer") << plain << u"[1]"_s << QString() << u"no_json"_s;
    QTest::newRow("cut off") << plain << uR"({"a":[1,2]})"_s << uR"({"a":[1,)"_s << u"no_json"_s;
    QTest::newRow("Python") << plain << uR"({"a":1})"_s << u"{'a': 1}"_s << u"no_json"_s;
}

void tst_Grader::json()
{
    checkRow(GraderKind::Json);
}

void tst_Grader::jsonSchema_data()
{
    columns();
    const QString schema =
        uR"({"schema": {"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}})"_s;
    QTest::newRow("valid") << schema << QString() << uR"(Here: {"n": 3})"_s << u"valid"_s;
    QTest::newRow("nothing needs to be expected") << schema << u"5"_s << uR"({"n": 3})"_s << u"valid"_s;
    QTest::newRow("violated") << schema << QString() << uR"({"n": "3"})"_s << u"schema_violated"_s;
    QTest::newRow("another type") << schema << QString() << u"[1]"_s << u"schema_violated"_s;
    QTest::newRow("no JSON") << schema << QString() << u"n is 3"_s << u"no_json"_s;
}

void tst_Grader::jsonSchema()
{
    checkRow(GraderKind::JsonSchema);
}

void tst_Grader::arc_data()
{
    columns();
    const QString one = u"[[[1,2],[3,4]]]"_s;
    const QString two = u"[[[1,2]],[[3,4]]]"_s;
    QTest::newRow("right") << plain << one << u"Output:\n1 2\n3 4"_s << u"equal"_s;
    QTest::newRow("expected as a grid alone")
        << plain << u"[[1,2],[3,4]]"_s << u"[[1,2],[3,4]]"_s << u"equal"_s;
    QTest::newRow("both right") << plain << two << u"[[[1,2]],[[3,4]]]"_s << u"equal"_s;
    QTest::newRow("a cell is wrong") << plain << one << u"[[1,2],[3,5]]"_s << u"grid_differs"_s;
    QTest::newRow("another size") << plain << one << u"[[1,2]]"_s << u"size_differs"_s;
    QTest::newRow("turned") << plain << one << u"[[1,3],[2,4]]"_s << u"grid_differs"_s;
    QTest::newRow("no grid") << plain << one << u"I do not know."_s << u"no_grid"_s;
    QTest::newRow("an empty answer") << plain << one << QString() << u"no_grid"_s;
    QTest::newRow("the second is missing") << plain << two << u"Output 1: [[1,2]]"_s << u"no_grid"_s;
    QTest::newRow("the two are swapped") << plain << two << u"[[[3,4]],[[1,2]]]"_s << u"grid_differs"_s;
}

void tst_Grader::arc()
{
    checkRow(GraderKind::Arc);
}

void tst_Grader::leavesUngraded_data()
{
    QTest::addColumn<GraderKind>("kind");
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("code");

    const QString nothing = u"nothing_expected"_s;
    for (const GraderKind kind : {GraderKind::Exact, GraderKind::Text, GraderKind::Number, GraderKind::Regex,
                                  GraderKind::Json, GraderKind::JsonSchema, GraderKind::Arc})
        QTest::newRow(qPrintable(QString(graderName(kind) + u", nothing expected"_s)))
            << kind << plain << QString() << nothing;
    QTest::newRow("text, null expected") << GraderKind::Text << plain << u"null"_s << nothing;
    QTest::newRow("text, punctuation expected") << GraderKind::Text << plain << uR"("!")"_s << nothing;
    QTest::newRow("manual") << GraderKind::Manual << plain << uR"("x")"_s << u"person_decides"_s;
    QTest::newRow("exact, a list expected") << GraderKind::Exact << plain << u"[1]"_s << u"bad_expected"_s;
    QTest::newRow("text, an object expected") << GraderKind::Text << plain << u"{}"_s << u"bad_expected"_s;
    QTest::newRow("number, a word expected")
        << GraderKind::Number << plain << uR"("x")"_s << u"bad_expected"_s;
    QTest::newRow("number, a negative tolerance")
        << GraderKind::Number << uR"({"tolerance": -1})"_s << u"1"_s << u"bad_tolerance"_s;
    QTest::newRow("regex, a number expected") << GraderKind::Regex << plain << u"1"_s << u"bad_expected"_s;
    QTest::newRow("regex, a pattern that cannot be read")
        << GraderKind::Regex << plain << uR"("(")"_s << u"bad_pattern"_s;
    QTest::newRow("regex, a pattern that backtracks")
        << GraderKind::Regex << plain << uR"("^(\\w+\\s?)*$")"_s << u"pattern_gave_up"_s;
    QTest::newRow("json_schema, a schema that cannot be read")
        << GraderKind::JsonSchema << uR"({"schema": {"type": "x"}})"_s << QString() << u"bad_schema"_s;
    QTest::newRow("json_schema, a schema from elsewhere")
        << GraderKind::JsonSchema << uR"({"schema": {"$ref": "http://localhost/"}})"_s << QString()
        << u"bad_schema"_s;
    QTest::newRow("arc, no grids expected") << GraderKind::Arc << plain << u"[[[10]]]"_s << u"bad_expected"_s;
    QTest::newRow("arc, an empty list expected") << GraderKind::Arc << plain << u"[]"_s << u"bad_expected"_s;
}

void tst_Grader::leavesUngraded()
{
    QFETCH(const GraderKind, kind);
    QFETCH(const QString, options);
    QFETCH(const QString, expected);
    QFETCH(const QString, code);
    const QJsonValue wanted = expected.isEmpty() ? QJsonValue(QJsonValue::Undefined) : value(expected);
    const QString answer = u"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {\"a\": 1}"_s;
    const Grade given = grade(kind, wanted, answer, options);
    QCOMPARE(given.code, code);
    QCOMPARE(given.verdict, Verdict::Ungraded);
    QCOMPARE(given.grader, kind);
    QVERIFY(!given.message.isEmpty());
}

void tst_Grader::tellsProblemsOfSpecs_data()
{
    QTest::addColumn<GraderKind>("kind");
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("problem"); // empty: none

    QTest::newRow("exact") << GraderKind::Exact << plain << QString();
    QTest::newRow("manual") << GraderKind::Manual << plain << QString();
    QTest::newRow("number") << GraderKind::Number << uR"({"tolerance": 0, "relative": 0.1})"_s << QString();
    QTest::newRow("number, tolerance is a text")
        << GraderKind::Number << uR"({"tolerance": "1"})"_s << u"\"tolerance\""_s;
    QTest::newRow("number, relative is negative")
        << GraderKind::Number << uR"({"relative": -1})"_s << u"\"relative\""_s;
    QTest::newRow("regex without a pattern") << GraderKind::Regex << plain << QString();
    QTest::newRow("regex") << GraderKind::Regex << uR"({"pattern": "a"})"_s << QString();
    QTest::newRow("regex, unreadable")
        << GraderKind::Regex << uR"({"pattern": "a("})"_s << u"at character 3"_s;
    QTest::newRow("regex, a number") << GraderKind::Regex << uR"({"pattern": 1})"_s << u"must be a text"_s;
    QTest::newRow("json_schema") << GraderKind::JsonSchema << uR"({"schema": {}})"_s << QString();
    QTest::newRow("json_schema without a schema") << GraderKind::JsonSchema << plain << u"\"schema\""_s;
    QTest::newRow("json_schema, unreadable")
        << GraderKind::JsonSchema << uR"({"schema": {"type": "x"}})"_s << u"cannot be used"_s;
}

void tst_Grader::tellsProblemsOfSpecs()
{
    QFETCH(const GraderKind, kind);
    QFETCH(const QString, options);
    QFETCH(const QString, problem);
    const QString told = graderProblem({.kind = kind, .options = object(options)});
    QCOMPARE(told.isEmpty(), problem.isEmpty());
    QVERIFY2(told.contains(problem), qPrintable(told));
}

void tst_Grader::evidenceOfNumbers()
{
    const QString answer = u"Step 1. So the sum is −1,200.5 m."_s;
    const Grade given = grade(GraderKind::Number, 3, answer);
    QCOMPARE(given.evidence.value("expected"_L1).toDouble(), 3.0);
    QCOMPARE(given.evidence.value("found"_L1).toDouble(), -1200.5);
    QCOMPARE(placed(answer, given.evidence.value("place"_L1)), u"−1,200.5"_s);
    QCOMPARE(given.message, u"The number is -1200.5 instead of 3."_s);
}

void tst_Grader::evidenceOfPatterns()
{
    const QString answer = u"It is gray."_s;
    const Grade given = grade(GraderKind::Regex, u"gr[ae]y"_s, answer);
    QCOMPARE(given.evidence.value("pattern"_L1).toString(), u"gr[ae]y"_s);
    QCOMPARE(given.evidence.value("found"_L1).toString(), u"gray"_s);
    QCOMPARE(placed(answer, given.evidence.value("place"_L1)), u"gray"_s);
    const Grade late = grade(GraderKind::Regex, u"b$"_s, QString(u"a"_s.repeated(100'000) + u'b'));
    QCOMPARE(late.evidence.value("place"_L1)[u"start"].toInt(), 100'000);
}

void tst_Grader::evidenceOfJson()
{
    const QString answer = uR"(Here: {"list": [1, {"x/y": 2}]}!)"_s;
    const Grade given = grade(GraderKind::Json, object(uR"({"list": [1, {"x/y": 3}]})"_s), answer);
    QCOMPARE(given.evidence.value("path"_L1).toString(), u"/list/1/x~1y"_s);
    QCOMPARE(given.evidence.value("expected"_L1), QJsonValue(3));
    QCOMPARE(given.evidence.value("found"_L1), QJsonValue(2));
    QCOMPARE(placed(answer, given.evidence.value("place"_L1)), uR"({"list": [1, {"x/y": 2}]})"_s);
    QCOMPARE(given.message, u"The JSON has 2 instead of 3 at /list/1/x~1y."_s);
    const Grade missing = grade(GraderKind::Json, object(uR"({"a": 1})"_s), u"{}"_s);
    QVERIFY(!missing.evidence.contains("found"_L1));
    QCOMPARE(missing.evidence.value("path"_L1).toString(), u"/a"_s);
    const Grade large = grade(GraderKind::Json, 1, QString(u"[\""_s + u"x"_s.repeated(100'000) + u"\"]"_s));
    QVERIFY(QJsonDocument(large.evidence).toJson().size() < 3000);
}

void tst_Grader::evidenceOfSchemas()
{
    const QString answer = uR"(Here: {"n": "3"})"_s;
    const Grade given = grade(GraderKind::JsonSchema, {}, answer,
                              uR"({"schema": {"properties": {"n": {"type": "integer"}}}})"_s);
    QCOMPARE(given.evidence.value("path"_L1).toString(), u"/n"_s);
    QVERIFY(!given.evidence.value("problem"_L1).toString().isEmpty());
    QCOMPARE(placed(answer, given.evidence.value("place"_L1)), uR"({"n": "3"})"_s);
}

void tst_Grader::evidenceOfGrids()
{
    const QString answer = u"Output 1:\n1 2\n3 4\n\nOutput 2: [[1,2,3]]"_s;
    const Grade given = grade(GraderKind::Arc, value(u"[[[1,2],[3,5]],[[1,2]],[[7]]]"_s), answer);
    QCOMPARE(given.message, u"Test pair 1: 1 of 4 cells differ."_s);
    const QJsonArray pairs = given.evidence.value("pairs"_L1).toArray();
    QCOMPARE(pairs.size(), 3);
    QCOMPARE(pairs.at(0)[u"found"], value(u"[[1,2],[3,4]]"_s));
    QCOMPARE(pairs.at(0)[u"expected"], value(u"[[1,2],[3,5]]"_s));
    QCOMPARE(placed(answer, pairs.at(0)[u"place"]), u"1 2\n3 4"_s);
    QCOMPARE(pairs.at(0)[u"how"].toString(), u"digits with spaces"_s);
    QCOMPARE(pairs.at(0)[u"correct"].toBool(true), false);
    QCOMPARE(pairs.at(0)[u"wrong_cells"].toInt(), 1);
    QCOMPARE(pairs.at(1)[u"wrong_cells"].toInt(), -1);
    QVERIFY(pairs.at(2)[u"found"].isNull());
}

void tst_Grader::takesLinearTime_data()
{
    QTest::addColumn<QString>("piece");

    for (const char *piece : {"[",     "{\"a\":", "}",  "\"",       "1",       "1 ",   "1,",     "1,000,",
                              "1/",    "-",       "\\", "\\boxed{", "\\frac{", "####", "answer", "answer: ",
                              "```\n", "a",       "a ", "*",        "_",       "\n",   ".",      "$"})
        QTest::newRow(piece) << QString::fromUtf8(piece);
    QTest::newRow("combining marks") << u"\u0301\u0316"_s;
    QTest::newRow("no-break spaces and digits") << u"1\u00A0234"_s;
}

void tst_Grader::takesLinearTime()
{
    QFETCH(const QString, piece);
    const QString answer = piece.repeated(1'000'000 / piece.size());
    const QJsonObject schema = object(uR"({"schema": {"items": {"$ref": "#"}}})"_s);
    for (const GraderKind kind : {GraderKind::Exact, GraderKind::Text, GraderKind::Number, GraderKind::Json,
                                  GraderKind::JsonSchema}) {
        QElapsedTimer timer;
        timer.start();
        gradeAnswer({.kind = kind, .options = schema}, u"7 a"_s, answer);
        // A multiple of what it takes; what is quadratic takes minutes.
        QVERIFY2(timer.elapsed() < 10'000,
                 qPrintable(QString(graderName(kind) + u' ' + QString::number(timer.elapsed()))));
    }
}

QTEST_GUILESS_MAIN(tst_Grader)
#include "tst_grader.moc"
