#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace reasonglass {

/// A header's name and value.
using HttpHeader = std::pair<QByteArray, QByteArray>;

/// Bytes that are sent in one go, and how long to wait before them.
struct Piece
{
    QByteArray bytes;
    std::chrono::microseconds delay{0};

    bool operator==(const Piece &) const = default;
};

/// How bytes are cut for sending. The client sees every cut when it reads fast enough.
struct PieceSizes
{
    enum class Kind { Whole, Fixed, Random };
    Kind kind = Kind::Whole;
    qsizetype size = 0; ///< Fixed: bytes per piece; Random: the largest piece; at least 1
    quint32 seed = 0;   ///< Random: the same seed cuts the same way everywhere

    static PieceSizes whole() { return {}; }
    static PieceSizes fixed(qsizetype bytes) { return {.kind = Kind::Fixed, .size = bytes}; }
    static PieceSizes random(quint32 seed, qsizetype largest = 64)
    {
        return {.kind = Kind::Random, .size = largest, .seed = seed};
    }

    bool operator==(const PieceSizes &) const = default;
};

/// How the client learns where the body ends.
enum class BodyFraming {
    Chunked,       ///< each piece is a chunk
    ContentLength, ///< announced in the head
    UntilClose,    ///< HTTP/1.0: the end of the connection is the end of the body
};

/// What becomes of a request once it has been read.
enum class Opening {
    Answer,  ///< the head is sent
    Silence, ///< nothing is ever sent; the connection stays open
    Close,   ///< the connection is closed (FIN) without a byte
    Reset,   ///< the connection is reset (RST) without a byte
};

/// How a body goes wrong. A fault within a piece leaves that piece's chunk unfinished.
struct BodyFault
{
    enum class Kind {
        None,
        Close, ///< FIN
        Reset, ///< RST
        Stall, ///< nothing more is sent but heartbeats; the connection stays open
    };
    Kind kind = Kind::None;
    std::optional<qint64> afterBytes =
        {}; ///< body bytes before the fault; nullopt: all, without a proper end

    bool operator==(const BodyFault &) const = default;
};

/// An answer to play over a real connection: what is sent, when, and what goes wrong.
struct Script
{
    int status = 200;
    QByteArray contentType = "text/event-stream; charset=utf-8"; ///< empty: not sent
    std::vector<HttpHeader> headers = {};                        ///< beyond content type and framing
    std::vector<Piece> body = {};
    PieceSizes bodySizes = {}; ///< cuts each piece further; its delay stays before its first part
    BodyFraming framing = BodyFraming::Chunked;

    Opening opening = Opening::Answer;
    std::chrono::microseconds headDelay{0}; ///< before the head, and between its pieces
    PieceSizes headSizes = {};              ///< small ones with a headDelay make a slow head
    QByteArray rawHead = {};                ///< sent instead of the head: garbage, or a head of one's own
    BodyFault fault = {};
    /// An SSE comment is sent whenever nothing was sent for so long, where an event has just ended.
    /// 0: never. Not with BodyFraming::ContentLength, whose length it would falsify.
    std::chrono::milliseconds heartbeat{0};

    bool operator==(const Script &) const = default;
};

/// An event stream, sent without delays.
Script eventStream(const QByteArray &body);
/// A JSON answer of known length, such as an error or the answer to a blocking request.
Script jsonAnswer(int status, const QByteArray &body);

/// Status line and headers of \a script, with the empty line.
QByteArray headBytes(const Script &script);
/// The body bytes that \a script means to send, joined.
QByteArray bodyBytes(const Script &script);
/// \a pieces cut by \a sizes.
std::vector<Piece> cutPieces(const std::vector<Piece> &pieces, PieceSizes sizes);
/// Whether \a headers say `Connection: close`.
bool saysClose(const std::vector<HttpHeader> &headers);
/// The value of the header \a name in any case; empty when missing.
QByteArray headerValue(const std::vector<HttpHeader> &headers, QByteArrayView name);

} // namespace reasonglass
