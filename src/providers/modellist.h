#pragma once

#include "base/expected.h"
#include "providers/price.h"

#include <QByteArray>
#include <QDate>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace reasonglass {

/// One model as a server lists it; what the server does not say stays unset.
struct ListedModel
{
    QString id;
    QString name = {};
    QDate created = {};
    QDate shutdownDate = {};
    std::optional<qint64> contextTokens = {};
    std::optional<qint64> maxOutputTokens = {};
    std::optional<bool> imageInput = {};
    QStringList efforts = {};
    QStringList aliases = {};
    Prices prices = {};

    bool operator==(const ListedModel &) const = default;
};

/// Reads the answer to `GET /models` in the shapes of OpenAI, xAI (also `/language-models`),
/// OpenRouter, Ollama (`/v1/models`, `/api/tags`), LM Studio, vLLM, llama.cpp and gateways. Entries
/// without an id, and models that cannot answer a Responses request (embeddings, other endpoints
/// only), are left out. What is no list at all is a Protocol error.
Result<std::vector<ListedModel>> parseModelList(const QByteArray &body);

} // namespace reasonglass
