#pragma once

#include "analysis/taskmatrix.h"

#include <QAbstractTableModel>
#include <QHash>

#include <optional>
#include <unordered_map>
#include <vector>

namespace reasonglass {

/// How many runs of a cell wait for their turn.
struct QueuedRuns
{
    QString taskId;
    ModelChoice model;
    int count = 0;

    bool operator==(const QueuedRuns &) const = default;
};

/// A task set's matrix: tasks are rows, the set's models are columns. A change of one run costs one cell:
/// its place is found by hash, its runs are folded again, and the view hears of that cell alone. What is
/// said of tasks and models that are not in the matrix is ignored.
class MatrixModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole + 1, ///< reasonglass::CellState
        PhaseRole,                    ///< reasonglass::Phase of the run that goes, else Idle
        AttemptsRole,                 ///< int
        QueuedRole,                   ///< int: runs that wait, also while another goes
        LatestRole,                   ///< AnalysisId; 0: none
        OutdatedRole,                 ///< bool: the task has changed since all of the cell's runs
        CellRole,                     ///< reasonglass::Cell
        TaskRole,                     ///< reasonglass::TaskRow; of cells and of vertical headers
        ChoiceRole,                   ///< ModelChoice; of cells and of horizontal headers
        TotalsRole,                   ///< ModelTotals; of horizontal headers
    };
    Q_ENUM(Role)

    explicit MatrixModel(QObject *parent = nullptr);

    /// Shows \a matrix. Phases and queues that are known stay with their runs and cells. The model is not
    /// reset when tasks and models are those of before: what is selected then stays selected.
    void setMatrix(TaskMatrix matrix);
    const TaskSet &set() const { return m_set; }

    /// Adds \a run to its cell, or replaces what is known of it.
    void updateRun(const TaskRun &run);
    void removeRun(AnalysisId id);
    /// What \a id is doing. Ignored until updateRun() has told of the run.
    void setPhase(AnalysisId id, Phase phase);
    /// How many runs of this cell are waiting, as a batch counts them.
    void setQueued(const QString &taskId, const ModelChoice &model, int count);
    /// All queues at once: cells that are not among \a queues have none.
    void setQueues(const std::vector<QueuedRuns> &queues);

    // Rows and columns have to be there.
    const Cell &cell(int row, int column) const { return m_cells[at(row, column)].folded; }
    int queued(int row, int column) const { return m_cells[at(row, column)].queued; }
    const std::vector<TaskRun> &runsOf(int row, int column) const { return m_cells[at(row, column)].runs; }
    const TaskRow &task(int row) const { return m_tasks[size_t(row)]; }
    const ModelChoice &choice(int column) const { return m_set.models[size_t(column)]; }
    /// What is known of one run; nullopt: it is not in this matrix.
    std::optional<TaskRun> run(AnalysisId id) const;
    const ModelTotals &totals(int column) const; ///< summed up when first asked after a change
    int rowOf(const QString &taskId) const;      ///< -1: none
    int columnOf(const ModelChoice &model) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    /// Instead of headerDataChanged(), upon which item views lay themselves out and paint everything anew.
    void totalsChanged(int column);

private:
    struct Place
    {
        std::vector<TaskRun> runs = {}; ///< by id, which is by time
        int queued = 0;
        Cell folded = {};
    };
    struct HashOfChoice
    {
        size_t operator()(const ModelChoice &choice) const
        {
            return qHashMulti(0, choice.providerId, choice.modelId, choice.effort, choice.baseUrl);
        }
    };
    struct KnownRun
    {
        size_t cell = 0;
        Phase phase = Phase::Idle;
    };

    size_t at(int row, int column) const { return size_t(row) * m_set.models.size() + size_t(column); }
    /// Where a cell is in m_cells; nullopt: not in this matrix.
    std::optional<size_t> find(const QString &taskId, const ModelChoice &model) const;
    QModelIndex indexOf(size_t cell) const;
    bool put(TaskRun run, size_t cell);
    void fold(Place &place) const;
    /// Folds again and tells the views what has changed. \a told: something a Cell does not hold has, too.
    void refold(size_t cell, bool told);
    void totalsAreStale(int column);
    void rebuild(TaskMatrix matrix);

    TaskSet m_set;
    std::vector<TaskRow> m_tasks;
    std::vector<Place> m_cells; ///< row by row
    QHash<QString, int> m_rows;
    std::unordered_map<ModelChoice, int, HashOfChoice> m_columns;
    QHash<AnalysisId, KnownRun> m_runs;
    mutable std::vector<std::optional<ModelTotals>> m_totals;
};

} // namespace reasonglass
