#pragma once

#include "base/clock.h"
#include "base/deferredptr.h"
#include "base/expected.h"
#include "net/endpoint.h"
#include "net/exchange.h"
#include "net/responsestream.h"

#include <QFuture>
#include <QList>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QObject>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace reasonglass {

/// The Responses API of any server, as calls: the only part of the program that talks to providers.
///
/// Every request travels on a connection of its own over HTTP/1.1, is sent exactly once, follows no
/// redirect and takes no cookie. Lives in one thread's event loop and never blocks it. Streams must not
/// outlive the client.
class ResponsesClient : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the client.
    explicit ResponsesClient(Clock &clock, QObject *parent = nullptr);
    ~ResponsesClient() override;

    void setLimits(const AnswerLimits &limits) { m_limits = limits; }

    // These take effect for requests that begin later.
    /// Which proxy a request to an address takes; it waits for the answer. Without one: none.
    using ProxyLookup = std::function<QFuture<QNetworkProxy>(const QUrl &)>;
    void setProxyLookup(ProxyLookup lookup) { m_proxyFor = std::move(lookup); }
    /// Whether a request may go to an address at all. Without one, plain http goes to this machine only.
    using AddressRule = std::function<Result<>(const QUrl &)>;
    void setAddressRule(AddressRule rule) { m_mayConnect = std::move(rule); }
    /// Certificates that are trusted beside the system's own.
    void setAuthorities(const QList<QSslCertificate> &authorities);

    /// Opens one exchange; \a endpoint says where, as whom and how patiently.
    DeferredPtr<ResponseStream> open(const Endpoint &endpoint, const Exchange &exchange);

    /// `DELETE /responses/{id}`: what a server keeps of a response. The result is the JSON it answers with.
    QFuture<Result<QByteArray>> remove(const Endpoint &endpoint, const QString &responseId);

    /// `GET` of the provider's model list; \a path is Capabilities::modelListPath.
    QFuture<Result<QByteArray>> listModels(const Endpoint &endpoint, const QString &path);

private:
    struct Manager;

    QNetworkRequest request(const Endpoint &endpoint, const QString &path, QByteArrayView accept) const;
    DeferredPtr<QNetworkReply> send(QNetworkRequest request, const QByteArray &verb, const QByteArray &body,
                                    const QNetworkProxy &proxy);
    void beginVia(ResponseStream *stream, const QNetworkRequest &request, const QByteArray &verb,
                  const QByteArray &body);
    QFuture<Result<QByteArray>> call(const Endpoint &endpoint, const QByteArray &verb, const QString &path);
    const QSslConfiguration &tlsWithAuthorities() const;
    Manager &freeManager();

    Clock &m_clock;
    AnswerLimits m_limits;
    ProxyLookup m_proxyFor;
    AddressRule m_mayConnect;
    QList<QSslCertificate>
        m_authorities; ///< none: Qt's own configuration, which loads authorities when needed
    mutable std::optional<QSslConfiguration> m_tls; ///< with them, once it was needed
    std::vector<std::unique_ptr<Manager>> m_managers;
};

} // namespace reasonglass
