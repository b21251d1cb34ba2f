#include "store/framecodec.h"

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

/// Any bytes are frames or an error; frames that were read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    StoredChunk chunk;
    chunk.encoding = data[0] % 2 == 0 ? ChunkEncoding::Raw : ChunkEncoding::Zlib;
    chunk.data = QByteArray(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    const ChunkLimits limits{.bytes = 1024 * 1024, .frames = 10'000};
    const auto frames = decodeFrames(chunk, limits);
    if (!frames)
        return 0;
    FrameChunk again;
    for (const Frame &frame : *frames)
        again.append(frame);
    const auto twice = decodeFrames(compressed(again));
    if (!twice || *twice != *frames)
        std::abort();
    return 0;
}
