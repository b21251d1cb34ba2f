#pragma once

#include "base/error.h"

#include <QNetworkReply>

namespace reasonglass {

/// Why there is no (whole) HTTP answer, in the program's terms: DNS, refusal, TLS, reset, proxy.
Error networkFailure(QNetworkReply::NetworkError error, const QString &text);

} // namespace reasonglass
