#pragma once

#include "cli/exitcodes.h"

#include <QStringList>

namespace reasonglass::cli {

/// Runs the command that \a arguments (without the program's name) ask for.
ExitCode runCommandLine(const QStringList &arguments);

} // namespace reasonglass::cli
