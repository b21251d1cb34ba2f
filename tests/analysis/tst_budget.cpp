#include "analysis/budget.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace reasonglass;

/// Whatever runs turn out to cost, a cap is passed by one run at most.
class tst_Budget : public QObject
{
    Q_OBJECT

private slots:
    void withoutACapEverythingIsAllowed();
    void whatRunsIsReserved();
    void whatNobodyCanForeseeRunsAlone();
    void anEndedRunCountsWithWhatItCost();
    void anUnknownCostCountsAsExpected();
    void aRunMayUseWhatTheOthersLeave();
    void noOrderOfRunsPassesTheCapByMoreThanOne_data();
    void noOrderOfRunsPassesTheCapByMoreThanOne();
};

void tst_Budget::withoutACapEverythingIsAllowed()
{
    Budget budget;
    budget.setSpent(1e9);
    budget.reserve(1, {});
    QVERIFY(budget.allows(1e9));
    QVERIFY(budget.allows({}));
    QVERIFY(!budget.isUsedUp());
    QVERIFY(!budget.roomFor(1));
}

void tst_Budget::whatRunsIsReserved()
{
    Budget budget(1.0);
    QVERIFY(budget.allows(0.4));
    budget.reserve(1, 0.4);
    budget.reserve(2, 0.4);
    QVERIFY(!budget.allows(0.4));
    QVERIFY(budget.allows(0.1));
    QCOMPARE(budget.reserved(), 0.8);
    QCOMPARE(budget.spent(), 0.0);
}

void tst_Budget::whatNobodyCanForeseeRunsAlone()
{
    Budget budget(1.0);
    QVERIFY(budget.allows({}));
    budget.reserve(1, {});
    QVERIFY(!budget.allows({}));
    QVERIFY(!budget.allows(0.01)); // the other may take it all
    budget.settle(1, 0.3);
    QVERIFY(budget.allows({}));
    budget.reserve(2, 0.1);
    QVERIFY(!budget.allows({}));
}

void tst_Budget::anEndedRunCountsWithWhatItCost()
{
    Budget budget(1.0);
    budget.reserve(1, 0.9);
    budget.settle(1, 0.2);
    QCOMPARE(budget.spent(), 0.2);
    QCOMPARE(budget.reserved(), 0.0);
    budget.settle(1, 0.2); // a second time changes nothing
    QCOMPARE(budget.spent(), 0.2);
    budget.reserve(2, 0.5);
    budget.settle(2, 0.9);
    QVERIFY(budget.isUsedUp());
    QVERIFY(!budget.allows(0.0));
}

void tst_Budget::anUnknownCostCountsAsExpected()
{
    Budget budget(1.0);
    budget.reserve(1, 0.3);
    budget.settle(1, {});
    QCOMPARE(budget.spent(), 0.3);
}

void tst_Budget::aRunMayUseWhatTheOthersLeave()
{
    Budget budget(1.0);
    budget.setSpent(0.25);
    budget.reserve(1, 0.25);
    budget.reserve(2, 0.25);
    QCOMPARE(budget.roomFor(1), 0.5);
    QCOMPARE(budget.roomFor(3), 0.25);
}

void tst_Budget::noOrderOfRunsPassesTheCapByMoreThanOne_data()
{
    QTest::addColumn<int>("atOnce");
    for (const int atOnce : {1, 2, 8, 64})
        QTest::addRow("%d at once", atOnce) << atOnce;
}

/// Runs begin while the budget allows and end in any order; nothing is known of them at first.
void tst_Budget::noOrderOfRunsPassesTheCapByMoreThanOne()
{
    QFETCH(const int, atOnce);
    constexpr double highest = 0.05;
    for (quint32 seed = 1; seed <= 50; ++seed) {
        QRandomGenerator random(seed);
        Budget budget(1.0);
        CostExperience experience;
        std::map<qint64, double> going;
        double spent = 0;
        qint64 next = 1;
        for (int step = 0; step < 2000; ++step) {
            if (int(going.size()) < atOnce && budget.allows(experience.expected())) {
                budget.reserve(next, experience.expected());
                going[next++] = highest * (0.2 + 0.8 * random.generateDouble());
            } else if (!going.empty()) {
                auto ended = going.begin();
                std::advance(ended, random.bounded(int(going.size())));
                budget.settle(ended->first, ended->second);
                experience.note(ended->second);
                spent += ended->second;
                going.erase(ended);
            }
        }
        QVERIFY(going.empty());
        QVERIFY2(spent <= 1.0 + highest, qPrintable(QString::number(spent)));
        QVERIFY2(spent > 1.0 - 2 * highest, qPrintable(QString::number(spent))); // and it is used
    }
}

QTEST_APPLESS_MAIN(tst_Budget)
#include "tst_budget.moc"
