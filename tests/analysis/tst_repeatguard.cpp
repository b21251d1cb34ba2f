#include "analysis/repeatguard.h"

#include <QTest>

#include <utility>
#include <vector>

using namespace reasonglass;

class tst_RepeatGuard : public QObject
{
    Q_OBJECT

private slots:
    void tells_data();
    void tells();
    void aResumedExchangeRepeatsWhatIsKnown();
    void numbersThatLeapCostNoMemory();
};

using Numbered = std::vector<std::pair<qint64, QByteArray>>;

void tst_RepeatGuard::tells_data()
{
    QTest::addColumn<Numbered>("events");
    QTest::addColumn<QList<bool>>("repeats");
    QTest::newRow("in order") << Numbered{{0, "a"}, {1, "a"}, {2, "b"}} << QList{false, false, false};
    QTest::newRow("the same at once") << Numbered{{0, "a"}, {1, "b"}, {1, "b"}} << QList{false, false, true};
    QTest::newRow("the same later") << Numbered{{0, "a"}, {1, "b"}, {2, "c"}, {0, "a"}, {1, "b"}, {3, "d"}}
                                    << QList{false, false, false, true, true, false};
    QTest::newRow("without numbers nothing is known")
        << Numbered{{-1, "a"}, {-1, "a"}} << QList{false, false};
    QTest::newRow("a number used again for something else")
        << Numbered{{0, "a"}, {0, "b"}, {0, "c"}} << QList{false, false, false};
    QTest::newRow("numbers that begin anew")
        << Numbered{{0, "a"}, {1, "b"}, {0, "c"}, {1, "d"}} << QList{false, false, false, false};
    QTest::newRow("gaps") << Numbered{{0, "a"}, {7, "b"}, {7, "b"}, {3, "c"}, {3, "c"}}
                          << QList{false, false, true, false, true};
    QTest::newRow("below the first") << Numbered{{10, "a"}, {3, "b"}, {3, "b"}} << QList{false, false, false};
}

void tst_RepeatGuard::tells()
{
    QFETCH(const Numbered, events);
    QFETCH(const QList<bool>, repeats);
    RepeatGuard guard;
    for (size_t i = 0; i < events.size(); ++i)
        QCOMPARE(guard.isRepeat(events[i].first, events[i].second), repeats.at(qsizetype(i)));
}

void tst_RepeatGuard::aResumedExchangeRepeatsWhatIsKnown()
{
    RepeatGuard guard;
    QVERIFY(!guard.isRepeat(0, "a"));
    QVERIFY(!guard.isRepeat(5, "b"));
    guard.resumeAfter(5);
    QVERIFY2(guard.isRepeat(5, "b, padded otherwise"), "numbers are enough: it was asked for what follows 5");
    QVERIFY(guard.isRepeat(3, "never seen, but before"));
    QVERIFY(!guard.isRepeat(6, "c"));
    QVERIFY(guard.isRepeat(6, "c"));
    QVERIFY(!guard.isRepeat(-1, "c"));
}

void tst_RepeatGuard::numbersThatLeapCostNoMemory()
{
    RepeatGuard guard;
    qint64 number = 0;
    for (int i = 0; i < 60; ++i) {
        QVERIFY(!guard.isRepeat(number, "x"));
        QVERIFY(guard.isRepeat(number, "x"));
        number = number * 2 + 1;
    }
}

QTEST_APPLESS_MAIN(tst_RepeatGuard)
#include "tst_repeatguard.moc"
