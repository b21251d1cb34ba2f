#pragma once

#include "base/expected.h"
#include "sse/frame.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// Consecutive frames of one attempt in the form in which the library keeps them.
///
/// Per frame: one byte kind; a zigzag varint, microseconds since the frame before it (since the
/// request for the first); varint length and bytes of the event name; varint length and bytes of the
/// data. Varints are little-endian base 128 as in protocol buffers.
struct FrameChunk
{
    qint64 frames = 0;
    qint64 firstArrivalUs = 0;
    qint64 lastArrivalUs = 0;
    QByteArray bytes;

    void append(const Frame &frame);
    bool operator==(const FrameChunk &) const = default;
};

/// How a chunk's bytes are stored, by the word in its `encoding` column.
enum class ChunkEncoding {
    Raw,  ///< FrameChunk::bytes
    Zlib, ///< four bytes of big-endian length, then the zlib stream of FrameChunk::bytes
};
QString encodingName(ChunkEncoding encoding);
std::optional<ChunkEncoding> encodingFromName(QStringView name);

struct StoredChunk
{
    ChunkEncoding encoding = ChunkEncoding::Raw;
    QByteArray data;

    bool operator==(const StoredChunk &) const = default;
};

/// Compressed, unless that would make it longer.
StoredChunk compressed(const FrameChunk &chunk);

/// What a chunk may hold at most; more is taken for damage.
struct ChunkLimits
{
    qsizetype bytes = qsizetype{256} * 1024 * 1024;
    qsizetype frames = 1'000'000;
};

/// Reads \a chunk back. Any bytes at all may be passed: what is not a chunk is an Error.
Result<std::vector<Frame>> decodeFrames(const StoredChunk &chunk, const ChunkLimits &limits = {});

} // namespace reasonglass
