#include "base/utf8.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// Every code unit as hexadecimal, so that a failure shows what cannot be seen.
QString units(const QString &text)
{
    QStringList hex;
    for (const QChar c : text)
        hex.append(QString::number(c.unicode(), 16));
    return hex.join(u' ');
}

} // namespace

class tst_Utf8 : public QObject
{
    Q_OBJECT

private slots:
    void decodes_data();
    void decodes();
    void everyCharacterSurvives();
    void everyCutOfACharacterIsOneReplacement();
    void manyMarksAreReadInLinearTime();
};

void tst_Utf8::decodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected"); // code units in hexadecimal

    QTest::newRow("nothing is nothing") << QByteArray() << u""_s;
    QTest::newRow("ASCII") << QByteArray("ab") << u"61 62"_s;
    QTest::newRow("a NUL is a character") << QByteArray("a\0b", 3) << u"61 0 62"_s;
    QTest::newRow("two, three and four bytes")
        << QByteArray("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") << u"e9 20ac d83d de00"_s;
    QTest::newRow("a byte order mark is kept") << QByteArray("\xEF\xBB\xBF"
                                                             "a")
                                               << u"feff 61"_s;
    QTest::newRow("two byte order marks are kept")
        << QByteArray("\xEF\xBB\xBF\xEF\xBB\xBF") << u"feff feff"_s;
    QTest::newRow("a byte order mark inside is kept") << QByteArray("a\xEF\xBB\xBF"
                                                                    "b")
                                                      << u"61 feff 62"_s;
    QTest::newRow("a byte order mark before a bad byte is kept") << QByteArray("\xEF\xBB\xBF\xFF"
                                                                               "a")
                                                                 << u"feff fffd 61"_s;
    QTest::newRow("a byte order mark behind a bad byte is kept") << QByteArray("\xFF\xEF\xBB\xBF"
                                                                               "a")
                                                                 << u"fffd feff 61"_s;
    QTest::newRow("a sent U+FFFD is itself") << QByteArray("\xEF\xBF\xBD") << u"fffd"_s;
    QTest::newRow("a sent U+FFFD beside a bad byte")
        << QByteArray("\xEF\xBF\xBD\xFF\xEF\xBF\xBD") << u"fffd fffd fffd"_s;

    // The standard's maximal subparts: a started sequence counts once, what can start none counts alone.
    QTest::newRow("a lone continuation byte") << QByteArray("a\x80z") << u"61 fffd 7a"_s;
    QTest::newRow("three lone continuation bytes") << QByteArray("\x80\x81\xBF") << u"fffd fffd fffd"_s;
    QTest::newRow("a cut sequence of three is one") << QByteArray("\xE2\x82z") << u"fffd 7a"_s;
    QTest::newRow("a cut sequence of four is one") << QByteArray("\xF0\x9F\x98") << u"fffd"_s;
    QTest::newRow("a cut sequence before another lead") << QByteArray("\xE2\x82\xC3\xA9") << u"fffd e9"_s;
    QTest::newRow("overlong forms of two bytes")
        << QByteArray("\xC0\x80\xC1\xBF") << u"fffd fffd fffd fffd"_s;
    QTest::newRow("an overlong form of three bytes") << QByteArray("\xE0\x80\x80") << u"fffd fffd fffd"_s;
    QTest::newRow("an overlong form of four bytes")
        << QByteArray("\xF0\x80\x80\x80") << u"fffd fffd fffd fffd"_s;
    QTest::newRow("an encoded surrogate") << QByteArray("\xED\xA0\x80") << u"fffd fffd fffd"_s;
    QTest::newRow("the last before the surrogates") << QByteArray("\xED\x9F\xBF") << u"d7ff"_s;
    QTest::newRow("the first behind the surrogates") << QByteArray("\xEE\x80\x80") << u"e000"_s;
    QTest::newRow("the last code point") << QByteArray("\xF4\x8F\xBF\xBF") << u"dbff dfff"_s;
    QTest::newRow("above the last code point") << QByteArray("\xF4\x90\x80\x80") << u"fffd fffd fffd fffd"_s;
    QTest::newRow("bytes that never occur") << QByteArray("\xF5\xFE\xFF") << u"fffd fffd fffd"_s;
    QTest::newRow("the standard's own example")
        << QByteArray("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64")
        << u"61 fffd fffd fffd 62 fffd 63 fffd fffd 64"_s;
}

void tst_Utf8::decodes()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, expected);
    QCOMPARE(units(decodeUtf8(bytes)), expected);
}

void tst_Utf8::everyCharacterSurvives()
{
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        const QString text = QString::fromUcs4(&c, 1);
        if (decodeUtf8(text.toUtf8()) != text)
            QFAIL(qPrintable(
                u"U+%1 came out as %2"_s.arg(uint(c), 0, 16).arg(units(decodeUtf8(text.toUtf8())))));
    }
}

void tst_Utf8::everyCutOfACharacterIsOneReplacement()
{
    for (const QByteArray &character :
         {QByteArray("\xC3\xA9"), QByteArray("\xE2\x82\xAC"), QByteArray("\xF0\x9F\x98\x80")}) {
        for (qsizetype size = 1; size < character.size(); ++size)
            QCOMPARE(units(decodeUtf8(QByteArray(character.first(size) + "z"))), u"fffd 7a"_s);
    }
}

void tst_Utf8::manyMarksAreReadInLinearTime()
{
    // One million marks, in a row and between bad bytes: quadratic work would take hours.
    constexpr int count = 1'000'000;
    const QByteArray mark("\xEF\xBB\xBF");
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(decodeUtf8(mark.repeated(count)), QString(count, QChar(QChar::ByteOrderMark)));
    QCOMPARE(decodeUtf8(QByteArray("\xEF\xBB\xBF\xFF").repeated(count)).size(), 2 * count);
    QVERIFY2(timer.elapsed() < 20'000, "far more than linear work needs, even under sanitizers");
}

QTEST_APPLESS_MAIN(tst_Utf8)
#include "tst_utf8.moc"
