#pragma once

#include "base/error.h"
#include "responses/responserequest.h"

#include <optional>

namespace reasonglass {

/// A request changed so that the server may take it, and what was changed, in plain words.
struct Fallback
{
    ResponseRequest request;
    QString change;

    bool operator==(const Fallback &) const = default;
};

/// What to send instead after \a error, if the error names a parameter that can be left out: summaries that
/// need a verified organisation, efforts a model does not know, streaming that is not allowed. nullopt: the
/// request itself is at fault, or the parameter was not in it. Pure; applying it again ends.
std::optional<Fallback> fallbackAfter(const Error &error, const ResponseRequest &request);

} // namespace reasonglass
