#include "models/matrixfilter.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace reasonglass {

namespace {

bool hasWord(const TaskRow &task, const QString &word)
{
    const auto holds = [&word](const QString &text) { return text.contains(word, Qt::CaseInsensitive); };
    return holds(task.id) || holds(task.title) || std::ranges::any_of(task.tags, holds);
}

/// Takes the digits at the front off \a text, without leading zeros.
QStringView takeNumber(QStringView &text)
{
    qsizetype length = 0;
    while (length < text.size() && text.at(length) >= u'0' && text.at(length) <= u'9')
        ++length;
    QStringView digits = text.first(length);
    text = text.sliced(length);
    while (digits.size() > 1 && digits.front() == u'0')
        digits = digits.sliced(1);
    return digits;
}

/// Numbers by their value, whatever the locale; none at all (empty) is more than any.
int compareNumbers(QStringView a, QStringView b)
{
    if (a.isEmpty() || b.isEmpty())
        return int(a.isEmpty()) - int(b.isEmpty());
    return a.size() == b.size() ? a.compare(b) : a.size() < b.size() ? -1 : 1;
}

/// "t9" before "t10": QCollator does not count in all locales.
int compareIds(QStringView a, QStringView b)
{
    while (!a.isEmpty() && !b.isEmpty()) {
        const QStringView numberA = takeNumber(a);
        if (const int order = compareNumbers(numberA, takeNumber(b)); order != 0)
            return order;
        if (const int order = a.left(1).compare(b.left(1), Qt::CaseInsensitive); order != 0)
            return order;
        a = a.mid(1);
        b = b.mid(1);
    }
    return int(!a.isEmpty()) - int(!b.isEmpty());
}

/// For each row, where its id stands among all ids.
std::vector<int> ranksById(const MatrixModel &model)
{
    std::vector<int> rows(size_t(model.rowCount()));
    std::iota(rows.begin(), rows.end(), 0);
    std::ranges::stable_sort(
        rows, [&](int a, int b) { return compareIds(model.task(a).id, model.task(b).id) < 0; });
    std::vector<int> ranks(rows.size());
    for (size_t rank = 0; rank < rows.size(); ++rank)
        ranks[size_t(rows[rank])] = int(rank);
    return ranks;
}

bool isAnyState(const MatrixModel &model, int row, std::initializer_list<CellState> states)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        if (std::ranges::find(states, model.cell(row, column).state) != states.end())
            return true;
    }
    return false;
}

int solvedBy(const MatrixModel &model, int row)
{
    int count = 0;
    for (int column = 0; column < model.columnCount(); ++column)
        count += model.cell(row, column).solved > 0 ? 1 : 0;
    return count;
}

bool hasQueued(const MatrixModel &model, int row)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.queued(row, column) > 0)
            return true;
    }
    return false;
}

bool isShown(const MatrixModel &model, int row, MatrixQuery::Show show)
{
    switch (show) {
    case MatrixQuery::Show::Any:
        return true;
    case MatrixQuery::Show::AnyFailed:
        return isAnyState(model, row, {CellState::Failed});
    case MatrixQuery::Show::Differs:
        return isAnyState(model, row, {CellState::Failed}) && isAnyState(model, row, {CellState::Solved});
    case MatrixQuery::Show::NotAttempted:
        return isAnyState(model, row, {CellState::NotAttempted});
    case MatrixQuery::Show::UnderWay:
        return isAnyState(model, row, {CellState::Running}) || hasQueued(model, row);
    case MatrixQuery::Show::Errors:
        return isAnyState(model, row, {CellState::Error});
    case MatrixQuery::Show::Ungraded:
        return isAnyState(model, row, {CellState::Ungraded});
    }
    Q_UNREACHABLE();
}

} // namespace

MatrixFilter::MatrixFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
}

void MatrixFilter::setMatrix(MatrixModel *model)
{
    if (m_matrix && m_matrix != model)
        m_matrix->disconnect(this);
    m_matrix = model;
    // Before the proxy itself hears of a reset, for it then asks which rows are shown.
    connect(model, &QAbstractItemModel::modelReset, this, &MatrixFilter::decide);
    decide();
    setSourceModel(model);
    sort(0);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        sort(0); // the proxy does not, with dynamic sorting off
        emit shownChanged();
    });
    connect(model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) { look(first.row(), last.row()); });
    emit shownChanged();
}

void MatrixFilter::setQuery(const MatrixQuery &query)
{
    if (query == m_query)
        return;
    m_query = query;
    m_words = query.text.split(u' ', Qt::SkipEmptyParts);
    refresh();
}

void MatrixFilter::setOrder(const MatrixOrder &order)
{
    if (order == m_order)
        return;
    m_order = order;
    refresh();
}

void MatrixFilter::refresh()
{
    decide();
    invalidateFilter();
    sort(0);
    emit shownChanged();
}

void MatrixFilter::decide()
{
    m_keys.clear();
    m_idRanks.clear();
    m_orderColumn = -1;
    if (m_matrix) {
        if (m_order.by == MatrixOrder::By::Id)
            m_idRanks = ranksById(*m_matrix);
        if (m_order.by == MatrixOrder::By::State)
            m_orderColumn = m_matrix->columnOf(m_order.model);
        m_keys.reserve(size_t(m_matrix->rowCount()));
        for (int row = 0; row < m_matrix->rowCount(); ++row)
            m_keys.push_back(keyOf(row));
    }
    if (!std::exchange(m_stale, {}).isEmpty())
        emit staleRowsChanged(0);
}

MatrixFilter::Key MatrixFilter::keyOf(int row) const
{
    Key key{.shown = accepts(row)};
    switch (m_order.by) {
    case MatrixOrder::By::Task:
        break;
    case MatrixOrder::By::Id:
        key.first = m_idRanks[size_t(row)];
        break;
    case MatrixOrder::By::State:
        if (m_orderColumn >= 0) {
            key.first = qint64(m_matrix->cell(row, m_orderColumn).state);
            key.second = m_matrix->cell(row, m_orderColumn).attempts;
        }
        break;
    case MatrixOrder::By::Solved:
        key.first = solvedBy(*m_matrix, row);
        break;
    }
    return key;
}

bool MatrixFilter::accepts(int row) const
{
    const TaskRow &task = m_matrix->task(row);
    return (m_query.tag.isEmpty() || task.tags.contains(m_query.tag))
        && std::ranges::all_of(m_words, [&task](const QString &word) { return hasWord(task, word); })
        && isShown(*m_matrix, row, m_query.show);
}

/// Counts what would be elsewhere by what has changed in these rows.
void MatrixFilter::look(int firstRow, int lastRow)
{
    const int before = staleRows();
    for (int row = firstRow; row <= lastRow; ++row) {
        const Key &then = m_keys[size_t(row)];
        const Key now = keyOf(row);
        const bool isHiddenAllTheSame = !then.shown && !now.shown;
        if (isHiddenAllTheSame || then == now)
            m_stale.remove(row);
        else
            m_stale.insert(row);
    }
    if (staleRows() != before)
        emit staleRowsChanged(staleRows());
}

bool MatrixFilter::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return m_keys[size_t(sourceRow)].shown;
}

bool MatrixFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Key &a = m_keys[size_t(left.row())];
    const Key &b = m_keys[size_t(right.row())];
    const auto ofA = std::pair(a.first, a.second);
    const auto ofB = std::pair(b.first, b.second);
    if (ofA == ofB) // as in the set, whichever way the others go
        return left.row() < right.row();
    return m_order.descending ? ofB < ofA : ofA < ofB;
}

} // namespace reasonglass
