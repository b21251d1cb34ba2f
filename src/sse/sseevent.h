#pragma once

#include <QByteArray>
#include <QMetaType>

namespace reasonglass {

/// One server-sent event, byte for byte as the server sent it.
struct SseEvent
{
    QByteArray type; ///< the `event` field; empty means "message"
    QByteArray data; ///< the `data` lines joined by LF; may hold invalid UTF-8 if the server sent such
    QByteArray lastEventId;

    bool operator==(const SseEvent &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::SseEvent)
