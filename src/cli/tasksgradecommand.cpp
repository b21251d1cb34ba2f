#include "cli/opentasks.h"
#include "cli/taskscommand.h"
#include "cli/tasksoutput.h"
#include "store/taskjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

QString changeText(const ChangedGrade &change)
{
    return u"%1  %2  %3  %4 → %5: %6"_s.arg(toText(change.analysis), change.taskId, modelLabel(change.model),
                                            change.before ? verdictName(change.before->verdict)
                                                          : u"no grade"_s,
                                            verdictName(change.after.verdict), change.after.message);
}

QJsonObject changeJson(const ChangedGrade &change)
{
    QJsonObject object = toJson(change.model);
    object.insert("run"_L1, toText(change.analysis));
    object.insert("task"_L1, change.taskId);
    object.insert("before"_L1, change.before ? QJsonValue(toJson(*change.before)) : QJsonValue());
    object.insert("after"_L1, toJson(change.after));
    return object;
}

ExitCode regrade(const LibraryCommand &command, OpenTasks &tasks, const TaskSet &set, bool keep,
                 Console &console)
{
    const Result<RegradeReport> report = awaited(tasks.desk().grading().regrade(set.id, keep));
    if (!report)
        return command.fail(report.error());
    const bool isKept = !keep || tasks.flush();
    if (command.output == OutputFormat::Json) {
        QJsonArray changed;
        for (const ChangedGrade &change : report->changed)
            changed.append(changeJson(change));
        console.outJson(QJsonObject{{u"set"_s, idText(set.id)},
                                    {u"looked"_s, report->looked},
                                    {u"by_person"_s, report->byPerson},
                                    {u"changed"_s, changed},
                                    {u"kept"_s, keep && isKept}});
    } else {
        for (const ChangedGrade &change : report->changed)
            console.outLine(changeText(change));
        console.errLine(u"%1 answers, %2 graded by a person and left alone, %3 grades %4"_s.arg(
            QString::number(report->looked), QString::number(report->byPerson),
            QString::number(report->changed.size()), keep ? u"changed"_s : u"would change"_s));
    }
    return isKept ? ExitCode::Completed : ExitCode::Failed;
}

ExitCode gradeByHand(const LibraryCommand &command, OpenTasks &tasks, const TaskSet &set, Console &console)
{
    const QString word = command.parser.value(u"run"_s);
    const auto id = analysisIdFromText(word);
    const auto verdict = verdictFromName(command.parser.value(u"verdict"_s));
    if (!id)
        return command.refuse(usageError(u"--run: \"%1\" is no id of a run"_s.arg(word)));
    if (!verdict)
        return command.refuse(usageError(u"--verdict must be solved, failed or ungraded"_s));
    const auto graded = tasks.ask<GradedRun>([id = *id](TaskReader &reader) { return reader.gradedRun(id); });
    if (!graded)
        return command.fail(graded.error());
    if (graded->set != set.id)
        return command.refuse(usageError(u"%1 is a run of \"%2\""_s.arg(word, graded->setName)));
    const auto run = tasks.ask<TaskRun>([id = *id](TaskReader &reader) { return reader.run(id); });
    if (!run)
        return command.fail(run.error());
    tasks.desk().grading().gradeByHand(*run, set.id, *verdict, command.parser.value(u"why"_s));
    if (!tasks.flush())
        return ExitCode::Failed;
    const auto now = tasks.ask<GradedRun>([id = *id](TaskReader &reader) { return reader.gradedRun(id); });
    if (!now || now->grades.empty())
        return ExitCode::Failed;
    if (command.output == OutputFormat::Json)
        console.outJson(toJson(now->grades.back()));
    else
        console.outLine(u"%1  %2  %3  %4: %5"_s.arg(word, run->taskId, modelLabel(run->model),
                                                    verdictName(*verdict), now->grades.back().grade.message));
    return ExitCode::Completed;
}

} // namespace

ExitCode gradeTasks(const QStringList &arguments, Console &console)
{
    LibraryCommand command(u"tasks grade"_s,
                           u"Grades the stored answers of a set by today's graders; sends nothing."_s,
                           console);
    command.opensLibrary = false;
    command.mostWords = 1;
    command.parser.addPositionalArgument(u"SET"_s, u"The set's id or name."_s);
    command.parser.addOptions({
        {u"dry-run"_s, u"Only say which grades would change."_s},
        {u"run"_s, u"Grade this run by hand instead."_s, u"ID"_s},
        {u"verdict"_s, u"With --run: solved, failed or ungraded."_s, u"V"_s},
        {u"why"_s, u"With --run: the reason, in your words."_s, u"TEXT"_s},
    });
    if (const auto end = command.begin(arguments))
        return *end;
    const bool byHand = command.parser.isSet(u"run"_s);
    const bool dryRun = command.parser.isSet(u"dry-run"_s);
    if (byHand != command.parser.isSet(u"verdict"_s) || (!byHand && command.parser.isSet(u"why"_s)))
        return command.refuse(usageError(u"--run and --verdict go together, and --why with them"_s));
    if (byHand && dryRun)
        return command.refuse(usageError(u"--dry-run goes with graders, not with a person's verdict"_s));
    const QStringList words = command.parser.positionalArguments();
    if (words.size() != 1)
        return command.refuse(usageError(u"give the id or the name of one task set"_s));

    OpenTasks tasks(command, {.save = !dryRun, .useKeyStore = false}, console);
    if (const auto end = tasks.open())
        return *end;
    const auto set =
        tasks.ask<TaskSet>([word = words.first()](TaskReader &reader) { return findTaskSet(reader, word); });
    if (!set)
        return command.fail(set.error());
    return byHand ? gradeByHand(command, tasks, *set, console)
                  : regrade(command, tasks, *set, !dryRun, console);
}

} // namespace reasonglass::cli
