#include "cli/helptext.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

void addHelp(QCommandLineParser &parser)
{
    // QCommandLineParser's own would offer --help-all, too, which means nothing here.
    parser.addOption({{u"h"_s, u"help"_s}, u"Shows this text."_s});
}

QString helpText(const QString &command, const QCommandLineParser &parser)
{
    const QString text = parser.helpText();
    const qsizetype options = text.indexOf(" [options]"_L1);
    // Before that stands the path of the program, which knows nothing of commands.
    return options < 0 ? text : u"Usage: reasonglass-cli "_s + command + text.sliced(options);
}

} // namespace reasonglass::cli
