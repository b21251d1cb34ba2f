#pragma once

#include "replay/script.h"

#include <QByteArray>

#include <chrono>
#include <vector>

namespace reasonglass {

/// How fast a model writes.
struct Pace
{
    std::chrono::microseconds beforeFirst{0};      ///< before the first event
    std::chrono::microseconds betweenReasoning{0}; ///< before each event whose name says reasoning
    std::chrono::microseconds betweenOthers{0};    ///< before every other event

    bool operator==(const Pace &) const = default;
};

/// The server-sent events in \a body, each with the empty line that ends it. What follows the last
/// empty line is the last element, as it is. Joined, they are \a body.
std::vector<QByteArray> splitEvents(const QByteArray &body);

/// \a body event by event; delays[i] passes before event i, the last one also before all later events.
std::vector<Piece> pacedByEvents(const QByteArray &body,
                                 const std::vector<std::chrono::milliseconds> &delays);

/// \a body event by event at \a pace.
std::vector<Piece> pacedByEvents(const QByteArray &body, const Pace &pace);

} // namespace reasonglass
