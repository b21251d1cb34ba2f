#pragma once

#include "models/matrixmodel.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace reasonglass {

/// Which tasks are shown; what is empty or Any does not restrict.
struct MatrixQuery
{
    enum class Show {
        Any,
        AnyFailed,    ///< at least one model failed
        Differs,      ///< solved by one model, failed by another
        NotAttempted, ///< by at least one model
        UnderWay,     ///< a run goes or waits
        Errors,       ///< at least one model brought no answer
        Ungraded,     ///< at least one answer that nobody has graded
    };
    QString text = {}; ///< every word of it is in the task's id, title or tags
    QString tag = {};
    Show show = Show::Any;

    bool operator==(const MatrixQuery &) const = default;
};

/// In which order.
struct MatrixOrder
{
    enum class By {
        Task,   ///< as they are in the set
        Id,     ///< numbers within by their value
        State,  ///< of a column, the most pressing first; equal ones by attempts
        Solved, ///< by how many models solved it, the fewest first
    };
    By by = By::Task;
    ModelChoice model = {}; ///< for State
    bool descending = false;

    bool operator==(const MatrixOrder &) const = default;
};

/// The rows of a MatrixModel that a person asked to see, in the order that was asked for.
///
/// While runs go on, states change all the time; rows must neither jump nor vanish under the hand. So what
/// is shown and where is decided when a person asks (setQuery(), setOrder(), refresh()) or the matrix is
/// another one, never because a cell changed: that costs a look at its one row, to count those that would
/// be elsewhere now. QSortFilterProxyModel's own dynamic sorting and filtering is off.
class MatrixFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit MatrixFilter(QObject *parent = nullptr);

    virtual void setMatrix(MatrixModel *model); ///< not owned; instead of setSourceModel()
    MatrixModel *matrix() const { return m_matrix; }

    void setQuery(const MatrixQuery &query);
    const MatrixQuery &query() const { return m_query; }
    void setOrder(const MatrixOrder &order);
    const MatrixOrder &order() const { return m_order; }
    /// Filters and sorts by how things are now.
    void refresh();
    /// How many tasks refresh() would show, hide or move by what changed since.
    int staleRows() const { return int(m_stale.size()); }

signals:
    void staleRowsChanged(int count);
    void shownChanged(); ///< which rows are shown, or in what order

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    /// What decides about a row's place; compared member by member.
    struct Key
    {
        bool shown = true;
        qint64 first = 0;
        qint64 second = 0;

        bool operator==(const Key &) const = default;
    };

    void decide();
    Key keyOf(int row) const;
    bool accepts(int row) const;
    void look(int firstRow, int lastRow);

    MatrixModel *m_matrix = nullptr;
    MatrixQuery m_query;
    MatrixOrder m_order;
    QStringList m_words;
    int m_orderColumn = -1;
    std::vector<int> m_idRanks; ///< of each row, when sorting by id
    std::vector<Key> m_keys;    ///< of each row, as they were when it was decided
    QSet<int> m_stale;
};

} // namespace reasonglass
