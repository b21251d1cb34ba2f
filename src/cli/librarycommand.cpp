#include "cli/librarycommand.h"

#include "app/profile.h"
#include "cli/helptext.h"
#include "cli/tasksoutput.h"
#include "store/librarywriter.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

/// What is listed as running is to be running: runs of programs that are gone are ended. A library in which
/// nothing runs, or that cannot be written to, is read as it is.
void endLeftovers(LibraryReader &reader, const QString &path)
{
    const auto running = reader.list({.limit = 1, .status = AnalysisStatus::Running});
    if (running && !running->empty())
        LibraryWriter(path).open();
}

} // namespace

LibraryCommand::LibraryCommand(const QString &name, const QString &description, Console &console)
    : m_console(console)
    , m_name(name)
{
    parser.setApplicationDescription(description);
    addHelp(parser);
    parser.addOptions({
        {u"library"_s, u"The library file."_s, u"FILE"_s},
        {u"profile"_s, u"The folder of settings, library and logs."_s, u"DIR"_s},
        {u"output"_s, u"text or json; for show and replay, events too (text)."_s, u"FORMAT"_s, u"text"_s},
    });
}

std::optional<ExitCode> LibraryCommand::begin(const QStringList &arguments)
{
    if (!parser.parse(QStringList{m_name} + arguments))
        return refuse(usageError(parser.errorText()));
    if (parser.isSet(u"help"_s)) {
        m_console.out(helpText(m_name, parser));
        return ExitCode::Completed;
    }
    if (const QStringList words = parser.positionalArguments(); words.size() > mostWords)
        return refuse(usageError(u"\"%1\" is not understood"_s.arg(words.at(mostWords))));
    const auto format = outputFormat(parser.value(u"output"_s));
    if (!format || (*format == OutputFormat::Events && !printsEvents))
        return refuse(usageError(printsEvents ? u"--output must be text, json or events"_s
                                              : u"--output must be text or json"_s));
    output = *format;
    const Profile profile = findProfile(parser.value(u"profile"_s), parser.value(u"library"_s),
                                        QProcessEnvironment::systemEnvironment());
    path = profile.libraryFile;
    if (!opensLibrary)
        return std::nullopt;
    if (!QFileInfo::exists(path))
        return std::nullopt; // nothing has been saved yet, which is no error for a list
    auto opened = LibraryReader::open(path);
    if (!opened)
        return fail(opened.error());
    reader = *std::move(opened);
    endLeftovers(*reader, path);
    return std::nullopt;
}

ExitCode LibraryCommand::refuse(const Error &error) const
{
    m_console.report(error);
    return ExitCode::BadUsage;
}

ExitCode LibraryCommand::fail(const Error &error) const
{
    m_console.report(error);
    const bool mistaken = error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Usage;
    return mistaken ? ExitCode::BadUsage : ExitCode::Failed;
}

std::optional<int> LibraryCommand::integer(const QString &option) const
{
    bool ok = false;
    const int value = parser.value(option).toInt(&ok);
    return ok && value > 0 ? std::optional(value) : std::nullopt;
}

Expected<AnalysisRecord, ExitCode> LibraryCommand::onlyAnalysis() const
{
    const QStringList ids = parser.positionalArguments();
    const auto id = ids.size() == 1 ? analysisIdFromText(ids.first()) : std::nullopt;
    if (!id)
        return Unexpected{refuse(usageError(u"give the id of one analysis"_s))};
    if (!reader)
        return Unexpected{refuse(usageError(u"there is no library at %1 yet"_s.arg(path)))};
    Result<AnalysisRecord> record = reader->load(*id);
    if (!record)
        return Unexpected{fail(record.error())};
    return *std::move(record);
}

Expected<TaskSet, ExitCode> LibraryCommand::onlyTaskSet() const
{
    const QStringList words = parser.positionalArguments();
    if (words.size() != 1)
        return Unexpected{refuse(usageError(u"give the id or the name of one task set"_s))};
    if (!reader)
        return Unexpected{refuse(usageError(u"there is no library at %1 yet"_s.arg(path)))};
    Result<TaskSet> set = findTaskSet(reader->tasks(), words.first());
    if (!set)
        return Unexpected{fail(set.error())};
    return *std::move(set);
}

Error usageError(const QString &message)
{
    return {.kind = ErrorKind::Usage, .message = message, .code = u"bad_usage"_s};
}

} // namespace reasonglass::cli
