#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"
#include "providers/modelinfo.h"
#include "providers/provider.h"

#include <QProcessEnvironment>

namespace reasonglass {

class Settings;

/// What the environment says of streaming: REASONGLASS_STREAMING=on|off|auto, or its alias
/// ENABLE_SSE_STREAMING=true|false. nullopt when neither is set; a value that cannot be read is a Usage
/// error that names the variable.
Result<std::optional<StreamingMode>> environmentStreaming(const QProcessEnvironment &environment);

/// How a run of \a modelId is to be sent: the environment wins, then the model's own setting, the
/// provider's, the global one; what is left at auto follows the catalogue.
Result<StreamingMode> chooseStreaming(const QProcessEnvironment &environment, const Settings &settings,
                                      const QString &providerId, const QString &modelId);

QString streamingName(StreamingMode mode);
/// nullopt if \a name is none of on, off, auto.
std::optional<StreamingMode> streamingFromName(QStringView name);

} // namespace reasonglass
