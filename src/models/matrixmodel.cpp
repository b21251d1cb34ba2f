#include "models/matrixmodel.h"

#include <algorithm>
#include <utility>

namespace reasonglass {

namespace {

/// Whether a column is summed up to the same: its sums do not tell phases.
bool sumsUpAlike(const Cell &one, const Cell &other)
{
    Cell without = one;
    without.phase = other.phase;
    return without == other;
}

bool areOutdated(const std::vector<TaskRun> &runs)
{
    return !runs.empty() && std::ranges::all_of(runs, &TaskRun::outdated);
}

} // namespace

MatrixModel::MatrixModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

// What is shown

void MatrixModel::setMatrix(TaskMatrix matrix)
{
    const bool isSameShape = !m_cells.empty() && matrix.set.models == m_set.models
        && std::ranges::equal(matrix.tasks, m_tasks, {}, &TaskRow::id, &TaskRow::id);
    if (!isSameShape)
        beginResetModel();
    rebuild(std::move(matrix));
    if (!isSameShape) {
        endResetModel();
        return;
    }
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    emit headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
    for (int column = 0; column < columnCount(); ++column)
        totalsAreStale(column);
}

void MatrixModel::rebuild(TaskMatrix matrix)
{
    std::vector<QueuedRuns> queues;
    for (size_t cell = 0; cell < m_cells.size(); ++cell) {
        const QModelIndex where = indexOf(cell);
        if (m_cells[cell].queued > 0)
            queues.push_back({task(where.row()).id, choice(where.column()), m_cells[cell].queued});
    }
    const QHash<AnalysisId, KnownRun> before = std::exchange(m_runs, {});

    m_set = std::move(matrix.set);
    m_tasks = std::move(matrix.tasks);
    m_rows.clear();
    m_rows.reserve(qsizetype(m_tasks.size()));
    for (size_t row = 0; row < m_tasks.size(); ++row)
        m_rows.insert(m_tasks[row].id, int(row));
    m_columns.clear();
    for (size_t column = 0; column < m_set.models.size(); ++column)
        m_columns.emplace(m_set.models[column], int(column));
    m_cells.assign(m_tasks.size() * m_set.models.size(), {});
    m_totals.assign(m_set.models.size(), std::nullopt);

    m_runs.reserve(qsizetype(matrix.runs.size()));
    for (TaskRun &run : matrix.runs) {
        const AnalysisId id = run.analysis;
        if (const auto cell = find(run.taskId, run.model); cell && put(std::move(run), *cell))
            m_runs[id].phase = before.value(id).phase;
    }
    for (const QueuedRuns &queue : queues) {
        if (const auto cell = find(queue.taskId, queue.model))
            m_cells[*cell].queued = queue.count;
    }
    for (Place &place : m_cells)
        fold(place);
}

std::optional<size_t> MatrixModel::find(const QString &taskId, const ModelChoice &model) const
{
    const int row = rowOf(taskId);
    const int column = columnOf(model);
    return row < 0 || column < 0 ? std::nullopt : std::optional(at(row, column));
}

int MatrixModel::rowOf(const QString &taskId) const
{
    return m_rows.value(taskId, -1);
}

int MatrixModel::columnOf(const ModelChoice &model) const
{
    const auto column = m_columns.find(model);
    return column == m_columns.end() ? -1 : column->second;
}

QModelIndex MatrixModel::indexOf(size_t cell) const
{
    return index(int(cell / m_set.models.size()), int(cell % m_set.models.size()));
}

std::optional<TaskRun> MatrixModel::run(AnalysisId id) const
{
    const auto known = m_runs.constFind(id);
    if (known == m_runs.cend())
        return std::nullopt;
    const std::vector<TaskRun> &runs = m_cells[known->cell].runs;
    return *std::ranges::lower_bound(runs, id, {}, &TaskRun::analysis);
}

const ModelTotals &MatrixModel::totals(int column) const
{
    std::optional<ModelTotals> &known = m_totals[size_t(column)];
    if (!known) {
        std::vector<Cell> cells;
        cells.reserve(m_tasks.size());
        for (int row = 0; row < rowCount(); ++row)
            cells.push_back(cell(row, column));
        known = reasonglass::totals(cells);
    }
    return *known;
}

// Changes

/// Whether anything is new about \a run.
bool MatrixModel::put(TaskRun run, size_t cell)
{
    std::vector<TaskRun> &runs = m_cells[cell].runs;
    m_runs[run.analysis].cell = cell;
    const auto place = std::ranges::lower_bound(runs, run.analysis, {}, &TaskRun::analysis);
    if (place == runs.end() || place->analysis != run.analysis) {
        runs.insert(place, std::move(run));
        return true;
    }
    if (*place == run)
        return false;
    *place = std::move(run);
    return true;
}

void MatrixModel::fold(Place &place) const
{
    if (place.runs.empty() && place.queued == 0) {
        place.folded = {};
        return;
    }
    place.folded = foldRuns(place.runs, place.queued);
    place.folded.phase =
        place.folded.state == CellState::Running ? m_runs.value(place.folded.latest).phase : Phase::Idle;
}

void MatrixModel::refold(size_t cell, bool told)
{
    Place &place = m_cells[cell];
    const Cell before = place.folded;
    fold(place);
    if (!told && before == place.folded)
        return;
    const QModelIndex where = indexOf(cell);
    emit dataChanged(where, where);
    if (!sumsUpAlike(before, place.folded))
        totalsAreStale(where.column());
}

void MatrixModel::totalsAreStale(int column)
{
    m_totals[size_t(column)].reset();
    emit totalsChanged(column);
}

void MatrixModel::updateRun(const TaskRun &run)
{
    const auto cell = find(run.taskId, run.model);
    if (const auto known = m_runs.constFind(run.analysis); known != m_runs.cend() && known->cell != cell)
        removeRun(run.analysis);
    if (cell && put(run, *cell))
        refold(*cell, true);
}

void MatrixModel::removeRun(AnalysisId id)
{
    const auto known = m_runs.constFind(id);
    if (known == m_runs.cend())
        return;
    const size_t cell = known->cell;
    m_runs.erase(known);
    std::erase_if(m_cells[cell].runs, [id](const TaskRun &run) { return run.analysis == id; });
    refold(cell, true);
}

void MatrixModel::setPhase(AnalysisId id, Phase phase)
{
    const auto run = m_runs.find(id);
    if (run == m_runs.end() || run->phase == phase)
        return;
    run->phase = phase;
    refold(run->cell, false);
}

void MatrixModel::setQueued(const QString &taskId, const ModelChoice &model, int count)
{
    const auto cell = find(taskId, model);
    if (!cell || m_cells[*cell].queued == count)
        return;
    m_cells[*cell].queued = count;
    refold(*cell, true);
}

/// However many cells that is, the views hear of it once.
void MatrixModel::setQueues(const std::vector<QueuedRuns> &queues)
{
    std::vector<int> counts(m_cells.size(), 0);
    for (const QueuedRuns &queue : queues) {
        if (const auto cell = find(queue.taskId, queue.model))
            counts[*cell] = queue.count;
    }
    std::vector<bool> isColumnStale(m_set.models.size(), false);
    int top = rowCount();
    int bottom = -1;
    int left = columnCount();
    int right = -1;
    for (size_t i = 0; i < m_cells.size(); ++i) {
        Place &place = m_cells[i];
        if (place.queued == counts[i])
            continue;
        place.queued = counts[i];
        fold(place);
        const QModelIndex where = indexOf(i);
        top = std::min(top, where.row());
        bottom = std::max(bottom, where.row());
        left = std::min(left, where.column());
        right = std::max(right, where.column());
        isColumnStale[size_t(where.column())] = true;
    }
    if (bottom < 0)
        return;
    emit dataChanged(index(top, left), index(bottom, right));
    for (int column = left; column <= right; ++column) {
        if (isColumnStale[size_t(column)])
            totalsAreStale(column);
    }
}

// What views ask

int MatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_tasks.size());
}

int MatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_set.models.size());
}

QVariant MatrixModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Place &place = m_cells[at(index.row(), index.column())];
    const Cell &cell = place.folded;
    switch (role) {
    case Qt::DisplayRole:
        return cellStateName(cell.state);
    case StateRole:
        return QVariant::fromValue(cell.state);
    case PhaseRole:
        return QVariant::fromValue(cell.phase);
    case AttemptsRole:
        return cell.attempts;
    case QueuedRole:
        return place.queued;
    case LatestRole:
        return QVariant::fromValue(cell.latest);
    case OutdatedRole:
        return areOutdated(place.runs);
    case CellRole:
        return QVariant::fromValue(cell);
    case TaskRole:
        return QVariant::fromValue(task(index.row()));
    case ChoiceRole:
        return QVariant::fromValue(choice(index.column()));
    default:
        return {};
    }
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isTask = orientation == Qt::Vertical;
    if (section < 0 || section >= (isTask ? rowCount() : columnCount()))
        return {};
    if (role == Qt::DisplayRole)
        return isTask ? task(section).id : choice(section).modelId;
    if (role == TaskRole && isTask)
        return QVariant::fromValue(task(section));
    if (role == ChoiceRole && !isTask)
        return QVariant::fromValue(choice(section));
    if (role == TotalsRole && !isTask)
        return QVariant::fromValue(totals(section));
    return {};
}

} // namespace reasonglass
