#include "app/connectionrules.h"

#include "base/utf8.h"
#include "net/authorities.h"
#include "providers/provider.h"
#include "settings/keys.h"

#include <QPromise>

#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

ConnectionRules::ConnectionRules(Settings &settings, SecretStore &secrets,
                                 const QProcessEnvironment &environment, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_secrets(secrets)
    , m_environment(environment)
{
    if (const auto proxies = readProxyRules(environment))
        m_environmentProxies = *proxies;
    else
        m_environmentErrors.push_back(proxies.error());
    readAuthorityFile();
    if (m_authorityProblem && m_settings.value(keys::caFile).isEmpty())
        m_environmentErrors.push_back(*m_authorityProblem);
    loadPassword();
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == keys::caFile.key) {
            readAuthorityFile();
            emit authoritiesChanged();
        } else if (key == keys::proxy.key || key == keys::proxyHost.key || key == keys::proxyPort.key
                   || key == keys::proxyUser.key) {
            loadPassword();
        }
    });
}

/// The setting, else the variable that OpenSSL's own programs read. Both add to the system's authorities.
void ConnectionRules::readAuthorityFile()
{
    const QString variable = u"SSL_CERT_FILE"_s;
    const QString chosen = m_settings.value(keys::caFile);
    const QString path = chosen.isEmpty() ? m_environment.value(variable) : chosen;
    m_authorities.clear();
    m_authorityProblem.reset();
    if (path.isEmpty())
        return;
    Result<QList<QSslCertificate>> authorities = readAuthorities(path);
    if (authorities) {
        m_authorities = *std::move(authorities);
        return;
    }
    m_authorityProblem = authorities.error();
    if (chosen.isEmpty()) {
        m_authorityProblem->message.prepend(variable + u": "_s);
        m_authorityProblem->param = variable;
    }
}

Result<> ConnectionRules::mayConnect(const QUrl &url) const
{
    if (!mayUsePlainHttp(url))
        return checkTransport(url, {});
    if (isLoopback(url) && url.scheme() == "http"_L1)
        return {};
    if (m_authorityProblem && url.scheme() == "https"_L1)
        return Unexpected{*m_authorityProblem};
    if (hasOwnProxy() && m_settings.value(keys::proxyHost).isEmpty())
        return Unexpected{Error{.kind = ErrorKind::Usage,
                                .message = u"a proxy is chosen in the settings, but not which"_s,
                                .code = u"no_proxy_host"_s}};
    return {};
}

bool ConnectionRules::mayUsePlainHttp(const QUrl &url) const
{
    return m_plainHttpAllowed || checkTransport(url, m_settings.value(keys::plainHttpHosts)).has_value();
}

void ConnectionRules::confirmPlainHttp(const QUrl &url)
{
    QStringList hosts = m_settings.value(keys::plainHttpHosts);
    if (!hosts.contains(hostAndPort(url)))
        m_settings.set(keys::plainHttpHosts, hosts << hostAndPort(url));
}

void ConnectionRules::withdrawPlainHttp(const QUrl &url)
{
    QStringList hosts = m_settings.value(keys::plainHttpHosts);
    hosts.removeAll(hostAndPort(url));
    m_settings.set(keys::plainHttpHosts, hosts);
}

// The proxy

bool ConnectionRules::hasOwnProxy() const
{
    const QString choice = m_settings.value(keys::proxy);
    return choice == "http"_L1 || choice == "socks5"_L1;
}

QString ConnectionRules::proxyEntry() const
{
    const QString host = m_settings.value(keys::proxyHost).trimmed();
    return host.isEmpty() ? QString() : host + u':' + QString::number(m_settings.value(keys::proxyPort));
}

void ConnectionRules::loadPassword()
{
    if (hasOwnProxy() && !proxyEntry().isEmpty() && !m_settings.value(keys::proxyUser).isEmpty()
        && !m_secrets.key(proxySecret(), proxyEntry()))
        m_secrets.load(proxySecret(), proxyEntry());
}

bool ConnectionRules::mustWaitForPassword() const
{
    return !m_settings.value(keys::proxyUser).isEmpty() && m_secrets.isLoading(proxySecret(), proxyEntry());
}

QNetworkProxy ConnectionRules::ownProxy() const
{
    const bool socks = m_settings.value(keys::proxy) == "socks5"_L1;
    const QString user = m_settings.value(keys::proxyUser);
    const auto password = user.isEmpty() ? std::nullopt : m_secrets.key(proxySecret(), proxyEntry());
    return tunnel(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                  m_settings.value(keys::proxyHost).trimmed(), m_settings.value(keys::proxyPort), user,
                  password ? decodeUtf8(password->view()) : QString());
}

QFuture<QNetworkProxy> ConnectionRules::ownProxyLater()
{
    auto promise = std::make_shared<QPromise<QNetworkProxy>>();
    promise->start();
    auto *waiting = new QObject(this);
    connect(&m_secrets, &SecretStore::changed, waiting, [this, promise, waiting](const QString &id) {
        if (id != proxySecret() || mustWaitForPassword())
            return;
        m_secrets.disconnect(waiting);
        waiting->deleteLater();
        promise->addResult(ownProxy());
        promise->finish();
    });
    return promise->future();
}

QFuture<QNetworkProxy> ConnectionRules::proxyFor(const QUrl &url)
{
    const QString choice = m_settings.value(keys::proxy);
    const QNetworkProxy direct(QNetworkProxy::NoProxy);
    if (choice == "none"_L1 || isLoopback(url))
        return QtFuture::makeReadyFuture(direct);
    if (hasOwnProxy())
        return mustWaitForPassword() ? ownProxyLater() : QtFuture::makeReadyFuture(ownProxy());
    const std::optional<QNetworkProxy> named = m_environmentProxies.find(url);
    return named ? QtFuture::makeReadyFuture(*named) : systemProxyFor(url);
}

} // namespace reasonglass
