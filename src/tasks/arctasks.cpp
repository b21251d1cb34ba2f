#include "tasks/arctasks.h"

#include "tasks/arcproblems.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

template <typename Predicate>
bool allMembers(const QJsonObject &object, Predicate holds)
{
    return !object.isEmpty() && std::all_of(object.begin(), object.end(), holds);
}

bool isPairs(const QJsonValue &value)
{
    return value.isArray() && value.toArray().first()[u"input"].isArray();
}

} // namespace

bool looksLikeArcTask(const QJsonObject &object)
{
    return isPairs(object.value("train"_L1)) || isPairs(object.value("test"_L1));
}

bool looksLikeChallenges(const QJsonObject &object)
{
    return allMembers(object, [](const QJsonValue &value) {
        return value.isObject()
            && (value.toObject().contains("train"_L1) || value.toObject().contains("test"_L1));
    });
}

bool looksLikeSolutions(const QJsonObject &object)
{
    return allMembers(
        object, [](const QJsonValue &value) { return value.isArray() && value.toArray().first().isArray(); });
}

bool looksLikeSubmission(const QJsonObject &object)
{
    return allMembers(object, [](const QJsonValue &value) {
        return value.isArray() && value.toArray().first().toObject().contains("attempt_1"_L1);
    });
}

Expected<Task, QString> arcTask(const QJsonObject &object)
{
    if (const QString problem = arcTaskProblem(object); !problem.isEmpty())
        return Unexpected{problem};
    QJsonArray inputs;
    QJsonArray outputs;
    bool isAnyKnown = false;
    for (const QJsonValue value : object.value("test"_L1).toArray()) {
        QJsonObject pair = value.toObject();
        const QJsonValue output = pair.take("output"_L1);
        isAnyKnown = isAnyKnown || output.isArray();
        outputs.append(output.isArray() ? output : QJsonValue());
        inputs.append(pair);
    }
    Task task{.fields = object, .grader = GraderSpec{.kind = GraderKind::Arc}};
    task.fields.insert("test"_L1, inputs);
    if (isAnyKnown)
        task.expected = outputs;
    return task;
}

QString solve(Task &task, const QJsonArray &outputs)
{
    const qsizetype pairs = task.fields.value("test"_L1).toArray().size();
    if (outputs.size() != pairs)
        return u"there are %1 solutions for %2 test pairs"_s.arg(outputs.size()).arg(pairs);
    for (qsizetype i = 0; i < pairs; ++i) {
        const QString name = u"the solution of test pair %1"_s.arg(i + 1);
        if (QString problem = arcGridProblem(outputs.at(i), name); !problem.isEmpty())
            return problem;
    }
    if (!task.expected.isUndefined() && task.expected != outputs)
        return u"the solutions differ from the outputs that the task has itself"_s;
    task.expected = outputs;
    return {};
}

QString arcSplit(const QString &name)
{
    for (const QString &split : {u"training"_s, u"evaluation"_s}) {
        if (name.contains(split, Qt::CaseInsensitive))
            return split;
    }
    return {};
}

} // namespace reasonglass
