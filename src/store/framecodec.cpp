#include "store/framecodec.h"

#include "store/sql.h"

#include <QtEndian>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype longestVarint = 10; // 64 bits, seven at a time
constexpr qsizetype lengthHeader = 4;   // what qCompress puts before the zlib stream

void appendVarint(QByteArray &bytes, quint64 value)
{
    while (value >= 0x80) {
        bytes.append(char(value | 0x80));
        value >>= 7;
    }
    bytes.append(char(value));
}

void appendBlock(QByteArray &bytes, const QByteArray &block)
{
    appendVarint(bytes, quint64(block.size()));
    bytes.append(block);
}

// Clocks do not run backwards here, but a file may say anything: differences wrap, nothing overflows.
quint64 zigzag(quint64 difference)
{
    return (difference << 1) ^ (difference >> 63 ? ~quint64(0) : 0);
}

quint64 unzigzag(quint64 value)
{
    return (value >> 1) ^ (value & 1 ? ~quint64(0) : 0);
}

/// Takes values off the front of a chunk; nullopt once something does not fit.
class ChunkReader
{
public:
    explicit ChunkReader(QByteArrayView bytes)
        : m_rest(bytes)
    { }

    bool atEnd() const { return m_rest.isEmpty(); }

    std::optional<quint8> byte()
    {
        if (m_rest.isEmpty())
            return {};
        return quint8(take(1).front());
    }

    std::optional<quint64> varint()
    {
        quint64 value = 0;
        for (qsizetype i = 0; i < longestVarint; ++i) {
            const std::optional<quint8> next = byte();
            if (!next || (i == longestVarint - 1 && *next > 1))
                return {};
            value |= quint64(*next & 0x7f) << (7 * i);
            if (*next < 0x80)
                return value;
        }
        return {};
    }

    std::optional<QByteArray> block()
    {
        const std::optional<quint64> size = varint();
        if (!size || *size > quint64(m_rest.size()))
            return {};
        return take(qsizetype(*size)).toByteArray();
    }

private:
    QByteArrayView take(qsizetype size)
    {
        const QByteArrayView taken = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return taken;
    }

    QByteArrayView m_rest;
};

std::optional<Frame> readFrame(ChunkReader &reader, qint64 previousArrivalUs)
{
    const std::optional<quint8> kind = reader.byte();
    if (!kind || *kind > quint8(FrameKind::Refusal))
        return {};
    const std::optional<quint64> delay = reader.varint();
    if (!delay)
        return {};
    std::optional<QByteArray> name = reader.block();
    if (!name)
        return {};
    std::optional<QByteArray> data = reader.block();
    if (!data)
        return {};
    return Frame{.kind = FrameKind(*kind),
                 .arrivalUs = qint64(quint64(previousArrivalUs) + unzigzag(*delay)),
                 .eventName = *std::move(name),
                 .data = *std::move(data)};
}

Result<QByteArray> expanded(const StoredChunk &chunk, const ChunkLimits &limits)
{
    if (chunk.encoding == ChunkEncoding::Raw)
        return chunk.data;
    // The length is checked first: qUncompress() would allocate whatever the header asks for.
    if (chunk.data.size() < lengthHeader
        || qFromBigEndian<quint32>(chunk.data.constData()) > quint64(limits.bytes))
        return Unexpected{storageError(u"an event chunk claims an impossible length"_s)};
    QByteArray bytes = qUncompress(chunk.data);
    if (bytes.isEmpty())
        return Unexpected{storageError(u"an event chunk cannot be decompressed"_s)};
    return bytes;
}

} // namespace

void FrameChunk::append(const Frame &frame)
{
    bytes.append(char(frame.kind));
    appendVarint(bytes, zigzag(quint64(frame.arrivalUs) - quint64(lastArrivalUs)));
    appendBlock(bytes, frame.eventName);
    appendBlock(bytes, frame.data);
    if (frames == 0)
        firstArrivalUs = frame.arrivalUs;
    lastArrivalUs = frame.arrivalUs;
    ++frames;
}

QString encodingName(ChunkEncoding encoding)
{
    switch (encoding) {
    case ChunkEncoding::Raw:
        return u"raw"_s;
    case ChunkEncoding::Zlib:
        return u"zlib"_s;
    }
    Q_UNREACHABLE();
}

std::optional<ChunkEncoding> encodingFromName(QStringView name)
{
    for (const ChunkEncoding encoding : {ChunkEncoding::Raw, ChunkEncoding::Zlib}) {
        if (name == encodingName(encoding))
            return encoding;
    }
    return {};
}

StoredChunk compressed(const FrameChunk &chunk)
{
    QByteArray smaller = qCompress(chunk.bytes);
    if (smaller.isEmpty() || smaller.size() >= chunk.bytes.size())
        return {ChunkEncoding::Raw, chunk.bytes};
    return {ChunkEncoding::Zlib, std::move(smaller)};
}

Result<std::vector<Frame>> decodeFrames(const StoredChunk &chunk, const ChunkLimits &limits)
{
    const Result<QByteArray> bytes = expanded(chunk, limits);
    if (!bytes)
        return Unexpected{bytes.error()};
    if (bytes->size() > limits.bytes)
        return Unexpected{storageError(u"an event chunk is longer than any can be"_s)};
    std::vector<Frame> frames;
    ChunkReader reader(*bytes);
    for (qint64 arrivalUs = 0; !reader.atEnd(); arrivalUs = frames.back().arrivalUs) {
        std::optional<Frame> frame = readFrame(reader, arrivalUs);
        if (!frame)
            return Unexpected{storageError(u"an event chunk breaks off or is garbled"_s)};
        if (qsizetype(frames.size()) >= limits.frames)
            return Unexpected{storageError(u"an event chunk holds too many frames"_s)};
        frames.push_back(*std::move(frame));
    }
    return frames;
}

} // namespace reasonglass
