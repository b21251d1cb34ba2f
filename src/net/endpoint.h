#pragma once

#include "providers/provider.h"
#include "providers/secretbytes.h"

namespace reasonglass {

/// Where requests go, with what key, and how patiently.
struct Endpoint
{
    QUrl baseUrl;         ///< without a slash at its end, e.g. "https://api.openai.com/v1"
    SecretBytes key = {}; ///< empty: no Authorization header is sent
    Timeouts timeouts = {};
};

/// How much of an answer is taken at most.
struct AnswerLimits
{
    qint64 eventBytes = qint64{64} * 1024 * 1024;
    qint64 totalBytes = qint64{256} * 1024 * 1024;
    qint64 errorBytes = qint64{64} * 1024; ///< of an HTTP error's body; the rest is not read
};

} // namespace reasonglass
