#include "ui/plot/proportionbar.h"

#include <QImage>
#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_ProportionBar : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void saysWhatItShows();
    void narrowBarsNeedMoreRows();
    void nothingNeedsNoRoom();
    void tinyPartsAreSeen();
    void isMirroredRightToLeft();
};

void tst_ProportionBar::saysWhatItShows()
{
    ProportionBar bar;
    bar.setParts({{u"Input"_s, 750}, {u"Nothing"_s, 0}, {u"Output"_s, 250}});
    QCOMPARE(bar.accessibleDescription(), u"Input: 750 (75 %), Output: 250 (25 %)"_s);
}

void tst_ProportionBar::narrowBarsNeedMoreRows()
{
    ProportionBar bar;
    bar.setParts({{u"Input"_s, 1}, {u"Reasoning"_s, 2}, {u"Answer"_s, 3}});
    QVERIFY(bar.heightForWidth(100) > bar.heightForWidth(2000));
}

void tst_ProportionBar::nothingNeedsNoRoom()
{
    ProportionBar bar;
    bar.setParts({{u"Input"_s, 0}});
    QCOMPARE(bar.heightForWidth(500), 0);
    bar.resize(100, 20);
    bar.grab(); // divides by nothing
}

void tst_ProportionBar::tinyPartsAreSeen()
{
    ProportionBar bar;
    bar.resize(400, 60);
    bar.setParts({{u"Input"_s, 1'000'000}, {u"Output"_s, 1}});
    const QImage image = bar.grab().toImage();
    bar.setParts({{u"Input"_s, 1'000'001}});
    const QImage alone = bar.grab().toImage();
    const int y = 3;
    bool differs = false;
    for (int x = 390; x < 400; ++x)
        differs = differs || image.pixel(x, y) != alone.pixel(x, y);
    QVERIFY(differs);
    QVERIFY(bar.accessibleDescription().contains(u"100 %"_s));
}

void tst_ProportionBar::isMirroredRightToLeft()
{
    ProportionBar bar;
    bar.resize(400, 60);
    bar.setParts({{u"Input"_s, 3}, {u"Output"_s, 1}});
    const QRect leftPart(0, 0, 80, 8);
    const QImage before = bar.grab().toImage().copy(leftPart);
    bar.setLayoutDirection(Qt::RightToLeft);
    QVERIFY(before != bar.grab().toImage().copy(leftPart));
}

QTEST_MAIN(tst_ProportionBar)
#include "tst_proportionbar.moc"
