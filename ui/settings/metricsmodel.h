#pragma once

#include "app/runmetrics.h"

#include <QAbstractTableModel>

namespace reasonglass {

/// What happened to the runs of each model since the program started, as a table.
class MetricsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Provider,
        Model,
        Runs,
        Completed,
        Incomplete,
        Failed,
        Cancelled,
        Interrupted,
        FirstByte,
        FirstToken,
        Duration,
        Rate,
        Retries,
        Fallbacks,
    };
    Q_ENUM(Column)
    static constexpr int columns = int(Column::Fallbacks) + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Takes over what \a metrics say now.
    void update(const RunMetrics &metrics);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        RunMetrics::Key key;
        QStringList cells;
    };

    std::vector<Row> m_rows;
};

} // namespace reasonglass
