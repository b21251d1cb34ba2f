#pragma once

#include "cli/console.h"
#include "cli/exitcodes.h"

#include <QStringList>

namespace reasonglass::cli {

// The commands that carry analyses out of the library, into it, and through time.

/// Writes an analysis to a file or to standard output.
ExitCode exportAnalysis(const QStringList &arguments, Console &console);
/// Puts exported analyses into the library, each as a whole or not at all.
ExitCode importAnalyses(const QStringList &arguments, Console &console);
/// Plays a saved analysis as it arrived, in its own time or faster.
ExitCode replayAnalysis(const QStringList &arguments, Console &console);

} // namespace reasonglass::cli
