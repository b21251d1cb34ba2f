#include "store/taskjson.h"

#include "analysis/analysisjson.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

template <typename T>
QJsonValue valueOrNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue valueOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue idOrNull(qint64 id)
{
    return id == 0 ? QJsonValue() : QJsonValue(toText(AnalysisId(id)));
}

} // namespace

QJsonObject toJson(const ModelChoice &model)
{
    return {{u"provider"_s, model.providerId},
            {u"model"_s, model.modelId},
            {u"effort"_s, valueOrNull(model.effort)},
            {u"base_url"_s, valueOrNull(model.baseUrl)}};
}

QJsonObject toJson(const Grade &grade)
{
    return {{u"verdict"_s, verdictName(grade.verdict)},
            {u"grader"_s, graderName(grade.grader)},
            {u"version"_s, grade.graderVersion},
            {u"code"_s, grade.code},
            {u"message"_s, grade.message},
            {u"evidence"_s, grade.evidence}};
}

QJsonObject toJson(const GradeRecord &record)
{
    QJsonObject object = toJson(record.grade);
    object.insert("made"_L1, isoTime(record.madeUtcUs));
    object.insert("by_person"_L1, record.byPerson);
    return object;
}

QJsonObject toJson(const TaskRun &run)
{
    QJsonObject object = toJson(run.model);
    object.insert("id"_L1, toText(run.analysis));
    object.insert("task"_L1, run.taskId);
    object.insert("status"_L1, statusName(run.status));
    object.insert("verdict"_L1, run.verdict ? QJsonValue(verdictName(*run.verdict)) : QJsonValue());
    object.insert("cost_usd"_L1, valueOrNull(run.cost.usd));
    object.insert("cost_is"_L1, costBasisName(run.cost.basis));
    object.insert("duration_ms"_L1, run.durationMs);
    object.insert("tokens"_L1, run.tokens > 0 ? QJsonValue(run.tokens) : QJsonValue());
    object.insert("batch"_L1, idOrNull(qint64(run.batch)));
    object.insert("outdated"_L1, run.outdated);
    return object;
}

QJsonObject toJson(const Cell &cell)
{
    return {{u"state"_s, cellStateName(cell.state)},
            {u"attempts"_s, cell.attempts},
            {u"graded"_s, cell.graded},
            {u"solved"_s, cell.solved},
            {u"cost_usd"_s, valueOrNull(cell.costUsd)},
            {u"cost_is_partial"_s, cell.costIsPartial},
            {u"median_ms"_s, cell.medianMs > 0 ? QJsonValue(cell.medianMs) : QJsonValue()},
            {u"tokens"_s, cell.tokens},
            {u"latest"_s, idOrNull(qint64(cell.latest))}};
}

QJsonObject toJson(const ModelTotals &totals)
{
    return {{u"tasks"_s, totals.tasks},
            {u"solved"_s, totals.solved},
            {u"failed"_s, totals.failed},
            {u"not_attempted"_s, totals.notAttempted},
            {u"other"_s, totals.other},
            {u"cost_usd"_s, totals.costUsd},
            {u"cost_unknown"_s, totals.costUnknown},
            {u"median_ms"_s, valueOrNull(totals.medianMs)},
            {u"tokens"_s, totals.tokens},
            {u"pass_at_1"_s, valueOrNull(totals.passAt1)},
            {u"pass_at_2"_s, valueOrNull(totals.passAt2)}};
}

} // namespace reasonglass
