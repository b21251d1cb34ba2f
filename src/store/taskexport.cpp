#include "store/taskexport.h"

#include "analysis/analysisjson.h"
#include "analysis/matrixexport.h"
#include "store/libraryreader.h"
#include "store/taskjson.h"
#include "tasks/arcanswer.h"
#include "tasks/arcsubmission.h"
#include "tasks/taskimport.h"

#include <QIODevice>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// More attempts than these are no part of a submission.
constexpr size_t attemptsSubmitted = 2;

Result<> write(QIODevice &target, const QByteArray &bytes)
{
    if (target.write(bytes) == bytes.size())
        return {};
    return Unexpected{
        Error{.kind = ErrorKind::Storage, .message = u"cannot write: "_s + target.errorString()}};
}

Result<> writeTasks(TaskReader &reader, TaskSetId id, QIODevice &target)
{
    const Result<TaskSet> set = reader.set(id);
    if (!set)
        return Unexpected{set.error()};
    const Result<std::vector<Task>> tasks = reader.tasks(id, true);
    return tasks ? write(target, toJsonLines(*set, *tasks)) : Result<>(Unexpected{tasks.error()});
}

Result<> writeRun(LibraryReader &reader, const TaskMatrix &matrix, const TaskRun &run, QIODevice &target)
{
    const Result<GradedRun> graded = reader.tasks().gradedRun(run.analysis);
    const Result<AnalysisRecord> record = reader.load(run.analysis);
    if (!graded || !record)
        return Unexpected{graded ? record.error() : graded.error()};
    QJsonArray history;
    for (const GradeRecord &grade : graded->grades)
        history.append(toJson(grade));
    QJsonObject line = toJson(run.model);
    line.insert("task"_L1, run.taskId);
    line.insert("set"_L1, matrix.set.name);
    line.insert("set_id"_L1, toText(AnalysisId(qint64(matrix.set.id))));
    line.insert("template_version"_L1, graded->promptVersion);
    line.insert("outdated"_L1, graded->outdated);
    line.insert("grade"_L1, history.isEmpty() ? QJsonValue() : history.last());
    line.insert("grades"_L1, history);
    line.insert("run"_L1, toJson(*record));
    return write(target, QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

Result<> writeRuns(LibraryReader &reader, const TaskMatrix &matrix, QIODevice &target)
{
    for (const TaskRun &run : matrix.runs) {
        Result<> written = writeRun(reader, matrix, run, target);
        // A run that was deleted meanwhile is no run of the set any more.
        if (!written && written.error().kind != ErrorKind::NotFound)
            return written;
    }
    return {};
}

std::vector<ArcGrid> gridsOf(const QString &answer, int testPairs)
{
    std::vector<ArcGrid> grids;
    for (const std::optional<FoundGrid> &found : predictedGrids(answer, testPairs))
        grids.push_back(found ? found->grid : ArcGrid());
    return grids;
}

Result<ArcPrediction> predictionFor(LibraryReader &reader, const TaskMatrix &matrix, const QString &task,
                                    int testPairs, const ModelChoice &model)
{
    ArcPrediction prediction{.testPairs = testPairs};
    for (const TaskRun &run : matrix.runs) {
        if (prediction.attempts.size() == attemptsSubmitted)
            break;
        if (run.taskId != task || run.model != model || !hasAnswer(run.status))
            continue;
        const Result<GradedRun> stored = reader.tasks().gradedRun(run.analysis);
        if (!stored)
            return Unexpected{stored.error()};
        prediction.attempts.push_back(gridsOf(stored->answer, testPairs));
    }
    return prediction;
}

Result<> writeSubmission(LibraryReader &reader, const TaskMatrix &matrix, const ModelChoice &model,
                         QIODevice &target)
{
    const Result<std::vector<Task>> tasks = reader.tasks().tasks(matrix.set.id, false);
    if (!tasks)
        return Unexpected{tasks.error()};
    std::map<QString, ArcPrediction> predictions;
    for (const Task &task : *tasks) {
        const auto pairs = arcPairs(task.fields);
        if (!pairs)
            continue;
        Result<ArcPrediction> prediction =
            predictionFor(reader, matrix, task.id, int(pairs->test.size()), model);
        if (!prediction)
            return Unexpected{prediction.error()};
        predictions.emplace(task.id, *std::move(prediction));
    }
    if (predictions.empty())
        return Unexpected{Error{.kind = ErrorKind::Usage,
                                .message = u"\"%1\" has no ARC tasks"_s.arg(matrix.set.name),
                                .code = u"no_arc_tasks"_s}};
    return write(target, QJsonDocument(arcSubmission(predictions)).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace

Result<> exportTaskSet(LibraryReader &reader, TaskSetId set, TaskExport what, QIODevice &target,
                       const ModelChoice &model)
{
    if (what == TaskExport::Tasks)
        return writeTasks(reader.tasks(), set, target);
    const Result<TaskMatrix> matrix = reader.tasks().matrix(set);
    if (!matrix)
        return Unexpected{matrix.error()};
    switch (what) {
    case TaskExport::MatrixCsv:
        return write(target, matrixCsv(*matrix));
    case TaskExport::MatrixMarkdown:
        return write(target, matrixMarkdown(*matrix));
    case TaskExport::ArcSubmission:
        return writeSubmission(reader, *matrix, model, target);
    case TaskExport::Tasks:
    case TaskExport::RunsJsonl:
        break;
    }
    return writeRuns(reader, *matrix, target);
}

} // namespace reasonglass
