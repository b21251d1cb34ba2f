#pragma once

#include "tasks/task.h"
#include "tasks/taskset.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QVariant>

#include <vector>

namespace reasonglass {

// How the values of tasks are written into the library's columns, and read back.

/// Compact JSON that comes back as it was, whatever is in its strings.
QString jsonColumn(const QJsonObject &object);
QJsonObject objectFromColumn(const QString &text);
/// NULL for undefined, which is something else than JSON's null.
QVariant valueColumn(const QJsonValue &value);
QJsonValue valueFromColumn(const QVariant &value);
/// NULL for none; and the other way round also for a kind that is not known.
QVariant graderColumn(const std::optional<GraderSpec> &grader);
std::optional<GraderSpec> graderFromColumn(const QVariant &value);
QString modelsColumn(const std::vector<ModelChoice> &models);
std::vector<ModelChoice> modelsFromColumn(const QString &text);

} // namespace reasonglass
