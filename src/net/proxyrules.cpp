#include "net/proxyrules.h"

#include "providers/provider.h"

#include <QPromise>

#include <algorithm>
#include <memory>
#include <thread>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// curl's usual port where the address names none.
constexpr quint16 defaultProxyPort = 1080;

std::optional<QNetworkProxy> proxyFromText(const QString &text)
{
    const QUrl url(text.contains("://"_L1) ? text : u"http://"_s + text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool socks = scheme == "socks5"_L1 || scheme == "socks5h"_L1;
    if (!url.isValid() || url.host().isEmpty() || (!socks && scheme != "http"_L1))
        return std::nullopt;
    return tunnel(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                  url.port(defaultProxyPort), url.userName(QUrl::FullyDecoded),
                  url.password(QUrl::FullyDecoded));
}

Result<std::optional<QNetworkProxy>> readProxy(const QProcessEnvironment &environment, const QString &name)
{
    for (const QString &variable : {name.toLower(), name}) {
        const QString value = environment.value(variable).trimmed();
        if (value.isEmpty())
            continue;
        const auto proxy = proxyFromText(value);
        if (!proxy)
            return Unexpected{Error{
                .kind = ErrorKind::Usage,
                .message =
                    u"%1 is no proxy address; write http://host:port or socks5://host:port"_s.arg(variable),
                .code = u"bad_environment"_s,
                .param = variable}};
        return proxy;
    }
    return std::optional<QNetworkProxy>();
}

QStringList readExemptions(const QProcessEnvironment &environment)
{
    const QString value = environment.value(u"no_proxy"_s, environment.value(u"NO_PROXY"_s)).toLower();
    QStringList hosts;
    for (const QString &host : value.split(u',', Qt::SkipEmptyParts))
        hosts += host.trimmed();
    return hosts;
}

bool matches(const QString &host, QString rule)
{
    if (rule == "*"_L1)
        return true;
    if (rule.startsWith(u"*."_s))
        rule.remove(0, 1);
    const QString domain = rule.startsWith(u'.') ? rule : u'.' + rule;
    return host == rule || host.endsWith(domain);
}

} // namespace

QNetworkProxy tunnel(QNetworkProxy::ProxyType type, const QString &host, int port, const QString &user,
                     const QString &password)
{
    QNetworkProxy proxy(type, host, quint16(port), user, password);
    // Without this Qt hands plain http requests to the proxy itself, which a request that is sent only once
    // would not survive when the proxy first asks for a password.
    proxy.setCapabilities(QNetworkProxy::TunnelingCapability | QNetworkProxy::HostNameLookupCapability);
    return proxy;
}

std::optional<QNetworkProxy> ProxyRules::find(const QUrl &url) const
{
    const QString host = url.host().toLower();
    const bool direct = isLoopback(url)
        || std::ranges::any_of(exempt, [&](const QString &rule) { return matches(host, rule); });
    if (direct)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto &chosen = url.scheme() == "https"_L1 ? https : http;
    if (chosen)
        return chosen;
    if (all || askSystem)
        return all;
    return QNetworkProxy(QNetworkProxy::NoProxy);
}

Result<ProxyRules> readProxyRules(const QProcessEnvironment &environment)
{
    ProxyRules rules{.exempt = readExemptions(environment), .askSystem = true};
    struct Row
    {
        QString name;
        std::optional<QNetworkProxy> *proxy;
    };
    for (const Row &row : {Row{u"HTTPS_PROXY"_s, &rules.https}, Row{u"HTTP_PROXY"_s, &rules.http},
                           Row{u"ALL_PROXY"_s, &rules.all}}) {
        const auto proxy = readProxy(environment, row.name);
        if (!proxy)
            return Unexpected{proxy.error()};
        *row.proxy = *proxy;
    }
    return rules;
}

QFuture<QNetworkProxy> systemProxyFor(const QUrl &url)
{
    auto promise = std::make_shared<QPromise<QNetworkProxy>>();
    promise->start();
    // Nobody waits for this thread, not even the end of the program: it may hang on a dead network.
    std::thread([promise, url] {
        const QList<QNetworkProxy> found = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
        const QNetworkProxy first = found.value(0, QNetworkProxy(QNetworkProxy::NoProxy));
        const bool socks = first.type() == QNetworkProxy::Socks5Proxy;
        const bool isProxy = first.type() != QNetworkProxy::NoProxy && !first.hostName().isEmpty();
        promise->addResult(isProxy ? tunnel(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                                            first.hostName(), first.port(), first.user(), first.password())
                                   : QNetworkProxy(QNetworkProxy::NoProxy));
        promise->finish();
    }).detach();
    return promise->future();
}

} // namespace reasonglass
