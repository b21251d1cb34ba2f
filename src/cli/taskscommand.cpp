#include "cli/taskscommand.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

struct Subcommand
{
    QLatin1StringView name;
    ExitCode (*run)(const QStringList &arguments, Console &console) = nullptr;
    QLatin1StringView summary;
};

constexpr std::array subcommands{
    Subcommand{"import"_L1, importTasks, "make a set of files, or add them to one"_L1},
    Subcommand{"list"_L1, listTaskSets, "the sets"_L1},
    Subcommand{"show"_L1, showTaskSet, "one set, its matrix, or one task with its runs"_L1},
    Subcommand{"run"_L1, runTasks, "give the tasks of a set to models, and grade what they answer"_L1},
    Subcommand{"grade"_L1, gradeTasks, "grade the stored answers of a set again"_L1},
    Subcommand{"export"_L1, exportTasks, "write tasks, matrix, runs or an ARC submission"_L1},
};

QString tasksHelp()
{
    QString text = u"Usage: reasonglass-cli tasks SUBCOMMAND [OPTIONS]\n\n"_s;
    for (const Subcommand &subcommand : subcommands)
        text += u"  %1 %2\n"_s.arg(subcommand.name, -8).arg(subcommand.summary);
    return text + u"\n`reasonglass-cli tasks SUBCOMMAND --help` lists the options of one.\n"_s;
}

} // namespace

ExitCode tasks(const QStringList &arguments, Console &console)
{
    const QString name = arguments.value(0);
    if (name == "--help"_L1 || name == "help"_L1 || name == "-h"_L1) {
        console.out(tasksHelp());
        return ExitCode::Completed;
    }
    const auto subcommand = std::ranges::find_if(
        subcommands, [&](const Subcommand &candidate) { return candidate.name == name; });
    if (subcommand == subcommands.end()) {
        console.errLine(name.isEmpty()
                            ? u"reasonglass-cli: tasks: which subcommand?"_s
                            : u"reasonglass-cli: tasks: there is no subcommand \"%1\""_s.arg(name));
        console.err(tasksHelp());
        return ExitCode::BadUsage;
    }
    return subcommand->run(arguments.sliced(1), console);
}

} // namespace reasonglass::cli
