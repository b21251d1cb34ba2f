#pragma once

#include "cli/console.h"
#include "cli/exitcodes.h"

#include <QStringList>

namespace reasonglass::cli {

/// `models`: the catalogue, with `--refresh` after asking the provider for its list.
ExitCode listModels(const QStringList &arguments, Console &console);

} // namespace reasonglass::cli
