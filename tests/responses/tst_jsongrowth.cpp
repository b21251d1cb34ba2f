#include "responses/jsongrowth.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

using Steps = std::vector<JsonStep>;
using What = JsonStep::What;
using Reason = JsonFault::Reason;

Steps readIn(JsonGrowth &growth, QStringView text, qsizetype piece)
{
    Steps steps;
    for (qsizetype at = 0; at < text.size(); at += piece) {
        const Steps more = growth.append(text.sliced(at, std::min(piece, text.size() - at)));
        steps.insert(steps.end(), more.begin(), more.end());
    }
    return steps;
}

Steps stepsOf(QStringView text)
{
    JsonGrowth growth;
    return growth.append(text);
}

/// A step in one word: "{" opened, "}" closed, "name=value" or "index=value".
QString word(const JsonStep &step)
{
    const QString key = step.index < 0 ? step.name : QString::number(step.index);
    const QString named = step.depth == 0 || step.what == What::Closed ? QString() : QString(key + u'=');
    const bool isObject = step.kind == JsonKind::Object;
    if (step.what == What::Opened)
        return named + (isObject ? u'{' : u'[');
    if (step.what == What::Closed)
        return isObject ? u"}"_s : u"]"_s;
    return named + (step.kind == JsonKind::String ? QString(u'\'' + step.text + u'\'') : step.text);
}

QString words(const Steps &steps)
{
    QStringList all;
    for (const JsonStep &step : steps)
        all += word(step);
    return all.join(u' ');
}

QJsonValue scalar(const JsonStep &step)
{
    switch (step.kind) {
    case JsonKind::String:
        return step.text;
    case JsonKind::Number:
        return step.text.toDouble();
    case JsonKind::Boolean:
        return step.text == "true"_L1;
    default:
        return QJsonValue::Null;
    }
}

/// The value that begins with \a step, which is moved behind it.
QJsonValue assembled(Steps::const_iterator &step)
{
    const JsonStep first = *step++;
    if (first.what == What::Value)
        return scalar(first);
    QJsonObject object;
    QJsonArray array;
    while (step->what != What::Closed) {
        const QString name = step->name;
        if (first.kind == JsonKind::Object)
            object.insert(name, assembled(step));
        else
            array.append(assembled(step));
    }
    ++step;
    return first.kind == JsonKind::Object ? QJsonValue(object) : QJsonValue(array);
}

QString nested(int depth)
{
    return QString(depth, u'[') + QString(depth, u']');
}

} // namespace

class tst_JsonGrowth : public QObject
{
    Q_OBJECT

private slots:
    void cutsChangeNothing_data();
    void cutsChangeNothing();
    void readsWhatQtReads_data();
    void readsWhatQtReads();
    void saysWhatIsKnown_data();
    void saysWhatIsKnown();
    void faultsHaveAPlaceAndAReason_data();
    void faultsHaveAPlaceAndAReason();
    void nothingIsReadAfterTheEnd();
    void longValuesAreCutAndTheirPlaceIsTold();
    void aCutNeverSplitsACharacter();
    void valuesStandWhereTheyAreSaidToBe();
    void isLinearInPieces();
};

void tst_JsonGrowth::readsWhatQtReads_data()
{
    QTest::addColumn<QString>("text");

    QTest::newRow("an empty object") << u"{}"_s;
    QTest::newRow("an empty array with space in it") << u" [ \n ] "_s;
    QTest::newRow("members of all kinds") << uR"({"s":"x","n":-1.5e+3,"t":true,"f":false,"z":null})"_s;
    QTest::newRow("every form of number") << u"[0,-0,0.5,-0.25,10,1e3,1E3,1e+3,1e-3,1.25e2,123456789]"_s;
    QTest::newRow("every escape") << uR"({"a":"\"\\\/\b\f\n\r\tA\u00e9"})"_s;
    QTest::newRow("a character of two units, escaped and not") << uR"(["\ud83d\ude00","😀"])"_s;
    QTest::newRow("empty and odd names") << uR"({"":1,"a b":2,"\"":3,"é":4})"_s;
    QTest::newRow("nested both ways") << uR"({"a":[{"b":[[],{}]},[1,[2,[3]]]],"c":{"d":{"e":{}}}})"_s;
    QTest::newRow("space everywhere") << u"{ \"a\" :\t[ 1 ,\r\n2 ] , \"b\" : { } }"_s;
    QTest::newRow("brackets within strings") << uR"({"a":"}]{[,:","b":["\"]"]})"_s;
    QTest::newRow("a rather deep one") << nested(100);
    QTest::newRow("the deepest one") << nested(JsonGrowth::deepest);
}

void tst_JsonGrowth::readsWhatQtReads()
{
    QFETCH(const QString, text);
    JsonGrowth growth;
    const Steps steps = growth.append(text);
    QVERIFY(growth.isComplete());
    QVERIFY(!growth.fault());
    auto step = steps.begin();
    const QJsonValue read = assembled(step);
    QVERIFY(step == steps.end());

    QJsonParseError error;
    const QJsonDocument expected = QJsonDocument::fromJson(text.toUtf8(), &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(read, expected.isObject() ? QJsonValue(expected.object()) : QJsonValue(expected.array()));
}

void tst_JsonGrowth::cutsChangeNothing_data()
{
    readsWhatQtReads_data();
    QTest::newRow("prose and a fence around it") << u"Here it is:\n```json\n{\"a\": [1, 2]}\n```\nDone."_s;
    QTest::newRow("broken off within a name") << uR"({"a":1,"lon)"_s;
    QTest::newRow("broken off within an escape") << uR"({"a":"\u00)"_s;
    QTest::newRow("broken off after a number") << u"[1, 23"_s;
    QTest::newRow("a fault in its middle") << uR"({"a":1,"b":tru,"c":2})"_s;
    QTest::newRow("too deep") << nested(JsonGrowth::deepest + 1);
    QTest::newRow("a long string") << QString(u"[\"" + QString(5000, u'x') + u"\\n\",1]");
}

void tst_JsonGrowth::cutsChangeNothing()
{
    QFETCH(const QString, text);
    JsonGrowth whole;
    const Steps steps = whole.append(text);
    for (qsizetype piece = 1; piece < std::min(text.size(), qsizetype(60)); ++piece) {
        JsonGrowth growth;
        QCOMPARE(readIn(growth, text, piece), steps);
        QCOMPARE(growth.fault(), whole.fault());
        QCOMPARE(growth.isComplete(), whole.isComplete());
        QCOMPARE(growth.end(), whole.end());
    }
    for (qsizetype cut = 1; cut < std::min(text.size(), qsizetype(500)); ++cut) {
        JsonGrowth growth;
        Steps inTwo = growth.append(QStringView(text).first(cut));
        const Steps rest = growth.append(QStringView(text).sliced(cut));
        inTwo.insert(inTwo.end(), rest.begin(), rest.end());
        QCOMPARE(inTwo, steps);
    }
}

void tst_JsonGrowth::saysWhatIsKnown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("known");

    QTest::newRow("nothing of prose") << u"Let me see. "_s << QString();
    QTest::newRow("an object as soon as it opens") << u"{"_s << u"{"_s;
    QTest::newRow("a name alone is nothing yet") << uR"({"a": )"_s << u"{"_s;
    QTest::newRow("a string when its quote has come") << uR"({"a":"x")"_s << u"{ a='x'"_s;
    QTest::newRow("a number when something follows") << u"[1,2"_s << u"[ 0=1"_s;
    QTest::newRow("a word with its last letter") << u"[true"_s << u"[ 0=true"_s;
    QTest::newRow("an inner array with its name") << uR"({"a":[)"_s << u"{ a=["_s;
    QTest::newRow("ends of what is complete") << uR"({"a":[{}],"b":0})"_s << u"{ a=[ 0={ } ] b=0 }"_s;
    QTest::newRow("names that come twice") << uR"({"a":1,"a":2})"_s << u"{ a=1 a=2 }"_s;
    QTest::newRow("a fence before it") << u"```json\n[1]\n```"_s << u"[ 0=1 ]"_s;
}

void tst_JsonGrowth::saysWhatIsKnown()
{
    QFETCH(const QString, text);
    QTEST(words(stepsOf(text)), "known");
}

void tst_JsonGrowth::faultsHaveAPlaceAndAReason_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Reason>("reason");
    QTest::addColumn<int>("at");

    QTest::newRow("a comma too many in an array") << u"[1,]"_s << Reason::Unexpected << 3;
    QTest::newRow("a comma too many in an object") << uR"({"a":1,})"_s << Reason::Unexpected << 7;
    QTest::newRow("no comma") << u"[1 2]"_s << Reason::Unexpected << 3;
    QTest::newRow("no colon") << uR"({"a" 1})"_s << Reason::Unexpected << 5;
    QTest::newRow("a name without quotes") << u"{a:1}"_s << Reason::Unexpected << 1;
    QTest::newRow("single quotes") << u"['a']"_s << Reason::Unexpected << 1;
    QTest::newRow("the wrong end") << u"[1}"_s << Reason::Unexpected << 2;
    QTest::newRow("a comment") << u"[1, // one\n2]"_s << Reason::Unexpected << 4;
    QTest::newRow("a misspelt word") << u"[tru]"_s << Reason::BadWord << 4;
    QTest::newRow("a word of Python") << u"[None]"_s << Reason::Unexpected << 1;
    QTest::newRow("a leading zero") << u"[01]"_s << Reason::BadNumber << 2;
    QTest::newRow("a plus sign") << u"[+1]"_s << Reason::Unexpected << 1;
    QTest::newRow("a minus alone") << u"[-]"_s << Reason::BadNumber << 2;
    QTest::newRow("nothing after the point") << u"[1.]"_s << Reason::BadNumber << 3;
    QTest::newRow("nothing after the e") << u"[1e]"_s << Reason::BadNumber << 3;
    QTest::newRow("nothing after the sign") << u"[1e+]"_s << Reason::BadNumber << 4;
    QTest::newRow("an escape that means nothing") << uR"(["\x"])"_s << Reason::BadEscape << 3;
    QTest::newRow("a digit that is none") << uR"(["\u00g0"])"_s << Reason::BadEscape << 6;
    QTest::newRow("a line break in a string") << u"[\"a\nb\"]"_s << Reason::ControlCharacter << 3;
    QTest::newRow("one level too many")
        << nested(JsonGrowth::deepest + 1) << Reason::TooDeep << JsonGrowth::deepest;
}

void tst_JsonGrowth::faultsHaveAPlaceAndAReason()
{
    QFETCH(const QString, text);
    JsonGrowth growth;
    growth.append(text);
    QVERIFY(growth.fault());
    QTEST(growth.fault()->reason, "reason");
    QTEST(int(growth.fault()->at), "at");
    QVERIFY(!growth.isComplete());
    QVERIFY(growth.append(u"{\"more\": 1}").empty());

    JsonGrowth below; // the same two lines further down
    below.append(QString(u"Look:\n```\n" + text));
    QCOMPARE(below.fault()->line, 3);
    QCOMPARE(below.fault()->column, int(growth.fault()->at) + 1);
}

void tst_JsonGrowth::nothingIsReadAfterTheEnd()
{
    JsonGrowth growth;
    growth.append(u"so: {\"a\":1} and {\"b\":");
    QVERIFY(growth.isComplete());
    QCOMPARE(growth.begin(), 4);
    QCOMPARE(growth.end(), 11);
    QVERIFY(growth.append(u"2}").empty());
    QCOMPARE(growth.end(), 11);
}

void tst_JsonGrowth::longValuesAreCutAndTheirPlaceIsTold()
{
    const qsizetype length = 3 * JsonGrowth::longestText;
    const QString text = u"[\""_s + QString(length, u'x') + u"\",1]"_s;
    const Steps steps = stepsOf(text);
    QCOMPARE(steps.at(1).text, QString(JsonGrowth::longestText, u'x'));
    QCOMPARE(steps.at(1).length, length);
    QCOMPARE(steps.at(1).begin, 1);
    QCOMPARE(steps.at(1).end, length + 3);
    QCOMPARE(word(steps.at(2)), u"1=1"_s);

    const Steps named = stepsOf(QString(u"{\"" + QString(length, u'n') + u"\":1}"));
    QCOMPARE(named.at(1).name.size(), JsonGrowth::longestText);
}

void tst_JsonGrowth::aCutNeverSplitsACharacter()
{
    const QString text = u"[\"x"_s + u"😀"_s.repeated(JsonGrowth::longestText) + u"\"]"_s;
    const Steps steps = stepsOf(text);
    QCOMPARE(steps.at(1).text.size(), JsonGrowth::longestText - 1);
    QVERIFY(steps.at(1).text.back().isLowSurrogate());
}

void tst_JsonGrowth::valuesStandWhereTheyAreSaidToBe()
{
    const QString text = uR"(Well: {"a": [1, -2.5e3 , "x\ny"], "b": {"c": null}} )"_s;
    QStringList places;
    for (const JsonStep &step : stepsOf(text)) {
        if (step.what != What::Opened)
            places += text.sliced(step.begin, step.end - step.begin);
    }
    QCOMPARE(places,
             QStringList({u"1"_s, u"-2.5e3"_s, uR"("x\ny")"_s, uR"([1, -2.5e3 , "x\ny"])"_s, u"null"_s,
                          uR"({"c": null})"_s, uR"({"a": [1, -2.5e3 , "x\ny"], "b": {"c": null}})"_s}));
}

/// A value that grew with each piece and was read anew would need the square of this.
void tst_JsonGrowth::isLinearInPieces()
{
    constexpr qsizetype length = 4'000'000;
    JsonGrowth growth;
    growth.append(u"[\"");
    const QString text(length, u'x');
    QElapsedTimer timer;
    timer.start();
    for (const QChar &c : text)
        growth.append(QStringView(&c, 1));
    const Steps steps = growth.append(u"\"]");
    QVERIFY(growth.isComplete());
    QCOMPARE(steps.front().length, length);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(tst_JsonGrowth)
#include "tst_jsongrowth.moc"
