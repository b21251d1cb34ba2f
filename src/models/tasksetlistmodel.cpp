#include "models/tasksetlistmodel.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Such a library has no sets; the writer makes it, or brings it up to date, while the program starts.
bool isNotThereYet(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.code == "not_up_to_date"_L1;
}

} // namespace

TaskSetListModel::TaskSetListModel(AnalysisLibrary &library, QObject *parent)
    : QAbstractListModel(parent)
    , m_library(library)
{ }

void TaskSetListModel::refresh()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    const auto rows =
        m_library.tasks<std::vector<TaskSetRow>>([](TaskReader &reader) { return reader.sets(); });
    whenAnswered(rows, this, [this](const Result<std::vector<TaskSetRow>> &read) {
        m_isReading = false;
        if (std::exchange(m_isStale, false))
            refresh();
        if (!read && !isNotThereYet(read.error())) {
            emit failed(read.error());
            return;
        }
        m_isRead = true;
        take(read.value_or(std::vector<TaskSetRow>{}));
        emit refreshed();
    });
}

/// Sets come and go at any place, but never change their order: it is that of their ids.
void TaskSetListModel::take(std::vector<TaskSetRow> rows)
{
    const auto idOf = [](const TaskSetRow &row) { return row.set.id; };
    for (int row = int(m_rows.size()); row-- > 0;) {
        if (std::ranges::find(rows, at(row).set.id, idOf) == rows.end()) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < int(rows.size()); ++row) {
        TaskSetRow &fresh = rows[size_t(row)];
        if (row >= int(m_rows.size()) || at(row).set.id != fresh.set.id) {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, std::move(fresh));
            endInsertRows();
        } else if (at(row) != fresh) {
            m_rows[size_t(row)] = std::move(fresh);
            emit dataChanged(index(row), index(row));
        }
    }
}

int TaskSetListModel::rowOf(TaskSetId id) const
{
    const auto found = std::ranges::find(m_rows, id, [](const TaskSetRow &row) { return row.set.id; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

int TaskSetListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant TaskSetListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const TaskSetRow &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.set.name;
    case IdRole:
        return QVariant::fromValue(row.set.id);
    case TasksRole:
        return row.tasks;
    case RunsRole:
        return row.runs;
    default:
        return {};
    }
}

} // namespace reasonglass
