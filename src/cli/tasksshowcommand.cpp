#include "analysis/analysisjson.h"
#include "cli/librarycommand.h"
#include "cli/taskscommand.h"
#include "cli/tasksoutput.h"
#include "store/taskjson.h"
#include "tasks/prompttemplate.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

/// A value as a person reads it: a text as it is, else JSON.
QString valueText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    // Only whole documents can be written, so that a number goes in an array of its own.
    const QString array = QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
    return array.sliced(1, array.size() - 2);
}

QJsonObject setJson(const TaskSet &set)
{
    return {{u"id"_s, idText(set.id)},
            {u"name"_s, set.name},
            {u"created"_s, isoTime(set.createdUtcUs)},
            {u"source"_s, orNull(set.source)},
            {u"grader"_s, toJson(set.grader)},
            {u"template"_s, QJsonObject{{u"version"_s, set.prompt.version}, {u"text"_s, set.prompt.text}}},
            {u"instructions"_s, orNull(set.instructions)},
            {u"schema"_s,
             set.jsonSchema.isEmpty() ? QJsonValue()
                                      : QJsonValue(QJsonDocument::fromJson(set.jsonSchema).object())}};
}

QJsonObject matrixJson(const TaskMatrix &matrix, const std::vector<MatrixColumn> &columns, bool withCells)
{
    QJsonArray models;
    for (const MatrixColumn &column : columns)
        models.append(columnJson(column));
    QJsonArray tasks;
    for (size_t i = 0; i < matrix.tasks.size(); ++i) {
        const TaskRow &row = matrix.tasks[i];
        QJsonObject task{{u"id"_s, row.id},
                         {u"title"_s, row.title},
                         {u"tags"_s, QJsonArray::fromStringList(row.tags)},
                         {u"source"_s, orNull(row.source)},
                         {u"hash"_s, row.hash}};
        if (withCells) {
            QJsonArray cells;
            for (const MatrixColumn &column : columns)
                cells.append(toJson(column.cells[i]));
            task.insert("cells"_L1, cells);
        }
        tasks.append(task);
    }
    QJsonObject object = setJson(matrix.set);
    object.insert("models"_L1, models);
    object.insert("tasks"_L1, tasks);
    return object;
}

ExitCode showMatrix(LibraryCommand &command, const TaskSet &set, Console &console)
{
    const bool withCells = command.parser.isSet(u"matrix"_s);
    const auto matrix = command.reader->tasks().matrix(set.id);
    if (!matrix)
        return command.fail(matrix.error());
    const std::vector<MatrixColumn> columns = columnsOf(*matrix);
    if (command.output == OutputFormat::Json) {
        console.outJson(matrixJson(*matrix, columns, withCells));
        return ExitCode::Completed;
    }
    console.errLine(u"%1 · %2 · %3 tasks · grader %4 · template version %5"_s.arg(idText(set.id), set.name)
                        .arg(matrix->tasks.size())
                        .arg(graderName(set.grader.kind))
                        .arg(set.prompt.version));
    if (withCells) {
        console.out(matrixText(*matrix, columns));
    } else {
        for (const TaskRow &task : matrix->tasks)
            console.outLine(task.title == task.id ? task.id : u"%1  %2"_s.arg(task.id, task.title));
    }
    if (!columns.empty())
        console.err(u'\n' + totalsText(columns));
    return ExitCode::Completed;
}

struct ShownRun
{
    TaskRun run;
    std::vector<GradeRecord> grades;
};

Result<std::vector<ShownRun>> runsOf(TaskReader &reader, TaskSetId set, const QString &task)
{
    const auto runs = reader.runsOf(set, task);
    if (!runs)
        return Unexpected{runs.error()};
    std::vector<ShownRun> shown;
    for (const TaskRun &run : *runs) {
        const auto graded = reader.gradedRun(run.analysis);
        if (!graded)
            return Unexpected{graded.error()};
        shown.push_back({.run = run, .grades = graded->grades});
    }
    return shown;
}

QJsonObject taskJson(const TaskSet &set, const Task &task, const Result<QString> &prompt,
                     const std::vector<ShownRun> &runs)
{
    QJsonArray attachments;
    for (const Attachment &attachment : task.attachments)
        attachments.append(attachment.fileName);
    QJsonArray shownRuns;
    for (const ShownRun &shown : runs) {
        QJsonArray grades;
        for (const GradeRecord &grade : shown.grades)
            grades.append(toJson(grade));
        QJsonObject run = toJson(shown.run);
        run.insert("grade"_L1, grades.isEmpty() ? QJsonValue() : grades.last());
        run.insert("grades"_L1, grades);
        shownRuns.append(run);
    }
    return {{u"set"_s, idText(set.id)},
            {u"id"_s, task.id},
            {u"tags"_s, QJsonArray::fromStringList(task.tags)},
            {u"source"_s, orNull(task.source)},
            {u"hash"_s, taskHash(task)},
            {u"fields"_s, task.fields},
            {u"attachments"_s, attachments},
            {u"expected"_s, task.expected.isUndefined() ? QJsonValue() : task.expected},
            {u"grader"_s, toJson(task.grader.value_or(set.grader))},
            {u"prompt"_s, prompt ? QJsonValue(*prompt) : QJsonValue()},
            {u"prompt_error"_s, prompt ? QJsonValue() : QJsonValue(prompt.error().message)},
            {u"runs"_s, shownRuns}};
}

QString runText(const ShownRun &shown)
{
    const TaskRun &run = shown.run;
    const QString outcome = run.verdict ? verdictName(*run.verdict) : statusName(run.status);
    QString text = u"%1  %2  %3  %4  %5"_s.arg(toText(run.analysis), modelLabel(run.model), outcome,
                                               durationText(run.durationMs), moneyText(run.cost.usd));
    if (!shown.grades.empty()) {
        const GradeRecord &grade = shown.grades.back();
        text += u"  "_s + grade.grade.message + (grade.byPerson ? u" (by a person)"_s : u""_s);
    }
    return run.outdated ? QString(text + u" (the task has changed since)"_s) : text;
}

ExitCode showTask(LibraryCommand &command, const TaskSet &set, const QString &id, Console &console)
{
    TaskReader &reader = command.reader->tasks();
    const auto task = reader.task(set.id, id);
    if (!task)
        return command.fail(task.error());
    const auto runs = runsOf(reader, set.id, id);
    if (!runs)
        return command.fail(runs.error());
    const Result<QString> prompt = expandTemplate(set.prompt.text, *task);
    if (command.output == OutputFormat::Json) {
        console.outJson(taskJson(set, *task, prompt, *runs));
        return ExitCode::Completed;
    }
    console.errLine(u"%1 · %2 · grader %3"_s.arg(task->id, task->source.isEmpty() ? set.name : task->source,
                                                 graderName(task->grader.value_or(set.grader).kind)));
    console.outLine(prompt ? *prompt : u"the template does not fit: "_s + prompt.error().message);
    if (!task->expected.isUndefined())
        console.errLine(u"\nexpected: "_s + valueText(task->expected));
    if (!runs->empty())
        console.errLine(u""_s);
    for (const ShownRun &shown : *runs)
        console.errLine(runText(shown));
    return ExitCode::Completed;
}

} // namespace

ExitCode listTaskSets(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"tasks list"_s, u"The task sets of the library, newest first."_s, console);
    if (const auto end = command.begin(arguments))
        return *end;
    std::vector<TaskSetRow> rows;
    if (command.reader) {
        auto sets = command.reader->tasks().sets();
        if (!sets)
            return command.fail(sets.error());
        rows = *std::move(sets);
    }
    if (command.output == OutputFormat::Text) {
        for (const TaskSetRow &row : rows)
            console.outLine(u"%1  %2  %3 tasks  %4 runs  %5"_s.arg(
                idText(row.set.id), isoTime(row.set.createdUtcUs).left(19),
                QString::number(row.tasks).rightJustified(5), QString::number(row.runs).rightJustified(6),
                row.set.name));
        return ExitCode::Completed;
    }
    QJsonArray array;
    for (const TaskSetRow &row : rows) {
        QJsonArray models;
        for (const ModelChoice &model : row.set.models)
            models.append(toJson(model));
        array.append(QJsonObject{{u"id"_s, idText(row.set.id)},
                                 {u"name"_s, row.set.name},
                                 {u"created"_s, isoTime(row.set.createdUtcUs)},
                                 {u"source"_s, orNull(row.set.source)},
                                 {u"tasks"_s, row.tasks},
                                 {u"runs"_s, row.runs},
                                 {u"grader"_s, graderName(row.set.grader.kind)},
                                 {u"models"_s, models}});
    }
    console.outJson(array);
    return ExitCode::Completed;
}

ExitCode showTaskSet(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"tasks show"_s, u"One task set, its matrix, or one of its tasks."_s, console);
    command.mostWords = 1;
    command.parser.addPositionalArgument(u"SET"_s, u"The set's id or name."_s);
    command.parser.addOptions({
        {u"task"_s, u"One task: its prompt, what is expected, its runs and their grades."_s, u"ID"_s},
        {u"matrix"_s, u"Tasks and models, with the state of each cell."_s},
    });
    if (const auto end = command.begin(arguments))
        return *end;
    const auto set = command.onlyTaskSet();
    if (!set)
        return set.error();
    if (command.parser.isSet(u"task"_s))
        return showTask(command, *set, command.parser.value(u"task"_s), console);
    return showMatrix(command, *set, console);
}

} // namespace reasonglass::cli
