#include "base/utf8.h"
#include "cli/opentasks.h"
#include "cli/optionreader.h"
#include "cli/taskscommand.h"
#include "cli/tasksoutput.h"
#include "tasks/grader.h"
#include "tasks/prompttemplate.h"
#include "tasks/taskimport.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

/// The command line of `tasks import`.
struct ImportOptions
{
    QStringList paths;
    QString set; ///< empty: a new one
    QString name;
    ColumnMapping mapping;
    std::optional<GraderSpec> grader;
    std::optional<QString> promptTemplate;
    std::optional<QString> instructions;
    std::optional<QByteArray> schema;
    bool skipBad = false;
    bool dryRun = false;
};

void describe(QCommandLineParser &parser)
{
    parser.addPositionalArgument(u"FILE"_s, u"Files, folders and zip archives of tasks."_s, u"FILE…"_s);
    parser.addOptions({
        {u"set"_s, u"The set that they are added to, by id or name; without it, a new one."_s, u"SET"_s},
        {u"name"_s, u"What the new set is called."_s, u"NAME"_s},
        {u"id-column"_s, u"The column or member with the task's id."_s, u"C"_s},
        {u"prompt-column"_s, u"The one with the prompt."_s, u"C"_s},
        {u"expected-column"_s, u"The one with what is expected."_s, u"C"_s},
        {u"tags-column"_s, u"The one with the tags."_s, u"C"_s},
        {u"grader"_s,
         u"exact, text, number, regex, json, json_schema, arc, manual; or with options, as JSON."_s,
         u"KIND"_s},
        {u"template"_s, u"A file with the template that makes the prompt of a task."_s, u"FILE"_s},
        {u"instructions-file"_s, u"A file with instructions (the system prompt)."_s, u"FILE"_s},
        {u"schema"_s, u"A JSON schema that every answer must satisfy."_s, u"FILE"_s},
        {u"skip-bad"_s, u"Import what is good where something is bad."_s},
        {u"dry-run"_s, u"Only say what would be imported."_s},
    });
}

/// A kind's name, or an object like {"kind": "number", "tolerance": 0.01}.
std::optional<GraderSpec> readGrader(OptionReader &reader)
{
    const QString text = reader.text(u"grader"_s);
    const auto kind = graderFromName(text);
    auto spec = kind ? std::optional(GraderSpec{.kind = *kind})
                     : graderSpecFromJson(QJsonDocument::fromJson(text.toUtf8()).object());
    if (!spec)
        reader.fail(u"--grader: there is no grader \"%1\""_s.arg(text));
    return spec;
}

Result<ImportOptions> readOptions(const QCommandLineParser &parser)
{
    OptionReader reader(parser);
    ImportOptions options{.paths = parser.positionalArguments(),
                          .set = reader.text(u"set"_s),
                          .name = reader.text(u"name"_s).simplified(),
                          .mapping = {.id = reader.text(u"id-column"_s),
                                      .prompt = reader.text(u"prompt-column"_s),
                                      .expected = reader.text(u"expected-column"_s),
                                      .tags = reader.text(u"tags-column"_s)},
                          .skipBad = reader.has(u"skip-bad"_s),
                          .dryRun = reader.has(u"dry-run"_s)};
    if (options.paths.isEmpty())
        reader.fail(u"give the files to import"_s);
    if (reader.has(u"set"_s) && reader.has(u"name"_s))
        reader.fail(u"--set adds to a set that has a name: it takes no --name"_s);
    if (reader.has(u"grader"_s))
        options.grader = readGrader(reader);
    if (reader.has(u"template"_s)) {
        options.promptTemplate = decodeUtf8(reader.file(u"template"_s));
        if (const Result<> readable = checkTemplate(*options.promptTemplate); !readable)
            reader.fail(u"--template: "_s + readable.error().message);
    }
    if (reader.has(u"instructions-file"_s))
        options.instructions = decodeUtf8(reader.file(u"instructions-file"_s));
    if (reader.has(u"schema"_s))
        options.schema = reader.jsonObject(u"schema"_s);
    if (reader.error())
        return Unexpected{*reader.error()};
    return options;
}

/// The set that the tasks go to, as it will be.
TaskSet targetSet(const ImportOptions &options, const ReadTasks &read, const std::optional<TaskSet> &known)
{
    TaskSet set = known.value_or(TaskSet{});
    if (!known) {
        set.name = options.name.isEmpty() ? read.suggestedName : options.name;
        set.grader = read.suggestedGrader;
        set.instructions = read.suggestedInstructions;
        set.jsonSchema = read.suggestedSchema;
        set.source = options.paths.first();
        if (!read.suggestedTemplate.isEmpty())
            set.prompt.text = read.suggestedTemplate;
    }
    set.grader = options.grader.value_or(set.grader);
    set.prompt.text = options.promptTemplate.value_or(set.prompt.text);
    set.instructions = options.instructions.value_or(set.instructions);
    set.jsonSchema = options.schema.value_or(set.jsonSchema);
    return set;
}

/// Takes out tasks of which the set's template makes no prompt: a batch would be held up by the first.
void dropWithoutPrompt(ReadTasks &read, const QString &promptTemplate)
{
    std::erase_if(read.tasks, [&](const Task &task) {
        const Result<QString> prompt = expandTemplate(promptTemplate, task);
        if (!prompt)
            read.bad.push_back({.file = task.source.isEmpty() ? task.id : task.source,
                                .reason = u"the template does not fit: "_s + prompt.error().message});
        return !prompt;
    });
}

QString badText(const BadEntry &bad)
{
    return bad.line > 0 ? u"%1:%2: %3"_s.arg(bad.file).arg(bad.line).arg(bad.reason)
                        : u"%1: %2"_s.arg(bad.file, bad.reason);
}

QJsonObject reportJson(const ImportReport &report, const ReadTasks &read, const TaskSet &set, bool imported)
{
    QJsonArray bad;
    for (const BadEntry &entry : report.bad)
        bad.append(QJsonObject{{u"file"_s, entry.file},
                               {u"line"_s, entry.line > 0 ? QJsonValue(entry.line) : QJsonValue()},
                               {u"reason"_s, entry.reason}});
    return {{u"set"_s, set.id == TaskSetId{} ? QJsonValue() : QJsonValue(idText(set.id))},
            {u"name"_s, set.name},
            {u"imported"_s, imported},
            {u"new"_s, report.fresh.size()},
            {u"same"_s, report.same.size()},
            {u"changed"_s, QJsonArray::fromStringList(report.changed)},
            {u"bad"_s, bad},
            {u"grader"_s, toJson(set.grader)},
            {u"columns"_s, QJsonArray::fromStringList(read.columns)},
            {u"mapping"_s, toJson(read.mapping)}};
}

/// Those that are new or changed: what is there already is left alone.
std::vector<Task> tasksToKeep(const ReadTasks &read, const ImportReport &report)
{
    const QSet<QString> same(report.same.begin(), report.same.end());
    std::vector<Task> tasks;
    for (const Task &task : read.tasks) {
        if (!same.contains(task.id))
            tasks.push_back(task);
    }
    return tasks;
}

/// The set that tasks are added to; none for a new one.
struct Known
{
    std::optional<TaskSet> set = {};
    QHash<QString, QString> hashes = {}; ///< of its tasks, by id
};

Result<Known> findKnown(OpenTasks &tasks, const QString &word)
{
    if (word.isEmpty())
        return Known{};
    const auto set = tasks.ask<TaskSet>([word](TaskReader &reader) { return findTaskSet(reader, word); });
    if (!set)
        return Unexpected{set.error()};
    const auto hashes =
        tasks.ask<QHash<QString, QString>>([id = set->id](TaskReader &reader) { return reader.hashes(id); });
    if (!hashes)
        return Unexpected{hashes.error()};
    return Known{.set = *set, .hashes = *hashes};
}

Result<> checkGrader(const TaskSet &set)
{
    GraderSpec grader = set.grader;
    if (grader.kind == GraderKind::JsonSchema && !grader.options.contains("schema"_L1))
        grader.options.insert("schema"_L1, QJsonDocument::fromJson(set.jsonSchema).object());
    if (const QString problem = graderProblem(grader); !problem.isEmpty())
        return Unexpected{usageError(u"the grader cannot grade: "_s + problem)};
    return {};
}

/// Keeps what is new. Whether it is on disk.
bool keep(OpenTasks &tasks, TaskSet &set, const Known &known, const ReadTasks &read,
          const ImportReport &report)
{
    if (known.set) {
        tasks.desk().save(set);
        tasks.desk().addTasks(set.id, tasksToKeep(read, report));
    } else {
        set = tasks.desk().create(set, read.tasks);
    }
    return tasks.flush();
}

void print(const LibraryCommand &command, const ImportReport &report, const ReadTasks &read,
           const TaskSet &set, bool imported, Console &console)
{
    for (const BadEntry &bad : report.bad)
        console.errLine(badText(bad));
    if (command.output == OutputFormat::Json) {
        console.outJson(reportJson(report, read, set, imported));
        return;
    }
    console.outLine(u"%1 new, %2 same, %3 changed, %4 bad"_s.arg(report.fresh.size())
                        .arg(report.same.size())
                        .arg(report.changed.size())
                        .arg(report.bad.size()));
    if (imported)
        console.outLine(u"%1  %2"_s.arg(idText(set.id), set.name));
}

ExitCode importWith(const LibraryCommand &command, const ImportOptions &options, OpenTasks &tasks,
                    Console &console)
{
    const Result<Known> known = findKnown(tasks, options.set);
    if (!known)
        return command.fail(known.error());
    Result<ReadTasks> read = awaited(tasks.desk().read(options.paths, options.mapping));
    if (!read)
        return command.fail(read.error());
    TaskSet set = targetSet(options, *read, known->set);
    if (const Result<> canGrade = checkGrader(set); !canGrade)
        return command.refuse(canGrade.error());
    dropWithoutPrompt(*read, set.prompt.text);

    const ImportReport report = compareWithSet(*read, known->hashes);
    const bool isRefused = !report.isClean() && !options.skipBad;
    const bool isToBeKept = !options.dryRun && !isRefused && !read->tasks.empty();
    const bool isKept = isToBeKept && keep(tasks, set, *known, *read, report);
    print(command, report, *read, set, isKept, console);
    if (isRefused)
        console.errLine(u"reasonglass-cli: nothing was imported; --skip-bad leaves out what is bad"_s);
    else if (read->tasks.empty())
        console.errLine(u"reasonglass-cli: there was no task to import"_s);
    const bool isWell = !isRefused && !read->tasks.empty() && isKept == isToBeKept;
    return isWell ? ExitCode::Completed : ExitCode::Failed;
}

} // namespace

ExitCode importTasks(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"tasks import"_s, u"Makes a task set of files, or adds them to one."_s, console);
    command.opensLibrary = false;
    command.mostWords = std::numeric_limits<qsizetype>::max();
    describe(command.parser);
    if (const auto end = command.begin(arguments))
        return *end;
    const Result<ImportOptions> options = readOptions(command.parser);
    if (!options)
        return command.refuse(options.error());
    OpenTasks tasks(command, {.save = !options->dryRun, .useKeyStore = false}, console);
    const bool isAsked = !options->dryRun || !options->set.isEmpty();
    if (isAsked) {
        if (const auto end = tasks.open())
            return *end;
    }
    return importWith(command, *options, tasks, console);
}

} // namespace reasonglass::cli
