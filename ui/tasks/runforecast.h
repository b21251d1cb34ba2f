#pragma once

#include "analysis/batchplan.h"
#include "analysis/costestimate.h"
#include "base/expected.h"
#include "ui/words/taskwords.h"

#include <QFuture>

#include <vector>

namespace reasonglass {

class Workbench;

/// What is known of one model that is to be run.
struct ModelForecast
{
    ModelChoice model;
    int cells = 0;
    RunExpectation each = {};
    qint64 ownRuns = 0; ///< earlier ones that `each` is from
    bool isFree = false;
    bool isPriced = false;

    bool operator==(const ModelForecast &) const = default;
};

/// What earlier runs have cost and taken, and how long prompts are, as the library knows it.
struct ForecastBasis
{
    std::vector<std::pair<ModelChoice, PastRuns>> history;
    qint64 promptChars = 0; ///< mean of some of the tasks; 0: not known
    Result<> isReadable;    ///< why the template cannot be used with one of these tasks

    bool operator==(const ForecastBasis &) const = default;
};

/// Asks the library for what runs of \a cells of \a set can be foreseen by.
QFuture<Result<ForecastBasis>> readForecastBasis(Workbench &workbench, const TaskSet &set,
                                                 const std::vector<CellPlace> &cells);

/// One for each model of \a cells, by \a basis and what the catalogue says of prices.
std::vector<ModelForecast> forecast(const Workbench &workbench, const std::vector<CellPlace> &cells,
                                    const ForecastBasis &basis);

/// All of them together, \a attempts of each cell.
words::ExpectedRuns expectedRuns(const std::vector<ModelForecast> &models, int attempts, int atOnce);

} // namespace reasonglass
