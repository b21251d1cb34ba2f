#pragma once

#include "base/error.h"
#include "store/taskreader.h"

#include <QAbstractListModel>

#include <optional>
#include <vector>

namespace reasonglass {

class AnalysisLibrary;

/// The task sets of a library, the newest first. Reads off the GUI thread; rows that stay keep their place,
/// so that a selection outlives a refresh.
class TaskSetListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< TaskSetId
        NameRole,
        TasksRole, ///< qint64
        RunsRole,  ///< qint64
    };
    Q_ENUM(Role)

    /// \a library must outlive the model.
    explicit TaskSetListModel(AnalysisLibrary &library, QObject *parent = nullptr);

    /// Reads the list again; refreshed() or failed() follows.
    void refresh();
    /// Whether it has been read at all.
    bool isRead() const { return m_isRead; }
    const TaskSetRow &at(int row) const { return m_rows[size_t(row)]; }
    int rowOf(TaskSetId id) const; ///< -1: none

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

signals:
    void refreshed();
    void failed(const reasonglass::Error &error);

private:
    void take(std::vector<TaskSetRow> rows);

    AnalysisLibrary &m_library;
    std::vector<TaskSetRow> m_rows;
    bool m_isRead = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< refresh() was called while reading
};

} // namespace reasonglass
