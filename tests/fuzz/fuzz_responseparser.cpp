#include "analysis/transcriptfold.h"
#include "responses/jsonrepair.h"

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

/// The same bytes in a buffer with and one without room behind its end must read alike.
void compareReadings(const QByteArray &data)
{
    QByteArray roomy;
    roomy.reserve(data.size() + 64);
    roomy.append(data);
    ResponseParser parser;
    const auto tight = parser.parseEvent(data);
    if (parser.parseEvent(roomy) != tight || ResponseParser().parseEvent(data) != tight)
        std::abort();
    parser.parseBody(data).to_optional();
    const QByteArray repaired = repairedJson(data);
    if (repairedJson(repaired) != repaired)
        std::abort();
}

} // namespace

/// Any lines at all, one event each, folded into a transcript twice: alike, and never a crash.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    TranscriptFold first;
    TranscriptFold second;
    for (const QByteArray &line : input.split('\n')) {
        compareReadings(line);
        const Frame frame{.data = line};
        const auto change = first.feed(frame);
        if (second.feed(frame) != change)
            std::abort();
        if (change && change->item >= int(first.transcript().items.size()))
            std::abort();
        if (change && change->part >= 0
            && change->part >= int(first.transcript().items.at(size_t(change->item)).parts.size()))
            std::abort();
    }
    if (first.transcript() != second.transcript())
        std::abort();
    return 0;
}
