#include "sse/ssedecoder.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace reasonglass;

namespace {

std::vector<SseEvent> decode(QByteArrayView stream, qsizetype pieceSize)
{
    SseDecoder decoder;
    std::vector<SseEvent> events;
    QObject::connect(&decoder, &SseDecoder::eventDecoded, &decoder,
                     [&](const SseEvent &event) { events.push_back(event); });
    for (qsizetype at = 0; at < stream.size(); at += pieceSize)
        decoder.feed(stream.sliced(at, std::min(pieceSize, stream.size() - at)));
    if (const auto last = decoder.finish())
        events.push_back(*last);
    return events;
}

} // namespace

/// However a stream is cut, the same events come out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView stream(data + 1, qsizetype(size - 1));
    const std::vector<SseEvent> whole = decode(stream, std::max<qsizetype>(stream.size(), 1));
    if (decode(stream, 1 + data[0] % 16) != whole)
        std::abort();
    return 0;
}
