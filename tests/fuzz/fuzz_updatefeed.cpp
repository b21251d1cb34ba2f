#include "updates/minisignature.h"
#include "updates/updatefeed.h"

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

const QUrl pages(QStringLiteral("https://github.com/reasonglass/reasonglass/releases/"));

void expect(bool holds)
{
    if (!holds)
        std::abort();
}

void readFeed(const QByteArray &json)
{
    const auto release = parseFeed(json, pages);
    if (!release)
        return;
    const FeedLimits limits;
    expect(release->page.toString().startsWith(pages.toString()) && release->page.host() == pages.host());
    expect(release->summary.size() <= limits.summary && release->notes.size() <= limits.notes);
    expect(release->date.isValid());
    expect(parseSemanticVersion(release->version.toString()) == release->version);
    expect(!isNewer(*release, release->version));
}

/// Under the key that the fuzzer chooses, so that it gets past the comparison of key ids.
void readSignature(const QByteArray &text, const QByteArray &content)
{
    const auto signature = parseMinisignSignature(text);
    if (!signature)
        return;
    expect(signature->keyId.size() == 8 && signature->bytes.size() == 64
           && signature->commentBytes.size() == 64);
    const MinisignKey key{.id = signature->keyId, .point = signature->bytes.left(32)};
    const auto genuine = verify(*signature, key, content, "update.json");
    expect(genuine || genuine.error().kind == ErrorKind::Protocol);
}

} // namespace

/// Input: a text that is taken for a feed, a key, a version and, up to an empty line, a signature of the
/// rest. Whatever it says, what is read keeps to its limits, versions are written and read again the same,
/// and every other text is an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    readFeed(input);
    const qsizetype end = input.indexOf("\n\n");
    readSignature(end < 0 ? input : input.left(end + 1), end < 0 ? QByteArray() : input.mid(end + 2));
    if (const auto key = parseMinisignKey(input))
        expect(key->id.size() == 8 && key->point.size() == 32);
    if (const auto version = parseSemanticVersion(QString::fromUtf8(input)))
        expect(parseSemanticVersion(version->toString()) == version);
    return 0;
}
