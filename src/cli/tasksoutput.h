#pragma once

#include "analysis/taskmatrix.h"
#include "store/taskreader.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace reasonglass::cli {

/// The set that \a word names, by its id or else by its name.
Result<TaskSet> findTaskSet(TaskReader &reader, const QString &word);

QString idText(TaskSetId id);
QString idText(BatchId id);

/// "gpt-5-mini", "gpt-5-mini (high)".
QString modelLabel(const ModelChoice &model);
/// "$0.0123"; "-" where it is not known.
QString moneyText(std::optional<double> usd);
/// "340 ms", "41 s", "12 min 5 s".
QString durationText(qint64 ms);

/// One model's cells, a row of the matrix each.
struct MatrixColumn
{
    ModelChoice model;
    std::vector<Cell> cells;

    int count(CellState state) const;
};
/// The columns of \a matrix: those of \a models, or of the set where none is given.
std::vector<MatrixColumn> columnsOf(const TaskMatrix &matrix, const std::vector<ModelChoice> &models = {});

/// A line for each model: how many tasks it solved, failed, …, and what that cost.
QString totalsText(const std::vector<MatrixColumn> &columns);
/// A line for each task, a word for each cell.
QString matrixText(const TaskMatrix &matrix, const std::vector<MatrixColumn> &columns);
/// The model with its totals and counts.
QJsonObject columnJson(const MatrixColumn &column);

/// Lines of columns of equal width, two spaces apart; the first stands left, the others right.
QString tableText(const std::vector<QStringList> &rows);

} // namespace reasonglass::cli
