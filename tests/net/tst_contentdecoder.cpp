#include "net/contentdecoder.h"

#include <QRandomGenerator>
#include <QTest>

#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

constexpr int gzipWindow = 15 + 16;
constexpr int zlibWindow = 15;
constexpr int rawWindow = -15;

QByteArray packed(const QByteArray &bytes, int windowBits)
{
    z_stream stream = {};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("zlib does not start");
    QByteArray input = bytes;
    QByteArray result(qsizetype(deflateBound(&stream, uLong(bytes.size()))) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        qFatal("zlib does not finish");
    result.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return result;
}

QByteArray sampleText()
{
    QByteArray text;
    for (int i = 0; i < 3000; ++i)
        text += "data: {\"type\":\"response.output_text.delta\",\"n\":" + QByteArray::number(i) + "}\n\n";
    return text;
}

struct Outcome
{
    QByteArray bytes;
    QString errorCode; ///< empty: none
    bool complete = false;

    bool operator==(const Outcome &) const = default;
};

Outcome unpacked(QByteArrayView encoding, const QByteArray &bytes, quint32 seed, qsizetype largest,
                 const SwellLimits &limits = {})
{
    auto decoder = ContentDecoder::create(encoding, limits);
    if (!decoder || !*decoder)
        return {.errorCode = decoder ? u"none"_s : decoder.error().code};
    QRandomGenerator random(seed);
    Outcome outcome;
    for (qsizetype at = 0; at < bytes.size() && outcome.errorCode.isEmpty();) {
        const qsizetype size = std::min<qsizetype>(1 + random.bounded(quint32(largest)), bytes.size() - at);
        const Result<> fed =
            (*decoder)->feed(QByteArrayView(bytes).sliced(at, size), [&](const QByteArray &piece) {
                outcome.bytes += piece;
                return true;
            });
        if (!fed)
            outcome.errorCode = fed.error().code;
        at += size;
    }
    outcome.complete = (*decoder)->isComplete();
    return outcome;
}

} // namespace

class tst_ContentDecoder : public QObject
{
    Q_OBJECT

private slots:
    void nothingPackedNeedsNoDecoder_data();
    void nothingPackedNeedsNoDecoder();
    void namesWhatItCannotUnpack_data();
    void namesWhatItCannotUnpack();
    void cuttingChangesNothing_data();
    void cuttingChangesNothing();
    void bombs_data();
    void bombs();
    void honestAnswersOfAnyRatioPassWhileTheyAreSmall();
    void stopsWhenNoMoreIsWanted();
};

void tst_ContentDecoder::nothingPackedNeedsNoDecoder_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("identity") << QByteArray("identity");
    QTest::newRow("Identity and spaces") << QByteArray("  Identity ");
}

void tst_ContentDecoder::nothingPackedNeedsNoDecoder()
{
    QFETCH(const QByteArray, encoding);
    const auto decoder = ContentDecoder::create(encoding);
    QVERIFY(decoder.has_value());
    QVERIFY(*decoder == nullptr);
}

void tst_ContentDecoder::namesWhatItCannotUnpack_data()
{
    QTest::addColumn<QByteArray>("encoding");
    for (const char *encoding : {"br", "zstd", "compress", "gzip, br"})
        QTest::newRow(encoding) << QByteArray(encoding);
}

void tst_ContentDecoder::namesWhatItCannotUnpack()
{
    QFETCH(const QByteArray, encoding);
    const auto decoder = ContentDecoder::create(encoding);
    QVERIFY(!decoder);
    QCOMPARE(decoder.error().kind, ErrorKind::Protocol);
    QCOMPARE(decoder.error().code, u"unsupported_encoding"_s);
    QVERIFY(decoder.error().message.contains(QString::fromLatin1(encoding)));
}

void tst_ContentDecoder::cuttingChangesNothing_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("complete");

    const QByteArray text = sampleText();
    const QByteArray gzip = packed(text, gzipWindow);
    const QByteArray half = gzip.first(gzip.size() / 2);
    QTest::newRow("gzip") << QByteArray("gzip") << gzip << text << QString() << true;
    QTest::newRow("x-gzip in capitals") << QByteArray("X-GZIP") << gzip << text << QString() << true;
    QTest::newRow("zlib") << QByteArray("deflate") << packed(text, zlibWindow) << text << QString() << true;
    QTest::newRow("raw deflate") << QByteArray("deflate") << packed(text, rawWindow) << text << QString()
                                 << true;
    QTest::newRow("nothing, packed") << QByteArray("gzip") << packed({}, gzipWindow) << QByteArray()
                                     << QString() << true;
    QTest::newRow("two members") << QByteArray("gzip") << QByteArray(gzip + gzip) << QByteArray(text + text)
                                 << QString() << true;
    QTest::newRow("padding behind the end")
        << QByteArray("gzip") << QByteArray(gzip + QByteArray(700, '\0')) << text << QString() << true;
    QTest::newRow("text behind deflate")
        << QByteArray("deflate") << QByteArray(packed(text, zlibWindow) + "rest") << text << QString()
        << true;
    QTest::newRow("no gzip at all") << QByteArray("gzip") << QByteArray("data: plain\n\n") << QByteArray()
                                    << u"corrupt_encoding"_s << false;

    // How much of a cut or damaged answer can be read is for zlib to say; it is the same for all cuttings.
    const Outcome whole = unpacked("gzip", half, 1, half.size());
    QVERIFY(text.startsWith(whole.bytes) && whole.bytes.size() > text.size() / 3);
    QTest::newRow("cut off") << QByteArray("gzip") << half << whole.bytes << QString() << false;
    QByteArray wrongSum = gzip;
    wrongSum[wrongSum.size() - 6] = char(~wrongSum.at(wrongSum.size() - 6));
    QTest::newRow("a wrong check sum")
        << QByteArray("gzip") << wrongSum << text << u"corrupt_encoding"_s << false;
}

void tst_ContentDecoder::cuttingChangesNothing()
{
    QFETCH(const QByteArray, encoding);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, text);
    QFETCH(const QString, code);
    QFETCH(const bool, complete);
    const Outcome expected{.bytes = text, .errorCode = code, .complete = complete};
    for (quint32 seed = 1; seed <= 60; ++seed) {
        const qsizetype largest = seed == 1 ? 1 : seed == 2 ? bytes.size() : qsizetype(seed) * 7;
        const Outcome outcome = unpacked(encoding, bytes, seed, largest);
        QVERIFY2(outcome == expected, qPrintable(u"seed %1"_s.arg(seed)));
    }
}

void tst_ContentDecoder::bombs_data()
{
    QTest::addColumn<int>("mebibytes");
    QTest::addColumn<qint64>("totalBytes");
    QTest::addColumn<qint64>("mostTaken");
    constexpr qint64 mebi = 1024 * 1024;
    QTest::newRow("by its ratio") << 64 << 256 * mebi << 17 * mebi;
    QTest::newRow("by its size") << 8 << 4 * mebi << 5 * mebi;
}

void tst_ContentDecoder::bombs()
{
    QFETCH(const int, mebibytes);
    QFETCH(const qint64, totalBytes);
    QFETCH(const qint64, mostTaken);
    const QByteArray bomb = packed(QByteArray(qsizetype{mebibytes} * 1024 * 1024, '\n'), gzipWindow);
    for (const qsizetype largest : {qsizetype{1000}, bomb.size()}) {
        const Outcome outcome = unpacked("gzip", bomb, 5, largest, {.totalBytes = totalBytes});
        QCOMPARE(outcome.errorCode, u"decompression_bomb"_s);
        QVERIFY(outcome.bytes.size() > 0 && outcome.bytes.size() <= mostTaken);
    }
}

void tst_ContentDecoder::honestAnswersOfAnyRatioPassWhileTheyAreSmall()
{
    const QByteArray blanks(15 * 1024 * 1024, ' ');
    QCOMPARE(unpacked("gzip", packed(blanks, gzipWindow), 1, 4096).bytes.size(), blanks.size());
}

void tst_ContentDecoder::stopsWhenNoMoreIsWanted()
{
    const auto decoder = ContentDecoder::create("gzip");
    int pieces = 0;
    const Result<> fed =
        (*decoder)->feed(packed(QByteArray(1'000'000, 'x'), gzipWindow), [&](const QByteArray &) {
            ++pieces;
            return false;
        });
    QVERIFY(fed.has_value());
    QCOMPARE(pieces, 1);
}

QTEST_GUILESS_MAIN(tst_ContentDecoder)
#include "tst_contentdecoder.moc"
