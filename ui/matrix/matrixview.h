#pragma once

#include "ui/matrix/celldelegate.h"
#include "ui/matrix/spokenmatrix.h"

#include <QTableView>

#include <optional>
#include <utility>
#include <vector>

namespace reasonglass {

class ModelHeader;
class TaskHeader;

/// The matrix of a MatrixModel. Arrows, Home, End and pages move; with Shift they select, Ctrl+A selects
/// everything, Ctrl+Space a column, Shift+Space a row; Enter or a click opens a cell. What can be done with
/// cells is the caller's: see menuRequested().
class MatrixView : public QTableView
{
    Q_OBJECT

public:
    using CellName = std::pair<QString, ModelChoice>; ///< task and model

    explicit MatrixView(QWidget *parent = nullptr);

    void setMatrix(MatrixModel *model); ///< not owned
    /// What is shown of it, and in what order.
    SpokenMatrix &rows() { return *m_rows; }
    void setDetail(CellDetail detail);
    CellDetail detail() const { return m_delegate->detail(); }

    /// Row by row, as shown.
    std::vector<CellName> selectedCells() const;
    std::optional<CellName> currentCell() const;
    /// Makes it the current one and scrolls to it; false where it is not shown.
    bool showCell(const QString &taskId, const ModelChoice &model);

signals:
    /// \a latest: the run that is to be opened; 0 where there is none.
    void cellActivated(const QString &taskId, const reasonglass::ModelChoice &model,
                       reasonglass::AnalysisId latest);
    void selectedCellsChanged();
    /// For what is selected. \a position is on the screen.
    void menuRequested(const QPoint &position);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void activate(const QModelIndex &index);
    void fitRows();
    void openHeaderMenu(QHeaderView *header, const QPoint &position);
    CellName nameOf(const QModelIndex &index) const;

    SpokenMatrix *m_rows;
    CellDelegate *m_delegate;
    ModelHeader *m_models;
    TaskHeader *m_tasks;
    QWidget *m_corner = nullptr; ///< selects everything
};

} // namespace reasonglass
