#pragma once

#include "providers/modelinfo.h"

#include <QString>

namespace reasonglass {

/// "400k context · $0.25 / $2.00 per 1M", as far as it is known; may be empty.
QString modelFacts(const ModelInfo &model);
/// "shuts down on 12/11/26" for a row of a list; empty unless an end is announced.
QString shutdownNotice(const ModelInfo &model);
/// The state in words when a person should know before choosing: a shutdown, a retired name. Else empty.
QString noteworthyState(const ModelInfo &model);
/// Whether requests to \a model are answered by it.
bool answersItself(const ModelInfo &model);

} // namespace reasonglass
