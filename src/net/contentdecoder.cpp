#include "net/contentdecoder.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int anyWindow = 15;
constexpr int gzipOnly = 16; // added to the window size: zlib's way to say which wrapper is expected
constexpr qsizetype pieceBytes = qsizetype{64} * 1024;

Unexpected<Error> bomb(const QString &reason)
{
    return Unexpected{
        Error{.kind = ErrorKind::TooLarge,
              .message = u"the answer is compressed and swells without measure (%1)"_s.arg(reason),
              .code = u"decompression_bomb"_s}};
}

/// Servers send both forms of "deflate"; the first two bytes tell which (RFC 1950, section 2.2).
bool hasZlibHeader(QByteArrayView bytes)
{
    const auto first = uchar(bytes[0]);
    const auto second = uchar(bytes[1]);
    return (first & 0x0F) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
}

} // namespace

struct ContentDecoder::Inflater
{
    enum class Wrapper { Gzip, Deflate };

    Inflater(Wrapper expected, const SwellLimits &swell)
        : wrapper(expected)
        , limits(swell)
    { }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;
    ~Inflater()
    {
        if (started)
            inflateEnd(&stream);
    }

    void start(int windowBits)
    {
        started = inflateInit2(&stream, windowBits) == Z_OK;
        failed = !started;
    }

    Wrapper wrapper;
    SwellLimits limits;
    z_stream stream = {};
    QByteArray head; ///< of Deflate, until its form is known
    QByteArray piece = QByteArray(pieceBytes, Qt::Uninitialized);
    qint64 packed = 0;
    qint64 unpacked = 0;
    qint64 unpackedOfMember = 0;
    bool started = false;
    bool memberEnded = false; ///< and nothing of another one has been read yet
    bool anyMemberEnded = false;
    bool failed = false;

    bool isComplete() const { return memberEnded || (anyMemberEnded && unpackedOfMember == 0); }

    bool readyFor(QByteArrayView &bytes)
    {
        if (started || failed)
            return started && !failed;
        if (wrapper == Wrapper::Gzip) {
            start(anyWindow + gzipOnly);
            return started;
        }
        head.append(bytes);
        if (head.size() < 2)
            return false;
        start(hasZlibHeader(head) ? anyWindow : -anyWindow);
        bytes = head;
        return started;
    }

    Result<> unpack(QByteArrayView bytes, const Take &take)
    {
        while (!bytes.isEmpty()) {
            const qsizetype size = std::min(bytes.size(), qsizetype(std::numeric_limits<int>::max()));
            const Result<bool> more = unpackInput(bytes.first(size), take);
            if (!more)
                return Unexpected{more.error()};
            if (!*more)
                return {};
            bytes = bytes.sliced(size);
        }
        return {};
    }

    /// False: enough, or the rest is no data.
    Result<bool> unpackInput(QByteArrayView bytes, const Take &take)
    {
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data())); // only read
        stream.avail_in = uInt(bytes.size());
        do {
            if (memberEnded && !beginMember())
                return false;
            Result<bool> more = unpackPiece(take);
            if (!more || !*more)
                return more;
        } while (stream.avail_in > 0 || stream.avail_out == 0);
        return true;
    }

    /// gzip files may be joined end to end; nothing may follow deflate.
    bool beginMember()
    {
        if (stream.avail_in == 0)
            return false;
        failed = wrapper != Wrapper::Gzip || inflateReset(&stream) != Z_OK;
        if (failed)
            return false;
        memberEnded = false;
        unpackedOfMember = 0;
        return true;
    }

    Result<bool> unpackPiece(const Take &take)
    {
        const uInt before = stream.avail_in;
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = uInt(pieceBytes);
        const int result = inflate(&stream, Z_SYNC_FLUSH);
        const qsizetype size = pieceBytes - qsizetype(stream.avail_out);
        packed += before - stream.avail_in;
        unpacked += size;
        unpackedOfMember += size;
        memberEnded = result == Z_STREAM_END;
        anyMemberEnded |= memberEnded;
        if (size > 0 && !take(QByteArray(piece.constData(), size)))
            return false;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return rejectRest();
        return checkLimits();
    }

    /// Behind the end of a gzip member there may be padding, which is no damage.
    Result<bool> rejectRest()
    {
        failed = true;
        if (isComplete())
            return false;
        return Unexpected{Error{.kind = ErrorKind::Protocol,
                                .message = u"the answer's compression is damaged"_s,
                                .code = u"corrupt_encoding"_s}};
    }

    Result<bool> checkLimits() const
    {
        if (unpacked > limits.totalBytes)
            return bomb(u"more than %1 bytes"_s.arg(limits.totalBytes));
        if (unpacked > limits.freeBytes && unpacked > limits.ratio * packed)
            return bomb(u"more than %1 to 1"_s.arg(limits.ratio));
        return true;
    }
};

ContentDecoder::ContentDecoder(std::unique_ptr<Inflater> inflater)
    : m_inflater(std::move(inflater))
{ }

ContentDecoder::~ContentDecoder() = default;

Result<std::unique_ptr<ContentDecoder>> ContentDecoder::create(QByteArrayView encoding,
                                                               const SwellLimits &limits)
{
    const QByteArray name = encoding.trimmed().toByteArray().toLower();
    if (name.isEmpty() || name == "identity")
        return std::unique_ptr<ContentDecoder>();
    const bool gzip = name == "gzip" || name == "x-gzip";
    if (!gzip && name != "deflate") {
        constexpr qsizetype longestName = 40;
        return Unexpected{
            Error{.kind = ErrorKind::Protocol,
                  .message = u"the answer is compressed with \"%1\", which nobody asked for"_s.arg(
                      QString::fromLatin1(name.left(longestName))),
                  .code = u"unsupported_encoding"_s}};
    }
    auto inflater =
        std::make_unique<Inflater>(gzip ? Inflater::Wrapper::Gzip : Inflater::Wrapper::Deflate, limits);
    return std::unique_ptr<ContentDecoder>(new ContentDecoder(std::move(inflater)));
}

Result<> ContentDecoder::feed(QByteArrayView bytes, const Take &take)
{
    if (!m_inflater->readyFor(bytes))
        return {};
    return m_inflater->unpack(bytes, take);
}

bool ContentDecoder::isComplete() const
{
    return m_inflater->isComplete();
}

} // namespace reasonglass
