#pragma once

#include "replay/streamevents.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstddef>
#include <vector>

namespace reasonglass {

// What servers, gateways and proxies do to an event stream. Each takes the events of a whole stream and
// returns those that are sent instead; positions beyond the end are taken to be the end.

using StreamEvents = std::vector<StreamEvent>;

/// Event \a index is sent twice, the second time \a later events after the first.
StreamEvents duplicated(StreamEvents events, size_t index, size_t later = 0);
/// Event \a index is sent \a later events later.
StreamEvents delayed(StreamEvents events, size_t index, size_t later = 1);
/// The top-level field \a name is missing everywhere, in the `response` of lifecycle events too.
StreamEvents withoutField(StreamEvents events, const QString &name);
/// Events whose type ends with \a suffix are missing: ".done", ".delta", a whole type.
StreamEvents withoutTypes(StreamEvents events, QByteArrayView suffix);
/// The terminal event and the end mark are missing.
StreamEvents withoutTerminal(StreamEvents events);
/// The `event:` lines are missing.
StreamEvents withoutNames(StreamEvents events);
/// `data: [DONE]` follows the last event.
StreamEvents withDoneMark(StreamEvents events);
/// \a bytes are sent as they are before event \a index: a comment, garbage lines, another block.
StreamEvents withInsertion(StreamEvents events, size_t index, const QByteArray &bytes);
/// \a bytes are sent as they are before every \a distance -th event.
StreamEvents withInsertions(StreamEvents events, size_t distance, const QByteArray &bytes);
/// The data of event \a index ends after \a bytes.
StreamEvents withCutData(StreamEvents events, size_t index, qsizetype bytes);
/// The data of event \a index has \a bytes in place of what stood at \a at.
StreamEvents withOverwritten(StreamEvents events, size_t index, qsizetype at, const QByteArray &bytes);
/// Sequence numbers count from \a first again, one by one.
StreamEvents renumbered(StreamEvents events, qint64 first = 0);

/// \a body with a UTF-8 byte order mark in front.
QByteArray withByteOrderMark(const QByteArray &body);
/// \a body, which ends lines with LF, with \a lineEnd in its place.
QByteArray withLineEnds(QByteArray body, const QByteArray &lineEnd);

} // namespace reasonglass
