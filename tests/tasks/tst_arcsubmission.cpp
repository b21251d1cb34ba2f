#include "tasks/arcsubmission.h"

#include <QJsonDocument>
#include <QtTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_ArcSubmission : public QObject
{
    Q_OBJECT

private slots:
    void hasThePublicLayout_data();
    void hasThePublicLayout();
    void everyTaskIsInIt();

private:
    /// One row of two cells.
    static ArcGrid grid(int left, int right)
    {
        ArcGrid made(1, 2);
        made.set(0, 0, left);
        made.set(0, 1, right);
        return made;
    }
};

void tst_ArcSubmission::hasThePublicLayout_data()
{
    QTest::addColumn<int>("testPairs");
    QTest::addColumn<std::vector<std::vector<ArcGrid>>>("attempts");
    QTest::addColumn<QByteArray>("json");

    using Attempts = std::vector<std::vector<ArcGrid>>;
    QTest::newRow("two attempts at one pair") << 1 << Attempts{{grid(1, 2)}, {grid(3, 4)}}
                                              << QByteArray(R"([{"attempt_1":[[1,2]],"attempt_2":[[3,4]]}])");
    QTest::newRow("two attempts at two pairs")
        << 2 << Attempts{{grid(1, 2), grid(5, 6)}, {grid(3, 4), grid(7, 8)}}
        << QByteArray(
               R"([{"attempt_1":[[1,2]],"attempt_2":[[3,4]]},{"attempt_1":[[5,6]],"attempt_2":[[7,8]]}])");
    QTest::newRow("a single attempt is repeated")
        << 1 << Attempts{{grid(1, 2)}} << QByteArray(R"([{"attempt_1":[[1,2]],"attempt_2":[[1,2]]}])");
    QTest::newRow("a second attempt stands in for a first without a grid")
        << 1 << Attempts{{ArcGrid()}, {grid(3, 4)}}
        << QByteArray(R"([{"attempt_1":[[3,4]],"attempt_2":[[3,4]]}])");
    QTest::newRow("no attempt")
        << 2 << Attempts{}
        << QByteArray(R"([{"attempt_1":[[0]],"attempt_2":[[0]]},{"attempt_1":[[0]],"attempt_2":[[0]]}])");
    QTest::newRow("an attempt with too few grids")
        << 2 << Attempts{{grid(1, 2)}}
        << QByteArray(R"([{"attempt_1":[[1,2]],"attempt_2":[[1,2]]},{"attempt_1":[[0]],"attempt_2":[[0]]}])");
    QTest::newRow("a third attempt does not count")
        << 1 << Attempts{{grid(1, 2)}, {grid(3, 4)}, {grid(5, 6)}}
        << QByteArray(R"([{"attempt_1":[[1,2]],"attempt_2":[[3,4]]}])");
}

void tst_ArcSubmission::hasThePublicLayout()
{
    QFETCH(const int, testPairs);
    QFETCH(const std::vector<std::vector<ArcGrid>>, attempts);
    QFETCH(const QByteArray, json);

    const QJsonObject submission =
        arcSubmission({{u"05a7bcf2"_s, {.testPairs = testPairs, .attempts = attempts}}});
    QCOMPARE(QJsonDocument(submission).toJson(QJsonDocument::Compact), "{\"05a7bcf2\":" + json + "}");
}

void tst_ArcSubmission::everyTaskIsInIt()
{
    const QJsonObject submission = arcSubmission({{u"b"_s, {}}, {u"a"_s, {}}});
    QCOMPARE(submission.keys(), QStringList({u"a"_s, u"b"_s}));
}

QTEST_GUILESS_MAIN(tst_ArcSubmission)
#include "tst_arcsubmission.moc"
