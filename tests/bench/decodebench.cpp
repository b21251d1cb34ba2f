#include "bench/decodebench.h"

#include "analysis/analysissession.h"
#include "analysis/transcriptfold.h"
#include "bench/report.h"
#include "sse/ssedecoder.h"

#include <QFile>
#include <QNetworkReply>
#include <QRandomGenerator>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int generatedEvents = 200'000;
constexpr int repetitions = 5;
constexpr int largestPiece = 16 * 1024;
constexpr size_t framesKept = 16; ///< about as many as are handed to the store together

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

/// An answer whose bytes come from memory.
class FedReply : public QNetworkReply
{
public:
    explicit FedReply(const QNetworkRequest &request)
    {
        setRequest(request);
        setAttribute(QNetworkRequest::HttpStatusCodeAttribute, 200);
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    void give(QByteArrayView bytes)
    {
        m_waiting = bytes;
        emit readyRead();
    }
    void abort() override { }
    qint64 bytesAvailable() const override { return m_waiting.size() + QNetworkReply::bytesAvailable(); }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qsizetype size = std::min(qsizetype(most), m_waiting.size());
        std::copy_n(m_waiting.data(), size, data);
        m_waiting = m_waiting.sliced(size);
        return size;
    }

private:
    QByteArrayView m_waiting;
};

struct Run
{
    qint64 events = 0;
    double cpu = 0;
};

/// Calls \a feed with pieces of \a stream as they might come from a socket. Returns the CPU time that took.
template <typename Feed>
double feedInPieces(const QByteArray &stream, quint32 seed, Feed &&feed)
{
    QRandomGenerator random(seed);
    const double before = cpuSeconds();
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype size = std::min(qsizetype(random.bounded(1024, largestPiece)), stream.size() - at);
        feed(QByteArrayView(stream).sliced(at, size));
        at += size;
    }
    return cpuSeconds() - before;
}

Run decodeOnce(const QByteArray &stream, quint32 seed)
{
    SseDecoder decoder;
    TranscriptFold fold;
    decoder.setReceiver([&fold](SseEvent &&event) {
        const Frame frame{.eventName = std::move(event.type), .data = std::move(event.data)};
        if (!fold.feed(frame))
            qWarning("an event could not be read");
    });
    const double cpu = feedInPieces(stream, seed, [&](QByteArrayView piece) { decoder.feed(piece); });
    return {.events = fold.transcript().events, .cpu = cpu};
}

/// The same through all that a run puts in between: limits, the key's filter, the phases, the fan-out to
/// someone who keeps every frame.
Run runOnce(const QByteArray &stream, quint32 seed)
{
    QNetworkRequest request(QUrl(u"http://127.0.0.1/v1/responses"_s));
    request.setRawHeader("Authorization", "Bearer sk-0123456789abcdefghijklmnopqrstuvwxyz0123456789");
    auto *reply = new FedReply(request);
    SystemClock clock;
    SessionSetup setup;
    setup.request.response = {.model = u"model"_s, .prompt = u"prompt"_s};
    setup.openStream = [&](const Exchange &, const Timeouts &timeouts) {
        return DeferredPtr<ResponseStream>(
            new ResponseStream(DeferredPtr<QNetworkReply>(reply), timeouts, clock));
    };
    AnalysisSession session(setup, clock);
    std::vector<Frame> kept;
    QObject::connect(&session, &AnalysisSession::recorded, [&kept](const StreamRecord &record) {
        kept.push_back(record.frame);
        if (kept.size() == framesKept)
            kept.clear();
    });
    session.start();
    const double cpu = feedInPieces(stream, seed, [&](QByteArrayView piece) {
        if (!isFinal(session.phase()))
            reply->give(piece);
    });
    return {.events = session.transcript().events, .cpu = cpu};
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
    std::vector<double> live;
    qint64 events = 0;
    for (quint32 run = 0; run < repetitions; ++run) {
        const Run result = decodeOnce(stream, run + 1);
        events = result.events;
        cpu.push_back(result.cpu);
        const Run whole = runOnce(stream, run + 1);
        live.push_back(whole.cpu / double(whole.events));
    }
    const double seconds = median(cpu);
    report(u"decode"_s, events, u"mb_per_cpu_s"_s, double(stream.size()) / 1e6 / seconds);
    report(u"decode"_s, events, u"us_per_event"_s, seconds * 1e6 / double(events));
    report(u"decode"_s, events, u"live_us_per_event"_s, median(live) * 1e6);
}

} // namespace reasonglass::bench
