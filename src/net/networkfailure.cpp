#include "net/networkfailure.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Row
{
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QLatin1StringView code;         ///< stands in Error::code, where ui/ finds the sentence for it
    QLatin1StringView message = {}; ///< where Qt's own text says nothing ("Unknown error")
};

constexpr std::array rows{
    Row{QNetworkReply::ConnectionRefusedError, "connection_refused"_L1},
    Row{QNetworkReply::RemoteHostClosedError, "connection_closed"_L1},
    Row{QNetworkReply::ContentReSendError, "connection_closed"_L1,
        "the server closed the connection before it answered"_L1},
    Row{QNetworkReply::HostNotFoundError, "host_not_found"_L1},
    Row{QNetworkReply::SslHandshakeFailedError, "tls_failed"_L1},
    Row{QNetworkReply::TemporaryNetworkFailureError, "network_down"_L1},
    Row{QNetworkReply::NetworkSessionFailedError, "network_down"_L1},
    Row{QNetworkReply::ProxyConnectionRefusedError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyConnectionClosedError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyNotFoundError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyTimeoutError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyAuthenticationRequiredError, "proxy_authentication"_L1},
};

} // namespace

Error networkFailure(QNetworkReply::NetworkError error, const QString &text)
{
    const auto row = std::ranges::find(rows, error, &Row::error);
    if (row == rows.end())
        return {.kind = ErrorKind::Network, .message = text, .code = u"network_error"_s};
    return {.kind = ErrorKind::Network,
            .message = row->message.isEmpty() ? text : QString(row->message),
            .code = row->code};
}

} // namespace reasonglass
