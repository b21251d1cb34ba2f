#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace reasonglass {

/// One event of a recorded stream, taken apart so that tests can change it.
struct StreamEvent
{
    QByteArray name = {};     ///< the `event:` line; empty: none is sent
    QByteArray data = {};     ///< the `data:` lines joined by LF
    QByteArray verbatim = {}; ///< sent instead of both: comments, garbage, blocks of other fields

    bool operator==(const StreamEvent &) const = default;
};

/// The events of \a body in order. A block without data, or one that this simple form cannot say (ids,
/// an unfinished end), is kept verbatim: nothing is lost.
std::vector<StreamEvent> parsedEvents(const QByteArray &body);

/// The bytes that send \a event, with the empty line that ends it.
QByteArray eventBytes(const StreamEvent &event);
/// The bytes of all of \a events.
QByteArray joinedEvents(const std::vector<StreamEvent> &events);

/// The JSON object in the event's data; empty if it is none.
QJsonObject eventObject(const StreamEvent &event);
/// \a event with another object for its data.
StreamEvent withObject(const StreamEvent &event, const QJsonObject &object);
/// The `type` of the event's object, else its name.
QByteArray eventType(const StreamEvent &event);
/// The `sequence_number` of the event's object.
std::optional<qint64> sequenceNumber(const StreamEvent &event);
/// Whether nothing follows the event in a proper stream: completed, incomplete, failed.
bool isTerminal(const StreamEvent &event);

} // namespace reasonglass
