#include "ui/matrix/matrixview.h"

#include "ui/matrix/modelheader.h"
#include "ui/matrix/taskheader.h"
#include "ui/style/colors.h"

#include <QAbstractButton>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

MatrixView::MatrixView(QWidget *parent)
    : QTableView(parent)
    , m_rows(new SpokenMatrix(this))
    , m_delegate(new CellDelegate(this))
    , m_models(new ModelHeader(this))
    , m_tasks(new TaskHeader(this))
{
    setHorizontalHeader(m_models);
    setVerticalHeader(m_tasks);
    setItemDelegate(m_delegate);
    setShowGrid(false); // tints stand apart by themselves
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectItems);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false); // Tab leaves the matrix
    setAccessibleName(tr("Tasks and models"));
    if (auto *corner = findChild<QAbstractButton *>()) {
        corner->setAccessibleName(tr("Select everything"));
        corner->setToolTip(tr("Select everything"));
        corner->installEventFilter(this);
        m_corner = corner;
    }
    fitRows();

    connect(this, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (QGuiApplication::keyboardModifiers() == Qt::NoModifier) // others select
            activate(index);
    });
    for (QHeaderView *header : {horizontalHeader(), verticalHeader()}) {
        header->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(header, &QWidget::customContextMenuRequested, this,
                [this, header](const QPoint &position) { openHeaderMenu(header, position); });
    }
    connect(m_rows, &MatrixFilter::shownChanged, m_tasks, &TaskHeader::measure);
}

void MatrixView::setMatrix(MatrixModel *model)
{
    if (m_rows->matrix())
        m_rows->matrix()->disconnect(m_models);
    m_rows->setMatrix(model);
    connect(model, &MatrixModel::totalsChanged, m_models, &ModelHeader::showTotals);
    if (this->model() != m_rows)
        setModel(m_rows);
    m_tasks->measure();
}

void MatrixView::setDetail(CellDetail detail)
{
    m_delegate->setDetail(detail);
    viewport()->update();
}

// What is chosen

MatrixView::CellName MatrixView::nameOf(const QModelIndex &index) const
{
    const QModelIndex source = m_rows->mapToSource(index);
    return {m_rows->matrix()->task(source.row()).id, m_rows->matrix()->choice(source.column())};
}

std::vector<MatrixView::CellName> MatrixView::selectedCells() const
{
    if (!selectionModel())
        return {};
    const QItemSelection selection = selectionModel()->selection();
    std::vector<std::pair<int, int>> places; // not indexes of the selection: those would be looked up again
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            for (int column = range.left(); column <= range.right(); ++column)
                places.emplace_back(row, column);
        }
    }
    std::ranges::sort(places);
    std::vector<CellName> cells;
    cells.reserve(places.size());
    for (const auto &[row, column] : places)
        cells.push_back(nameOf(m_rows->index(row, column)));
    return cells;
}

std::optional<MatrixView::CellName> MatrixView::currentCell() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? std::optional(nameOf(current)) : std::nullopt;
}

bool MatrixView::showCell(const QString &taskId, const ModelChoice &model)
{
    const MatrixModel *matrix = m_rows->matrix();
    const int row = matrix ? matrix->rowOf(taskId) : -1;
    const int column = matrix ? matrix->columnOf(model) : -1;
    if (row < 0 || column < 0)
        return false;
    const QModelIndex index = m_rows->mapFromSource(matrix->index(row, column));
    if (!index.isValid())
        return false;
    setCurrentIndex(index);
    scrollTo(index);
    return true;
}

void MatrixView::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto [task, model] = nameOf(index);
    emit cellActivated(task, model, index.data(MatrixModel::LatestRole).value<AnalysisId>());
}

void MatrixView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectedCellsChanged();
}

// Hands

/// Styles paint the corner like headers of theirs, which those here do not look like.
bool MatrixView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_corner || event->type() != QEvent::Paint)
        return QTableView::eventFilter(watched, event);
    QPainter painter(m_corner);
    const QRect area = m_corner->rect();
    painter.fillRect(area, palette().color(QPalette::Window));
    painter.setPen(hairline(palette()));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    return true;
}

void MatrixView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && current.isValid()) {
        activate(current);
        return;
    }
    if (event->key() == Qt::Key_Space && current.isValid()) {
        const auto select = [&](QItemSelectionModel::SelectionFlag whole) {
            selectionModel()->select(current, QItemSelectionModel::ClearAndSelect | whole);
        };
        if (event->modifiers() == Qt::ShiftModifier)
            return select(QItemSelectionModel::Rows);
        if (event->modifiers() == Qt::ControlModifier)
            return select(QItemSelectionModel::Columns);
    }
    QTableView::keyPressEvent(event);
}

void MatrixView::contextMenuEvent(QContextMenuEvent *event)
{
    QPoint position = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard)
        position = viewport()->mapToGlobal(visualRect(currentIndex()).center());
    emit menuRequested(position);
    event->accept();
}

/// A menu of a row or a column is one of its cells.
void MatrixView::openHeaderMenu(QHeaderView *header, const QPoint &position)
{
    const int section = header->logicalIndexAt(position);
    if (section < 0)
        return;
    const bool isColumn = header->orientation() == Qt::Horizontal;
    const bool isSelected =
        isColumn ? selectionModel()->isColumnSelected(section) : selectionModel()->isRowSelected(section);
    if (!isSelected) {
        if (isColumn)
            selectColumn(section);
        else
            selectRow(section);
    }
    emit menuRequested(header->mapToGlobal(position));
}

// Sizes

void MatrixView::fitRows()
{
    QStyleOptionViewItem option;
    option.font = font();
    const QSize usual = m_delegate->sizeHint(option, {});
    verticalHeader()->setDefaultSectionSize(usual.height());
    horizontalHeader()->setDefaultSectionSize(usual.width());
}

void MatrixView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitRows();
        m_tasks->measure();
    }
}

void MatrixView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    updateGeometries(); // the tasks' share of the width
}

} // namespace reasonglass
