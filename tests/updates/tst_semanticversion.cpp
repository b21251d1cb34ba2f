#include "updates/semanticversion.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_SemanticVersion : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void orders();
    void theProgramHasOne();
};

void tst_SemanticVersion::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    for (const QString &same :
         {u"0.0.0"_s, u"1.2.3"_s, u"10.20.30"_s, u"1.0.0-alpha"_s, u"1.0.0-alpha.1"_s, u"1.0.0-0.3.7"_s,
          u"1.0.0-x.7.z.92"_s, u"1.0.0-x-y-z.--"_s, u"1.0.0-0a"_s, u"999999999.999999999.999999999"_s})
        QTest::newRow(qPrintable(same)) << same << same;
    QTest::newRow("a build is dropped") << u"1.0.0+20130313144700"_s << u"1.0.0"_s;
    QTest::newRow("behind a pre-release, too") << u"1.0.0-beta+exp.sha-5114f85"_s << u"1.0.0-beta"_s;
    QTest::newRow("zeros in a build") << u"1.0.0+001"_s << u"1.0.0"_s;
}

void tst_SemanticVersion::reads()
{
    QFETCH(const QString, text);
    QFETCH(const QString, written);
    const auto version = parseSemanticVersion(text);
    QVERIFY(version);
    QCOMPARE(version->toString(), written);
    QVERIFY(parseSemanticVersion(written) == version);
}

void tst_SemanticVersion::refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &bad : {u""_s,
                               u"1"_s,
                               u"1.2"_s,
                               u"1.2.3.4"_s,
                               u"v1.2.3"_s,
                               u"1.2.x"_s,
                               u"01.2.3"_s,
                               u"1.02.3"_s,
                               u"1.2.03"_s,
                               u"1.2.-3"_s,
                               u" 1.2.3"_s,
                               u"1.2.3 "_s,
                               u"1.2.3-"_s,
                               u"1.2.3-01"_s,
                               u"1.2.3-a..b"_s,
                               u"1.2.3-a_b"_s,
                               u"1.2.3+"_s,
                               u"1.2.3+a+b"_s,
                               u"1.2.3-ä"_s,
                               u"1.2.\u0663"_s,
                               u"1234567890.0.0"_s,
                               u"1..3"_s,
                               QString(u"1.2.3-"_s + QString(80, u'a'))})
        QTest::newRow(qPrintable(u'"' + bad + u'"')) << bad;
}

void tst_SemanticVersion::refuses()
{
    QFETCH(const QString, text);
    QVERIFY(!parseSemanticVersion(text));
}

void tst_SemanticVersion::orders()
{
    // §11.4, and what it says of numbers
    const QStringList rising{u"0.0.9"_s,        u"0.1.0"_s,        u"0.9.12"_s,        u"0.10.0-rc.2"_s,
                             u"0.10.0-rc.10"_s, u"0.10.0"_s,       u"1.0.0-1"_s,       u"1.0.0-2"_s,
                             u"1.0.0-11"_s,     u"1.0.0-alpha"_s,  u"1.0.0-alpha.1"_s, u"1.0.0-alpha.beta"_s,
                             u"1.0.0-beta"_s,   u"1.0.0-beta.2"_s, u"1.0.0-beta.11"_s, u"1.0.0-rc.1"_s,
                             u"1.0.0"_s,        u"1.0.1"_s,        u"1.1.0"_s,         u"2.0.0"_s,
                             u"10.0.0"_s};
    for (qsizetype i = 0; i < rising.size(); ++i) {
        for (qsizetype j = 0; j < rising.size(); ++j) {
            const auto left = *parseSemanticVersion(rising[i]);
            const auto right = *parseSemanticVersion(rising[j]);
            QVERIFY2((left < right) == (i < j) && (left == right) == (i == j) && (left > right) == (i > j),
                     qPrintable(rising[i] + u" and "_s + rising[j]));
        }
    }
    QVERIFY(*parseSemanticVersion(u"1.0.0+1") == *parseSemanticVersion(u"1.0.0+2"));
}

void tst_SemanticVersion::theProgramHasOne()
{
    QVERIFY(parseSemanticVersion(QStringLiteral(REASONGLASS_VERSION)));
}

QTEST_GUILESS_MAIN(tst_SemanticVersion)
#include "tst_semanticversion.moc"
