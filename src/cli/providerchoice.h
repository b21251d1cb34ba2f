#pragma once

#include "base/expected.h"

#include <QString>

namespace reasonglass {
class Workbench;
}

namespace reasonglass::cli {

/// \a provider where it is given; else a server of one's own where an address is, else the provider whose
/// catalogue has \a model.
QString chooseProvider(const Workbench &workbench, const QString &provider, const QString &baseUrl,
                       const QString &model);

/// Takes the key from the environment variable that --key-env names, for this run only. Nothing to do where
/// none is named.
Result<> takeKey(Workbench &workbench, const QString &keyEnvironment, const QString &providerId,
                 const QString &baseUrl);

} // namespace reasonglass::cli
