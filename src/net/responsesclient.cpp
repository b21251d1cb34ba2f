#include "net/responsesclient.h"

#include "base/whenanswered.h"
#include "net/authorities.h"
#include "net/oneshotbody.h"

#include <QPromise>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// An id comes from a server: it must not choose another address.
QString pathOf(const QString &responseId)
{
    return u"/responses/"_s + QString::fromLatin1(QUrl::toPercentEncoding(responseId));
}

struct Wire
{
    QByteArray verb;
    QString path;
    QByteArray accept;
};

Wire wireOf(const Exchange &exchange)
{
    switch (exchange.kind) {
    case Exchange::Kind::Create:
        return {"POST", u"/responses"_s, "text/event-stream, application/json"};
    case Exchange::Kind::Resume:
        return {"GET",
                pathOf(exchange.responseId) + u"?stream=true&starting_after=%1"_s.arg(exchange.startingAfter),
                "text/event-stream, application/json"};
    case Exchange::Kind::Retrieve:
        return {"GET", pathOf(exchange.responseId), "application/json"};
    case Exchange::Kind::Cancel:
        return {"POST", pathOf(exchange.responseId) + u"/cancel"_s, "application/json"};
    }
    Q_UNREACHABLE();
}

} // namespace

/// A manager carries one request at a time and forgets its connections before the next. Qt opens at most six
/// connections to a host for one manager and lets further requests wait in silence; it may hand a request
/// to a connection that the server is closing; and it leaves a half-made TLS connection open after abort().
struct ResponsesClient::Manager
{
    QNetworkAccessManager network;
    bool busy = false;

    void release()
    {
        network.clearAccessCache(); // connections, and what a proxy was told
        busy = false;
    }
};

ResponsesClient::ResponsesClient(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_mayConnect([](const QUrl &url) { return checkTransport(url, {}); })
{ }

ResponsesClient::~ResponsesClient() = default;

void ResponsesClient::setAuthorities(const QList<QSslCertificate> &authorities)
{
    m_authorities = authorities;
    m_tls.reset();
}

/// Made for the first request: reading the system's authorities takes a tenth of a second, which the start of
/// the program need not wait for.
const QSslConfiguration &ResponsesClient::tlsWithAuthorities() const
{
    if (!m_tls)
        m_tls = tlsTrusting(m_authorities);
    return *m_tls;
}

ResponsesClient::Manager &ResponsesClient::freeManager()
{
    const auto free = std::ranges::find_if(m_managers, [](const auto &manager) { return !manager->busy; });
    if (free != m_managers.end())
        return **free;
    auto &manager = m_managers.emplace_back(std::make_unique<Manager>());
    manager->network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->network.setAutoDeleteReplies(false);
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
    if (!m_authorities.isEmpty() && endpoint.baseUrl.scheme() == "https"_L1)
        request.setSslConfiguration(tlsWithAuthorities());
    return request;
}

DeferredPtr<QNetworkReply> ResponsesClient::send(QNetworkRequest request, const QByteArray &verb,
                                                 const QByteArray &body, const QNetworkProxy &proxy)
{
    Manager &manager = freeManager();
    manager.network.setProxy(proxy);
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

/// Sends \a request for \a stream, at once where the proxy is known.
void ResponsesClient::beginVia(ResponseStream *stream, const QNetworkRequest &request, const QByteArray &verb,
                               const QByteArray &body)
{
    if (const Result<> allowed = m_mayConnect(request.url()); !allowed) {
        stream->refuse(allowed.error());
        return;
    }
    if (!m_proxyFor) {
        stream->begin(send(request, verb, body, QNetworkProxy::NoProxy));
        return;
    }
    const QFuture<QNetworkProxy> proxy = m_proxyFor(request.url());
    if (proxy.isFinished() && proxy.resultCount() > 0) {
        stream->begin(send(request, verb, body, proxy.result()));
        return;
    }
    whenAnswered(proxy, stream, [this, stream, request, verb, body](const QNetworkProxy &answer) {
        if (!stream->isOver())
            stream->begin(send(request, verb, body, answer));
    });
}

DeferredPtr<ResponseStream> ResponsesClient::open(const Endpoint &endpoint, const Exchange &exchange)
{
    const Wire wire = wireOf(exchange);
    DeferredPtr<ResponseStream> stream(new ResponseStream(endpoint.timeouts, m_clock, m_limits));
    beginVia(stream.get(), request(endpoint, wire.path, wire.accept), wire.verb, exchange.body);
    return stream;
}

QFuture<Result<QByteArray>> ResponsesClient::remove(const Endpoint &endpoint, const QString &responseId)
{
    return call(endpoint, "DELETE", pathOf(responseId));
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
    auto *stream = new ResponseStream(endpoint.timeouts, m_clock, m_limits, this);
    beginVia(stream, request(endpoint, path, "application/json"), verb, {});
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
