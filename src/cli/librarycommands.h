#pragma once

#include "cli/console.h"
#include "cli/exitcodes.h"

#include <QStringList>

namespace reasonglass::cli {

// The commands that read the library. They open no network connection and change nothing.

ExitCode listAnalyses(const QStringList &arguments, Console &console);
ExitCode searchAnalyses(const QStringList &arguments, Console &console);
ExitCode showAnalysis(const QStringList &arguments, Console &console);
/// Exit status 1 at the first damage, which is named.
ExitCode verifyLibrary(const QStringList &arguments, Console &console);
/// Copies the library to a file of the person's choice, or into the folder of backups.
ExitCode backUpLibrary(const QStringList &arguments, Console &console);
/// See reasonglass::repairLibrary().
ExitCode repairLibrary(const QStringList &arguments, Console &console);
ExitCode showStatistics(const QStringList &arguments, Console &console);

} // namespace reasonglass::cli
