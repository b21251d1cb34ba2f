#pragma once

#include <QStringView>

#include <string>

namespace reasonglass {

enum class RowStyle { Single, Spaces, Commas, Joined, Table, Matrix, Squares, Brackets };

/// A line of text, read as a row of a grid.
struct TextRow
{
    enum class Kind {
        Row,
        Broken,  ///< numbers, but not a row: over 9, negative, too many
        Between, ///< belongs to tables and matrices without being a row: "|---|---|", "\begin{bmatrix}"
        Other,   ///< anything else
    };

    Kind kind = Kind::Other;
    RowStyle style = RowStyle::Single;
    std::string cells = {}; ///< colours 0 … 9
    qsizetype start = 0;    ///< of the cells
    qsizetype end = 0;
    qsizetype labelAt = 0; ///< what stands before this says what the row belongs to
};

/// Reads text[start, end), which has no line end in it.
TextRow readTextRow(QStringView text, qsizetype start, qsizetype end);

} // namespace reasonglass
