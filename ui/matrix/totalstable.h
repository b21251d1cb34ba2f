#pragma once

#include <QTableView>

namespace reasonglass {

class MatrixModel;

/// All totals of a matrix as a plain table, a model a row: to be sorted, copied as text, and read by a screen
/// reader.
class TotalsTable : public QTableView
{
    Q_OBJECT

public:
    explicit TotalsTable(QWidget *parent = nullptr);

    void setMatrix(MatrixModel *model); ///< not owned
    /// The selected rows, or all of them, with the headings, as lines with tabs between.
    QString text() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Rows;

    Rows *m_rows;
};

} // namespace reasonglass
