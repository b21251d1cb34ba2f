#pragma once

#include "cli/console.h"
#include "cli/exitcodes.h"

#include <QStringList>

namespace reasonglass::cli {

/// What the program is built on, and under which terms.
ExitCode showLicences(const QStringList &arguments, Console &console);

} // namespace reasonglass::cli
