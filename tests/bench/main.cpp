#include "bench/decodebench.h"
#include "bench/startbench.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({
        {u"only"_s, u"Run this bench alone: decode, start."_s, u"NAME"_s},
        {u"data"_s, u"A recorded event stream instead of a generated one."_s, u"FILE"_s},
        {u"json"_s, u"One JSON object per line (always so)."_s},
    });
    parser.process(application);
    const QString only = parser.value(u"only"_s);
    if (only.isEmpty() || only == "decode"_L1)
        reasonglass::bench::benchDecode(parser.value(u"data"_s));
    if (only.isEmpty() || only == "start"_L1)
        reasonglass::bench::benchStart();
    return 0;
}
