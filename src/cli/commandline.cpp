#include "cli/commandline.h"

#include "cli/analyzecommand.h"
#include "cli/librarycommands.h"
#include "cli/licencescommand.h"
#include "cli/modelscommand.h"
#include "cli/portablecommands.h"
#include "cli/taskscommand.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

struct Command
{
    QLatin1StringView name;
    ExitCode (*run)(const QStringList &arguments, Console &console) = nullptr;
    QLatin1StringView summary;
};

constexpr std::array commands{
    Command{"analyze"_L1, analyze, "send one request and keep what comes"_L1},
    Command{"list"_L1, listAnalyses, "saved analyses, newest first"_L1},
    Command{"search"_L1, searchAnalyses, "find words in prompts, reasoning, answers and notes"_L1},
    Command{"show"_L1, showAnalysis, "one saved analysis"_L1},
    Command{"replay"_L1, replayAnalysis, "play a saved analysis as it arrived"_L1},
    Command{"export"_L1, exportAnalysis, "write an analysis to a file"_L1},
    Command{"import"_L1, importAnalyses, "put exported analyses into the library"_L1},
    Command{"verify"_L1, verifyLibrary, "check that the library is whole"_L1},
    Command{"backup"_L1, backUpLibrary, "copy the library, as it is now, to a file"_L1},
    Command{"repair"_L1, repairLibrary, "save what can be read of a damaged library"_L1},
    Command{"stats"_L1, showStatistics, "counts, tokens, costs and times"_L1},
    Command{"models"_L1, listModels, "models with prices and state"_L1},
    Command{"tasks"_L1, tasks, "task sets: import, list, show, run, grade, export"_L1},
    Command{"licences"_L1, showLicences, "what the program is built on, and under which terms"_L1},
};

QString helpText()
{
    QString text = u"Usage: reasonglass-cli COMMAND [OPTIONS]\n\n"_s;
    for (const Command &command : commands)
        text += u"  %1 %2\n"_s.arg(command.name, -8).arg(command.summary);
    return text + u"\n`reasonglass-cli COMMAND --help` lists the options of a command.\n"_s;
}

} // namespace

ExitCode runCommandLine(const QStringList &arguments)
{
    Console console;
    const QString name = arguments.value(0);
    if (name == "--version"_L1) {
        console.outLine(u"reasonglass-cli "_s + QStringLiteral(REASONGLASS_VERSION));
        return ExitCode::Completed;
    }
    if (name == "--help"_L1 || name == "help"_L1 || name == "-h"_L1) {
        console.out(helpText());
        return ExitCode::Completed;
    }
    const auto command = std::ranges::find_if(commands, [&](const Command &c) { return c.name == name; });
    if (command == commands.end()) {
        console.errLine(name.isEmpty() ? u"reasonglass-cli: which command?"_s
                                       : u"reasonglass-cli: there is no command \"%1\""_s.arg(name));
        console.err(helpText());
        return ExitCode::BadUsage;
    }
    if (name == "analyze"_L1 && (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s))) {
        console.out(analyzeHelp());
        return ExitCode::Completed;
    }
    return command->run(arguments.sliced(1), console);
}

} // namespace reasonglass::cli
