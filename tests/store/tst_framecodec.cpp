#include "store/framecodec.h"

#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

FrameChunk chunkOf(const std::vector<Frame> &frames)
{
    FrameChunk chunk;
    for (const Frame &frame : frames)
        chunk.append(frame);
    return chunk;
}

StoredChunk raw(const QByteArray &bytes)
{
    return {ChunkEncoding::Raw, bytes};
}

QByteArray randomBytes(QRandomGenerator &random, int limit)
{
    QByteArray bytes(random.bounded(limit), Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random.bounded(256));
    return bytes;
}

std::vector<Frame> randomFrames(QRandomGenerator &random)
{
    std::vector<Frame> frames;
    const int count = random.bounded(40);
    for (int i = 0; i < count; ++i) {
        frames.push_back({.kind = FrameKind(random.bounded(4)),
                          .arrivalUs = qint64(random.generate64()),
                          .eventName = randomBytes(random, 20),
                          .data = randomBytes(random, 400)});
    }
    return frames;
}

} // namespace

class tst_FrameCodec : public QObject
{
    Q_OBJECT

private slots:
    void keepsAnyFrames();
    void keepsExtremeTimes();
    void remembersWhenTheFirstAndLastArrived();
    void compressesOnlyWhatGetsSmaller();
    void refusesDamage_data();
    void refusesDamage();
    void survivesEveryTruncation();
    void survivesRandomBytes();
    void keepsToItsLimits();
    void namesItsEncodings();
};

void tst_FrameCodec::keepsAnyFrames()
{
    QRandomGenerator random(20240817);
    for (int round = 0; round < 300; ++round) {
        const std::vector<Frame> frames = randomFrames(random);
        const FrameChunk chunk = chunkOf(frames);
        QCOMPARE(chunk.frames, qint64(frames.size()));
        const auto plain = decodeFrames(raw(chunk.bytes));
        QVERIFY(plain);
        QVERIFY(*plain == frames);
        if (frames.empty())
            continue;
        const auto squeezed = decodeFrames({ChunkEncoding::Zlib, qCompress(chunk.bytes)});
        QVERIFY(squeezed);
        QVERIFY(*squeezed == frames);
    }
}

void tst_FrameCodec::keepsExtremeTimes()
{
    using Limits = std::numeric_limits<qint64>;
    std::vector<Frame> frames;
    for (const qint64 time : {Limits::max(), Limits::min(), qint64(0), qint64(-1), Limits::max()})
        frames.push_back({.arrivalUs = time});
    const auto decoded = decodeFrames(raw(chunkOf(frames).bytes));
    QVERIFY(decoded);
    QVERIFY(*decoded == frames);
}

void tst_FrameCodec::remembersWhenTheFirstAndLastArrived()
{
    const FrameChunk chunk = chunkOf({{.arrivalUs = 500}, {.arrivalUs = 700}, {.arrivalUs = 900}});
    QCOMPARE(chunk.firstArrivalUs, 500);
    QCOMPARE(chunk.lastArrivalUs, 900);
}

void tst_FrameCodec::compressesOnlyWhatGetsSmaller()
{
    QVERIFY(compressed(chunkOf({{.data = "x"}})).encoding == ChunkEncoding::Raw);
    const StoredChunk large = compressed(chunkOf({{.data = QByteArray(10'000, 'x')}}));
    QVERIFY(large.encoding == ChunkEncoding::Zlib);
    QVERIFY(large.data.size() < 200);
}

void tst_FrameCodec::refusesDamage_data()
{
    QTest::addColumn<bool>("zlib");
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("an unknown kind") << false << QByteArray::fromHex("09000000");
    QTest::newRow("nothing but a kind") << false << QByteArray::fromHex("00");
    QTest::newRow("a varint without an end") << false << QByteArray::fromHex("00ffffffffffffffffffff00");
    QTest::newRow("a varint beyond 64 bits") << false << QByteArray::fromHex("00ffffffffffffffffff0200");
    QTest::newRow("a name longer than the chunk") << false << QByteArray::fromHex("00000561");
    QTest::newRow("data of 2^63 bytes") << false << QByteArray::fromHex("000000ffffffffffffffffff01");
    QTest::newRow("a frame and a half") << false << QByteArray::fromHex("0000000000");
    QTest::newRow("compressed: nothing") << true << QByteArray();
    QTest::newRow("compressed: three bytes") << true << QByteArray::fromHex("000000");
    QTest::newRow("compressed: a length of 4 GiB") << true << QByteArray::fromHex("ffffffff789c0300");
    QTest::newRow("compressed: no zlib stream") << true << QByteArray::fromHex("0000001000112233");
    QTest::newRow("compressed: cut") << true << qCompress(QByteArray(1000, '\0')).chopped(6);
    QTest::newRow("compressed: garbage inside") << true << qCompress(QByteArray(50, char(0x7f)));
}

void tst_FrameCodec::refusesDamage()
{
    QFETCH(const bool, zlib);
    QFETCH(const QByteArray, bytes);

    const auto frames = decodeFrames({zlib ? ChunkEncoding::Zlib : ChunkEncoding::Raw, bytes});

    QVERIFY(!frames);
    QCOMPARE(frames.error().kind, ErrorKind::Storage);
    QVERIFY(!frames.error().message.isEmpty());
}

void tst_FrameCodec::survivesEveryTruncation()
{
    const std::vector<Frame> frames{{.arrivalUs = 1, .eventName = "a", .data = "first"},
                                    {.arrivalUs = 300'000, .eventName = "b", .data = QByteArray(300, 'x')}};
    const QByteArray whole = chunkOf(frames).bytes;
    const qsizetype firstFrame = chunkOf({frames.front()}).bytes.size();
    for (qsizetype size = 0; size < whole.size(); ++size) {
        const auto decoded = decodeFrames(raw(whole.first(size)));
        QCOMPARE(decoded.has_value(), size == 0 || size == firstFrame);
    }
}

void tst_FrameCodec::survivesRandomBytes()
{
    QRandomGenerator random(7);
    const QByteArray chunk =
        chunkOf({{.arrivalUs = 5, .eventName = "n", .data = QByteArray(200, 'd')}}).bytes;
    const QByteArray squeezed = qCompress(chunk);
    for (int round = 0; round < 20'000; ++round) {
        (void)decodeFrames(raw(randomBytes(random, 60)));
        // Qt warns of each broken zlib stream: some hundred of them say enough.
        const bool zlib = round % 100 == 0;
        QByteArray damaged = zlib ? squeezed : chunk;
        damaged[random.bounded(int(damaged.size()))] = char(random.bounded(256));
        const auto frames = decodeFrames({zlib ? ChunkEncoding::Zlib : ChunkEncoding::Raw, damaged});
        QVERIFY(frames.has_value() || !frames.error().message.isEmpty());
    }
}

void tst_FrameCodec::keepsToItsLimits()
{
    const FrameChunk chunk = chunkOf({{.data = "one"}, {.data = "two"}, {.data = "three"}});
    QVERIFY(decodeFrames(raw(chunk.bytes), {.frames = 3}));
    QVERIFY(!decodeFrames(raw(chunk.bytes), {.frames = 2}));
    QVERIFY(!decodeFrames(raw(chunk.bytes), {.bytes = chunk.bytes.size() - 1}));
    QVERIFY(!decodeFrames({ChunkEncoding::Zlib, qCompress(chunk.bytes)}, {.bytes = chunk.bytes.size() - 1}));
}

void tst_FrameCodec::namesItsEncodings()
{
    QCOMPARE(encodingName(ChunkEncoding::Raw), u"raw"_s);
    QCOMPARE(encodingName(ChunkEncoding::Zlib), u"zlib"_s);
    QVERIFY(encodingFromName(u"zlib") == ChunkEncoding::Zlib);
    QVERIFY(!encodingFromName(u"Zlib"));
}

QTEST_GUILESS_MAIN(tst_FrameCodec)
#include "tst_framecodec.moc"
