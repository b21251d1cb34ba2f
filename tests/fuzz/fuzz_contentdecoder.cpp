#include "net/contentdecoder.h"

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

struct Unpacked
{
    QByteArray bytes;
    bool whole = false;
    bool good = true;

    bool operator==(const Unpacked &) const = default;
};

Unpacked unpack(QByteArrayView packed, QByteArrayView encoding, qsizetype pieceSize)
{
    const SwellLimits limits{.totalBytes = 1024 * 1024, .freeBytes = 64 * 1024, .ratio = 200};
    const auto decoder = ContentDecoder::create(encoding, limits);
    if (!decoder || !*decoder)
        std::abort();
    Unpacked all;
    for (qsizetype at = 0; at < packed.size() && all.good; at += pieceSize) {
        const auto fed = (*decoder)->feed(packed.sliced(at, std::min(pieceSize, packed.size() - at)),
                                          [&](const QByteArray &piece) {
                                              all.bytes += piece;
                                              return true;
                                          });
        all.good = fed.has_value();
    }
    all.whole = (*decoder)->isComplete();
    if (all.bytes.size() > limits.totalBytes + 128 * 1024)
        std::abort();
    return all;
}

} // namespace

/// However a packed answer is cut, the same bytes come out, and never more than the limit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const QByteArrayView encoding = data[0] % 2 == 0 ? QByteArrayView("gzip") : QByteArrayView("deflate");
    const QByteArrayView packed(data + 2, qsizetype(size - 2));
    const Unpacked whole = unpack(packed, encoding, std::max<qsizetype>(packed.size(), 1));
    const Unpacked pieces = unpack(packed, encoding, 1 + data[1] % 32);
    // Where a limit is passed depends on the pieces; what came before does not.
    if (whole.good && pieces != whole)
        std::abort();
    return 0;
}
