#include "ui/matrix/celldelegate.h"

#include "models/matrixmodel.h"
#include "ui/matrix/matrixwords.h"
#include "ui/style/colors.h"
#include "ui/words/words.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int gap = 1;     // between tints, on each side
constexpr int padding = 6; // within a tint
constexpr int spacing = 4; // between its texts
constexpr int leastHeight = 28;
constexpr int usualCharacters = 25; // hold "not attempted", and a column's totals

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &option)
{
    return option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
}

/// Visible on any tint and on the selection, in every style.
void drawFocus(QPainter &painter, const QRect &cell, const QColor &ink)
{
    painter.setPen(QPen(ink, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cell.adjusted(1, 1, -1, -1));
}

/// How many attempts were right, and how many more wait; says nothing that the state does not.
QString tried(const Cell &cell, int queued)
{
    const bool isTold = cell.attempts > 1 || (cell.attempts == 1 && cell.state == CellState::Running);
    const QString right = isTold ? u"%1/%2"_s.arg(cell.solved).arg(cell.attempts) : QString();
    if (queued == 0 || (queued == 1 && cell.state == CellState::Queued))
        return right;
    if (cell.state == CellState::Queued && right.isEmpty())
        return u'×' + QString::number(queued);
    return (right.isEmpty() ? QString() : QString(right + u' ')) + u'+' + QString::number(queued);
}

} // namespace

QString CellDelegate::figure(const Cell &cell) const
{
    if (cell.attempts == 0)
        return {};
    switch (m_detail) {
    case CellDetail::Time:
        return cell.medianMs > 0 ? words::seconds(std::chrono::milliseconds(cell.medianMs)) : QString();
    case CellDetail::Cost:
        return words::shortCost(cell.costUsd, cell.costIsPartial);
    case CellDetail::Tokens:
        return cell.tokens > 0 ? tr("%1 tok").arg(words::tokens(cell.tokens)) : QString();
    }
    Q_UNREACHABLE();
}

QString CellDelegate::ending(const Cell &cell, int queued, int room) const
{
    const QString right = tried(cell, queued);
    const QString amount = figure(cell);
    const QString both =
        right.isEmpty() || amount.isEmpty() ? QString(right + amount) : QString(right + u" · "_s + amount);
    for (const QString &text : {both, right.isEmpty() ? amount : right}) {
        if (m_smallTexts.width(text) <= room)
            return text;
    }
    return {};
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const auto cell = index.data(MatrixModel::CellRole).value<Cell>();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QPalette &palette = option.palette;
    QColor ink = cellColor(cell.state, palette);
    QColor smallInk = mutedText(palette);
    if (isSelected) {
        ink = smallInk = palette.color(groupOf(option), QPalette::HighlightedText);
        painter->fillRect(option.rect, palette.color(groupOf(option), QPalette::Highlight));
    } else if (const QColor ground = cellGround(cell.state, palette);
               ground != palette.color(QPalette::Base)) {
        painter->fillRect(option.rect.adjusted(gap, gap, -gap, -gap), ground);
        smallInk = ink;
    }

    m_texts.setFont(option.font);
    m_smallTexts.setFont(smallerFont(option.font));
    const QRect inner = option.rect.adjusted(gap + padding, 0, -gap - padding, 0);
    const bool isMirrored = option.direction == Qt::RightToLeft;
    const auto place = [&](int x, int width) {
        const QRect box(inner.left() + x, inner.top(), width, inner.height());
        return isMirrored ? QStyle::visualRect(option.direction, inner, box) : box;
    };

    QString word = words::cellWord(cell);
    if (index.data(MatrixModel::OutdatedRole).toBool())
        word += u'*'; // the sentence of the cell says that the task has changed since
    const QString glyph = words::cellGlyph(cell.state);
    const int glyphBox = m_texts.height();
    const int wordWidth = std::min(m_texts.width(word), inner.width() - glyphBox);
    const int room = inner.width() - glyphBox - wordWidth - 2 * spacing;
    painter->setPen(ink);
    const int glyphWidth = m_texts.width(glyph);
    m_texts.draw(*painter, place(std::max(0, (glyphBox - spacing - glyphWidth) / 2), glyphWidth), glyph);
    m_texts.draw(*painter, place(glyphBox, wordWidth), word, isMirrored);
    const QString end = ending(cell, index.data(MatrixModel::QueuedRole).toInt(), room);
    const int endWidth = m_smallTexts.width(end);
    painter->setPen(smallInk);
    m_smallTexts.draw(*painter, place(inner.width() - endWidth, endWidth), end);

    if (option.state.testFlag(QStyle::State_HasFocus))
        drawFocus(*painter, option.rect, isSelected ? ink : palette.color(groupOf(option), QPalette::Text));
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFontMetrics metrics(option.font);
    return {metrics.averageCharWidth() * usualCharacters,
            std::max(leastHeight, metrics.height() + 2 * padding)};
}

} // namespace reasonglass
