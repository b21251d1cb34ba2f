#pragma once

#include "analysis/taskmatrix.h"

#include <QString>

#include <vector>

namespace reasonglass {

/// One cell of a matrix, by what it is and not by where it stands.
struct CellPlace
{
    QString taskId;
    ModelChoice model;

    bool operator==(const CellPlace &) const = default;
};

/// What a person can ask of a selection of cells.
enum class CellAction {
    Run,         ///< each of them, whatever has been
    RunMissing,  ///< those without an answer: not attempted, broken by an error, stopped
    RerunFailed, ///< those that were answered wrongly, or broken by an error
};

/// Whether \a action means a cell in this state. Never one that is running or queued, but for Run, which adds
/// an attempt.
bool concerns(CellAction action, CellState state);

/// The items of a batch over \a cells, \a attempts each: first attempts first, and the models by turns, so
/// that a batch of several models loads several providers.
std::vector<BatchItem> planItems(const std::vector<CellPlace> &cells, int attempts);

} // namespace reasonglass
