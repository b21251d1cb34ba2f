#pragma once

#include "tasks/arcgrid.h"

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

namespace reasonglass {

/// A grid that stands in a model's text.
struct FoundGrid
{
    ArcGrid grid;
    qsizetype start = 0; ///< where it begins, in UTF-16 code units
    qsizetype length = 0;
    QString how = {}; ///< which shape of text it was read from, in plain English: "array", "rows of digits"

    bool operator==(const FoundGrid &) const = default;
};

/// All grids of \a answer in order of appearance; they do not overlap. What is cut off, ragged, too large or
/// has other numbers than 0 to 9 is no grid, and neither is a part of it. Takes time linear in the length.
std::vector<FoundGrid> findGrids(QStringView answer);

/// The grids of \a answer that count as its predictions for \a testPairs test pairs, one entry for each;
/// nullopt where there is none. docs/TASKS.md says which count.
std::vector<std::optional<FoundGrid>> predictedGrids(QStringView answer, int testPairs);

} // namespace reasonglass
