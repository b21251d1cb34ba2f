#pragma once

#include "base/expected.h"
#include "responses/responseevent.h"

#include <QByteArray>

#include <memory>

namespace reasonglass {

/// Reads the JSON of stream events and blocking answers, each byte once (simdjson on demand).
///
/// Keeps its buffers between calls, so one parser per stream; not thread-safe, movable. Never throws.
/// Tolerates what real servers send: missing indices and sequence numbers, nulls anywhere, unknown
/// types, a whole response object without a type, lone surrogates, invalid UTF-8.
class ResponseParser
{
public:
    ResponseParser();
    ResponseParser(ResponseParser &&) noexcept;
    ResponseParser &operator=(ResponseParser &&) noexcept;
    ~ResponseParser();

    /// The event in \a data, the joined data lines of one server-sent event. `[DONE]` is an event too.
    /// \a eventName is the `event:` field, used only where the JSON has no "type".
    Result<ResponseEvent> parseEvent(const QByteArray &data, QByteArrayView eventName = {});

    /// The body of a blocking (or retrieved) response, as a terminal event.
    Result<ResponseEvent> parseBody(const QByteArray &body);

    // The same into an event that has been used before and whose memory is taken up again. After an error
    // it may hold anything.
    Result<> readEvent(const QByteArray &data, QByteArrayView eventName, ResponseEvent &event);
    Result<> readBody(const QByteArray &body, ResponseEvent &event);

private:
    struct Buffers;
    std::unique_ptr<Buffers> m_buffers;
};

} // namespace reasonglass
