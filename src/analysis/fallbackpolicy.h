#pragma once

#include "base/error.h"
#include "responses/responserequest.h"

#include <optional>

namespace reasonglass {

/// A request changed so that the server may take it, and what was changed, in plain words.
struct Fallback
{
    QString param; ///< what was left out, e.g. "reasoning.summary"
    ResponseRequest request;
    QString change; ///< "reasoning.summary dropped: " and the reason
    QString reason; ///< the server's own words

    bool operator==(const Fallback &) const = default;
};

/// What a server has refused before and would refuse again: known for a key and a model.
struct KnownRefusal
{
    QString param;  ///< as Fallback::param
    QString reason; ///< the server's words of then

    bool operator==(const KnownRefusal &) const = default;
};

/// What to send instead after \a error, if the error names a parameter that can be left out: summaries that
/// need a verified organisation, efforts a model does not know, streaming that is not allowed. nullopt: the
/// request itself is at fault, or the parameter was not in it. Pure; applying it again ends.
std::optional<Fallback> fallbackAfter(const Error &error, const ResponseRequest &request);

/// The same without asking again what \a refusal already tells. nullopt: the parameter is not in \a request.
std::optional<Fallback> fallbackFor(const KnownRefusal &refusal, const ResponseRequest &request);

} // namespace reasonglass
