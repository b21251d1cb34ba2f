#include "ui/plot/timeplot.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QImage>
#include <QLocale>
#include <QMouseEvent>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

TimePlotData someData()
{
    return {.unit = u"tokens/s"_s,
            .binSeconds = 1,
            .endSeconds = 4,
            .series = {{u"Reasoning"_s, {10, 20, 0, 0}}, {u"Answer"_s, {0, 0, 30}}},
            .marks = {{0.5, u"first byte"_s}, {2.2, u"first answer"_s}},
            .pauses = {{3.1, 3.9, u"gap of 0.8 s"_s}}};
}

} // namespace

class tst_TimePlot : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void arrowKeysReadValues();
    void pointingReadsValues();
    void keysThatMeanNothingGoOn();
    void theReadoutIsSaid();
    void copiesAsCsv();
    void narrowBinsAreDrawnTogether();
    void aCursorBehindTheEndGoes();
    void drawsInEverySizeAndTheme_data();
    void drawsInEverySizeAndTheme();
    void theSameDataDrawsNothingAnew();
    void paintingStaysCheap();
};

void tst_TimePlot::arrowKeysReadValues()
{
    TimePlot plot;
    plot.resize(600, 200);
    plot.setData(someData());
    QVERIFY(plot.readout().isEmpty());
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.readout(), u"0 s · Reasoning: 10 · Answer: 0.0 · first byte"_s);
    QTest::keyClick(&plot, Qt::Key_Right);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.readout(), u"2 s · Reasoning: 0.0 · Answer: 30 · first answer"_s);
    QTest::keyClick(&plot, Qt::Key_End);
    QCOMPARE(plot.readout(), u"3 s · Reasoning: 0.0 · Answer: 0.0 · gap of 0.8 s"_s);
    QTest::keyClick(&plot, Qt::Key_Right); // stays at the end
    QVERIFY(plot.readout().startsWith(u"3 s"_s));
    QTest::keyClick(&plot, Qt::Key_Home);
    QVERIFY(plot.readout().startsWith(u"0 s"_s));
    QTest::keyClick(&plot, Qt::Key_Escape);
    QVERIFY(plot.readout().isEmpty());
}

void tst_TimePlot::pointingReadsValues()
{
    TimePlot plot;
    plot.resize(600, 200);
    plot.setData(someData());
    const auto pointAt = [&plot](int x) {
        QMouseEvent move(QEvent::MouseMove, QPointF(x, 100), QPointF(x, 100), Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(&plot, &move);
    };
    pointAt(2);
    QVERIFY(plot.readout().isEmpty()); // on the axis
    pointAt(240);
    QVERIFY2(plot.readout().startsWith(u"1 s · Reasoning: 20"_s), qPrintable(plot.readout()));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&plot, &leave);
    QVERIFY(plot.readout().isEmpty());
}

/// Escape cancels a run: it must not be lost here.
void tst_TimePlot::keysThatMeanNothingGoOn()
{
    TimePlot plot;
    plot.setData(someData());
    const auto isOurs = [&plot](int key, Qt::KeyboardModifiers modifiers) {
        QKeyEvent event(QEvent::ShortcutOverride, key, modifiers);
        event.ignore();
        QCoreApplication::sendEvent(&plot, &event);
        return event.isAccepted();
    };
    QVERIFY(!isOurs(Qt::Key_Escape, {}));
    QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY(isOurs(Qt::Key_Escape, {}));
    QVERIFY(isOurs(Qt::Key_C, Qt::ControlModifier));
    QVERIFY(!isOurs(Qt::Key_R, Qt::ControlModifier));
}

void tst_TimePlot::theReadoutIsSaid()
{
    TimePlot plot;
    plot.setData(someData());
    plot.setSummary(u"All of it."_s);
    QCOMPARE(plot.accessibleDescription(), u"All of it."_s);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.accessibleDescription(), plot.readout());
    QTest::keyClick(&plot, Qt::Key_Escape);
    QCOMPARE(plot.accessibleDescription(), u"All of it."_s);
}

void tst_TimePlot::copiesAsCsv()
{
    TimePlot plot;
    plot.copyAsCsv(); // with nothing to copy
    TimePlotData data = someData();
    data.binSeconds = 0.25;
    data.series[0].name = u"a \"b\""_s;
    plot.setData(data);
    QTest::keySequence(&plot, QKeySequence::Copy);
    QCOMPARE(
        QGuiApplication::clipboard()->text(),
        u"seconds,\"a \"\"b\"\"\",\"Answer\"\n0,10.00,0.00\n0.25,20.00,0.00\n0.5,0.00,30.00\n0.75,0.00,\n"_s);
}

void tst_TimePlot::narrowBinsAreDrawnTogether()
{
    TimePlot plot;
    plot.resize(300, 200);
    TimePlotData data = someData();
    data.series = {{u"Reasoning"_s, std::vector<double>(512, 0.0)}};
    data.series[0].values[0] = 40;
    data.endSeconds = 512;
    plot.setData(data);
    QTest::keyClick(&plot, Qt::Key_Home);
    const QString atFirst = plot.readout();
    QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY(!plot.readout().contains(u"40"_s));
    QVERIFY2(!atFirst.contains(u": 40"_s), qPrintable(atFirst)); // the mean of some
    QVERIFY2(!atFirst.contains(u": 0.0"_s), qPrintable(atFirst));
    plot.resize(4000, 200);
    QTest::keyClick(&plot, Qt::Key_Home);
    QVERIFY2(plot.readout().contains(u": 40"_s), qPrintable(plot.readout()));
}

void tst_TimePlot::aCursorBehindTheEndGoes()
{
    TimePlot plot;
    plot.resize(600, 200);
    plot.setData(someData());
    QTest::keyClick(&plot, Qt::Key_End);
    TimePlotData shorter = someData();
    shorter.endSeconds = 0;
    shorter.series = {{u"Answer"_s, {1}}};
    plot.setData(shorter);
    QVERIFY(plot.readout().isEmpty());
    QTest::keyClick(&plot, Qt::Key_Right);
    plot.setData({});
    QVERIFY(plot.readout().isEmpty());
    QTest::keyClick(&plot, Qt::Key_Right); // nothing to read
    QVERIFY(plot.readout().isEmpty());
}

void tst_TimePlot::drawsInEverySizeAndTheme_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("usual") << QSize(700, 220) << false;
    QTest::newRow("dark") << QSize(700, 220) << true;
    QTest::newRow("tiny") << QSize(3, 2) << false;
    QTest::newRow("flat") << QSize(700, 10) << false;
    QTest::newRow("narrow") << QSize(90, 400) << true;
}

/// Both lines, differently coloured from their ground, where there is room for them.
void tst_TimePlot::drawsInEverySizeAndTheme()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    TimePlot plot;
    QPalette palette = plot.palette();
    if (dark) {
        palette.setColor(QPalette::Base, QColor(20, 20, 24));
        palette.setColor(QPalette::Text, QColor(230, 230, 230));
        palette.setColor(QPalette::Link, QColor(120, 170, 255));
    }
    plot.setPalette(palette);
    plot.resize(size);
    TimePlotData data = someData();
    plot.setData(data);
    const QImage shown = plot.grab().toImage();
    QCOMPARE(shown.pixelColor(0, 0), palette.color(QPalette::Base));
    if (size.width() < 300 || size.height() < 100)
        return;
    for (size_t i = 0; i < data.series.size(); ++i) {
        TimePlotData without = data;
        std::fill(without.series[i].values.begin(), without.series[i].values.end(), 0.0);
        plot.setData(without);
        QVERIFY(plot.grab().toImage() != shown);
    }
}

void tst_TimePlot::theSameDataDrawsNothingAnew()
{
    class CountingPlot : public TimePlot
    {
    public:
        int paints = 0;

    protected:
        void paintEvent(QPaintEvent *event) override
        {
            ++paints;
            TimePlot::paintEvent(event);
        }
    };
    CountingPlot plot;
    plot.resize(600, 200);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    plot.setData(someData());
    QTRY_VERIFY(plot.paints > 0);
    QCoreApplication::processEvents();
    const int before = plot.paints;
    plot.setData(someData());
    QCoreApplication::processEvents();
    QCOMPARE(plot.paints, before);
}

void tst_TimePlot::paintingStaysCheap()
{
    TimePlot plot;
    plot.resize(1600, 300);
    TimePlotData data = someData();
    data.series = {{u"Reasoning"_s, std::vector<double>(512, 3.0)},
                   {u"Answer"_s, std::vector<double>(512, 5.0)}};
    for (size_t i = 0; i < 512; i += 2)
        data.series[0].values[i] = 7;
    plot.setData(data);
    QImage image(plot.size(), QImage::Format_RGB32);
    QBENCHMARK
    {
        plot.render(&image);
    }
}

QTEST_MAIN(tst_TimePlot)
#include "tst_timeplot.moc"
