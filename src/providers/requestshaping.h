#pragma once

#include "providers/modelinfo.h"
#include "providers/provider.h"
#include "responses/responserequest.h"

#include <QStringList>

namespace reasonglass {

/// A request as it will be sent, and how it differs from what was asked for.
struct ShapedRequest
{
    ResponseRequest request;
    QStringList dropped = {};  ///< plain words: "temperature dropped: gpt-5-mini does not accept it"
    QStringList warnings = {}; ///< content that stays in although the server may refuse it

    bool operator==(const ShapedRequest &) const = default;
};

/// Takes out, or replaces by the nearest allowed value, every parameter that \a provider or \a model
/// is known to refuse. \a model is null when the catalogue does not know it: then it gets all that
/// the provider supports. Pure. Prompt, instructions and attachments are never touched.
ShapedRequest shapeRequest(const ResponseRequest &request, const Provider &provider, const ModelInfo *model);

} // namespace reasonglass
