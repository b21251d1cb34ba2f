#pragma once

#include <QString>

class QCommandLineParser;

namespace reasonglass::cli {

/// Gives \a parser the options -h and --help, which each command has.
void addHelp(QCommandLineParser &parser);
/// What \a command prints when it is asked for help.
QString helpText(const QString &command, const QCommandLineParser &parser);

} // namespace reasonglass::cli
