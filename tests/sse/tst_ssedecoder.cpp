#include "base/utf8.h"
#include "sse/ssedecoder.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// What a consumer of a decoder can see, as text, so that a failure reads like a difference.
struct Outcome
{
    QStringList events;
    QString lastEventId;
    qint64 retryMs = -1;
    bool pending = false;

    bool operator==(const Outcome &) const = default;
};

QString shortened(const QString &text)
{
    constexpr qsizetype limit = 200;
    return text.size() <= limit
        ? text
        : text.left(limit) + u"… %1 characters, hash %2"_s.arg(text.size()).arg(qHash(text));
}

QString describe(const QString &type, const QString &data, const QString &id)
{
    return (type.isEmpty() ? u"message"_s : type) + u'|' + shortened(data) + u'|' + id;
}

char *toString(const Outcome &outcome)
{
    return QTest::toString(
        u"%1 · id %2 · retry %3 · pending %4"_s.arg(outcome.events.join(u" ¶ "_s), outcome.lastEventId)
            .arg(outcome.retryMs)
            .arg(outcome.pending));
}

template <typename NextSize>
Outcome decode(const QByteArray &stream, NextSize &&nextSize)
{
    Outcome outcome;
    SseDecoder decoder;
    QObject::connect(&decoder, &SseDecoder::eventDecoded, [&](const SseEvent &event) {
        outcome.events +=
            describe(decodeUtf8(event.type), decodeUtf8(event.data), decodeUtf8(event.lastEventId));
    });
    QObject::connect(&decoder, &SseDecoder::reconnectionTimeChanged,
                     [&](std::chrono::milliseconds time) { outcome.retryMs = time.count(); });
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype size = std::min(qsizetype(nextSize()), stream.size() - at);
        decoder.feed(QByteArrayView(stream).sliced(at, size));
        at += size;
    }
    outcome.pending = decoder.hasPendingBlock();
    outcome.lastEventId = decodeUtf8(decoder.lastEventId());
    return outcome;
}

QString generated(const QJsonArray &pieces)
{
    QString text;
    for (const QJsonValue &piece : pieces)
        text += piece["text"_L1].toString().repeated(piece["repeat"_L1].toInt());
    return text;
}

QByteArray bytesOf(const QJsonObject &vector)
{
    if (vector.contains("generate"_L1))
        return generated(vector["generate"_L1].toArray()).toUtf8();
    QByteArray bytes;
    for (const QJsonValue &read : vector["reads"_L1].toArray())
        bytes += QByteArray::fromBase64(read.toString().toLatin1());
    return bytes;
}

Outcome expectedOf(const QJsonObject &vector)
{
    Outcome outcome;
    for (const QJsonValue &event : vector["events"_L1].toArray()) {
        const QJsonValue generator = event["dataGenerate"_L1];
        const QString data =
            generator.isArray() ? generated(generator.toArray()) : event["data"_L1].toString();
        outcome.events += describe(event["type"_L1].toString(), data, event["id"_L1].toString());
    }
    outcome.lastEventId = vector["lastEventId"_L1].toString();
    outcome.retryMs = vector["retryMs"_L1].toInteger(-1);
    outcome.pending = vector["pendingAtEnd"_L1].toBool();
    return outcome;
}

} // namespace

class tst_SseDecoder : public QObject
{
    Q_OBJECT

private slots:
    void followsTheStandard_data();
    void followsTheStandard();
    void handsOutALastBlockWithoutItsEmptyLine_data();
    void handsOutALastBlockWithoutItsEmptyLine();
    void refusesALineOverTheLimit();
    void acceptsALineOfTheDefaultLimit();
    void countsAllDataLinesOfAnEventAgainstTheLimit();
    void stopsFromASlot();
    void leavesRoomBehindTheData();
};

void tst_SseDecoder::followsTheStandard_data()
{
    QTest::addColumn<QJsonObject>("vector");
    QFile file(QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/sse/vectors.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QJsonObject vector = QJsonDocument::fromJson(file.readLine()).object();
        QTest::newRow(qUtf8Printable(vector["name"_L1].toString())) << vector;
    }
}

void tst_SseDecoder::followsTheStandard()
{
    QFETCH(const QJsonObject, vector);
    const QByteArray stream = bytesOf(vector);
    const Outcome expected = expectedOf(vector);

    QCOMPARE(decode(stream, [&] { return stream.size(); }), expected);
    if (stream.size() < 1'000'000) {
        for (const int size : {1, 2, 3, 7})
            QCOMPARE(decode(stream, [&] { return size; }), expected);
    }
    for (const quint32 seed : {1U, 2U, 3U}) {
        QRandomGenerator random(seed);
        const int largest = stream.size() < 100'000 ? 16 : 16'384;
        QCOMPARE(decode(stream, [&] { return random.bounded(1, largest); }), expected);
    }
}

void tst_SseDecoder::handsOutALastBlockWithoutItsEmptyLine_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("a line without its end") << "data: a\n\ndata: {\"b\":1}"_ba
                                            << "{\"b\":1}"_ba;
    QTest::newRow("a line with its end") << "data: a\n\ndata: b\n"_ba
                                         << "b"_ba;
    QTest::newRow("two data lines") << "data: b\ndata: c"_ba
                                    << "b\nc"_ba;
    QTest::newRow("nothing pending") << "data: a\n\n"_ba << QByteArray();
    QTest::newRow("only an event name pending") << "data: a\n\nevent: x\n"_ba << QByteArray();
}

void tst_SseDecoder::handsOutALastBlockWithoutItsEmptyLine()
{
    QFETCH(const QByteArray, stream);
    QFETCH(const QByteArray, data);
    SseDecoder decoder;
    const QSignalSpy decoded(&decoder, &SseDecoder::eventDecoded);
    decoder.feed(stream);
    const qsizetype dispatched = decoded.size();
    const auto last = decoder.finish();
    QCOMPARE(last.has_value(), !data.isEmpty());
    if (last)
        QCOMPARE(last->data, data);
    QCOMPARE(decoded.size(), dispatched);
    QVERIFY(!decoder.hasPendingBlock());
    QVERIFY(!decoder.finish());
}

void tst_SseDecoder::refusesALineOverTheLimit()
{
    SseDecoder decoder;
    decoder.setMaxLineBytes(100);
    const QSignalSpy decoded(&decoder, &SseDecoder::eventDecoded);
    const QSignalSpy tooLong(&decoder, &SseDecoder::lineTooLong);
    decoder.feed("data: first\n\ndata: ");
    for (int i = 0; i < 20 && tooLong.isEmpty(); ++i)
        decoder.feed(QByteArray(10, 'x'));
    QCOMPARE(tooLong.size(), 1);
    QCOMPARE(tooLong.first().first().toLongLong(), 100);
    decoder.feed("\n\ndata: later\n\n");
    QCOMPARE(decoded.size(), 1);
    QVERIFY(!decoder.finish());
}

void tst_SseDecoder::acceptsALineOfTheDefaultLimit()
{
    SseDecoder decoder;
    const QSignalSpy decoded(&decoder, &SseDecoder::eventDecoded);
    const QSignalSpy tooLong(&decoder, &SseDecoder::lineTooLong);
    const QByteArray piece(1024 * 1024, 'x');
    decoder.feed("data:");
    for (int i = 0; i < 63; ++i)
        decoder.feed(piece);
    decoder.feed("\n\n");
    QCOMPARE(decoded.size(), 1);
    QCOMPARE(tooLong.size(), 0);
    decoder.feed("data:");
    for (int i = 0; i < 65; ++i)
        decoder.feed(piece);
    QCOMPARE(tooLong.size(), 1);
}

void tst_SseDecoder::countsAllDataLinesOfAnEventAgainstTheLimit()
{
    SseDecoder decoder;
    decoder.setMaxLineBytes(100);
    const QSignalSpy tooLong(&decoder, &SseDecoder::lineTooLong);
    for (int i = 0; i < 11; ++i)
        decoder.feed("data: 123456789\n");
    QCOMPARE(tooLong.size(), 1);
}

void tst_SseDecoder::stopsFromASlot()
{
    SseDecoder decoder;
    int events = 0;
    connect(&decoder, &SseDecoder::eventDecoded, &decoder, [&] {
        ++events;
        decoder.stop();
    });
    decoder.feed("data: a\n\ndata: b\n\n");
    QCOMPARE(events, 1);
}

void tst_SseDecoder::leavesRoomBehindTheData()
{
    SseDecoder decoder;
    qsizetype room = 0;
    connect(&decoder, &SseDecoder::eventDecoded, &decoder,
            [&](const SseEvent &event) { room = event.data.capacity() - event.data.size(); });
    decoder.feed("data: {}\n\n");
    QVERIFY(room >= SseDecoder::DataPadding);
}

QTEST_GUILESS_MAIN(tst_SseDecoder)
#include "tst_ssedecoder.moc"
