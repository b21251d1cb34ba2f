#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QPoint>
#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// A grid of an ARC task: 1 to 30 rows and columns of colours 0 to 9
/// (https://github.com/fchollet/ARC-AGI, "Task file format").
class ArcGrid
{
public:
    static constexpr int largest = 30;
    static constexpr int colours = 10;

    ArcGrid() = default;
    /// All cells of colour 0.
    ArcGrid(int rows, int columns);

    int rows() const { return m_rows; }
    int columns() const { return m_columns; }
    bool isEmpty() const { return m_cells.empty(); }
    int at(int row, int column) const { return m_cells[index(row, column)]; }
    void set(int row, int column, int colour) { m_cells[index(row, column)] = char(colour); }

    bool operator==(const ArcGrid &) const = default;

private:
    size_t index(int row, int column) const { return size_t(row) * size_t(m_columns) + size_t(column); }

    int m_rows = 0;
    int m_columns = 0;
    std::vector<char> m_cells; ///< row by row
};

/// An array of equally long arrays of whole numbers 0 to 9; nullopt for anything else.
std::optional<ArcGrid> arcGridFromJson(const QJsonValue &value);
QJsonArray toJson(const ArcGrid &grid);
/// The colours of each row with a space between, rows on lines: how models are shown grids.
QString toText(const ArcGrid &grid);

/// Cells (x: column, y: row) in which two grids of the same size differ; nullopt: the sizes differ.
std::optional<std::vector<QPoint>> differingCells(const ArcGrid &one, const ArcGrid &other);

struct ArcPair
{
    ArcGrid input;
    ArcGrid output; ///< empty where it is not known

    bool operator==(const ArcPair &) const = default;
};

/// The pairs of a task, from its fields "train" and "test".
struct ArcPairs
{
    std::vector<ArcPair> train;
    std::vector<ArcPair> test;

    bool operator==(const ArcPairs &) const = default;
};
/// nullopt where \a fields are not those of an ARC task. Test outputs are not among the fields of an imported
/// task, for a prompt could then show them: they are Task::expected.
std::optional<ArcPairs> arcPairs(const QJsonObject &fields);

} // namespace reasonglass
