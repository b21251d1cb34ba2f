#pragma once

#include "analysis/taskmatrix.h"
#include "store/taskreader.h"

#include <QJsonObject>
#include <QJsonValue>

namespace reasonglass {

// What the command line prints of task sets and their runs, and what exports hold (docs/CLI.md; a contract).

/// "provider", "model", "effort" and "base_url", the last two null where the default is meant.
QJsonObject toJson(const ModelChoice &model);
QJsonObject toJson(const Grade &grade);
/// The same with "made" and "by_person".
QJsonObject toJson(const GradeRecord &record);
QJsonObject toJson(const TaskRun &run);
QJsonObject toJson(const Cell &cell);
QJsonObject toJson(const ModelTotals &totals);

} // namespace reasonglass
