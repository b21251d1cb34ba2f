#include "providers/retrydelay.h"

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;
using namespace std::chrono_literals;

namespace {

void expectUsable(const std::optional<std::chrono::milliseconds> &delay)
{
    if (delay && *delay < 0ms)
        std::abort();
}

} // namespace

/// Input: header lines, an empty line, a message. However they read, a wait is never negative, and a
/// duration that is read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype headEnd = std::max<qsizetype>(input.indexOf("\n\n"), 0);
    HttpHeaders headers;
    for (const QByteArray &line : input.left(headEnd).split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    const QString message = QString::fromUtf8(input.mid(headEnd));
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'790'000'000, Qt::UTC);
    expectUsable(retryDelay(headers, message, now));
    expectUsable(parseRetryDelay(message));
    const auto duration = parseDuration(message);
    expectUsable(duration);
    if (duration) {
        const QString written = QString::number(duration->count()) + QStringLiteral("ms");
        if (parseDuration(written) != duration)
            std::abort();
    }
    return 0;
}
