#include "ui/library/analysisdelegate.h"

#include "base/visibletext.h"
#include "models/analysislistmodel.h"
#include "ui/library/analysiswords.h"
#include "ui/style/colors.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace reasonglass {

namespace {

constexpr int margin = 8;  // pixels
constexpr int spacing = 3; // between lines
constexpr qreal smaller = 0.92;

QFont smallFont(const QFont &font)
{
    QFont small = font;
    if (font.pointSizeF() > 0)
        small.setPointSizeF(font.pointSizeF() * smaller);
    return small;
}

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &option)
{
    return option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
}

bool isSelected(const QStyleOptionViewItem &option)
{
    return option.state.testFlag(QStyle::State_Selected);
}

/// \a color, unless the row is selected: then what can be read on the selection.
QColor inkFor(const QStyleOptionViewItem &option, const QColor &color)
{
    return isSelected(option) ? option.palette.color(groupOf(option), QPalette::HighlightedText) : color;
}

AnalysisRow rowOf(const QModelIndex &index)
{
    return index.data(AnalysisListModel::RowRole).value<AnalysisRow>();
}

/// Where \a terms stand in \a text, in bold.
QList<QTextLayout::FormatRange> marks(const QString &text, const QStringList &terms)
{
    QList<QTextLayout::FormatRange> ranges;
    QTextCharFormat bold;
    bold.setFontWeight(QFont::Bold);
    for (const QString &term : terms) {
        for (qsizetype at = text.indexOf(term, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(term, at + term.size(), Qt::CaseInsensitive))
            ranges.append({int(at), int(term.size()), bold});
    }
    return ranges;
}

} // namespace

/// Where things stand within a row, mirrored for right-to-left languages.
struct AnalysisDelegate::Lines
{
    QRect glyph;
    QRect title;
    QRect summary;
    QRect snippet;
};

AnalysisDelegate::Lines AnalysisDelegate::linesOf(const QStyleOptionViewItem &option) const
{
    const QFontMetrics large(option.font);
    const QFontMetrics small(smallFont(option.font));
    const QRect inner = option.rect.adjusted(margin, margin, -margin, -margin);
    const int indent = large.height() + spacing;
    const int textWidth = inner.width() - indent;
    const auto visual = [&](int x, int y, int width, int height) {
        return QStyle::visualRect(option.direction, inner, QRect(x, y, width, height));
    };
    const int left = inner.left() + indent;
    const int second = inner.top() + large.height() + spacing;
    const int third = second + small.height() + spacing;
    return {.glyph = visual(inner.left(), inner.top(), large.height(), large.height()),
            .title = visual(left, inner.top(), textWidth, large.height()),
            .summary = visual(left, second, textWidth, small.height()),
            .snippet = visual(left, third, textWidth, small.height())};
}

QSize AnalysisDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    // All rows are equally high, so that a list of thousands need not measure each.
    const int small = QFontMetrics(smallFont(option.font)).height() + spacing;
    const int smallLines = m_terms.isEmpty() ? 1 : 2;
    return {0, 2 * margin + QFontMetrics(option.font).height() + smallLines * small};
}

void AnalysisDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                             const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    painter->save();
    const Lines lines = linesOf(option);
    paintTitle(painter, option, lines, index);

    painter->setFont(smallFont(option.font));
    painter->setPen(inkFor(option, mutedText(option.palette)));
    const QString summary = summaryLine(rowOf(index));
    painter->drawText(lines.summary, int(Qt::AlignVCenter) | int(Qt::AlignLeading),
                      painter->fontMetrics().elidedText(summary, Qt::ElideRight, lines.summary.width()));
    if (!m_terms.isEmpty())
        paintSnippet(painter, option, lines.snippet, index);
    painter->restore();

    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.state |= QStyle::State_KeyboardFocusChange;
        option.widget->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
}

void AnalysisDelegate::paintTitle(QPainter *painter, const QStyleOptionViewItem &option, const Lines &lines,
                                  const QModelIndex &index) const
{
    const AnalysisRow row = rowOf(index);
    painter->setFont(option.font);
    painter->setPen(inkFor(option, statusColor(row.status, option.palette)));
    painter->drawText(lines.glyph, Qt::AlignCenter, words::statusGlyph(row.status));

    const QRect title = row.sample ? paintBadge(painter, option, lines.title) : lines.title;
    painter->setFont(option.font);
    painter->setPen(inkFor(option, option.palette.color(groupOf(option), QPalette::Text)));
    const QString text = visibleText(row.title);
    painter->drawText(title, int(Qt::AlignVCenter) | int(Qt::AlignLeading),
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, title.width()));
}

/// Paints "sample" at the end of \a title; what is left of the line for the text.
QRect AnalysisDelegate::paintBadge(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QRect &title) const
{
    const QString text = tr("sample");
    painter->setFont(smallFont(option.font));
    const int width = painter->fontMetrics().horizontalAdvance(text) + 2 * margin;
    const QRect badge = QStyle::visualRect(
        option.direction, title, QRect(title.right() - width + 1, title.top(), width, title.height()));
    const QColor ink = inkFor(option, mutedText(option.palette));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(ink);
    painter->drawRoundedRect(QRectF(badge).adjusted(0.5, 0.5, -0.5, -0.5), badge.height() / 2.0,
                             badge.height() / 2.0);
    painter->drawText(badge, Qt::AlignCenter, text);
    return QStyle::visualRect(
        option.direction, title,
        QRect(title.left(), title.top(), title.width() - width - margin, title.height()));
}

void AnalysisDelegate::paintSnippet(QPainter *painter, const QStyleOptionViewItem &option, const QRect &line,
                                    const QModelIndex &index) const
{
    const auto snippets = index.data(AnalysisListModel::SnippetsRole).value<std::vector<Snippet>>();
    if (snippets.empty())
        return;
    painter->setPen(inkFor(option, option.palette.color(groupOf(option), QPalette::Text)));
    QFont bold = painter->font();
    bold.setBold(true); // the wider one, so that marked words fit
    const QString text =
        QFontMetrics(bold).elidedText(snippetLine(snippets.front()), Qt::ElideRight, line.width());
    QTextLayout layout(text, painter->font());
    QTextOption direction;
    direction.setTextDirection(option.direction);
    direction.setAlignment(QStyle::visualAlignment(option.direction, Qt::AlignLeading));
    direction.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(direction);
    layout.setFormats(marks(text, m_terms));
    layout.beginLayout();
    QTextLine only = layout.createLine();
    only.setLineWidth(line.width());
    layout.endLayout();
    layout.draw(painter, line.topLeft());
}

void AnalysisDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                            const QModelIndex &) const
{
    const QRect title = linesOf(option).title;
    const int grow = std::max(0, editor->sizeHint().height() - title.height()) / 2;
    editor->setGeometry(title.adjusted(-spacing, -grow, 0, grow));
}

} // namespace reasonglass
