#pragma once

#include "ui/spend/spendlines.h"

#include <QAbstractTableModel>

namespace reasonglass {

/// Lines of spending as a table.
class SpendModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Spent, Share, Runs, Tokens, Doubt };
    static constexpr int columns = Doubt + 1;
    enum Role {
        SortRole = Qt::UserRole, ///< what a column is sorted by
        ShareRole,               ///< double, 0 to 1, in every column
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setLines(std::vector<SpendLine> lines, SpendGroup group);
    const std::vector<SpendLine> &lines() const { return m_lines; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const SpendLine &line, int column) const;
    QVariant sortKey(const SpendLine &line, int column) const;

    std::vector<SpendLine> m_lines;
    SpendGroup m_group = SpendGroup::Day;
};

} // namespace reasonglass
