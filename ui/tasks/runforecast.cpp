#include "ui/tasks/runforecast.h"

#include "app/workbench.h"
#include "store/taskreader.h"
#include "tasks/prompttemplate.h"

#include <algorithm>
#include <map>

namespace reasonglass {

namespace {

constexpr qsizetype mostTasks = 5; ///< are enough to tell how long prompts are

std::map<ModelChoice, int> cellsByModel(const std::vector<CellPlace> &cells)
{
    std::map<ModelChoice, int> counts;
    for (const CellPlace &cell : cells)
        ++counts[cell.model];
    return counts;
}

/// Some tasks of \a cells from all over the set: the first ones may be the short ones.
QStringList someTasks(const std::vector<CellPlace> &cells)
{
    QStringList all;
    for (const CellPlace &cell : cells) {
        if (all.isEmpty() || all.last() != cell.taskId)
            all += cell.taskId;
    }
    all.removeDuplicates();
    QStringList some;
    const qsizetype count = std::min(mostTasks, all.size());
    for (qsizetype i = 0; i < count; ++i)
        some += all.at(i * all.size() / count);
    return some;
}

/// In the reader's thread.
void measurePrompts(TaskReader &reader, const TaskSet &set, const QStringList &taskIds, ForecastBasis &basis)
{
    qint64 chars = 0;
    int measured = 0;
    for (const QString &id : taskIds) {
        const Result<Task> task = reader.task(set.id, id);
        if (!task)
            continue;
        const Result<QString> prompt = expandTemplate(set.prompt.text, *task);
        if (!prompt) {
            basis.isReadable = Unexpected{prompt.error()};
            return;
        }
        chars += prompt->size() + set.instructions.size();
        ++measured;
    }
    basis.promptChars = measured > 0 ? chars / measured : 0;
}

} // namespace

QFuture<Result<ForecastBasis>> readForecastBasis(Workbench &workbench, const TaskSet &set,
                                                 const std::vector<CellPlace> &cells)
{
    std::vector<ModelChoice> models;
    for (const auto &[model, count] : cellsByModel(cells))
        models.push_back(model);
    return workbench.library().tasks<ForecastBasis>(
        [set, models, taskIds = someTasks(cells)](TaskReader &reader) -> Result<ForecastBasis> {
            ForecastBasis basis;
            for (const ModelChoice &model : models) {
                const Result<RunHistory> past = reader.history(model, set.id);
                if (!past)
                    return Unexpected{past.error()};
                basis.history.emplace_back(model,
                                           PastRuns{.runs = past->runs,
                                                    .priced = past->priced,
                                                    .meanUsd = past->meanUsd,
                                                    .highestUsd = past->highestUsd,
                                                    .medianMs = past->medianMs});
            }
            measurePrompts(reader, set, taskIds, basis);
            return basis;
        });
}

std::vector<ModelForecast> forecast(const Workbench &workbench, const std::vector<CellPlace> &cells,
                                    const ForecastBasis &basis)
{
    std::vector<ModelForecast> all;
    for (const auto &[model, count] : cellsByModel(cells)) {
        const auto provider = workbench.providers().find(model.providerId);
        const auto known = workbench.catalog().find(model.providerId, model.modelId);
        const Prices prices = known ? known->prices : Prices{};
        const auto past = std::ranges::find(basis.history, model, &std::pair<ModelChoice, PastRuns>::first);
        const PastRuns history = past == basis.history.end() ? PastRuns{} : past->second;
        all.push_back({.model = model,
                       .cells = count,
                       .each = expectRun(history, basis.promptChars, prices),
                       .ownRuns = history.priced,
                       .isFree = provider && provider->local,
                       .isPriced = prices.isKnown()});
    }
    return all;
}

words::ExpectedRuns expectedRuns(const std::vector<ModelForecast> &models, int attempts, int atOnce)
{
    words::ExpectedRuns expected{.atOnce = atOnce};
    std::vector<RunExpectation> all;
    std::vector<RunExpectation> paid;
    for (const ModelForecast &model : models) {
        const auto runs = size_t(model.cells) * size_t(attempts);
        all.insert(all.end(), runs, model.each);
        if (model.isFree) {
            expected.free += int(runs);
            continue;
        }
        paid.insert(paid.end(), runs, model.each);
        expected.ownRuns += model.ownRuns;
        if (!model.isPriced && !model.each.usd)
            expected.unpriced += model.model.modelId;
    }
    expected.unpriced.removeDuplicates();
    expected.all = expectBatch(all, atOnce);
    expected.paid = expectBatch(paid, atOnce);
    return expected;
}

} // namespace reasonglass
