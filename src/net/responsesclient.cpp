#include "net/responsesclient.h"

#include "net/oneshotbody.h"

#include <QPromise>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

/// A manager carries one request at a time and forgets its connections before the next. Qt opens at most six
/// connections to a host for one manager and lets further requests wait in silence; it may hand a request
/// to a connection that the server is closing; and it leaves a half-made TLS connection open after abort().
struct ResponsesClient::Manager
{
    QNetworkAccessManager network;
    bool busy = false;

    void release()
    {
        network.clearConnectionCache();
        busy = false;
    }
};

/// Answers a manager's question for a proxy from the client's present rules.
class ResponsesClient::Proxies : public QNetworkProxyFactory
{
public:
    explicit Proxies(const ResponsesClient &client)
        : m_client(client)
    { }

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return {m_client.m_proxies.proxyFor(query.url())};
    }

private:
    const ResponsesClient &m_client;
};

ResponsesClient::ResponsesClient(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{ }

ResponsesClient::~ResponsesClient() = default;

ResponsesClient::Manager &ResponsesClient::freeManager()
{
    const auto free = std::ranges::find_if(m_managers, [](const auto &manager) { return !manager->busy; });
    if (free != m_managers.end())
        return **free;
    auto &manager = m_managers.emplace_back(std::make_unique<Manager>());
    manager->network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->network.setAutoDeleteReplies(false);
    manager->network.setProxyFactory(new Proxies(*this)); // which the manager owns
    return *manager;
}

QNetworkRequest ResponsesClient::request(const Endpoint &endpoint, const QString &path,
                                         QByteArrayView accept) const
{
    QNetworkRequest request{QUrl(endpoint.baseUrl.toString() + path)};
    request.setRawHeader("Accept", accept.toByteArray());
    // Compressed streams arrive in lumps, and small ones can swell without bound.
    request.setRawHeader("Accept-Encoding", "identity");
    // A kept-alive connection that has gone stale would cost an attempt.
    request.setRawHeader("Connection", "close");
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Reasonglass/" REASONGLASS_VERSION ""_s);
    if (!endpoint.key.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + endpoint.key.view().toByteArray());
    // HTTP/2 of Qt 6.4 has known holes, and one broken connection would break every run on it.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    return request;
}

DeferredPtr<QNetworkReply> ResponsesClient::send(QNetworkRequest request, const QByteArray &verb,
                                                 const QByteArray &body)
{
    Manager &manager = freeManager();
    QNetworkReply *reply = nullptr;
    if (verb == "POST") {
        auto upload = std::make_unique<OneShotBody>(body);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        request.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        reply = manager.network.post(request, upload.get());
        upload.release()->setParent(reply);
    } else {
        reply = manager.network.sendCustomRequest(request, verb);
    }
    manager.busy = true;
    // Not from within the reply's destructor: its connection is still being taken apart.
    connect(
        reply, &QObject::destroyed, &manager.network, [&manager] { manager.release(); },
        Qt::QueuedConnection);
    return DeferredPtr<QNetworkReply>(reply);
}

DeferredPtr<ResponseStream> ResponsesClient::create(const Endpoint &endpoint, const QByteArray &body)
{
    auto reply =
        send(request(endpoint, u"/responses"_s, "text/event-stream, application/json"), "POST", body);
    return DeferredPtr<ResponseStream>(
        new ResponseStream(std::move(reply), endpoint.timeouts, m_clock, m_limits));
}

QFuture<Result<QByteArray>> ResponsesClient::retrieve(const Endpoint &endpoint, const QString &responseId)
{
    return call(endpoint, "GET", u"/responses/"_s + QString::fromLatin1(QUrl::toPercentEncoding(responseId)));
}

QFuture<Result<QByteArray>> ResponsesClient::cancel(const Endpoint &endpoint, const QString &responseId)
{
    const QString id = QString::fromLatin1(QUrl::toPercentEncoding(responseId));
    return call(endpoint, "POST", u"/responses/"_s + id + u"/cancel"_s);
}

QFuture<Result<QByteArray>> ResponsesClient::remove(const Endpoint &endpoint, const QString &responseId)
{
    return call(endpoint, "DELETE",
                u"/responses/"_s + QString::fromLatin1(QUrl::toPercentEncoding(responseId)));
}

QFuture<Result<QByteArray>> ResponsesClient::listModels(const Endpoint &endpoint, const QString &path)
{
    return call(endpoint, "GET", path);
}

/// A small exchange is a stream whose one frame is the answer.
QFuture<Result<QByteArray>> ResponsesClient::call(const Endpoint &endpoint, const QByteArray &verb,
                                                  const QString &path)
{
    auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
    promise->start();
    auto *stream = new ResponseStream(send(request(endpoint, path, "application/json"), verb, {}),
                                      endpoint.timeouts, m_clock, m_limits, this);
    const auto conclude = [promise, stream](const Result<QByteArray> &result) {
        promise->addResult(result);
        promise->finish();
        stream->deleteLater();
    };
    auto answer = std::make_shared<QByteArray>();
    connect(stream, &ResponseStream::frameReceived, this,
            [answer](const Frame &frame) { *answer = frame.data; });
    connect(stream, &ResponseStream::ended, this, [conclude, answer](const std::optional<Error> &breakage) {
        if (breakage)
            conclude(Unexpected{*breakage});
        else
            conclude(*answer);
    });
    connect(stream, &ResponseStream::failed, this,
            [conclude](const Error &error) { conclude(Unexpected{error}); });
    return promise->future();
}

} // namespace reasonglass
