#include "net/networkfailure.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Row
{
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QLatin1StringView code;         ///< stands in Error::code, where ui/ finds the sentence for it
    QLatin1StringView message = {}; ///< where Qt's own text says nothing ("Unknown error")
};

constexpr std::array rows{
    Row{QNetworkReply::ConnectionRefusedError, "connection_refused"_L1},
    Row{QNetworkReply::RemoteHostClosedError, "connection_closed"_L1},
    Row{QNetworkReply::ContentReSendError, "connection_closed"_L1,
        "the server closed the connection before it answered"_L1},
    Row{QNetworkReply::HostNotFoundError, "host_not_found"_L1},
    Row{QNetworkReply::SslHandshakeFailedError, "tls_failed"_L1},
    Row{QNetworkReply::TemporaryNetworkFailureError, "network_down"_L1},
    Row{QNetworkReply::NetworkSessionFailedError, "network_down"_L1},
    Row{QNetworkReply::ProxyConnectionRefusedError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyConnectionClosedError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyNotFoundError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyTimeoutError, "proxy_failed"_L1},
    Row{QNetworkReply::ProxyAuthenticationRequiredError, "proxy_authentication"_L1},
};

struct TlsRow
{
    QSslError::SslError error = QSslError::NoError;
    QLatin1StringView code;
    QLatin1StringView message;
};

/// What is wrong with certificates, the most telling first: one that has expired is also "untrusted".
constexpr std::array tlsRows{
    TlsRow{QSslError::CertificateRevoked, "tls_revoked"_L1, "the certificate of %1 has been revoked"_L1},
    TlsRow{QSslError::CertificateBlacklisted, "tls_revoked"_L1,
           "the certificate of %1 is known to be stolen"_L1},
    TlsRow{QSslError::CertificateExpired, "tls_expired"_L1, "the certificate of %1 has expired"_L1},
    TlsRow{QSslError::CertificateNotYetValid, "tls_not_yet_valid"_L1,
           "the certificate of %1 is not valid yet, or the clock of this machine is wrong"_L1},
    TlsRow{QSslError::HostNameMismatch, "tls_wrong_host"_L1, "the certificate was not made for %1"_L1},
    TlsRow{QSslError::SelfSignedCertificate, "tls_self_signed"_L1, "the certificate of %1 is self-signed"_L1},
    TlsRow{QSslError::SelfSignedCertificateInChain, "tls_unknown_issuer"_L1,
           "the certificate of %1 was issued by an authority that is not trusted here"_L1},
    TlsRow{QSslError::UnableToGetLocalIssuerCertificate, "tls_unknown_issuer"_L1,
           "the certificate of %1 was issued by an authority that is not known here"_L1},
    TlsRow{QSslError::UnableToVerifyFirstCertificate, "tls_unknown_issuer"_L1,
           "the certificate of %1 was issued by an authority that is not known here"_L1},
    TlsRow{QSslError::CertificateUntrusted, "tls_unknown_issuer"_L1,
           "the certificate of %1 was issued by an authority that is not trusted here"_L1},
    TlsRow{QSslError::NoPeerCertificate, "tls_no_certificate"_L1, "%1 has no certificate"_L1},
};

/// Qt has no code of its own for a handshake about which both sides could not agree.
bool isAboutProtocol(const QString &text)
{
    return text.contains("protocol"_L1, Qt::CaseInsensitive)
        || text.contains("version"_L1, Qt::CaseInsensitive);
}

} // namespace

Error tlsFailure(const QList<QSslError> &errors, const QString &host)
{
    for (const TlsRow &row : tlsRows) {
        if (std::ranges::find(errors, row.error, &QSslError::error) != errors.end())
            return {.kind = ErrorKind::Network, .message = QString(row.message).arg(host), .code = row.code};
    }
    const QString reason = errors.isEmpty() ? QString() : errors.first().errorString();
    return {.kind = ErrorKind::Network,
            .message = u"the certificate of %1 is not accepted: %2"_s.arg(host, reason),
            .code = u"tls_failed"_s};
}

Error redirectFailure(int status, const QUrl &target)
{
    QString place = u"somewhere it does not name"_s;
    if (!target.host().isEmpty()) {
        place = target.scheme() + u"://"_s + target.host(QUrl::FullyEncoded);
        if (target.port() > 0)
            place += u':' + QString::number(target.port());
    }
    return {.kind = ErrorKind::Rejected,
            .message =
                u"the server redirects to %1; redirects are not followed, and nothing was sent there"_s.arg(
                    place),
            .code = u"redirect"_s,
            .httpStatus = status};
}

Error networkFailure(QNetworkReply::NetworkError error, const QString &text)
{
    if (error == QNetworkReply::SslHandshakeFailedError && isAboutProtocol(text))
        return {.kind = ErrorKind::Network,
                .message =
                    u"the server offers no version of TLS that is still safe (1.2 or newer): "_s + text,
                .code = u"tls_protocol"_s};
    const auto row = std::ranges::find(rows, error, &Row::error);
    if (row == rows.end())
        return {.kind = ErrorKind::Network, .message = text, .code = u"network_error"_s};
    return {.kind = ErrorKind::Network,
            .message = row->message.isEmpty() ? text : QString(row->message),
            .code = row->code};
}

} // namespace reasonglass
