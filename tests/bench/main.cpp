#include "bench/decodebench.h"
#include "bench/startupbench.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <array>
#include <cstdio>

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
    const QCoreApplication application(argc, argv);
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
