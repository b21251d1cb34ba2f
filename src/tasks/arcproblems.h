#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// Why arcGridFromJson() refuses \a value, in plain English, \a name being what to call it: "row 3 of train
/// pair 2's input is shorter than the first". Empty: it is a grid.
QString arcGridProblem(const QJsonValue &value, const QString &name);

/// Why \a task is no ARC task; empty: it is one. Outputs of test pairs may be left out or null.
QString arcTaskProblem(const QJsonObject &task);

} // namespace reasonglass
