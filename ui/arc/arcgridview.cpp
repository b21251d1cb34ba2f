#include "ui/arc/arcgridview.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int suitableSide = 240;   ///< logical pixels of the longer side of a grid
constexpr int digitsFrom = 9;       ///< pixels of a cell; digits cannot be read in smaller ones
constexpr double digitShare = 0.62; ///< of a cell's height
constexpr double faded = 0.72;      ///< how much of the view's ground is in the cells that are as expected

/// Row by row.
size_t numberOf(const ArcGrid &grid, QPoint cell)
{
    return size_t(cell.y()) * size_t(grid.columns()) + size_t(cell.x());
}

QColor mixed(const QColor &a, const QColor &b, double shareOfB)
{
    const auto part = [=](float one, float other) {
        return float(double(one) * (1 - shareOfB) + double(other) * shareOfB);
    };
    return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()),
                            part(a.blueF(), b.blueF()));
}

} // namespace

/// Where cells are, in the pixels of a device: edges are whole ones, so that all hairlines look alike.
struct ArcGridView::Canvas
{
    double cell = 1; ///< device pixels
    int hair = 1;    ///< device pixels
    QPoint origin = {};

    int edge(int number) const { return qRound(number * cell); }
    QRect area(QPoint at) const
    {
        const QPoint from(edge(at.x()) + hair, edge(at.y()) + hair);
        const QPoint to(edge(at.x() + 1), edge(at.y() + 1));
        return QRect(origin + from, QSize(to.x() - from.x(), to.y() - from.y()));
    }
};

ArcGridView::ArcGridView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    setAccessibleName(tr("Grid"));
    setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [this](const QString &name, const QKeySequence &keys,
                            void (ArcGridView::*copies)() const) {
        auto *action = new QAction(outlineIcon(u"copy"_s), name, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, copies);
        addAction(action);
    };
    add(tr("Copy as &JSON"), QKeySequence::Copy, &ArcGridView::copyAsJson);
    add(tr("Copy as &text"), {}, &ArcGridView::copyAsText);
    add(tr("Copy as &picture"), {}, &ArcGridView::copyAsPicture);
    tell();
}

void ArcGridView::setGrid(const ArcGrid &grid, const ArcGrid &expected)
{
    m_grid = grid;
    m_expected = expected;
    m_differs.clear();
    const auto differing = expected.isEmpty() ? std::nullopt : differingCells(grid, expected);
    if (differing) {
        m_differs.resize(size_t(grid.rows()) * size_t(grid.columns()));
        for (const QPoint cell : *differing)
            m_differs[numberOf(grid, cell)] = true;
    }
    m_cursor = {};
    for (QAction *action : actions())
        action->setEnabled(!grid.isEmpty());
    tell();
    updateGeometry();
    update();
}

void ArcGridView::setDifferenceShown(bool shown)
{
    m_showsDifference = shown;
    update();
}

void ArcGridView::setArcPalette(ArcPalette palette)
{
    m_palette = palette;
    update();
}

void ArcGridView::setDigitsShown(bool shown)
{
    m_digits = shown;
    updateGeometry();
    update();
}

void ArcGridView::setWantedCell(int pixels)
{
    m_wantedCell = pixels;
    updateGeometry();
}

int ArcGridView::suitableCell(int cells, bool digits)
{
    return std::clamp(suitableSide / std::max(cells, 1), digits ? smallestDigitCell : smallestCell,
                      largestCell);
}

QSize ArcGridView::sizeFor(int cell) const
{
    if (m_grid.isEmpty()) {
        const QSize text = fontMetrics().size(Qt::TextSingleLine, tr("no grid"));
        return text + QSize(4 * fontMetrics().averageCharWidth(), 2 * fontMetrics().height());
    }
    return {m_grid.columns() * cell + 1, m_grid.rows() * cell + 1};
}

QSize ArcGridView::sizeHint() const
{
    const int suitable = suitableCell(std::max(m_grid.rows(), m_grid.columns()), m_digits);
    return sizeFor(m_wantedCell > 0 ? std::clamp(m_wantedCell, smallestCell, largestCell) : suitable);
}

QSize ArcGridView::minimumSizeHint() const
{
    return sizeFor(smallestCell);
}

int ArcGridView::cellSize() const
{
    if (m_grid.isEmpty())
        return 0;
    const int fits = std::min((width() - 1) / m_grid.columns(), (height() - 1) / m_grid.rows());
    return std::clamp(fits, smallestCell, largestCell);
}

/// The grid stands where reading begins; only its place is mirrored.
QPoint ArcGridView::origin() const
{
    return QStyle::alignedRect(layoutDirection(), Qt::AlignLeading | Qt::AlignTop, sizeFor(cellSize()),
                               rect())
        .topLeft();
}

QRect ArcGridView::cellRect(int row, int column) const
{
    return Canvas{.cell = double(cellSize()), .origin = origin()}.area({column, row});
}

std::optional<QPoint> ArcGridView::cellAt(QPoint position) const
{
    const QPoint inside = position - origin();
    const int size = cellSize();
    if (size == 0 || inside.x() < 0 || inside.y() < 0)
        return std::nullopt;
    const QPoint cell(inside.x() / size, inside.y() / size);
    const bool exists = cell.x() < m_grid.columns() && cell.y() < m_grid.rows();
    return exists ? std::optional(cell) : std::nullopt;
}

bool ArcGridView::isMarked(QPoint cell) const
{
    return !m_differs.empty() && m_differs[numberOf(m_grid, cell)];
}

QString ArcGridView::cellText(QPoint cell) const
{
    const int colour = m_grid.at(cell.y(), cell.x());
    QString said = tr("row %1, column %2: %3").arg(cell.y() + 1).arg(cell.x() + 1).arg(colour);
    if (!isMarked(cell))
        return said;
    return tr("%1, expected %2").arg(said).arg(m_expected.at(cell.y(), cell.x()));
}

QString ArcGridView::description() const
{
    if (m_grid.isEmpty())
        return tr("no grid");
    QStringList parts{tr("grid %1 by %2").arg(m_grid.rows()).arg(m_grid.columns())};
    const QStringList rows = toText(m_grid).split(u'\n');
    for (int row = 0; row < rows.size(); ++row)
        parts += tr("row %1: %2").arg(row + 1).arg(rows.at(row));
    return parts.join(u"; "_s);
}

/// What assistive technology reads: the cell while the keyboard is here, else the whole grid.
void ArcGridView::tell()
{
    setAccessibleDescription(hasFocus() && !m_grid.isEmpty() ? cellText(m_cursor) : description());
}

void ArcGridView::moveTo(QPoint cell)
{
    m_cursor = cell;
    tell();
    update();
    const QRect area = cellRect(cell.y(), cell.x());
    QToolTip::showText(mapToGlobal(area.bottomLeft()), cellText(cell), this);
}

void ArcGridView::keyPressEvent(QKeyEvent *event)
{
    QPoint cell = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        cell.rx() -= 1;
        break;
    case Qt::Key_Right:
        cell.rx() += 1;
        break;
    case Qt::Key_Up:
        cell.ry() -= 1;
        break;
    case Qt::Key_Down:
        cell.ry() += 1;
        break;
    case Qt::Key_Home:
        cell.setX(0);
        break;
    case Qt::Key_End:
        cell.setX(m_grid.columns() - 1);
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (!m_grid.isEmpty())
        moveTo({std::clamp(cell.x(), 0, m_grid.columns() - 1), std::clamp(cell.y(), 0, m_grid.rows() - 1)});
}

void ArcGridView::mousePressEvent(QMouseEvent *event)
{
    if (const auto cell = cellAt(event->position().toPoint())) {
        m_cursor = *cell;
        tell();
        update();
    }
    QWidget::mousePressEvent(event);
}

void ArcGridView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ArcGridView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    tell();
    update();
}

bool ArcGridView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const auto cell = cellAt(help->pos()))
        QToolTip::showText(help->globalPos(), cellText(*cell), this, cellRect(cell->y(), cell->x()));
    else
        QToolTip::hideText();
    return true;
}

void ArcGridView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    update();
}

void ArcGridView::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    if (m_grid.isEmpty()) {
        paintNothing(painter);
        return;
    }
    const double ratio = devicePixelRatioF();
    const Canvas canvas{.cell = cellSize() * ratio,
                        .hair = std::max(1, int(ratio)),
                        .origin = (QPointF(origin()) * ratio).toPoint()};
    painter.scale(1 / ratio, 1 / ratio);
    paintGrid(painter, canvas);
    if (hasFocus())
        paintCursor(painter, canvas.area(m_cursor));
}

void ArcGridView::paintGrid(QPainter &painter, const Canvas &canvas) const
{
    const QSize size(canvas.edge(m_grid.columns()) + canvas.hair, canvas.edge(m_grid.rows()) + canvas.hair);
    painter.fillRect(QRect(canvas.origin, size), arcHairline());
    QFont font = this->font();
    font.setPixelSize(std::max(1, int(canvas.cell * digitShare)));
    painter.setFont(font);
    painter.setLayoutDirection(Qt::LeftToRight);
    for (int row = 0; row < m_grid.rows(); ++row) {
        for (int column = 0; column < m_grid.columns(); ++column)
            paintCell(painter, canvas.area({column, row}), {column, row});
    }
}

QColor ArcGridView::ground(QPoint cell) const
{
    const QColor colour = arcColour(m_palette, m_grid.at(cell.y(), cell.x()));
    const bool fades = m_showsDifference && !m_differs.empty() && !isMarked(cell);
    return fades ? mixed(colour, palette().color(QPalette::Base), faded) : colour;
}

void ArcGridView::paintCell(QPainter &painter, const QRect &area, QPoint cell) const
{
    const QColor colour = ground(cell);
    painter.fillRect(area, colour);
    const bool hasDigit = m_digits && area.height() >= digitsFrom;
    const bool marked = m_showsDifference && isMarked(cell);
    if (marked) {
        const int width = std::max(1, area.width() / 9);
        const QRectF frame = QRectF(area).adjusted(width / 2.0, width / 2.0, -width / 2.0, -width / 2.0);
        const QColor aroundIt = palette().color(QPalette::Text); // to be seen among faded cells
        painter.setPen(QPen(aroundIt, width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.drawRect(frame);
        painter.setPen(QPen(arcDigitColour(colour), width, Qt::SolidLine, Qt::FlatCap));
        painter.setRenderHint(QPainter::Antialiasing);
        const double reach = hasDigit ? 0.4 : 1; // beside the digit
        painter.drawLine(QPointF(frame.right() - frame.width() * reach, frame.top()),
                         QPointF(frame.right(), frame.top() + frame.height() * reach));
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (hasDigit) {
        painter.setPen(arcDigitColour(colour));
        painter.drawText(area, Qt::AlignCenter, QString::number(m_grid.at(cell.y(), cell.x())));
    }
}

void ArcGridView::paintCursor(QPainter &painter, const QRect &area) const
{
    const int width = std::max(2, area.width() / 10);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(palette().color(QPalette::Base), width + 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(area);
    painter.setPen(
        QPen(palette().color(QPalette::Highlight), width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(area);
}

void ArcGridView::paintNothing(QPainter &painter) const
{
    const QRect area = QStyle::alignedRect(layoutDirection(), Qt::AlignLeading | Qt::AlignTop,
                                           sizeHint().boundedTo(size()), rect());
    painter.setPen(
        QPen(hasFocus() ? palette().color(QPalette::Highlight) : mutedText(palette()), 1, Qt::DashLine));
    painter.drawRect(area.adjusted(0, 0, -1, -1));
    painter.setPen(mutedText(palette()));
    painter.drawText(area, Qt::AlignCenter, tr("no grid"));
}

QImage ArcGridView::picture() const
{
    if (m_grid.isEmpty())
        return {};
    const Canvas canvas{.cell = largestCell};
    QImage image(sizeFor(largestCell), QImage::Format_RGB32);
    QPainter painter(&image);
    paintGrid(painter, canvas);
    return image;
}

void ArcGridView::copyAsJson() const
{
    const QJsonDocument document(toJson(m_grid));
    QGuiApplication::clipboard()->setText(QString::fromUtf8(document.toJson(QJsonDocument::Compact)));
}

void ArcGridView::copyAsText() const
{
    QGuiApplication::clipboard()->setText(toText(m_grid));
}

void ArcGridView::copyAsPicture() const
{
    QGuiApplication::clipboard()->setImage(picture());
}

} // namespace reasonglass
