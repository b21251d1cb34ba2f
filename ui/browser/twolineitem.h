#pragma once

#include <QColor>
#include <QString>
#include <QStyleOptionViewItem>

class QPainter;

namespace reasonglass {

/// What a compact row of a list shows: a line with something small at its end, and a muted line below.
struct TwoLines
{
    QString glyph = {}; ///< in front, in glyphColor
    QColor glyphColor = {};
    QString first;
    QString trailing = {}; ///< at the end of the first line; gives way to it
    QColor trailingColor = {};
    QString count = {}; ///< at the very end, never cut short
    QColor countColor = {};
    QString second = {}; ///< empty: there is one line
    bool dimmed = false;
};

/// Paints \a lines into the row \a option describes, in its palette and direction.
void paintTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const TwoLines &lines);
QSize twoLinesSize(const QStyleOptionViewItem &option, bool hasSecondLine);

} // namespace reasonglass
