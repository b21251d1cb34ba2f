#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>
#include <utility>

namespace reasonglass {

/// Header names and values as they came; names in any case. What QNetworkReply::rawHeaderPairs() is.
using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// The value of the first header called \a name, empty when there is none.
QByteArray headerValue(const HttpHeaders &headers, QByteArrayView name);

/// A duration as Go prints it: "1s", "250ms", "1.5s", "6m0s", "1h30m0s".
std::optional<std::chrono::milliseconds> parseDuration(QStringView text);

/// The delay an error text asks for: "… Please try again in 1.2s", "… in 28ms", "… in 6m0s".
std::optional<std::chrono::milliseconds> parseRetryDelay(const QString &message);

/// How long the server asks us to wait: `retry-after-ms`, `retry-after` (seconds or an HTTP date,
/// seen from \a now in UTC), the message, and last the reset headers of a limit that is used up.
std::optional<std::chrono::milliseconds> retryDelay(const HttpHeaders &headers, const QString &message,
                                                    const QDateTime &now);

} // namespace reasonglass
