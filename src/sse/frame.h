#pragma once

#include <QByteArray>
#include <QMetaType>

namespace reasonglass {

/// What kind of bytes a frame holds.
enum class FrameKind : quint8 {
    Event = 0,   ///< the data of one server-sent event
    Body = 1,    ///< the whole body of a blocking answer
    Tail = 2,    ///< a last block that came without its empty line
    Refusal = 3, ///< the body of an HTTP error; kept as evidence, no part of the transcript
};

/// One thing that arrived, as it arrived; the unit of the event log.
struct Frame
{
    FrameKind kind = FrameKind::Event;
    qint64 arrivalUs = 0; ///< since the attempt's request was sent
    QByteArray eventName; ///< the `event:` field; usually repeats the JSON's "type"
    QByteArray data;

    bool operator==(const Frame &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::Frame)
