#pragma once

#include "base/expected.h"

#include <QFuture>
#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace reasonglass {

/// Which proxy a request takes. This machine itself is always reached directly.
struct ProxyRules
{
    std::optional<QNetworkProxy> https = {};
    std::optional<QNetworkProxy> http = {};
    std::optional<QNetworkProxy> all = {};
    QStringList exempt = {}; ///< hosts, domains (".example.org") or "*", in lower case
    bool askSystem = false;  ///< where none of the above applies; otherwise such requests go directly

    /// nullopt: the system has to be asked, see systemProxyFor().
    std::optional<QNetworkProxy> find(const QUrl &url) const;
};

/// A proxy of \a type through which everything is tunnelled: it sees whereto, but of https nothing else.
QNetworkProxy tunnel(QNetworkProxy::ProxyType type, const QString &host, int port, const QString &user = {},
                     const QString &password = {});

/// Reads the variables that everyone uses: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in upper or lower
/// case; where they say nothing the system is asked. Proxies are http:// (tunnelled by CONNECT) or socks5://,
/// with user and password if need be. A value that cannot be read is a Usage error that names the variable,
/// never its content.
Result<ProxyRules> readProxyRules(const QProcessEnvironment &environment);

/// What the system's own settings say for \a url, found out in a thread of its own: a proxy script may have
/// to be fetched first, and nothing says how long that takes.
QFuture<QNetworkProxy> systemProxyFor(const QUrl &url);

} // namespace reasonglass
