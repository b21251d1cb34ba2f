#include "analysis/analysisid.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_AnalysisId : public QObject
{
    Q_OBJECT

private slots:
    void roundTrips_data();
    void roundTrips();
    void sortsByTimeAsNumberAndAsText();
    void twoOfOneMoment();
    void readsUpperCase();
    void refuses_data();
    void refuses();
};

void tst_AnalysisId::roundTrips_data()
{
    QTest::addColumn<qint64>("value");
    QTest::newRow("the smallest") << qint64{1};
    QTest::newRow("twelve full digits") << (qint64{1} << 60) - 1;
    QTest::newRow("the first of thirteen digits") << (qint64{1} << 60);
    QTest::newRow("the largest") << std::numeric_limits<qint64>::max();
    QTest::newRow("of today") << qint64(newAnalysisId(1'790'000'000'000'000));
    QTest::newRow("of a clock before 2020") << qint64(newAnalysisId(0)) + 1;
    QTest::newRow("of the year 2200") << qint64(newAnalysisId(7'258'118'400'000'000));
}

void tst_AnalysisId::roundTrips()
{
    QFETCH(const qint64, value);
    QVERIFY(value > 0);
    const QString text = toText(AnalysisId{value});
    static const QRegularExpression form(u"^[0-9a-hjkmnp-tv-z]{12,13}$"_s);
    QVERIFY2(form.match(text).hasMatch(), qPrintable(text));
    QCOMPARE(analysisIdFromText(text), std::optional(AnalysisId{value}));
}

void tst_AnalysisId::sortsByTimeAsNumberAndAsText()
{
    AnalysisId before{};
    QString textBefore;
    for (qint64 time = 1'790'000'000'000'000; time < 1'790'000'000'200'000; time += 1000) {
        const AnalysisId id = newAnalysisId(time);
        QVERIFY(qint64(id) > qint64(before));
        QVERIFY(toText(id) > textBefore);
        before = id;
        textBefore = toText(id);
    }
}

void tst_AnalysisId::twoOfOneMoment()
{
    QSet<qint64> ids;
    for (int i = 0; i < 100; ++i)
        ids.insert(qint64(newAnalysisId(1'790'000'000'000'000)));
    QVERIFY(ids.size() > 90); // of a million possible ones
}

void tst_AnalysisId::readsUpperCase()
{
    const AnalysisId id = newAnalysisId(1'790'000'000'123'000);
    QCOMPARE(analysisIdFromText(toText(id).toUpper()), std::optional(id));
}

void tst_AnalysisId::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("zero") << u"000000000000"_s;
    QTest::newRow("white space") << u" 0123456789ab"_s;
    QTest::newRow("a sign") << u"-123456789ab"_s;
    QTest::newRow("letters that look like digits") << u"0123456789il"_s;
    QTest::newRow("the letter o") << u"o12345678901"_s;
    QTest::newRow("another script's digits") << u"٠١٢٣٤٥٦٧٨٩٠١"_s;
    QTest::newRow("fourteen digits") << u"00000000000001"_s;
    QTest::newRow("a negative number's bits") << u"fzzzzzzzzzzzz"_s;
    // Thirteen digits have 65 bits: what does not fit must not be cut off, or two texts name one analysis.
    QTest::newRow("a first digit beyond 64 bits") << u"g00000000001x"_s;
    QTest::newRow("all digits full") << u"zzzzzzzzzzzzz"_s;
    QTest::newRow("a path") << u"../../../etc"_s;
}

void tst_AnalysisId::refuses()
{
    QFETCH(const QString, text);
    QVERIFY(!analysisIdFromText(text));
}

QTEST_APPLESS_MAIN(tst_AnalysisId)
#include "tst_analysisid.moc"
