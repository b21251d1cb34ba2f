#pragma once

#include "replay/script.h"

#include <QByteArray>

#include <vector>

namespace reasonglass {

/// An answer that is none, under a name that a test can print.
struct NamedScript
{
    QByteArray name;
    Script script;
};

/// Refusals of servers of every kind, in the shapes they have: OpenAI, xAI, OpenRouter, Ollama, vLLM,
/// llama.cpp, gateways. Statuses 400 to 529.
std::vector<NamedScript> serverRefusals();
/// The HTML page of a proxy or a content delivery network; 403, 502, 503 and 504 are the usual ones.
Script proxyPage(int status);
/// A redirect to \a location.
Script redirect(int status, const QByteArray &location);
/// \a script with its body compressed as one gzip stream, unasked; its pieces are lost.
Script gzipped(Script script);

/// \a bytes as one gzip member (RFC 1952).
QByteArray gzip(const QByteArray &bytes);

} // namespace reasonglass
