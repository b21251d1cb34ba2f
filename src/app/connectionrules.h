#pragma once

#include "base/expected.h"
#include "net/proxyrules.h"
#include "providers/secretstore.h"
#include "settings/settings.h"

#include <QFuture>
#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QProcessEnvironment>
#include <QSslCertificate>

#include <optional>

namespace reasonglass {

/// What settings and environment say about connections: the proxy, own certificate authorities, and to which
/// machines plain http is allowed. Follows the settings as they change. Lives in one thread, never blocks it.
class ConnectionRules : public QObject
{
    Q_OBJECT

public:
    /// Under this name and proxyEntry() the proxy's password is kept, in SecretStore and nowhere else.
    static QString proxySecret() { return QStringLiteral("proxy"); }

    /// \a settings and \a secrets must outlive the rules.
    ConnectionRules(Settings &settings, SecretStore &secrets, const QProcessEnvironment &environment,
                    QObject *parent = nullptr);

    /// Variables that cannot be read. Empty: all well.
    const std::vector<Error> &environmentErrors() const { return m_environmentErrors; }

    /// Whether a request may go to \a url at all; a Usage error otherwise (`plain_http`, `ca_file`,
    /// `no_proxy_host`).
    Result<> mayConnect(const QUrl &url) const;
    /// The proxy for \a url. The answer may have to wait for the system or for the proxy's password.
    QFuture<QNetworkProxy> proxyFor(const QUrl &url);
    /// Trusted beside the system's own.
    const QList<QSslCertificate> &authorities() const { return m_authorities; }

    /// For this session, to any machine: `--allow-http`.
    void allowPlainHttp() { m_plainHttpAllowed = true; }
    bool mayUsePlainHttp(const QUrl &url) const;
    void confirmPlainHttp(const QUrl &url);
    void withdrawPlainHttp(const QUrl &url);

    /// "host:port" of the proxy in the settings; empty where none is.
    QString proxyEntry() const;

signals:
    void authoritiesChanged();

private:
    void readAuthorityFile();
    void loadPassword();
    bool hasOwnProxy() const;
    bool mustWaitForPassword() const;
    QNetworkProxy ownProxy() const;
    QFuture<QNetworkProxy> ownProxyLater();

    Settings &m_settings;
    SecretStore &m_secrets;
    const QProcessEnvironment m_environment;
    ProxyRules m_environmentProxies;
    std::vector<Error> m_environmentErrors;
    QList<QSslCertificate> m_authorities;
    std::optional<Error> m_authorityProblem;
    bool m_plainHttpAllowed = false;
};

} // namespace reasonglass
