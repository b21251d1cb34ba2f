#include "tasks/arcproblems.h"

#include "tasks/arcgrid.h"

#include <QJsonArray>

#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString rowProblem(const QJsonValue &value, qsizetype columns, const QString &name)
{
    if (!value.isArray())
        return u"%1 is not an array"_s.arg(name);
    const QJsonArray cells = value.toArray();
    if (cells.isEmpty())
        return u"%1 is empty"_s.arg(name);
    if (cells.size() > ArcGrid::largest)
        return u"%1 has %2 cells; %3 are the most"_s.arg(name).arg(cells.size()).arg(ArcGrid::largest);
    if (cells.size() != columns) {
        return u"%1 is %2 than the first"_s.arg(name, cells.size() < columns ? u"shorter"_s : u"longer"_s);
    }
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const double colour = cells.at(i).toDouble(-1);
        if (colour < 0 || colour >= ArcGrid::colours || colour != std::floor(colour))
            return u"cell %1 in %2 is not a whole number from 0 to 9"_s.arg(i + 1).arg(name);
    }
    return {};
}

QString pairProblem(const QJsonValue &pair, const QString &name, bool needsOutput)
{
    if (!pair.isObject())
        return u"%1 is not an object"_s.arg(name);
    if (pair[u"input"].isUndefined())
        return u"%1 has no input"_s.arg(name);
    if (QString problem = arcGridProblem(pair[u"input"], name + u"'s input"); !problem.isEmpty())
        return problem;
    const QJsonValue output = pair[u"output"];
    if (!output.isUndefined() && !output.isNull())
        return arcGridProblem(output, name + u"'s output");
    return needsOutput ? u"%1 has no output"_s.arg(name) : QString();
}

QString pairsProblem(const QJsonObject &task, const QString &kind, bool needOutputs)
{
    const QJsonValue value = task.value(kind);
    if (value.isUndefined())
        return u"has no \"%1\""_s.arg(kind);
    if (!value.isArray())
        return u"\"%1\" is not an array"_s.arg(kind);
    const QJsonArray pairs = value.toArray();
    if (pairs.isEmpty())
        return u"\"%1\" is empty"_s.arg(kind);
    for (qsizetype i = 0; i < pairs.size(); ++i) {
        const QString name = u"%1 pair %2"_s.arg(kind).arg(i + 1);
        if (QString problem = pairProblem(pairs.at(i), name, needOutputs); !problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace

QString arcGridProblem(const QJsonValue &value, const QString &name)
{
    if (!value.isArray())
        return u"%1 is not an array of rows"_s.arg(name);
    const QJsonArray rows = value.toArray();
    if (rows.isEmpty())
        return u"%1 has no rows"_s.arg(name);
    if (rows.size() > ArcGrid::largest)
        return u"%1 has %2 rows; %3 are the most"_s.arg(name).arg(rows.size()).arg(ArcGrid::largest);
    const qsizetype columns = rows.first().toArray().size();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const QString row = u"row %1 of %2"_s.arg(i + 1).arg(name);
        if (QString problem = rowProblem(rows.at(i), columns, row); !problem.isEmpty())
            return problem;
    }
    return {};
}

QString arcTaskProblem(const QJsonObject &task)
{
    const QString problem = pairsProblem(task, u"train"_s, true);
    return problem.isEmpty() ? pairsProblem(task, u"test"_s, false) : problem;
}

} // namespace reasonglass
