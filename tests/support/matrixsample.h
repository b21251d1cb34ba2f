#pragma once

#include "analysis/taskmatrix.h"

#include <QRandomGenerator>

namespace reasonglass::test {

/// A matrix without runs: \a tasks tasks "t1", "t2", … and \a models models "m1", "m2", ….
inline TaskMatrix emptyMatrix(int tasks, int models)
{
    TaskMatrix matrix;
    matrix.set.name = QStringLiteral("sample");
    for (int i = 1; i <= models; ++i)
        matrix.set.models.push_back(
            {.providerId = QStringLiteral("p"), .modelId = QStringLiteral("m%1").arg(i)});
    for (int i = 1; i <= tasks; ++i) {
        matrix.tasks.push_back({.id = QStringLiteral("t%1").arg(i),
                                .title = QStringLiteral("Task number %1").arg(i),
                                .tags = {i % 2 == 0 ? QStringLiteral("even") : QStringLiteral("odd")}});
    }
    return matrix;
}

/// A run of \a matrix' task and model number \a task and \a model, counted from 0.
inline TaskRun runOf(const TaskMatrix &matrix, int task, int model, AnalysisId id,
                     AnalysisStatus status = AnalysisStatus::Running,
                     std::optional<Verdict> verdict = std::nullopt)
{
    return {.analysis = id,
            .taskId = matrix.tasks[size_t(task)].id,
            .model = matrix.set.models[size_t(model)],
            .status = status,
            .verdict = verdict};
}

/// A run in any state there is, with numbers that fit.
inline TaskRun drawnRun(const TaskMatrix &matrix, int task, int model, AnalysisId id,
                        QRandomGenerator &random)
{
    constexpr int states = 6;
    TaskRun run = runOf(matrix, task, model, id, AnalysisStatus(random.bounded(states)));
    if (run.status == AnalysisStatus::Running)
        return run;
    if (run.status == AnalysisStatus::Completed && random.bounded(8) > 0)
        run.verdict = random.bounded(5) < 3 ? Verdict::Solved : Verdict::Failed;
    if (random.bounded(6) > 0) {
        const bool isSure = random.bounded(8) > 0;
        run.cost = {.usd = double(random.bounded(1, 9000)) / 1e5,
                    .basis = isSure ? CostBasis::Computed : CostBasis::Estimated};
    }
    run.durationMs = random.bounded(400, 190'000);
    run.tokens = random.bounded(100, 20'000);
    return run;
}

/// \a attempts drawn runs in every cell, but none in one of twelve.
inline TaskMatrix drawnMatrix(int tasks, int models, int attempts, quint32 seed = 5)
{
    TaskMatrix matrix = emptyMatrix(tasks, models);
    QRandomGenerator random(seed);
    qint64 id = 1;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        for (int task = 0; task < tasks; ++task) {
            for (int model = 0; model < models; ++model) {
                if ((task * 7 + model * 5) % 12 == 0)
                    continue;
                TaskRun run = drawnRun(matrix, task, model, AnalysisId{id++}, random);
                if (run.status != AnalysisStatus::Completed && random.bounded(3) > 0) { // most answer
                    run.status = AnalysisStatus::Completed;
                    run.verdict = random.bounded(3) > 0 ? Verdict::Solved : Verdict::Failed;
                    run.durationMs = random.bounded(400, 190'000);
                }
                matrix.runs.push_back(run);
            }
        }
    }
    return matrix;
}

} // namespace reasonglass::test
