#include "bench/decodebench.h"
#include "bench/journalbench.h"
#include "bench/librarybench.h"
#include "bench/matrixbench.h"
#include "bench/openbench.h"
#include "bench/parallelbench.h"
#include "bench/renderbench.h"
#include "bench/startupbench.h"

#include <QApplication>
#include <QCommandLineParser>

#include <array>
#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;
using namespace reasonglass::bench;

namespace {

struct Bench
{
    QLatin1StringView name;
    void (*run)(const QString &dataFile); ///< the file of --data, or nothing
};

constexpr std::array benches{
    Bench{"decode"_L1, benchDecode},
    Bench{"journal"_L1, [](const QString &) { benchJournal(); }},
    Bench{"library"_L1, [](const QString &) { benchLibrary(); }},
    Bench{"matrix"_L1, [](const QString &) { benchMatrix(); }},
    Bench{"open"_L1, [](const QString &) { benchOpen(); }},
    Bench{"parallel"_L1, [](const QString &) { benchParallel(); }},
    Bench{"render"_L1, benchRender},
    Bench{"startup"_L1, [](const QString &) { benchStartup(); }},
};

QString benchNames()
{
    QStringList names;
    for (const Bench &bench : benches)
        names += bench.name;
    return names.join(u", "_s);
}

} // namespace

int main(int argc, char *argv[])
{
    if (const auto played = playParallelPart(argc, argv))
        return *played;
    // Nothing is to be seen: widgets are painted into memory.
    std::vector<char *> arguments(argv, argv + argc);
    char platformOption[] = "-platform";
    char offscreen[] = "offscreen";
    arguments.insert(arguments.end(), {platformOption, offscreen, nullptr});
    int argumentCount = argc + 2;
    const QApplication application(argumentCount, arguments.data());
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({
        {u"only"_s, u"Run this bench alone: "_s + benchNames() + u'.', u"NAME"_s},
        {u"data"_s, u"A recorded event stream instead of a generated one."_s, u"FILE"_s},
        {u"json"_s, u"One JSON object per line (always so)."_s},
    });
    parser.process(application);
    const QString only = parser.value(u"only"_s);
    bool found = false;
    for (const Bench &bench : benches) {
        if (!only.isEmpty() && only != bench.name)
            continue;
        found = true;
        bench.run(parser.value(u"data"_s));
    }
    if (!found) {
        std::fprintf(stderr, "There is no bench %s; there are: %s.\n", qUtf8Printable(only),
                     qUtf8Printable(benchNames()));
        return 2;
    }
    return 0;
}
