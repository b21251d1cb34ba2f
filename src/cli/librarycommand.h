#pragma once

#include "cli/analyzeoptions.h"
#include "cli/console.h"
#include "cli/exitcodes.h"
#include "store/libraryreader.h"

#include <QCommandLineParser>

#include <memory>
#include <optional>

namespace reasonglass::cli {

/// What all commands about the library have in common: their options, the file, and how they end early.
class LibraryCommand
{
public:
    LibraryCommand(const QString &name, const QString &description, Console &console);

    /// Reads \a arguments and opens the library, in which runs of programs that are gone are ended first.
    /// nullopt: go on, else end with this.
    std::optional<ExitCode> begin(const QStringList &arguments);

    /// Ends with a message: what was asked for makes no sense.
    ExitCode refuse(const Error &error) const;
    /// Ends with a message: it could not be done.
    ExitCode fail(const Error &error) const;

    /// A whole number above 0 behind \a option.
    std::optional<int> integer(const QString &option) const;
    /// The analysis that the only argument names; else what to end with.
    Expected<AnalysisRecord, ExitCode> onlyAnalysis() const;
    /// The task set that the only argument names, by id or name; else what to end with.
    Expected<TaskSet, ExitCode> onlyTaskSet() const;

    QCommandLineParser parser;
    qsizetype mostWords = 0;   ///< arguments that are no options
    bool printsEvents = false; ///< --output events
    bool opensLibrary = true;
    OutputFormat output = OutputFormat::Text;
    QString path;
    std::unique_ptr<LibraryReader> reader; ///< null while there is no library file

private:
    Console &m_console;
    QString m_name;
};

/// Bad usage of a command.
Error usageError(const QString &message);

} // namespace reasonglass::cli
