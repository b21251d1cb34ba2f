#pragma once

#include "base/error.h"
#include "providers/retrydelay.h"
#include "responses/transcript.h"

#include <QByteArray>
#include <QDateTime>

namespace reasonglass {

/// What an HTTP answer that is not the one asked for means. Understands the bodies of OpenAI, xAI,
/// OpenRouter, Ollama, vLLM, llama.cpp, LM Studio and gateways, and HTML, plain text or nothing.
/// Keys that a server echoes are taken out of the message. \a now is the time in UTC against which
/// a date in `retry-after` is read.
Error classifyHttpError(int status, const HttpHeaders &headers, const QByteArray &body,
                        const QDateTime &now = QDateTime::currentDateTimeUtc());

/// What an error inside a stream, or in the body of a failed response, means.
Error classifyStreamError(const ResponseError &error);

/// The id the provider's support asks for: `x-request-id` and its like, `cf-ray` as the last resort.
QString requestIdOf(const HttpHeaders &headers);

} // namespace reasonglass
