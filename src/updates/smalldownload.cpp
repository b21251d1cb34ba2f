#include "updates/smalldownload.h"

#include "base/whenanswered.h"
#include "net/authorities.h"
#include "net/networkfailure.h"
#include "providers/provider.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int statusOk = 200;
constexpr int statusNotFound = 404;
constexpr int firstServerError = 500;

bool isRedirect(int status)
{
    constexpr std::array redirects{301, 302, 303, 307, 308};
    return std::ranges::find(redirects, status) != redirects.end();
}

Error refusal(int status)
{
    const ErrorKind kind = status == statusNotFound ? ErrorKind::NotFound
        : status >= firstServerError                ? ErrorKind::Server
                                                    : ErrorKind::Rejected;
    return {.kind = kind,
            .message = u"the release page answered with status %1"_s.arg(status),
            .code = status == statusNotFound ? u"update_missing"_s : u"update_refused"_s,
            .httpStatus = status};
}

Error badRedirect(const QString &reason)
{
    return {.kind = ErrorKind::Rejected, .message = reason, .code = u"update_redirect"_s};
}

} // namespace

SmallDownload::SmallDownload(DownloadRules rules, const DownloadLimits &limits, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_rules(std::move(rules))
    , m_limits(limits)
    , m_alarm(clock.createAlarm(this))
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(false);
    connect(m_alarm, &Alarm::rang, this, [this] {
        fail({.kind = ErrorKind::Timeout,
              .message = u"the release page took too long"_s,
              .code = u"update_timeout"_s});
    });
}

SmallDownload::~SmallDownload()
{
    abort();
}

void SmallDownload::abort()
{
    m_over = true;
    m_alarm->stop();
    letGo();
}

void SmallDownload::letGo()
{
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    if (!reply)
        return;
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

void SmallDownload::fail(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    m_alarm->stop();
    letGo();
    emit failed(error);
}

void SmallDownload::start(const QUrl &url)
{
    m_alarm->start(m_limits.total);
    QMetaObject::invokeMethod(
        this, [this, url] { open(url); }, Qt::QueuedConnection);
}

void SmallDownload::open(const QUrl &url)
{
    if (m_over)
        return;
    if (const Result<> safe = checkTransport(url, {}); !safe) {
        fail(safe.error());
        return;
    }
    if (const Result<> allowed = m_rules.mayConnect ? m_rules.mayConnect(url) : Result<>(); !allowed) {
        fail(allowed.error());
        return;
    }
    if (!m_rules.proxyFor) {
        send(url, QNetworkProxy::NoProxy);
        return;
    }
    whenAnswered(m_rules.proxyFor(url), this, [this, url](const QNetworkProxy &proxy) {
        if (!m_over)
            send(url, proxy);
    });
}

/// Everything that would tell one person from another is left out or the same for all: Qt by itself would add
/// the language of the system.
QNetworkRequest SmallDownload::request(const QUrl &url) const
{
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Reasonglass"_s);
    request.setRawHeader("Accept", "*/*");
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("Accept-Language", "en");
    request.setRawHeader("Connection", "close");
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    const QList<QSslCertificate> own = m_rules.authorities ? m_rules.authorities() : QList<QSslCertificate>();
    if (!own.isEmpty() && url.scheme() == "https"_L1)
        request.setSslConfiguration(tlsTrusting(own));
    return request;
}

void SmallDownload::send(const QUrl &url, const QNetworkProxy &proxy)
{
    m_tlsErrors.clear();
    m_content.clear();
    m_network.setProxy(proxy);
    m_reply = m_network.get(request(url));
    m_reply->setReadBufferSize(m_limits.bytes + 1);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_tlsErrors += errors; });
    connect(m_reply, &QNetworkReply::readyRead, this, &SmallDownload::read);
    connect(m_reply, &QNetworkReply::finished, this, &SmallDownload::finish);
}

void SmallDownload::read()
{
    m_content += m_reply->read(m_limits.bytes + 1 - m_content.size());
    if (m_content.size() > m_limits.bytes) {
        fail({.kind = ErrorKind::TooLarge,
              .message = u"the release page answered with more than %1 bytes"_s.arg(m_limits.bytes),
              .code = u"update_too_large"_s});
    }
}

void SmallDownload::finish()
{
    read();
    if (m_over)
        return;
    const QUrl url = m_reply->url();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (isRedirect(status)) {
        follow(url.resolved(QUrl::fromEncoded(m_reply->rawHeader("Location"), QUrl::StrictMode)));
        return;
    }
    if (!m_tlsErrors.isEmpty())
        fail(tlsFailure(m_tlsErrors, url.host()));
    else if (status != 0 && status != statusOk)
        fail(refusal(status));
    else if (m_reply->error() != QNetworkReply::NoError || status == 0)
        fail(networkFailure(m_reply->error(), m_reply->errorString()));
    if (std::exchange(m_over, true))
        return;
    m_alarm->stop();
    emit done(std::exchange(m_content, {}));
}

void SmallDownload::follow(const QUrl &target)
{
    const bool wasSecure = m_reply->url().scheme() == "https"_L1;
    letGo();
    if (!wasSecure || target.scheme() != "https"_L1 || target.host().isEmpty()
        || !target.userInfo().isEmpty())
        fail(
            badRedirect(u"the release page points to an address that is not safe; nothing was sent there"_s));
    else if (++m_redirects > m_limits.redirects)
        fail(badRedirect(u"the release page points from one address to the next without end"_s));
    else
        open(target);
}

} // namespace reasonglass
