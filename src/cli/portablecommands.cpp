#include "cli/portablecommands.h"

#include "analysis/analysisjson.h"
#include "analysis/transcriptfold.h"
#include "cli/librarycommand.h"
#include "cli/transcriptoutput.h"
#include "store/analysisexport.h"
#include "store/analysisfile.h"
#include "store/analysisimport.h"

#include <QFile>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

Result<> writeStandardOutput(LibraryReader &reader, const AnalysisRecord &record, AnalysisExport format)
{
    QFile file;
    if (!file.open(stdout, QIODevice::WriteOnly))
        return Unexpected{Error{.kind = ErrorKind::Storage, .message = file.errorString()}};
    return writeExport(reader, record, format, file);
}

Result<ImportOutcome> importFile(const QString &path, const QString &library)
{
    const Result<PortableAnalysis> analysis = readAnalysisFile(path);
    if (!analysis)
        return Unexpected{analysis.error()};
    return importAnalysis(library, *analysis);
}

/// Waits as long as the run did, divided by a factor; 0 does not wait.
class Pacer
{
public:
    explicit Pacer(double speed)
        : m_speed(speed)
    { }

    void waitUntil(qint64 arrivalUs) const
    {
        if (m_speed <= 0)
            return;
        const auto due = std::chrono::microseconds(qint64(double(arrivalUs) / m_speed));
        std::this_thread::sleep_until(m_start + due);
    }

private:
    double m_speed;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// The time of \a frame since the first attempt of its chain was sent.
qint64 timeInRun(const std::vector<Attempt> &attempts, const Attempt &attempt, const Frame &frame)
{
    auto asked = attempts.begin() + (attempt.number - 1);
    while (asked->resumed && asked != attempts.begin())
        --asked;
    return std::max<qint64>(0, attempt.startedUtcUs - asked->startedUtcUs) + frame.arrivalUs;
}

} // namespace

ExitCode exportAnalysis(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"export"_s, u"Writes an analysis to a file, whole or in part."_s, console);
    command.mostWords = 1;
    command.parser.addPositionalArgument(u"ID"_s, u"The id that list and analyze print."_s);
    command.parser.addOptions({
        {u"to"_s, u"The file; without it, standard output."_s, u"FILE"_s},
        {u"format"_s, u"reasonglass (everything, to be imported again), markdown, json, sse."_s, u"FORMAT"_s,
         u"reasonglass"_s},
    });
    if (const auto end = command.begin(arguments))
        return *end;
    const auto format = exportFromName(command.parser.value(u"format"_s));
    if (!format)
        return command.refuse(usageError(u"--format must be reasonglass, markdown, json or sse"_s));
    const auto record = command.onlyAnalysis();
    if (!record)
        return record.error();
    const QString target = command.parser.value(u"to"_s);
    const Result<> written = target.isEmpty() ? writeStandardOutput(*command.reader, *record, *format)
                                              : exportAnalysis(*command.reader, *record, *format, target);
    return written ? ExitCode::Completed : command.fail(written.error());
}

ExitCode importAnalyses(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"import"_s, u"Puts exported analyses into the library."_s, console);
    command.opensLibrary = false;
    command.mostWords = std::numeric_limits<qsizetype>::max();
    command.parser.addPositionalArgument(u"FILE"_s, u"Files written by export."_s, u"FILE…"_s);
    if (const auto end = command.begin(arguments))
        return *end;
    const QStringList files = command.parser.positionalArguments();
    if (files.isEmpty())
        return command.refuse(usageError(u"give the files to import"_s));
    QJsonArray report;
    bool allWell = true;
    for (const QString &path : files) {
        const Result<ImportOutcome> outcome = importFile(path, command.path);
        allWell &= outcome.has_value();
        const QString state = !outcome ? u"bad"_s : outcome->isNew ? u"new"_s : u"same"_s;
        report.append(
            QJsonObject{{u"file"_s, path},
                        {u"state"_s, state},
                        {u"id"_s, outcome ? QJsonValue(toText(outcome->id)) : QJsonValue()},
                        {u"error"_s, outcome ? QJsonValue() : QJsonValue(outcome.error().message)}});
        if (!outcome)
            console.errLine(u"reasonglass-cli: %1: %2"_s.arg(path, outcome.error().message));
        else if (command.output == OutputFormat::Text)
            console.outLine(u"%1  %2  %3"_s.arg(state.leftJustified(4), toText(outcome->id), path));
    }
    if (command.output == OutputFormat::Json)
        console.outJson(report);
    return allWell ? ExitCode::Completed : ExitCode::Failed;
}

ExitCode replayAnalysis(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"replay"_s, u"Plays a saved analysis as it arrived."_s, console);
    command.mostWords = 1;
    command.printsEvents = true;
    command.parser.addPositionalArgument(u"ID"_s, u"The id that list and analyze print."_s);
    command.parser.addOption({u"speed"_s, u"So many times as fast; 0 does not wait (1)."_s, u"X"_s, u"1"_s});
    if (const auto end = command.begin(arguments))
        return *end;
    bool ok = false;
    const double speed = command.parser.value(u"speed"_s).toDouble(&ok);
    if (!ok || !(speed >= 0))
        return command.refuse(usageError(u"--speed must be a number of at least 0"_s));
    const auto record = command.onlyAnalysis();
    if (!record)
        return record.error();

    const Pacer pacer(speed);
    TranscriptFold fold;
    TranscriptOutput texts(console);
    int attemptNumber = 0;
    qint64 ordinal = 0;
    const auto play = [&](const Attempt &attempt, const Frame &frame) {
        pacer.waitUntil(timeInRun(record->attempts, attempt, frame));
        if (std::exchange(attemptNumber, attempt.number) != attempt.number && attempt.resumed)
            fold.resume();
        const Result<TranscriptChange> change = fold.feed(frame);
        if (command.output == OutputFormat::Events)
            console.outJson(toJson(frame, ordinal++));
        else if (command.output == OutputFormat::Text && change)
            texts.show(fold.transcript(), *change);
    };
    if (const Result<> done = visitFrames(*command.reader, *record, play); !done)
        return command.fail(done.error());
    if (command.output == OutputFormat::Text)
        texts.finish(fold.transcript());
    if (command.output == OutputFormat::Json)
        console.outJson(toJson(*record));
    return ExitCode::Completed;
}

} // namespace reasonglass::cli
