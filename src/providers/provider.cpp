#include "providers/provider.h"

#include <QRegularExpression>

#include <algorithm>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

QString whyUnusable(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty())
        return u"it is not an address like https://host/v1"_s;
    if (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        return u"only https and http are possible"_s;
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return u"it must not hold a user name, a query or a fragment"_s;
    return {};
}

} // namespace

bool offersModel(const Provider &provider, QStringView modelId)
{
    const auto begins = [modelId](const QString &prefix) { return modelId.startsWith(prefix); };
    const auto holds = [modelId](const QString &word) { return modelId.contains(word); };
    const QStringList &prefixes = provider.modelPrefixes;
    const QStringList &exclusions = provider.modelExclusions;
    return (prefixes.isEmpty() || std::any_of(prefixes.begin(), prefixes.end(), begins))
        && std::none_of(exclusions.begin(), exclusions.end(), holds);
}

bool isLoopback(const QUrl &url)
{
    const QString host = url.host();
    return host == "localhost"_L1 || host == "::1"_L1 || host.endsWith(".localhost"_L1)
        || QRegularExpression(uR"(^127\.\d+\.\d+\.\d+$)"_s).match(host).hasMatch();
}

Result<QUrl> readBaseUrl(const QString &text)
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString reason = whyUnusable(url);
    if (!reason.isEmpty()) {
        // The text may hold a password in front of the host: it is not repeated.
        return Unexpected{Error{.kind = ErrorKind::Usage, .message = u"unusable address: "_s + reason}};
    }
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

QString hostAndPort(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    const int usualPort = url.scheme() == "http"_L1 ? 80 : 443;
    const int port = url.port(usualPort);
    return port == usualPort ? host : host + u':' + QString::number(port);
}

QString keyHost(const QUrl &url)
{
    const QString host = hostAndPort(url);
    return url.scheme() == "http"_L1 && !host.isEmpty() ? u"http://"_s + host : host;
}

bool isReadableOnTheWay(const QUrl &url)
{
    return url.scheme() == "http"_L1 && !isLoopback(url);
}

Result<> checkTransport(const QUrl &url, const QStringList &confirmedHosts)
{
    if (!isReadableOnTheWay(url) || confirmedHosts.contains(hostAndPort(url)))
        return {};
    return Unexpected{
        Error{.kind = ErrorKind::Usage,
              .message = u"plain http to %1 is not allowed: prompts, answers and the key would travel "
                         "readable by anyone between"_s.arg(hostAndPort(url)),
              .code = u"plain_http"_s}};
}

Result<Provider> atEnvironmentAddress(Provider provider, const QProcessEnvironment &environment)
{
    const QString value = environment.value(provider.baseUrlEnvironment);
    if (provider.baseUrlEnvironment.isEmpty() || value.isEmpty())
        return provider;
    const Result<QUrl> url = readBaseUrl(value);
    if (!url) {
        return Unexpected{Error{.kind = ErrorKind::Usage,
                                .message = provider.baseUrlEnvironment + u": "_s + url.error().message,
                                .param = provider.baseUrlEnvironment}};
    }
    provider.baseUrl = *url;
    return provider;
}

} // namespace reasonglass
