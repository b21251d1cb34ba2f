#include "replay/script.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace reasonglass {

namespace {

struct Reason
{
    int status;
    const char *phrase;
};
constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{402, "Payment Required"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{413, "Content Too Large"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{500, "Internal Server Error"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{529, "Overloaded"},
};

QByteArray reasonPhrase(int status)
{
    const auto found = std::ranges::find(reasons, status, &Reason::status);
    return found == reasons.end() ? QByteArray("Status") : QByteArray(found->phrase);
}

void appendHeader(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

Script eventStream(const QByteArray &body)
{
    return {.body = {{.bytes = body}}};
}

Script jsonAnswer(int status, const QByteArray &body)
{
    return {.status = status,
            .contentType = "application/json",
            .body = {{.bytes = body}},
            .framing = BodyFraming::ContentLength};
}

QByteArray headBytes(const Script &script)
{
    if (!script.rawHead.isEmpty())
        return script.rawHead;

    QByteArray head = script.framing == BodyFraming::UntilClose ? "HTTP/1.0 " : "HTTP/1.1 ";
    head.append(QByteArray::number(script.status))
        .append(' ')
        .append(reasonPhrase(script.status))
        .append("\r\n");
    if (!script.contentType.isEmpty())
        appendHeader(head, "Content-Type", script.contentType);
    if (script.framing == BodyFraming::Chunked)
        appendHeader(head, "Transfer-Encoding", "chunked");
    if (script.framing == BodyFraming::ContentLength)
        appendHeader(head, "Content-Length", QByteArray::number(bodyBytes(script).size()));
    for (const auto &[name, value] : script.headers)
        appendHeader(head, name, value);
    return head.append("\r\n");
}

QByteArray bodyBytes(const Script &script)
{
    QByteArray bytes;
    for (const Piece &piece : script.body)
        bytes.append(piece.bytes);
    return bytes;
}

std::vector<Piece> cutPieces(const std::vector<Piece> &pieces, PieceSizes sizes)
{
    if (sizes.kind == PieceSizes::Kind::Whole)
        return pieces;

    QRandomGenerator random(sizes.seed);
    const qsizetype largest = std::max<qsizetype>(sizes.size, 1);
    const auto nextSize = [&]() -> qsizetype {
        return sizes.kind == PieceSizes::Kind::Fixed ? largest : 1 + random.bounded(qint64(largest));
    };
    std::vector<Piece> parts;
    for (const Piece &piece : pieces) {
        Piece part{.bytes = {}, .delay = piece.delay};
        for (qsizetype at = 0; at < piece.bytes.size(); at += part.bytes.size()) {
            part.bytes = piece.bytes.mid(at, nextSize());
            parts.push_back(part);
            part.delay = {};
        }
    }
    return parts;
}

QByteArray headerValue(const std::vector<HttpHeader> &headers, QByteArrayView name)
{
    const auto found = std::ranges::find_if(headers, [name](const HttpHeader &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == headers.end() ? QByteArray() : found->second;
}

bool saysClose(const std::vector<HttpHeader> &headers)
{
    return headerValue(headers, "Connection").compare("close", Qt::CaseInsensitive) == 0;
}

} // namespace reasonglass
