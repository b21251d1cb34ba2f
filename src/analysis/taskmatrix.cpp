#include "analysis/taskmatrix.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The middle of \a values, which are put into another order; 0 for none.
template <typename Value>
Value median(std::vector<Value> values)
{
    if (values.empty())
        return {};
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

CellState endedState(std::span<const TaskRun> runs)
{
    const auto any = [runs](auto &&holds) { return std::ranges::any_of(runs, holds); };
    const auto hasVerdict = [&any](Verdict verdict) {
        return any([verdict](const TaskRun &run) { return run.verdict == verdict; });
    };
    if (hasVerdict(Verdict::Solved))
        return CellState::Solved;
    if (hasVerdict(Verdict::Failed))
        return CellState::Failed;
    if (any([](const TaskRun &run) { return hasAnswer(run.status); }))
        return CellState::Ungraded;
    if (runs.empty())
        return CellState::NotAttempted;
    return runs.back().status == AnalysisStatus::Cancelled ? CellState::Stopped : CellState::Error;
}

/// What has been answered stays in sight while further attempts wait.
bool isAnswered(CellState state)
{
    return state == CellState::Solved || state == CellState::Failed || state == CellState::Ungraded;
}

void addCost(Cell &cell, const Cost &cost)
{
    cell.costIsPartial = cell.costIsPartial || !cost.usd || cost.basis == CostBasis::Estimated;
    if (cost.usd)
        cell.costUsd = cell.costUsd.value_or(0) + *cost.usd;
}

} // namespace

QString cellStateName(CellState state)
{
    switch (state) {
    case CellState::Running:
        return u"running"_s;
    case CellState::Queued:
        return u"queued"_s;
    case CellState::Solved:
        return u"solved"_s;
    case CellState::Failed:
        return u"failed"_s;
    case CellState::Ungraded:
        return u"ungraded"_s;
    case CellState::Error:
        return u"error"_s;
    case CellState::Stopped:
        return u"stopped"_s;
    case CellState::NotAttempted:
        return u"not_attempted"_s;
    }
    Q_UNREACHABLE();
}

Cell foldRuns(std::span<const TaskRun> runs, int queued)
{
    Cell cell{.state = endedState(runs)};
    std::vector<qint64> times;
    bool isRunning = false;
    for (const TaskRun &run : runs) {
        if (run.status == AnalysisStatus::Running) {
            isRunning = true;
            cell.latest = run.analysis;
            continue;
        }
        ++cell.attempts;
        cell.graded += run.verdict && *run.verdict != Verdict::Ungraded ? 1 : 0;
        cell.solved += run.verdict == Verdict::Solved ? 1 : 0;
        cell.tokens += run.tokens;
        addCost(cell, run.cost);
        if (hasAnswer(run.status))
            times.push_back(run.durationMs);
        if (!isRunning)
            cell.latest = run.analysis;
    }
    cell.medianMs = median(std::move(times));
    if (isRunning)
        cell.state = CellState::Running;
    else if (queued > 0 && !isAnswered(cell.state))
        cell.state = CellState::Queued;
    return cell;
}

std::optional<double> passAtK(int attempts, int solved, int k)
{
    if (k < 1 || attempts < k)
        return std::nullopt;
    if (attempts - solved < k)
        return 1.0;
    double allWrong = 1.0;
    for (int i = attempts - solved + 1; i <= attempts; ++i)
        allWrong *= 1.0 - double(k) / double(i);
    return 1.0 - allWrong;
}

ModelTotals totals(std::span<const Cell> cells)
{
    ModelTotals sums{.tasks = int(cells.size())};
    std::vector<qint64> times;
    std::array<double, 2> passed{};
    std::array<int, 2> counted{};
    for (const Cell &cell : cells) {
        sums.solved += cell.state == CellState::Solved ? 1 : 0;
        sums.failed += cell.state == CellState::Failed ? 1 : 0;
        sums.notAttempted += cell.state == CellState::NotAttempted ? 1 : 0;
        sums.costUsd += cell.costUsd.value_or(0);
        sums.costUnknown += cell.attempts > 0 && (cell.costIsPartial || !cell.costUsd) ? 1 : 0;
        sums.tokens += cell.tokens;
        if (cell.medianMs > 0)
            times.push_back(cell.medianMs);
        for (int k = 1; k <= 2; ++k) {
            if (const auto chance = passAtK(cell.graded, cell.solved, k)) {
                passed[size_t(k - 1)] += *chance;
                ++counted[size_t(k - 1)];
            }
        }
    }
    sums.other = sums.tasks - sums.solved - sums.failed - sums.notAttempted;
    if (!times.empty())
        sums.medianMs = median(std::move(times));
    if (counted[0] > 0)
        sums.passAt1 = passed[0] / counted[0];
    if (counted[1] > 0)
        sums.passAt2 = passed[1] / counted[1];
    return sums;
}

} // namespace reasonglass
