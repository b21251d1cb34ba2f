#pragma once

#include "base/clock.h"
#include "base/deferredptr.h"
#include "base/expected.h"
#include "net/endpoint.h"
#include "net/proxyrules.h"
#include "net/responsestream.h"

#include <QFuture>
#include <QNetworkAccessManager>
#include <QObject>

#include <memory>
#include <vector>

namespace reasonglass {

/// The Responses API of any server, as calls: the only part of the program that opens connections.
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
    /// Takes effect for requests that begin later.
    void setProxyRules(const ProxyRules &rules) { m_proxies = rules; }

    /// `POST /responses`: \a body says whether the answer is to be streamed or whole.
    DeferredPtr<ResponseStream> create(const Endpoint &endpoint, const QByteArray &body);

    // Lifecycle of a response that the server keeps. The result is the JSON that it answers with.
    QFuture<Result<QByteArray>> retrieve(const Endpoint &endpoint, const QString &responseId);
    /// Stops a response that runs in background mode.
    QFuture<Result<QByteArray>> cancel(const Endpoint &endpoint, const QString &responseId);
    QFuture<Result<QByteArray>> remove(const Endpoint &endpoint, const QString &responseId);

    /// `GET` of the provider's model list; \a path is Capabilities::modelListPath.
    QFuture<Result<QByteArray>> listModels(const Endpoint &endpoint, const QString &path);

private:
    struct Manager;
    class Proxies;

    QNetworkRequest request(const Endpoint &endpoint, const QString &path, QByteArrayView accept) const;
    DeferredPtr<QNetworkReply> send(QNetworkRequest request, const QByteArray &verb, const QByteArray &body);
    QFuture<Result<QByteArray>> call(const Endpoint &endpoint, const QByteArray &verb, const QString &path);
    Manager &freeManager();

    Clock &m_clock;
    AnswerLimits m_limits;
    ProxyRules m_proxies;
    std::vector<std::unique_ptr<Manager>> m_managers;
};

} // namespace reasonglass
