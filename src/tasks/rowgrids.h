#pragma once

#include "tasks/arcanswer.h"
#include "tasks/bracketgrids.h"

#include <QStringView>

#include <vector>

namespace reasonglass {

/// A grid that was read from lines of text.
struct RowGrid
{
    FoundGrid found;
    qsizetype labelAt = 0; ///< what stands before this says what the grid is
    /// It looks like many other things (one number, a list of years): it is a grid only where the text says
    /// so.
    bool needsLabel = false;
};

/// Grids whose rows are lines: digits with spaces, commas, bars, "&" or nothing between them, coloured
/// squares, arrays without one around them. A line may be a bullet, have "Row 1:" before it, be part of a
/// Markdown table or a LaTeX matrix, and end with "\n" or "\\" spelled out. Lines within \a arrays are left
/// alone.
std::vector<RowGrid> findRowGrids(QStringView text, const std::vector<BracketSpan> &arrays);

} // namespace reasonglass
