#pragma once

#include "base/expected.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <memory>

namespace reasonglass {

/// How far a compressed answer may swell.
struct SwellLimits
{
    qint64 totalBytes = qint64{256} * 1024 * 1024; ///< unpacked
    qint64 freeBytes = qint64{16} * 1024 * 1024;   ///< unpacked, before the ratio counts
    qint64 ratio = 200;                            ///< unpacked to packed; event streams stay below 100
};

/// Unpacks an answer that came compressed although none was asked for, as it arrives: gzip and deflate
/// (with zlib's wrapper or without). How the bytes are cut changes nothing.
class ContentDecoder
{
public:
    /// Takes a piece of the unpacked bytes, at most some 64 KiB; false: no more.
    using Take = std::function<bool(const QByteArray &piece)>;

    /// For the value of a Content-Encoding header; null where it means that nothing is packed. A Protocol
    /// error, `unsupported_encoding`, that names what cannot be unpacked.
    static Result<std::unique_ptr<ContentDecoder>> create(QByteArrayView encoding,
                                                          const SwellLimits &limits = {});
    ~ContentDecoder();

    /// Unpacks \a bytes. Errors come after the pieces that were good: TooLarge, `decompression_bomb`, and
    /// Protocol, `corrupt_encoding`.
    Result<> feed(QByteArrayView bytes, const Take &take);
    /// Whether the packed data has come to its end; false: something is missing.
    bool isComplete() const;

private:
    struct Inflater;

    explicit ContentDecoder(std::unique_ptr<Inflater> inflater);

    std::unique_ptr<Inflater> m_inflater;
};

} // namespace reasonglass
