#pragma once

#include "sse/frame.h"

#include <QString>

#include <optional>

namespace reasonglass {

/// What a list shows of an event: nothing that grows with it.
struct EventRow
{
    FrameKind kind = FrameKind::Event;
    qint64 arrivalUs = 0; ///< since the attempt's request was sent
    qint64 gapUs = 0;     ///< since the event before; 0 for the first
    QString type = {};    ///< as the server calls it; empty where it is no event
    qint64 bytes = 0;     ///< of its data
    std::optional<qint64> sequenceNumber = {};

    bool operator==(const EventRow &) const = default;
};

/// \a before is the arrival of the frame before it.
EventRow eventRowOf(const Frame &frame, std::optional<qint64> beforeUs);

/// A stretch of an event's data as text.
struct EventText
{
    QString text;
    qint64 end = 0;   ///< the byte that follows the stretch
    qint64 bytes = 0; ///< of the whole

    bool isLast() const { return end >= bytes; }

    bool operator==(const EventText &) const = default;
};

} // namespace reasonglass
