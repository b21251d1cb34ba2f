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

/// How much of an answer is taken at most. What exceeds a limit ends the attempt with a TooLarge error;
/// everything that came before is kept.
struct AnswerLimits
{
    qint64 eventBytes = qint64{64} * 1024 * 1024;  ///< `event_too_large`
    qint64 totalBytes = qint64{256} * 1024 * 1024; ///< `answer_too_large`
    qint64 errorBytes = qint64{64} * 1024;         ///< of an HTTP error's body; the rest is not read
    qint64 headerBytes = qint64{64} * 1024;        ///< `head_too_large`
    qint64 events = 1'000'000;                     ///< `too_many_events`
};

} // namespace reasonglass
