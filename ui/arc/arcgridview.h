#pragma once

#include "tasks/arcgrid.h"
#include "ui/arc/arcpalette.h"

#include <QImage>
#include <QWidget>

#include <optional>
#include <vector>

namespace reasonglass {

/// One ARC grid, drawn. The arrow keys go from cell to cell, and each tells its colour; a grid is never
/// mirrored. What a grid should be can be given beside it: cells then tell both.
class ArcGridView : public QWidget
{
    Q_OBJECT

public:
    static constexpr int smallestCell = 6;       ///< logical pixels
    static constexpr int largestCell = 28;       ///< logical pixels
    static constexpr int smallestDigitCell = 14; ///< logical pixels that are asked for where digits are shown

    explicit ArcGridView(QWidget *parent = nullptr);

    /// \a expected is empty where it is not known. An empty \a grid says "no grid".
    void setGrid(const ArcGrid &grid, const ArcGrid &expected = {});
    const ArcGrid &grid() const { return m_grid; }
    /// Cells that differ from what was expected are marked, by a frame and a stroke, and the others fade.
    void setDifferenceShown(bool shown);
    void setArcPalette(ArcPalette palette);
    void setDigitsShown(bool shown);
    /// The size of cells that is asked for, in logical pixels; 0: by the size of the grid.
    void setWantedCell(int pixels);
    /// The size that suits a grid whose longer side has \a cells.
    static int suitableCell(int cells, bool digits);

    /// The largest size with which the grid fits.
    int cellSize() const;
    QRect cellRect(int row, int column) const;
    /// Column and row of the keyboard's cell.
    QPoint cursorCell() const { return m_cursor; }
    /// "row 2, column 3: 5, expected 7"
    QString cellText(QPoint cell) const;
    /// "grid 2 by 3; row 1: 0 1 5; row 2: 0 0 5"
    QString description() const;
    /// The grid as it is drawn, without the cursor, with cells of the largest size.
    QImage picture() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    void copyAsJson() const;
    void copyAsText() const;
    void copyAsPicture() const;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Canvas;

    QSize sizeFor(int cell) const;
    QPoint origin() const;
    std::optional<QPoint> cellAt(QPoint position) const;
    bool isMarked(QPoint cell) const;
    void moveTo(QPoint cell);
    void tell();
    QColor ground(QPoint cell) const;
    void paintGrid(QPainter &painter, const Canvas &canvas) const;
    void paintCell(QPainter &painter, const QRect &area, QPoint cell) const;
    void paintCursor(QPainter &painter, const QRect &area) const;
    void paintNothing(QPainter &painter) const;

    ArcGrid m_grid;
    ArcGrid m_expected;
    std::vector<bool> m_differs; ///< row by row; empty where the sizes differ or nothing is expected
    bool m_showsDifference = false;
    ArcPalette m_palette = ArcPalette::Usual;
    bool m_digits = false;
    int m_wantedCell = 0;
    QPoint m_cursor;
};

} // namespace reasonglass
