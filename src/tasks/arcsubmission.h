#pragma once

#include "tasks/arcgrid.h"

#include <QJsonObject>
#include <QString>

#include <map>
#include <vector>

namespace reasonglass {

/// What a model answered to an ARC task.
struct ArcPrediction
{
    int testPairs = 1;
    /// Each attempt's grids, one for each test pair; an empty or missing one: none was found. The first two
    /// attempts count.
    std::vector<std::vector<ArcGrid>> attempts = {};

    bool operator==(const ArcPrediction &) const = default;
};

/// \a predictions by task id in the layout of the ARC Prize (sample_submission.json of
/// https://www.kaggle.com/competitions/arc-prize-2024/data): {"id": [{"attempt_1": grid, "attempt_2":
/// grid}]}, one object for each test pair. Both attempts must be there for every pair, so a missing one
/// repeats the other, and where there is none both are [[0]]: a grid that can be scored, and is no task's
/// output.
QJsonObject arcSubmission(const std::map<QString, ArcPrediction> &predictions);

} // namespace reasonglass
