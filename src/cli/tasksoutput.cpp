#include "cli/tasksoutput.h"

#include "store/taskjson.h"

#include <algorithm>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

QString shareText(std::optional<double> share)
{
    constexpr double percent = 100;
    return share ? u"%1 %"_s.arg(*share * percent, 0, 'f', 1) : u"-"_s;
}

QString cellText(const Cell &cell)
{
    const QString word = cellStateName(cell.state).replace(u'_', u' ');
    return cell.attempts > 1 ? u"%1 %2/%3"_s.arg(word).arg(cell.solved).arg(cell.attempts) : word;
}

} // namespace

Result<TaskSet> findTaskSet(TaskReader &reader, const QString &word)
{
    if (const auto id = analysisIdFromText(word)) {
        Result<TaskSet> set = reader.set(TaskSetId(qint64(*id)));
        if (set || set.error().kind != ErrorKind::NotFound)
            return set;
    }
    return reader.setByName(word);
}

QString idText(TaskSetId id)
{
    return toText(AnalysisId(qint64(id)));
}

QString idText(BatchId id)
{
    return toText(AnalysisId(qint64(id)));
}

QString modelLabel(const ModelChoice &model)
{
    return model.effort.isEmpty() ? model.modelId : u"%1 (%2)"_s.arg(model.modelId, model.effort);
}

QString moneyText(std::optional<double> usd)
{
    constexpr double cents = 1; // from here on, nobody asks for a hundredth of a cent
    return usd ? u"$%1"_s.arg(*usd, 0, 'f', *usd >= cents ? 2 : 4) : u"-"_s;
}

QString durationText(qint64 ms)
{
    constexpr qint64 second = 1000;
    constexpr qint64 minute = 60 * second;
    if (ms < second)
        return u"%1 ms"_s.arg(ms);
    if (ms < minute)
        return u"%1 s"_s.arg(ms / second);
    return u"%1 min %2 s"_s.arg(ms / minute).arg(ms % minute / second);
}

int MatrixColumn::count(CellState state) const
{
    return int(std::ranges::count(cells, state, &Cell::state));
}

std::vector<MatrixColumn> columnsOf(const TaskMatrix &matrix, const std::vector<ModelChoice> &models)
{
    std::map<std::pair<ModelChoice, QString>, std::vector<TaskRun>> runs;
    for (const TaskRun &run : matrix.runs)
        runs[{run.model, run.taskId}].push_back(run);
    std::vector<MatrixColumn> columns;
    for (const ModelChoice &model : models.empty() ? matrix.set.models : models) {
        MatrixColumn &column = columns.emplace_back(MatrixColumn{.model = model, .cells = {}});
        for (const TaskRow &task : matrix.tasks) {
            const auto found = runs.find({model, task.id});
            column.cells.push_back(found == runs.end() ? Cell() : foldRuns(found->second));
        }
    }
    return columns;
}

QString totalsText(const std::vector<MatrixColumn> &columns)
{
    std::vector<QStringList> rows{{u"model"_s, u"solved"_s, u"failed"_s, u"ungraded"_s, u"not attempted"_s,
                                   u"errors"_s, u"pass@1"_s, u"cost"_s, u"median time"_s}};
    for (const MatrixColumn &column : columns) {
        const ModelTotals sums = totals(column.cells);
        const bool isKnown = sums.costUnknown == 0 || sums.costUsd > 0;
        QString cost = moneyText(isKnown ? std::optional(sums.costUsd) : std::nullopt);
        if (isKnown && sums.costUnknown > 0)
            cost += u" + ?"_s;
        rows.push_back(
            {modelLabel(column.model), QString::number(sums.solved), QString::number(sums.failed),
             QString::number(column.count(CellState::Ungraded)), QString::number(sums.notAttempted),
             QString::number(column.count(CellState::Error) + column.count(CellState::Stopped)),
             shareText(sums.passAt1), cost, sums.medianMs ? durationText(*sums.medianMs) : u"-"_s});
    }
    return tableText(rows);
}

QString matrixText(const TaskMatrix &matrix, const std::vector<MatrixColumn> &columns)
{
    QStringList head{u"task"_s};
    for (const MatrixColumn &column : columns)
        head += modelLabel(column.model);
    std::vector<QStringList> rows{head};
    for (size_t i = 0; i < matrix.tasks.size(); ++i) {
        QStringList row{matrix.tasks[i].id};
        for (const MatrixColumn &column : columns)
            row += cellText(column.cells[i]);
        rows.push_back(row);
    }
    return tableText(rows);
}

QJsonObject columnJson(const MatrixColumn &column)
{
    QJsonObject object = toJson(column.model);
    const QJsonObject sums = toJson(totals(column.cells));
    for (auto member = sums.begin(); member != sums.end(); ++member)
        object.insert(member.key(), member.value());
    object.insert("ungraded"_L1, column.count(CellState::Ungraded));
    object.insert("errors"_L1, column.count(CellState::Error));
    object.insert("stopped"_L1, column.count(CellState::Stopped));
    return object;
}

QString tableText(const std::vector<QStringList> &rows)
{
    std::vector<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), size_t(row.size())));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[size_t(i)] = std::max(widths[size_t(i)], row[i].size());
    }
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line +=
                i == 0 ? row[i].leftJustified(widths[0]) : u"  "_s + row[i].rightJustified(widths[size_t(i)]);
        text += line + u'\n';
    }
    return text;
}

} // namespace reasonglass::cli
