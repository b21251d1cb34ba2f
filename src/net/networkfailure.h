#pragma once

#include "base/error.h"

#include <QList>
#include <QNetworkReply>
#include <QSslError>
#include <QUrl>

namespace reasonglass {

/// Why there is no (whole) HTTP answer, in the program's terms: DNS, refusal, TLS, reset, proxy.
Error networkFailure(QNetworkReply::NetworkError error, const QString &text);

/// Why the certificate of \a host is not accepted: `tls_self_signed`, `tls_expired`, `tls_wrong_host` … The
/// first of \a errors that says something a person can act on.
Error tlsFailure(const QList<QSslError> &errors, const QString &host);

/// The error that a redirect is. Nothing is ever sent to \a target; scheme and host are all that is told.
Error redirectFailure(int status, const QUrl &target);

} // namespace reasonglass
