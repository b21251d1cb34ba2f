#include "ui/matrix/modelheader.h"

#include "models/matrixmodel.h"
#include "ui/matrix/matrixwords.h"
#include "ui/matrix/statictexts.h"
#include "ui/style/colors.h"

#include <QItemSelectionModel>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int padding = 7;
constexpr int lines = 3;
constexpr int leastCharacters = 4;

QFont nameFont(const QFont &font)
{
    QFont bold = font;
    bold.setBold(true);
    return bold;
}

/// As many of \a parts as \a width holds: half a number would be another number.
QString fitting(QStringList parts, const QString &separator, const QFont &font, int width)
{
    const QFontMetrics metrics(font);
    while (parts.size() > 1 && metrics.horizontalAdvance(parts.join(separator)) > width)
        parts.removeLast();
    return parts.join(separator);
}

} // namespace

ModelHeader::ModelHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsMovable(false);
    setSectionsClickable(true);
    setHighlightSections(true);
    setSectionResizeMode(QHeaderView::Interactive);
    setMinimumSectionSize(fontMetrics().averageCharWidth() * leastCharacters + 2 * padding);
    setAccessibleName(tr("Models and their totals"));
}

void ModelHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const auto totals =
        model()->headerData(section, orientation(), MatrixModel::TotalsRole).value<ModelTotals>();
    const bool isMarked =
        selectionModel() && selectionModel()->columnIntersectsSelection(section, rootIndex());
    painter->save();
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // each text reads in its own direction
    painter->fillRect(rect, isMarked ? raised(palette()) : palette().color(QPalette::Window));
    painter->setPen(hairline(palette()));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    const int edge = isRightToLeft() ? rect.left() : rect.right();
    painter->drawLine(edge, rect.top() + padding, edge, rect.bottom() - padding);

    const QFont bold = nameFont(font());
    const QFont small = smallerFont(font());
    const QRect inner = rect.adjusted(padding, padding, -padding, -padding);
    int top = inner.top();
    const auto line = [&](const QString &text, const QFont &lineFont, const QColor &ink,
                          Qt::TextElideMode elide) {
        const QFontMetrics metrics(lineFont);
        painter->setFont(lineFont);
        painter->setPen(ink);
        const QRect box(inner.left(), top, inner.width(), metrics.height());
        const auto alignment = QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter);
        painter->drawText(box, int(alignment | Qt::AlignAbsolute | Qt::TextSingleLine),
                          metrics.elidedText(text, elide, inner.width()));
        top += metrics.height();
    };
    // Names of models differ at their ends: the middle is left out.
    line(model()->headerData(section, orientation()).toString(), bold, palette().color(QPalette::WindowText),
         Qt::ElideMiddle);
    line(fitting(words::totalCounts(totals), u"  "_s, small, inner.width()), small,
         palette().color(QPalette::WindowText), Qt::ElideRight);
    line(fitting(words::totalSpent(totals), u" · "_s, small, inner.width()), small, mutedText(palette()),
         Qt::ElideRight);
    if (isMarked)
        painter->fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2),
                          palette().color(QPalette::Highlight));
    painter->restore();
}

QSize ModelHeader::sectionSizeFromContents(int) const
{
    const int small = QFontMetrics(smallerFont(font())).height();
    return {0, // widths are the matrix' choice
            2 * padding + QFontMetrics(nameFont(font())).height() + (lines - 1) * small};
}

} // namespace reasonglass
