#pragma once

#include "models/matrixfilter.h"

#include <QStringList>

namespace reasonglass {

/// A MatrixFilter with words: what a screen reader says of cells, tasks and models, tool tips, and what
/// columns are called.
class SpokenMatrix : public MatrixFilter
{
    Q_OBJECT

public:
    explicit SpokenMatrix(QObject *parent = nullptr);

    void setMatrix(MatrixModel *model) override;
    /// What a column is called.
    QString columnName(int column) const { return m_names.value(column); }
    const QStringList &columnNames() const { return m_names; }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString sentence(const QModelIndex &index) const;
    QVariant taskHeader(int row, int role) const;
    QVariant modelHeader(int column, int role) const;
    void nameColumns(const MatrixModel &model);

    QStringList m_names;
};

} // namespace reasonglass
