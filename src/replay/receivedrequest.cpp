#include "replay/receivedrequest.h"

#include <QList>

#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxHeadBytes = 65'536;
constexpr qint64 maxBodyBytes = 536'870'912;

Unexpected<Error> unreadable(const QString &why)
{
    return Unexpected{Error{.kind = ErrorKind::Protocol, .message = why}};
}

Result<ReceivedRequest> parseHead(const QByteArray &head)
{
    QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> words = lines.takeFirst().trimmed().split(' ');
    if (words.size() != 3 || !words.at(2).startsWith("HTTP/1."))
        return unreadable(u"not an HTTP/1 request line"_s);

    ReceivedRequest request{.method = words.at(0), .path = words.at(1)};
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0)
            return unreadable(u"a header line without a name"_s);
        request.headers.emplace_back(line.left(colon).trimmed(), line.mid(colon + 1).trimmed());
    }
    request.keepAlive = words.at(2) != "HTTP/1.0" && !saysClose(request.headers);
    return request;
}

Result<qint64> bodyLength(const ReceivedRequest &request)
{
    if (!request.header("Transfer-Encoding").isEmpty())
        return unreadable(u"a request body without a length"_s);
    const QByteArray length = request.header("Content-Length");
    if (length.isEmpty())
        return 0;
    bool isNumber = false;
    const qint64 bytes = length.toLongLong(&isNumber);
    if (!isNumber || bytes < 0 || bytes > maxBodyBytes)
        return unreadable(u"not a usable Content-Length"_s);
    return bytes;
}

} // namespace

Result<std::optional<ReceivedRequest>> RequestReader::next()
{
    const qsizetype headLength = m_buffer.indexOf("\r\n\r\n");
    if (headLength > maxHeadBytes || (headLength < 0 && m_buffer.size() > maxHeadBytes))
        return unreadable(u"a request head without an end"_s);
    if (headLength < 0)
        return std::optional<ReceivedRequest>();

    Result<ReceivedRequest> request = parseHead(m_buffer.left(headLength));
    if (!request)
        return Unexpected{request.error()};
    const Result<qint64> length = bodyLength(*request);
    if (!length)
        return Unexpected{length.error()};

    const qsizetype bodyStart = headLength + 4;
    if (m_buffer.size() - bodyStart < *length)
        return std::optional<ReceivedRequest>();
    request->body = m_buffer.mid(bodyStart, qsizetype(*length));
    m_buffer.remove(0, bodyStart + qsizetype(*length));
    return std::optional<ReceivedRequest>(*std::move(request));
}

} // namespace reasonglass
