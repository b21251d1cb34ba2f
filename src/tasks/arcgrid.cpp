#include "tasks/arcgrid.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

std::optional<std::vector<ArcPair>> pairsFromJson(const QJsonValue &value)
{
    if (!value.isArray())
        return std::nullopt;
    std::vector<ArcPair> pairs;
    for (const QJsonValue &entry : value.toArray()) {
        const auto input = arcGridFromJson(entry[u"input"]);
        const auto output = arcGridFromJson(entry[u"output"]);
        if (!input || (!output && !entry[u"output"].isUndefined()))
            return std::nullopt;
        pairs.push_back({.input = *input, .output = output.value_or(ArcGrid{})});
    }
    return pairs;
}

} // namespace

ArcGrid::ArcGrid(int rows, int columns)
    : m_rows(rows)
    , m_columns(columns)
    , m_cells(size_t(rows) * size_t(columns), 0)
{ }

std::optional<ArcGrid> arcGridFromJson(const QJsonValue &value)
{
    const QJsonArray rows = value.toArray();
    const qsizetype columns = rows.isEmpty() ? 0 : rows.first().toArray().size();
    if (rows.isEmpty() || rows.size() > ArcGrid::largest || columns < 1 || columns > ArcGrid::largest)
        return std::nullopt;
    ArcGrid grid(int(rows.size()), int(columns));
    for (int row = 0; row < grid.rows(); ++row) {
        const QJsonArray cells = rows.at(row).toArray();
        if (cells.size() != columns)
            return std::nullopt;
        for (int column = 0; column < grid.columns(); ++column) {
            const double colour = cells.at(column).toDouble(-1);
            if (colour < 0 || colour >= ArcGrid::colours || colour != std::floor(colour))
                return std::nullopt;
            grid.set(row, column, int(colour));
        }
    }
    return grid;
}

QJsonArray toJson(const ArcGrid &grid)
{
    QJsonArray rows;
    for (int row = 0; row < grid.rows(); ++row) {
        QJsonArray cells;
        for (int column = 0; column < grid.columns(); ++column)
            cells.append(grid.at(row, column));
        rows.append(cells);
    }
    return rows;
}

QString toText(const ArcGrid &grid)
{
    QString text;
    for (int row = 0; row < grid.rows(); ++row) {
        if (row > 0)
            text += u'\n';
        for (int column = 0; column < grid.columns(); ++column) {
            if (column > 0)
                text += u' ';
            text += QChar(u'0' + grid.at(row, column));
        }
    }
    return text;
}

std::optional<std::vector<QPoint>> differingCells(const ArcGrid &one, const ArcGrid &other)
{
    if (one.rows() != other.rows() || one.columns() != other.columns())
        return std::nullopt;
    std::vector<QPoint> cells;
    for (int row = 0; row < one.rows(); ++row) {
        for (int column = 0; column < one.columns(); ++column) {
            if (one.at(row, column) != other.at(row, column))
                cells.emplace_back(column, row);
        }
    }
    return cells;
}

std::optional<ArcPairs> arcPairs(const QJsonObject &fields)
{
    const auto train = pairsFromJson(fields.value("train"_L1));
    const auto test = pairsFromJson(fields.value("test"_L1));
    if (!train || !test || test->empty())
        return std::nullopt;
    return ArcPairs{.train = *train, .test = *test};
}

} // namespace reasonglass
