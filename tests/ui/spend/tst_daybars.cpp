#include "ui/spend/daybars.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QDate first(2026, 11, 1);

SpendLine day(int offset, double usd)
{
    return {.day = first.addDays(offset), .runs = 1, .usd = usd};
}

QString shortDate(int offset)
{
    return QLocale().toString(first.addDays(offset), QLocale::ShortFormat);
}

} // namespace

class tst_DayBars : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault({QLocale::English, QLocale::UnitedStates}); }
    void daysShareABar_data();
    void daysShareABar();
    void pointingReads();
    void severalDaysAreSummedUp();
    void tellsThoseWhoDoNotSee();
    void drawsWhatever_data();
    void drawsWhatever();
};

void tst_DayBars::daysShareABar_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("perBar");
    QTest::newRow("a week") << 7 << 600 << 1;
    QTest::newRow("a month") << 30 << 600 << 1;
    QTest::newRow("two years are weeks") << 730 << 900 << 7;
    QTest::newRow("ten years are months") << 3650 << 900 << 30;
    QTest::newRow("a century") << 36500 << 900 << 365;
}

void tst_DayBars::daysShareABar()
{
    QFETCH(const int, days);
    QFETCH(const int, width);
    QFETCH(const int, perBar);
    DayBars bars;
    bars.resize(width, 200);
    bars.setDays({day(0, 1)}, first, first.addDays(days - 1));
    QCOMPARE(bars.daysPerBar(), perBar);
}

void tst_DayBars::pointingReads()
{
    DayBars bars;
    bars.resize(700, 200);
    bars.setDays({day(6, 2), day(0, 0.5)}, first, first.addDays(6));
    QCOMPARE(bars.readout(0), QString()); // the axis
    QVERIFY2(bars.readout(690).startsWith(QString(shortDate(6) + u": 1 run, $2.00"_s)),
             qPrintable(bars.readout(690)));
    QCOMPARE(bars.readout(701), QString());
}

void tst_DayBars::severalDaysAreSummedUp()
{
    DayBars bars;
    bars.resize(900, 200);
    bars.setDays({day(0, 1), day(6, 2), day(7, 4)}, first, first.addDays(729));
    QCOMPARE(bars.daysPerBar(), 7);
    QStringList read;
    for (int x = 0; x < bars.width(); ++x) {
        const QString text = bars.readout(x);
        if (!text.contains(u": 0 runs"_s) && !read.contains(text))
            read << text;
    }
    read.removeAll(QString());
    QCOMPARE(read.size(), 2);
    QVERIFY(read.at(0).startsWith(QString(shortDate(0) + u" to "_s + shortDate(6) + u": 2 runs, $3.00"_s)));
    QVERIFY(read.at(1).startsWith(QString(shortDate(7) + u" to "_s + shortDate(13) + u": 1 run, $4.00"_s)));
}

void tst_DayBars::tellsThoseWhoDoNotSee()
{
    DayBars bars;
    bars.setDays({day(2, 2), day(0, 0.5)}, first, first.addDays(6));
    bars.setCap(5);
    QCOMPARE(bars.accessibleDescription(),
             u"%1 to %2; the most on %3: $2.00. Cap per day: $5.00."_s.arg(shortDate(0), shortDate(6),
                                                                           shortDate(2)));
    bars.setDays({}, first, first);
    QCOMPARE(bars.accessibleDescription(), u"Nothing was run."_s);
}

void tst_DayBars::drawsWhatever_data()
{
    QTest::addColumn<std::vector<SpendLine>>("days");
    QTest::addColumn<double>("cap");
    QTest::newRow("nothing") << std::vector<SpendLine>{} << 0.0;
    QTest::newRow("nothing but a cap") << std::vector<SpendLine>{} << 5.0;
    QTest::newRow("only runs of unknown cost")
        << std::vector{SpendLine{.day = first, .runs = 2, .unknown = 2}} << 0.0;
    QTest::newRow("very little") << std::vector{day(0, 1e-7)} << 0.0;
    QTest::newRow("very much") << std::vector{day(0, 1e9)} << 0.01;
    QTest::newRow("a cap that is no number")
        << std::vector{day(0, 1)} << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("a day out of the period") << std::vector{day(-4, 1), day(400, 1)} << 0.0;
}

void tst_DayBars::drawsWhatever()
{
    QFETCH(const std::vector<SpendLine>, days);
    QFETCH(const double, cap);
    for (const QSize size : {QSize(1, 1), QSize(60, 30), QSize(700, 200)}) {
        DayBars bars;
        bars.resize(size);
        bars.setCap(cap);
        QVERIFY(!bars.grab().isNull()); // without a period
        bars.setDays(days, first, first.addDays(2));
        QVERIFY(!bars.grab().isNull());
        bars.setDays(days, first, first.addDays(9000));
        QVERIFY(!bars.grab().isNull());
    }
}

QTEST_MAIN(tst_DayBars)
#include "tst_daybars.moc"
