#include "streamview/richcopy.h"
#include "streamview/streamtext.h"

#include <QByteArray>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

bool readTheSame(const StreamText &a, const StreamText &b)
{
    if (a.blockCount() != b.blockCount())
        return false;
    for (size_t block = 0; block < a.blockCount(); ++block) {
        if (a.read(block) != b.read(block))
            return false;
    }
    return true;
}

} // namespace

/// The first byte says how large the pieces are, the rest is Markdown. Cut into these pieces, and shown after
/// each, it reads as it does at once; positions and offsets lead to one another; all of it can be copied.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const QString markdown = QString::fromUtf8(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const qsizetype piece = 1 + data[0] % 64;
    constexpr qsizetype mostLooks = 200; // reading the open block each time is bounded, but not free

    StreamText whole;
    whole.replace(0, markdown);
    whole.finish();
    StreamText growing;
    for (qsizetype at = 0, looks = 0; at < markdown.size(); at += piece, ++looks) {
        growing.append(0, QStringView(markdown).mid(at, piece));
        if (looks < mostLooks)
            (void)growing.read(growing.blockCount() - 1);
    }
    growing.finish();
    if (!markdown.isEmpty() && !readTheSame(whole, growing))
        std::abort();

    const QString plain = whole.plainText();
    if (plain.size() != whole.length())
        std::abort();
    for (qsizetype offset = 0; offset <= plain.size(); offset += 1 + plain.size() / 50) {
        if (whole.offsetOf(whole.positionAt(offset)) != offset)
            std::abort();
    }
    const TextRange middle{whole.positionAt(plain.size() / 3), whole.positionAt(plain.size() * 2 / 3)};
    (void)htmlOf(whole, middle);
    (void)markdownOf(whole, middle);
    return 0;
}
