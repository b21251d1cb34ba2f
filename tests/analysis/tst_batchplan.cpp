#include "analysis/batchplan.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_BatchPlan : public QObject
{
    Q_OBJECT

private slots:
    void actionsConcernCells_data();
    void actionsConcernCells();
    void modelsTakeTurns();
    void firstAttemptsComeFirst();
    void wordsAreReadBack();
};

void tst_BatchPlan::actionsConcernCells_data()
{
    QTest::addColumn<CellState>("state");
    QTest::addColumn<QString>("actions"); // of run, missing, failed

    QTest::newRow("running") << CellState::Running << u"run"_s;
    QTest::newRow("queued") << CellState::Queued << u"run"_s;
    QTest::newRow("solved") << CellState::Solved << u"run"_s;
    QTest::newRow("failed") << CellState::Failed << u"run failed"_s;
    QTest::newRow("ungraded") << CellState::Ungraded << u"run"_s;
    QTest::newRow("error") << CellState::Error << u"run missing failed"_s;
    QTest::newRow("stopped") << CellState::Stopped << u"run missing"_s;
    QTest::newRow("not attempted") << CellState::NotAttempted << u"run missing"_s;
}

void tst_BatchPlan::actionsConcernCells()
{
    QFETCH(const CellState, state);
    QFETCH(const QString, actions);
    QStringList concerned;
    if (concerns(CellAction::Run, state))
        concerned += u"run"_s;
    if (concerns(CellAction::RunMissing, state))
        concerned += u"missing"_s;
    if (concerns(CellAction::RerunFailed, state))
        concerned += u"failed"_s;
    QCOMPARE(concerned.join(u' '), actions);
}

void tst_BatchPlan::modelsTakeTurns()
{
    const ModelChoice mini{.providerId = u"openai"_s, .modelId = u"mini"_s};
    const ModelChoice grok{.providerId = u"xai"_s, .modelId = u"grok"_s};
    const auto items = planItems({{u"a"_s, mini}, {u"b"_s, mini}, {u"c"_s, mini}, {u"a"_s, grok}}, 1);
    QStringList order;
    for (const BatchItem &item : items) {
        order += item.taskId + u'/' + item.model.modelId;
        QCOMPARE(item.rank, item.number);
        QCOMPARE(item.state, ItemState::Queued);
    }
    QCOMPARE(order, QStringList({u"a/mini"_s, u"a/grok"_s, u"b/mini"_s, u"c/mini"_s}));
}

void tst_BatchPlan::firstAttemptsComeFirst()
{
    const ModelChoice mini{.providerId = u"openai"_s, .modelId = u"mini"_s};
    QStringList order;
    for (const BatchItem &item : planItems({{u"a"_s, mini}, {u"b"_s, mini}}, 3))
        order += item.taskId + QString::number(item.number);
    QCOMPARE(order, QStringList({u"a1"_s, u"b2"_s, u"a3"_s, u"b4"_s, u"a5"_s, u"b6"_s}));
    QVERIFY(planItems({{u"a"_s, mini}}, 0).empty());
    QVERIFY(planItems({}, 2).empty());
}

void tst_BatchPlan::wordsAreReadBack()
{
    for (const BatchState state :
         {BatchState::Running, BatchState::Paused, BatchState::Finished, BatchState::Stopped})
        QCOMPARE(batchStateFromName(batchStateName(state)), state);
    for (const ItemState state : {ItemState::Queued, ItemState::Running, ItemState::Done, ItemState::Removed})
        QCOMPARE(itemStateFromName(itemStateName(state)), state);
    QVERIFY(!batchStateFromName(u"Running"));
    const BatchOptions options{.atOnce = 8,
                               .attempts = 2,
                               .runCapUsd = 0.5,
                               .batchCapUsd = 12.25,
                               .allowUnknownPrice = true,
                               .retries = 0};
    QCOMPARE(batchOptionsFromJson(toJson(options)), options);
    QCOMPARE(batchOptionsFromJson({}), BatchOptions{});
}

QTEST_APPLESS_MAIN(tst_BatchPlan)
#include "tst_batchplan.moc"
