#include "bench/decodebench.h"

#include "analysis/transcriptfold.h"
#include "bench/report.h"
#include "sse/ssedecoder.h"

#include <QFile>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int generatedEvents = 200'000;
constexpr int repetitions = 5;
constexpr int largestPiece = 16 * 1024;

QByteArray generatedStream()
{
    QByteArray stream;
    QRandomGenerator random(7);
    constexpr qsizetype bytesPerEvent = 280;
    stream.reserve(generatedEvents * bytesPerEvent);
    for (int i = 0; i < generatedEvents; ++i) {
        const QByteArray padding =
            QByteArray::number(random.generate64(), 36) + QByteArray::number(random.generate64(), 36);
        stream += "event: response.output_text.delta\ndata: "
                  "{\"type\":\"response.output_text.delta\",\"sequence_number\":"
            + QByteArray::number(i)
            + ",\"item_id\":\"msg_0123456789abcdef0123456789abcdef0123456789abcdef01\",\"output_index\":0,"
              "\"content_index\":0,"
              "\"delta\":\" word\",\"logprobs\":[],\"obfuscation\":\""
            + padding + "\"}\n\n";
    }
    return stream;
}

struct Run
{
    qint64 events = 0;
    double cpu = 0;
};

Run decodeOnce(const QByteArray &stream, quint32 seed)
{
    QRandomGenerator random(seed);
    SseDecoder decoder;
    TranscriptFold fold;
    QObject::connect(&decoder, &SseDecoder::eventDecoded, [&fold](const SseEvent &event) {
        const Frame frame{.eventName = event.type, .data = event.data};
        if (!fold.feed(frame))
            qWarning("an event could not be read");
    });
    const double before = cpuSeconds();
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype size = std::min(qsizetype(random.bounded(1024, largestPiece)), stream.size() - at);
        decoder.feed(QByteArrayView(stream).sliced(at, size));
        at += size;
    }
    return {.events = fold.transcript().events, .cpu = cpuSeconds() - before};
}

} // namespace

void benchDecode(const QString &dataFile)
{
    QByteArray stream;
    if (dataFile.isEmpty()) {
        stream = generatedStream();
    } else {
        QFile file(dataFile);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qUtf8Printable(dataFile));
        stream = file.readAll();
    }
    std::vector<double> cpu;
    qint64 events = 0;
    for (quint32 run = 0; run < repetitions; ++run) {
        const Run result = decodeOnce(stream, run + 1);
        events = result.events;
        cpu.push_back(result.cpu);
    }
    const double seconds = median(cpu);
    report(u"decode"_s, events, u"mb_per_cpu_s"_s, double(stream.size()) / 1e6 / seconds);
    report(u"decode"_s, events, u"us_per_event"_s, seconds * 1e6 / double(events));
}

} // namespace reasonglass::bench
