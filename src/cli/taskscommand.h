#pragma once

#include "cli/console.h"
#include "cli/exitcodes.h"

#include <QStringList>

namespace reasonglass::cli {

/// `tasks`: its subcommands.
ExitCode tasks(const QStringList &arguments, Console &console);

ExitCode importTasks(const QStringList &arguments, Console &console);
ExitCode listTaskSets(const QStringList &arguments, Console &console);
ExitCode showTaskSet(const QStringList &arguments, Console &console);
ExitCode runTasks(const QStringList &arguments, Console &console);
ExitCode gradeTasks(const QStringList &arguments, Console &console);
ExitCode exportTasks(const QStringList &arguments, Console &console);

} // namespace reasonglass::cli
