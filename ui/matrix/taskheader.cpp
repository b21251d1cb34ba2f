#include "ui/matrix/taskheader.h"

#include "base/visibletext.h"
#include "models/matrixmodel.h"
#include "ui/matrix/statictexts.h"
#include "ui/style/colors.h"

#include <QItemSelectionModel>
#include <QPainter>

#include <algorithm>

namespace reasonglass {

namespace {

constexpr int padding = 8;
constexpr int mostIdCharacters = 24;
constexpr int titleCharacters = 26;
constexpr int leastCharacters = 9;
constexpr double mostShare = 0.36; // of the matrix' width
constexpr int mostMeasured = 100;  // ids of the same length

} // namespace

TaskHeader::TaskHeader(QWidget *parent)
    : QHeaderView(Qt::Vertical, parent)
{
    setSectionsMovable(false);
    setSectionsClickable(true);
    setHighlightSections(true);
    setSectionResizeMode(QHeaderView::Fixed);
    setAccessibleName(tr("Tasks"));
}

void TaskHeader::setModel(QAbstractItemModel *model)
{
    QHeaderView::setModel(model);
    measure();
}

void TaskHeader::measure()
{
    // Measuring text costs more than everything else here: only the longest ids are.
    QStringList longest;
    bool hasTitles = false;
    for (int row = 0; model() && row < model()->rowCount(); ++row) {
        const auto task = model()->headerData(row, Qt::Vertical, MatrixModel::TaskRole).value<TaskRow>();
        hasTitles = hasTitles || task.title != task.id;
        if (longest.isEmpty() || task.id.size() > longest.constFirst().size())
            longest = {task.id};
        else if (task.id.size() == longest.constFirst().size() && longest.size() < mostMeasured)
            longest += task.id;
    }
    const int character = fontMetrics().averageCharWidth();
    m_idWidth = 0;
    for (const QString &id : longest)
        m_idWidth = std::max(m_idWidth, fontMetrics().horizontalAdvance(visibleText(id)) + 1);
    m_idWidth = std::min(m_idWidth, mostIdCharacters * character);
    const int wanted = m_idWidth + 2 * padding + (hasTitles ? padding + titleCharacters * character : 0);
    m_width = std::max(wanted, leastCharacters * character);
    updateGeometry();
}

QSize TaskHeader::sizeHint() const
{
    const int room = parentWidget() ? int(parentWidget()->width() * mostShare) : m_width;
    const int least = leastCharacters * fontMetrics().averageCharWidth() + 2 * padding;
    return {std::clamp(m_width, std::min(least, m_width), std::max(least, room)),
            QHeaderView::sizeHint().height()};
}

void TaskHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const auto task = model()->headerData(section, orientation(), MatrixModel::TaskRole).value<TaskRow>();
    const bool isMarked = selectionModel() && selectionModel()->rowIntersectsSelection(section, rootIndex());
    painter->save();
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // each text reads in its own direction
    painter->fillRect(rect, isMarked ? raised(palette()) : palette().color(QPalette::Window));
    const int edge = isRightToLeft() ? rect.left() : rect.right();
    painter->setPen(hairline(palette()));
    painter->drawLine(edge, rect.top(), edge, rect.bottom());
    if (isMarked)
        painter->fillRect(QRect(isRightToLeft() ? edge : edge - 1, rect.top(), 2, rect.height()),
                          palette().color(QPalette::Highlight));

    const QRect inner = rect.adjusted(padding, 0, -padding, 0);
    const auto text = [&](int x, int width, const QString &words, const QFont &lineFont, const QColor &ink) {
        const QRect box = QStyle::visualRect(layoutDirection(), inner,
                                             {inner.left() + x, inner.top(), width, inner.height()});
        const auto alignment = QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter);
        painter->setFont(lineFont);
        painter->setPen(ink);
        painter->drawText(box, int(alignment | Qt::AlignAbsolute | Qt::TextSingleLine),
                          QFontMetrics(lineFont).elidedText(words, Qt::ElideRight, width));
    };
    const int idWidth = std::min(m_idWidth, inner.width());
    text(0, idWidth, visibleText(task.id), font(), palette().color(QPalette::WindowText));
    const int left = idWidth + padding;
    if (task.title != task.id && inner.width() - left > fontMetrics().averageCharWidth() * leastCharacters)
        text(left, inner.width() - left, visibleText(task.title), smallerFont(font()), mutedText(palette()));
    painter->restore();
}

} // namespace reasonglass
