#pragma once

#include "base/expected.h"

#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace reasonglass {

/// Which proxy a request takes, from the variables that everyone uses: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY
/// and NO_PROXY, in upper or lower case. This machine itself is always reached directly.
struct ProxyRules
{
    std::optional<QNetworkProxy> https = {};
    std::optional<QNetworkProxy> http = {};
    std::optional<QNetworkProxy> all = {};
    QStringList exempt = {}; ///< hosts, domains (".example.org") or "*", in lower case

    QNetworkProxy proxyFor(const QUrl &url) const;
};

/// Reads the variables. Proxies are http:// (tunnelled by CONNECT) or socks5://, with user and password if
/// need be. A value that cannot be read is a Usage error that names the variable, never its content.
Result<ProxyRules> readProxyRules(const QProcessEnvironment &environment);

} // namespace reasonglass
