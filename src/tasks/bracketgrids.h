#pragma once

#include "tasks/arcanswer.h"

#include <QStringView>

#include <vector>

namespace reasonglass {

/// A grid that was read from brackets.
struct BracketGrid
{
    FoundGrid found;
    /// Where the outermost array begins that holds nothing but grids, this among them: what stands before
    /// that says what the grid is. The grid's own start where it stands alone.
    qsizetype groupStart = 0;
};

/// A stretch of text within an array that is open, or was never closed.
struct BracketSpan
{
    qsizetype start = 0;
    qsizetype end = 0;
};

struct BracketGrids
{
    std::vector<BracketGrid> grids; ///< in order
    std::vector<BracketSpan> spans; ///< outermost arrays, in order; what is in them is no row of plain text
};

/// Grids written as arrays of arrays: JSON, Python lists, tuples and strings of digits, NumPy, JSON that is
/// itself in a string with its line ends escaped; with comments and trailing commas.
BracketGrids findBracketGrids(QStringView text);

} // namespace reasonglass
