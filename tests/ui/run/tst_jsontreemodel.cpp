#include "ui/run/jsontreemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// All rows as "name: value", those below another in brackets behind it.
QString shown(const JsonTreeModel &model, const QModelIndex &parent = {})
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex name = model.index(row, 0, parent);
        const QString inner = shown(model, name);
        rows += name.data().toString() + u": "_s + model.index(row, 1, parent).data().toString()
            + (inner.isEmpty() ? QString() : QString(u" ("_s + inner + u')'));
    }
    return rows.join(u"; "_s);
}

} // namespace

class tst_JsonTreeModel : public QObject
{
    Q_OBJECT

private slots:
    void growsAsTheTextDoes_data();
    void growsAsTheTextDoes();
    void cutsChangeNothing();
    void oneSignalForRowsWithAllBelowThem();
    void namesItsRowsByPointers();
    void longAndOddTextsStayOnALine();
    void toolTipsAreNeverHtmlOfTheModel();
    void begunAnew();
};

void tst_JsonTreeModel::growsAsTheTextDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rows");

    QTest::newRow("nothing") << QString() << QString();
    QTest::newRow("an object that has only begun") << u"{"_s << QString();
    QTest::newRow("a complete field") << uR"({"a":1,)"_s << u"a: 1"_s;
    QTest::newRow("an inner object that is open") << uR"({"a":{"b":true,)"_s << u"a: {… (b: true)"_s;
    QTest::newRow("an inner array that is open") << uR"({"a":[null,)"_s << u"a: [… (0: null)"_s;
    QTest::newRow("complete ones say how much they have")
        << uR"({"a":[1,2],"b":{"c":3},"d":[],"e":{}})"_s
        << u"a: 2 entries (0: 1; 1: 2); b: 1 field (c: 3); d: [ ]; e: { }"_s;
    QTest::newRow("an array on top") << uR"(["x",[4]])"_s << u"0: \"x\"; 1: 1 entry (0: 4)"_s;
    QTest::newRow("strings have quotes, words and numbers none")
        << uR"({"a":"1","b":1,"c":"true","d":true})"_s << u"a: \"1\"; b: 1; c: \"true\"; d: true"_s;
}

void tst_JsonTreeModel::growsAsTheTextDoes()
{
    QFETCH(const QString, text);
    JsonGrowth growth;
    JsonTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (const QChar &c : text)
        model.take(growth.append(QStringView(&c, 1)));
    QTEST(shown(model), "rows");
}

void tst_JsonTreeModel::cutsChangeNothing()
{
    const QString text =
        uR"({"a":[{"b":[1,2,{"c":"d"}]},[]],"e":{"f":{"g":[true,false]},"h":null},"i":[[[7]]]})"_s;
    JsonTreeModel whole;
    JsonGrowth atOnce;
    whole.take(atOnce.append(text));
    for (qsizetype cut = 1; cut < text.size(); ++cut) {
        JsonGrowth growth;
        JsonTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.take(growth.append(QStringView(text).first(cut)));
        model.take(growth.append(QStringView(text).sliced(cut)));
        QCOMPARE(shown(model), shown(whole));
        QCOMPARE(model.completeCount(), whole.completeCount());
    }
}

void tst_JsonTreeModel::oneSignalForRowsWithAllBelowThem()
{
    JsonGrowth growth;
    JsonTreeModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.take(growth.append(uR"({"a":{"b":{"c":[1,2,3]}},"d":[{"e":1},{"f":2},)"));
    QCOMPARE(inserted.size(), 1);
    model.take(growth.append(uR"({"g":3},{"h":4}],"i":5,"j":6})"));
    QCOMPARE(inserted.size(), 3); // below d, and below the top
    QCOMPARE(shown(model),
             u"a: 1 field (b: 1 field (c: 3 entries (0: 1; 1: 2; 2: 3))); d: 4 entries (0: 1 field (e: 1); "
             "1: 1 field (f: 2); 2: 1 field (g: 3); 3: 1 field (h: 4)); i: 5; j: 6"_s);
}

void tst_JsonTreeModel::namesItsRowsByPointers()
{
    JsonGrowth growth;
    JsonTreeModel model;
    model.take(growth.append(uR"({"a/b":[{"c~d":1}],"":2})"));
    const QModelIndex entry = model.index(0, 0, model.index(0, 0));
    QCOMPARE(model.pathOf(model.index(0, 1, entry)), u"/a~1b/0/c~0d"_s);
    QCOMPARE(model.pathOf(model.index(1, 0)), u"/"_s);
}

void tst_JsonTreeModel::longAndOddTextsStayOnALine()
{
    JsonGrowth growth;
    JsonTreeModel model;
    model.take(growth.append(QString(u"{\"a\\u202e\":\"one\\ntwo\\u202e" + QString(100'000, u'x') + u"\"}")));
    QCOMPARE(model.index(0, 0).data().toString(), u"a⟦U+202E⟧"_s);
    const QString value = model.index(0, 1).data().toString();
    QVERIFY(value.startsWith(u"\"one↵two⟦U+202E⟧xx"_s));
    QVERIFY(value.endsWith(u"x…\""_s));
    QVERIFY(value.size() < JsonTreeModel::shownText + 20);
    const QString tip = model.index(0, 1).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.size() < JsonTreeModel::longestTip + 200);
    QVERIFY(tip.contains(u"x…"_s));
}

void tst_JsonTreeModel::toolTipsAreNeverHtmlOfTheModel()
{
    JsonGrowth growth;
    JsonTreeModel model;
    model.take(growth.append(uR"({"<b>":"<img src='file:///x'>"})"));
    const QString tip = model.index(0, 1).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(u"&lt;img"_s));
    QVERIFY(!tip.contains(u"<img"_s) && !tip.contains(u"<b>"_s));
}

void tst_JsonTreeModel::begunAnew()
{
    JsonTreeModel model;
    JsonGrowth first;
    model.take(first.append(u"{\"a\":[1,"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    JsonGrowth second;
    model.take(second.append(u"{\"b\":2}"));
    QCOMPARE(shown(model), u"b: 2"_s);
}

QTEST_GUILESS_MAIN(tst_JsonTreeModel)
#include "tst_jsontreemodel.moc"
