#include "cli/librarycommand.h"
#include "cli/taskscommand.h"
#include "cli/tasksoutput.h"
#include "store/taskexport.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

struct Format
{
    QLatin1StringView name;
    TaskExport what = TaskExport::Tasks;
};

constexpr std::array formats{
    Format{"tasks"_L1, TaskExport::Tasks},
    Format{"csv"_L1, TaskExport::MatrixCsv},
    Format{"markdown"_L1, TaskExport::MatrixMarkdown},
    Format{"runs"_L1, TaskExport::RunsJsonl},
    Format{"arc-submission"_L1, TaskExport::ArcSubmission},
};

Error cannotWrite(const QFileDevice &file)
{
    return {.kind = ErrorKind::Storage,
            .message = u"%1 cannot be written: %2"_s.arg(file.fileName(), file.errorString())};
}

/// The one model of the set, or with runs in it, that --provider, --model and --effort describe.
Result<ModelChoice> chosenModel(const LibraryCommand &command, const TaskSet &set)
{
    const auto matrix = command.reader->tasks().matrix(set.id);
    if (!matrix)
        return Unexpected{matrix.error()};
    std::set<ModelChoice> models(set.models.begin(), set.models.end());
    for (const TaskRun &run : matrix->runs)
        models.insert(run.model);
    const QCommandLineParser &parser = command.parser;
    std::erase_if(models, [&](const ModelChoice &model) {
        const auto differs = [&](const QString &option, const QString &value) {
            return parser.isSet(option) && parser.value(option) != value;
        };
        return differs(u"model"_s, model.modelId) || differs(u"provider"_s, model.providerId)
            || differs(u"effort"_s, model.effort);
    });
    if (models.empty())
        return Unexpected{usageError(u"\"%1\" has no such model"_s.arg(set.name))};
    if (models.size() > 1) {
        QStringList labels;
        for (const ModelChoice &model : models)
            labels += modelLabel(model) + u" at "_s + model.providerId;
        return Unexpected{usageError(
            u"say whose answers, with --model, --provider and --effort: %1"_s.arg(labels.join(u", "_s)))};
    }
    return *models.begin();
}

/// Calls \a write with the file \a path, which stays as it was until all has been written, or with standard
/// output.
template <typename Write>
Result<> writeTo(const QString &path, Write write)
{
    if (path.isEmpty()) {
        QFile output;
        return output.open(stdout, QIODevice::WriteOnly) ? write(output)
                                                         : Result<>(Unexpected{cannotWrite(output)});
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Unexpected{cannotWrite(file)};
    Result<> written = write(file);
    if (written && !file.commit())
        return Unexpected{cannotWrite(file)};
    return written;
}

} // namespace

ExitCode exportTasks(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"tasks export"_s, u"Writes a task set, its matrix or its runs to a file."_s,
                           console);
    command.mostWords = 1;
    command.parser.addPositionalArgument(u"SET"_s, u"The set's id or name."_s);
    command.parser.addOptions({
        {u"format"_s,
         u"tasks (to be imported again), csv, markdown (the matrix), runs (JSON Lines), arc-submission."_s,
         u"FORMAT"_s, u"tasks"_s},
        {u"model"_s, u"For arc-submission: whose answers."_s, u"ID"_s},
        {u"provider"_s, u"The same, where several have the model."_s, u"ID"_s},
        {u"effort"_s, u"The same, where it was run with several."_s, u"E"_s},
        {u"to"_s, u"The file; without it, standard output."_s, u"FILE"_s},
    });
    if (const auto end = command.begin(arguments))
        return *end;
    const auto format = std::ranges::find_if(formats, [&](const Format &candidate) {
        return candidate.name == command.parser.value(u"format"_s);
    });
    if (format == formats.end())
        return command.refuse(usageError(u"--format must be tasks, csv, markdown, runs or arc-submission"_s));
    const bool isSubmission = format->what == TaskExport::ArcSubmission;
    for (const QString &option : {u"model"_s, u"provider"_s, u"effort"_s}) {
        if (command.parser.isSet(option) && !isSubmission)
            return command.refuse(usageError(u"--%1 goes with --format arc-submission"_s.arg(option)));
    }
    const auto set = command.onlyTaskSet();
    if (!set)
        return set.error();
    const Result<ModelChoice> model =
        isSubmission ? chosenModel(command, *set) : Result<ModelChoice>(ModelChoice{});
    if (!model)
        return command.fail(model.error());
    const Result<> written = writeTo(command.parser.value(u"to"_s), [&](QIODevice &target) {
        return exportTaskSet(*command.reader, set->id, format->what, target, *model);
    });
    return written ? ExitCode::Completed : command.fail(written.error());
}

} // namespace reasonglass::cli
