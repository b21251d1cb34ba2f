#include "tasks/arcgrid.h"

#include <QJsonDocument>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_ArcGrid : public QObject
{
    Q_OBJECT

private slots:
    void readsJson_data();
    void readsJson();
    void writesWhatItReads();
    void findsDifferingCells();
    void readsPairs_data();
    void readsPairs();
};

namespace {

QJsonValue json(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).array();
}

QString rows(int count)
{
    QStringList all;
    for (int i = 0; i < count; ++i)
        all += u"[0]"_s;
    return QString(u"["_s + all.join(u',') + u"]"_s);
}

ArcGrid gridOf(const QString &text)
{
    return arcGridFromJson(json(text)).value_or(ArcGrid{});
}

} // namespace

void tst_ArcGrid::readsJson_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isGrid");

    QTest::newRow("two by three") << u"[[0,1,2],[3,4,9]]"_s << true;
    QTest::newRow("one cell") << u"[[7]]"_s << true;
    QTest::newRow("whole numbers with a point") << u"[[1.0]]"_s << true;
    QTest::newRow("30 rows") << rows(30) << true;
    QTest::newRow("31 rows") << rows(31) << false;
    QTest::newRow("31 columns") << QString(u"[["_s + u"0,"_s.repeated(30) + u"0]]"_s) << false;
    QTest::newRow("no rows") << u"[]"_s << false;
    QTest::newRow("an empty row") << u"[[]]"_s << false;
    QTest::newRow("ragged") << u"[[1,2],[1]]"_s << false;
    QTest::newRow("over 9") << u"[[10]]"_s << false;
    QTest::newRow("negative") << u"[[-1]]"_s << false;
    QTest::newRow("a fraction") << u"[[0.5]]"_s << false;
    QTest::newRow("a text") << u"[[\"1\"]]"_s << false;
    QTest::newRow("null") << u"[[null]]"_s << false;
    QTest::newRow("flat") << u"[1,2]"_s << false;
}

void tst_ArcGrid::readsJson()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isGrid);
    QCOMPARE(arcGridFromJson(json(text)).has_value(), isGrid);
}

void tst_ArcGrid::writesWhatItReads()
{
    const ArcGrid grid = gridOf(u"[[0,1,2],[3,4,5]]"_s);
    QCOMPARE(grid.rows(), 2);
    QCOMPARE(grid.columns(), 3);
    QCOMPARE(grid.at(1, 0), 3);
    QCOMPARE(QJsonValue(toJson(grid)), json(u"[[0,1,2],[3,4,5]]"_s));
    QCOMPARE(toText(grid), u"0 1 2\n3 4 5"_s);
    QVERIFY(ArcGrid().isEmpty());
}

void tst_ArcGrid::findsDifferingCells()
{
    const ArcGrid grid = gridOf(u"[[0,1,2],[3,4,5]]"_s);
    QVERIFY(differingCells(grid, grid)->empty());
    const std::vector<QPoint> expected{{1, 0}, {2, 1}};
    QCOMPARE(differingCells(grid, gridOf(u"[[0,9,2],[3,4,0]]"_s)).value(), expected);
    QVERIFY(!differingCells(grid, gridOf(u"[[0,1],[3,4]]"_s)));
}

void tst_ArcGrid::readsPairs_data()
{
    QTest::addColumn<QString>("fields");
    QTest::addColumn<int>("train");
    QTest::addColumn<int>("test");

    QTest::newRow("a task") << uR"({"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[3]]}]})"_s
                            << 1 << 1;
    QTest::newRow("test outputs known")
        << uR"({"train":[],"test":[{"input":[[3]],"output":[[4]]},{"input":[[5]]}]})"_s << 0 << 2;
    QTest::newRow("no test") << uR"({"train":[{"input":[[1]],"output":[[2]]}],"test":[]})"_s << -1 << -1;
    QTest::newRow("no train") << uR"({"test":[{"input":[[3]]}]})"_s << -1 << -1;
    QTest::newRow("an input is missing")
        << uR"({"train":[{"output":[[2]]}],"test":[{"input":[[3]]}]})"_s << -1 << -1;
    QTest::newRow("an output is no grid")
        << uR"({"train":[{"input":[[1]],"output":[[11]]}],"test":[{"input":[[3]]}]})"_s << -1 << -1;
    QTest::newRow("other fields") << uR"({"prompt":"Hello"})"_s << -1 << -1;
}

void tst_ArcGrid::readsPairs()
{
    QFETCH(const QString, fields);
    QFETCH(const int, train);
    QFETCH(const int, test);
    const auto pairs = arcPairs(QJsonDocument::fromJson(fields.toUtf8()).object());
    QCOMPARE(pairs ? int(pairs->train.size()) : -1, train);
    QCOMPARE(pairs ? int(pairs->test.size()) : -1, test);
}

QTEST_GUILESS_MAIN(tst_ArcGrid)
#include "tst_arcgrid.moc"
