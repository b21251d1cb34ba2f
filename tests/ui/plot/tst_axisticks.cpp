#include "ui/plot/axisticks.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_AxisTicks : public QObject
{
    Q_OBJECT

private slots:
    void stepsAreRound_data();
    void stepsAreRound();
    void timeStepsAreThoseOfClocks_data();
    void timeStepsAreThoseOfClocks();
    void timesAreWrittenShort_data();
    void timesAreWrittenShort();
};

void tst_AxisTicks::stepsAreRound_data()
{
    QTest::addColumn<double>("length");
    QTest::addColumn<int>("most");
    QTest::addColumn<double>("step");
    QTest::newRow("exact") << 100.0 << 5 << 20.0;
    QTest::newRow("up") << 101.0 << 5 << 50.0;
    QTest::newRow("one") << 7.0 << 1 << 10.0;
    QTest::newRow("small") << 0.3 << 3 << 0.1;
    QTest::newRow("large") << 2.5e9 << 4 << 1e9;
    QTest::newRow("nothing") << 0.0 << 4 << 1.0;
    QTest::newRow("negative") << -3.0 << 4 << 1.0;
    QTest::newRow("no room") << 3.0 << 0 << 1.0;
    QTest::newRow("no end") << std::numeric_limits<double>::infinity() << 4 << 1.0;
}

void tst_AxisTicks::stepsAreRound()
{
    QFETCH(double, length);
    QFETCH(int, most);
    QFETCH(double, step);
    QVERIFY2(qFuzzyCompare(roundStep(length, most), step),
             qPrintable(QString::number(roundStep(length, most))));
}

void tst_AxisTicks::timeStepsAreThoseOfClocks_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<int>("most");
    QTest::addColumn<double>("step");
    QTest::newRow("parts of a second") << 1.0 << 5 << 0.2;
    QTest::newRow("seconds") << 12.0 << 6 << 2.0;
    QTest::newRow("half a minute") << 130.0 << 5 << 30.0;
    QTest::newRow("minutes") << 700.0 << 5 << 300.0;
    QTest::newRow("hours") << 40'000.0 << 4 << 10'800.0;
    QTest::newRow("days") << 10 * 86'400.0 << 5 << 2 * 86'400.0;
    QTest::newRow("nothing") << 0.0 << 5 << 1.0;
}

void tst_AxisTicks::timeStepsAreThoseOfClocks()
{
    QFETCH(double, seconds);
    QFETCH(int, most);
    QFETCH(double, step);
    QVERIFY2(qFuzzyCompare(roundTimeStep(seconds, most), step),
             qPrintable(QString::number(roundTimeStep(seconds, most))));
}

void tst_AxisTicks::timesAreWrittenShort_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<double>("step");
    QTest::addColumn<QString>("text");
    QTest::newRow("fraction") << 0.4 << 0.2 << u"0.4 s"_s;
    QTest::newRow("quarter") << 1.25 << 0.25 << u"1.25 s"_s;
    QTest::newRow("seconds") << 12.0 << 2.0 << u"12 s"_s;
    QTest::newRow("minute") << 90.0 << 30.0 << u"1:30"_s;
    QTest::newRow("start of minutes") << 0.0 << 60.0 << u"0:00"_s;
    QTest::newRow("hours") << 7384.0 << 60.0 << u"2:03:04"_s;
}

void tst_AxisTicks::timesAreWrittenShort()
{
    QFETCH(double, seconds);
    QFETCH(double, step);
    QFETCH(QString, text);
    QLocale::setDefault(QLocale::c());
    QCOMPARE(axisTime(seconds, step), text);
}

QTEST_APPLESS_MAIN(tst_AxisTicks)
#include "tst_axisticks.moc"
