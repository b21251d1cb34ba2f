#include "cli/librarycommands.h"

#include "analysis/analysisjson.h"
#include "app/profile.h"
#include "cli/analyzeoptions.h"
#include "cli/helptext.h"
#include "cli/librarycommand.h"
#include "store/librarybackup.h"
#include "store/libraryreader.h"
#include "store/libraryrepair.h"

#include <QDateTime>
#include <QFileInfo>

#include <limits>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

QString rowText(const AnalysisRow &row)
{
    const QString cost = row.cost.usd ? u"$%1"_s.arg(*row.cost.usd, 0, 'f', 4) : u"-"_s;
    return u"%1  %2  %3  %4  %5  %6"_s.arg(
        toText(row.id), isoTime(row.createdUtcUs).left(19), statusName(row.status).leftJustified(11),
        (row.model.isEmpty() ? row.modelRequested : row.model).leftJustified(24), cost.rightJustified(9),
        row.title);
}

QJsonObject hitJson(const SearchHit &hit)
{
    QJsonArray hits;
    for (const Snippet &snippet : hit.snippets)
        hits.append(QJsonObject{{u"where"_s, searchFieldName(snippet.where)}, {u"snippet"_s, snippet.text}});
    QJsonObject object = toJson(hit.row);
    object.insert("hits"_L1, hits);
    return object;
}

void printRecord(const AnalysisRecord &record, Console &console)
{
    console.errLine(u"%1 · %2 · %3 · %4"_s.arg(record.title, statusName(record.status),
                                               record.request.response.model, isoTime(record.createdUtcUs)));
    if (const QString reasoning = reasoningText(record.transcript); !reasoning.isEmpty())
        console.errLine(u'\n' + reasoning);
    if (record.error)
        console.report(*record.error);
    const QString answer = answerText(record.transcript);
    console.outLine(answer.isEmpty() ? refusalText(record.transcript) : answer);
}

/// All frames of the latest attempt and of those that it goes on from.
ExitCode printEvents(LibraryCommand &command, const AnalysisRecord &record, Console &console)
{
    qint64 ordinal = 0;
    const Result<> done =
        visitFrames(*command.reader, record, [&](const Attempt & /*attempt*/, const Frame &frame) {
            console.outJson(toJson(frame, ordinal++));
        });
    return done ? ExitCode::Completed : command.fail(done.error());
}

QJsonObject usageJson(const Usage &usage)
{
    return {{u"input"_s, usage.input},
            {u"cached"_s, usage.cached},
            {u"output"_s, usage.output},
            {u"reasoning"_s, usage.reasoning},
            {u"total"_s, usage.total}};
}

QJsonValue orNull(const std::optional<qint64> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject countsJson(const QMap<QString, qint64> &counts)
{
    QJsonObject object;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonObject statisticsJson(const LibraryStatistics &statistics)
{
    QJsonArray models;
    for (const ModelStatistics &model : statistics.models) {
        models.append(QJsonObject{{u"provider"_s, model.provider},
                                  {u"model"_s, model.model},
                                  {u"runs"_s, model.runs},
                                  {u"completed"_s, model.completed},
                                  {u"usage"_s, usageJson(model.tokens)},
                                  {u"cost_usd"_s, model.costUsd},
                                  {u"cost_unknown"_s, model.costUnknown},
                                  {u"median_total_ms"_s, orNull(model.medianTotalMs)},
                                  {u"p90_total_ms"_s, orNull(model.p90TotalMs)},
                                  {u"median_first_token_ms"_s, orNull(model.medianFirstTokenMs)},
                                  {u"p90_first_token_ms"_s, orNull(model.p90FirstTokenMs)}});
    }
    return {{u"analyses"_s, statistics.analyses},
            {u"samples"_s, statistics.samples},
            {u"in_trash"_s, statistics.inTrash},
            {u"by_status"_s, countsJson(statistics.byStatus)},
            {u"by_provider"_s, countsJson(statistics.byProvider)},
            {u"usage"_s, usageJson(statistics.tokens)},
            {u"cost_usd"_s, statistics.costUsd},
            {u"cost_unknown"_s, statistics.costUnknown},
            {u"file_bytes"_s, statistics.fileBytes},
            {u"event_bytes"_s, statistics.eventBytes},
            {u"models"_s, models}};
}

QJsonArray idsJson(const QList<AnalysisId> &ids)
{
    QJsonArray array;
    for (const AnalysisId id : ids)
        array.append(toText(id));
    return array;
}

void printStatistics(const LibraryStatistics &statistics, Console &console)
{
    console.outLine(u"%1 analyses, %2 samples, %3 in the trash"_s.arg(statistics.analyses)
                        .arg(statistics.samples)
                        .arg(statistics.inTrash));
    for (auto it = statistics.byStatus.cbegin(); it != statistics.byStatus.cend(); ++it)
        console.outLine(u"  %1 %2"_s.arg(it.key(), -12).arg(it.value()));
    console.outLine(
        u"%1 input and %2 output tokens, $%3; %4 runs of unknown cost"_s.arg(statistics.tokens.input)
            .arg(statistics.tokens.output)
            .arg(statistics.costUsd, 0, 'f', 4)
            .arg(statistics.costUnknown));
    for (const ModelStatistics &model : statistics.models) {
        console.outLine(u"  %1 %2 runs, %3 completed, median %4 ms"_s.arg(model.model, -28)
                            .arg(model.runs)
                            .arg(model.completed)
                            .arg(model.medianTotalMs.value_or(0)));
    }
}

} // namespace

ExitCode listAnalyses(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"list"_s, u"Saved analyses, newest first."_s, console);
    command.parser.addOptions({
        {u"limit"_s, u"At most so many (50)."_s, u"N"_s, u"50"_s},
        {u"before"_s, u"Only those older than this one."_s, u"ID"_s},
        {u"status"_s, u"completed, incomplete, failed, cancelled, interrupted."_s, u"STATUS"_s},
        {u"provider"_s, u"Only of this provider."_s, u"ID"_s},
        {u"model"_s, u"Only of this model."_s, u"ID"_s},
        {u"tag"_s, u"Only with this tag."_s, u"TAG"_s},
    });
    if (const auto end = command.begin(arguments))
        return *end;
    ListQuery query{.provider = command.parser.value(u"provider"_s),
                    .model = command.parser.value(u"model"_s),
                    .tag = command.parser.value(u"tag"_s)};
    const auto limit = command.integer(u"limit"_s);
    if (!limit)
        return command.refuse(usageError(u"--limit must be a whole number above 0"_s));
    query.limit = *limit;
    query.before = analysisIdFromText(command.parser.value(u"before"_s));
    if (command.parser.isSet(u"before"_s) && !query.before)
        return command.refuse(usageError(u"--before is no id of an analysis"_s));
    query.status = statusFromName(command.parser.value(u"status"_s));
    if (command.parser.isSet(u"status"_s) && !query.status)
        return command.refuse(usageError(u"--status is not one of the known words"_s));

    std::vector<AnalysisRow> rows;
    if (command.reader) {
        auto page = command.reader->list(query);
        if (!page)
            return command.fail(page.error());
        rows = *std::move(page);
    }
    if (command.output == OutputFormat::Json) {
        QJsonArray array;
        for (const AnalysisRow &row : rows)
            array.append(toJson(row));
        console.outJson(array);
    } else {
        for (const AnalysisRow &row : rows)
            console.outLine(rowText(row));
    }
    return ExitCode::Completed;
}

ExitCode searchAnalyses(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"search"_s, u"Finds words in prompts, reasoning, answers and notes."_s, console);
    command.parser.addOption({u"limit"_s, u"At most so many (50)."_s, u"N"_s, u"50"_s});
    command.mostWords = std::numeric_limits<qsizetype>::max();
    command.parser.addPositionalArgument(u"QUERY"_s,
                                         u"Words that must all be there; \"quotes\" keep words together."_s);
    if (const auto end = command.begin(arguments))
        return *end;
    const QString query = command.parser.positionalArguments().join(u' ');
    const auto limit = command.integer(u"limit"_s);
    if (query.trimmed().isEmpty() || !limit)
        return command.refuse(usageError(u"give words to search for, and a --limit above 0"_s));
    std::vector<SearchHit> hits;
    if (command.reader) {
        auto found = command.reader->search(query, *limit);
        if (!found)
            return command.fail(found.error());
        hits = *std::move(found);
    }
    QJsonArray array;
    for (const SearchHit &hit : hits) {
        if (command.output == OutputFormat::Json) {
            array.append(hitJson(hit));
            continue;
        }
        console.outLine(rowText(hit.row));
        for (const Snippet &snippet : hit.snippets)
            console.outLine(u"    %1: %2"_s.arg(searchFieldName(snippet.where), snippet.text));
    }
    if (command.output == OutputFormat::Json)
        console.outJson(array);
    return ExitCode::Completed;
}

ExitCode showAnalysis(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"show"_s, u"One saved analysis."_s, console);
    command.mostWords = 1;
    command.printsEvents = true;
    command.parser.addPositionalArgument(u"ID"_s, u"The id that list and analyze print."_s);
    if (const auto end = command.begin(arguments))
        return *end;
    const auto record = command.onlyAnalysis();
    if (!record)
        return record.error();
    if (command.output == OutputFormat::Events)
        return printEvents(command, *record, console);
    if (command.output == OutputFormat::Json)
        console.outJson(toJson(*record));
    else
        printRecord(*record, console);
    return ExitCode::Completed;
}

ExitCode verifyLibrary(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"verify"_s,
                           u"Checks the file, every stored event, and that events give the stored texts."_s,
                           console);
    if (const auto end = command.begin(arguments))
        return *end;
    qint64 checked = 0;
    std::optional<Error> damage;
    if (command.reader) {
        const auto result = command.reader->verifyAll();
        if (result)
            checked = *result;
        else
            damage = result.error();
    }
    if (command.output == OutputFormat::Json)
        console.outJson(QJsonObject{{u"ok"_s, !damage},
                                    {u"checked"_s, checked},
                                    {u"damage"_s, damage ? QJsonValue(damage->message) : QJsonValue()}});
    else if (!damage)
        console.outLine(u"%1 analyses are whole"_s.arg(checked));
    if (damage)
        console.report(*damage);
    return damage ? ExitCode::Failed : ExitCode::Completed;
}

ExitCode showStatistics(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"stats"_s, u"Counts, tokens, costs and times of what is saved."_s, console);
    if (const auto end = command.begin(arguments))
        return *end;
    LibraryStatistics statistics;
    if (command.reader) {
        auto counted = command.reader->statistics();
        if (!counted)
            return command.fail(counted.error());
        statistics = *std::move(counted);
    }
    if (command.output == OutputFormat::Json)
        console.outJson(statisticsJson(statistics));
    else
        printStatistics(statistics, console);
    return ExitCode::Completed;
}

ExitCode backUpLibrary(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"backup"_s, u"Copies the library, checks the copy, and says where it is."_s,
                           console);
    command.opensLibrary = false;
    command.mostWords = 1;
    command.parser.addPositionalArgument(
        u"FILE"_s, u"Where to; without it a new file in the folder of backups beside the library."_s,
        u"[FILE]"_s);
    if (const auto end = command.begin(arguments))
        return *end;
    const QString target = command.parser.positionalArguments().isEmpty()
        ? suggestedBackup(command.path, QDateTime::currentMSecsSinceEpoch())
        : QFileInfo(command.parser.positionalArguments().first()).absoluteFilePath();
    if (const Result<> done = reasonglass::backUpLibrary(command.path, target); !done)
        return done.error().kind == ErrorKind::Usage ? command.refuse(done.error())
                                                     : command.fail(done.error());
    const qint64 bytes = QFileInfo(target).size();
    if (command.output == OutputFormat::Json)
        console.outJson(QJsonObject{{u"file"_s, target}, {u"bytes"_s, bytes}});
    else
        console.outLine(target);
    return ExitCode::Completed;
}

ExitCode repairLibrary(const QStringList &arguments, Console &console)
{
    LibraryCommand command(
        u"repair"_s, u"Makes a new library of what can be read of a damaged one, which is kept."_s, console);
    command.opensLibrary = false;
    if (const auto end = command.begin(arguments))
        return *end;
    const auto report = reasonglass::repairLibrary(command.path, QDateTime::currentMSecsSinceEpoch());
    if (!report)
        return report.error().kind == ErrorKind::Usage ? command.refuse(report.error())
                                                       : command.fail(report.error());
    const Salvage &salvage = report->salvage;
    if (command.output == OutputFormat::Json) {
        console.outJson(QJsonObject{{u"whole"_s, salvage.whole.size()},
                                    {u"partly"_s, idsJson(salvage.partly)},
                                    {u"lost"_s, idsJson(salvage.lost)},
                                    {u"damaged_file"_s, report->damagedFile}});
        return ExitCode::Completed;
    }
    console.outLine(u"%1 analyses are whole, %2 are partly saved, %3 are lost"_s.arg(salvage.whole.size())
                        .arg(salvage.partly.size())
                        .arg(salvage.lost.size()));
    for (const AnalysisId id : salvage.partly)
        console.outLine(u"  partly  "_s + toText(id));
    for (const AnalysisId id : salvage.lost)
        console.outLine(u"  lost    "_s + toText(id));
    console.outLine(u"the old file is "_s + report->damagedFile);
    return ExitCode::Completed;
}

} // namespace reasonglass::cli
