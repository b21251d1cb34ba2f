#include "analysis/batchplan.h"

#include <algorithm>
#include <map>

namespace reasonglass {

namespace {

/// The cells of each model in their order, the models by turns.
std::vector<CellPlace> interleaved(const std::vector<CellPlace> &cells)
{
    std::vector<std::vector<CellPlace>> byModel;
    std::map<ModelChoice, size_t> places;
    for (const CellPlace &cell : cells) {
        const auto [place, isNew] = places.try_emplace(cell.model, byModel.size());
        if (isNew)
            byModel.emplace_back();
        byModel[place->second].push_back(cell);
    }
    std::vector<CellPlace> mixed;
    mixed.reserve(cells.size());
    for (size_t turn = 0; mixed.size() < cells.size(); ++turn) {
        for (const std::vector<CellPlace> &ofModel : byModel) {
            if (turn < ofModel.size())
                mixed.push_back(ofModel[turn]);
        }
    }
    return mixed;
}

} // namespace

bool concerns(CellAction action, CellState state)
{
    switch (state) {
    case CellState::Running:
    case CellState::Queued:
    case CellState::Solved:
    case CellState::Ungraded:
        return action == CellAction::Run;
    case CellState::Failed:
        return action != CellAction::RunMissing;
    case CellState::Error:
        return true;
    case CellState::Stopped:
    case CellState::NotAttempted:
        return action != CellAction::RerunFailed;
    }
    Q_UNREACHABLE();
}

std::vector<BatchItem> planItems(const std::vector<CellPlace> &cells, int attempts)
{
    std::vector<BatchItem> items;
    const std::vector<CellPlace> mixed = interleaved(cells);
    items.reserve(mixed.size() * size_t(std::max(0, attempts)));
    for (int attempt = 0; attempt < attempts; ++attempt) {
        for (const CellPlace &cell : mixed) {
            const auto number = qint64(items.size()) + 1;
            items.push_back({.number = number, .rank = number, .taskId = cell.taskId, .model = cell.model});
        }
    }
    return items;
}

} // namespace reasonglass
