#pragma once

#include "base/expected.h"
#include "replay/script.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QMetaType>

#include <optional>
#include <vector>

namespace reasonglass {

/// A request as it came over the wire.
struct ReceivedRequest
{
    QByteArray method;
    QByteArray path; ///< with the query, as sent
    std::vector<HttpHeader> headers = {};
    QByteArray body = {};
    int connection = 0;    ///< counts a server's connections from 1
    bool keepAlive = true; ///< the client means to send another request on this connection

    /// The value of the header \a name in any case; empty when missing.
    QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
    bool operator==(const ReceivedRequest &) const = default;
};

/// Takes a connection's bytes apart into requests.
class RequestReader
{
public:
    void append(QByteArrayView bytes) { m_buffer.append(bytes); }
    /// The next whole request, nullopt while it is incomplete. After an error the rest is unreadable.
    Result<std::optional<ReceivedRequest>> next();

private:
    QByteArray m_buffer;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::ReceivedRequest)
