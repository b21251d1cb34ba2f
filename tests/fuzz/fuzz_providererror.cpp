#include "providers/providererror.h"

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

/// Input: a status (three digits), header lines, an empty line, a body. Whatever it is, the result is an
/// error whose message says no key of the request.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const int status = input.left(3).toInt();
    const qsizetype headEnd = std::max<qsizetype>(input.indexOf("\n\n"), 0);
    HttpHeaders headers;
    for (const QByteArray &line : input.left(headEnd).split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    const QByteArray body = input.mid(headEnd + 2);
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'790'000'000, Qt::UTC);
    const Error error = classifyHttpError(status, headers, body, now);
    if (error.httpStatus != status || (error.retryAfter && error.retryAfter->count() < 0))
        std::abort();
    const QString message = QString::fromUtf8(body);
    classifyStreamError({.code = message.left(20), .message = message});
    parseRetryDelay(message);
    parseDuration(message);
    return 0;
}
