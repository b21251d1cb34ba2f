#include "tasks/arcgrader.h"

#include "tasks/arcanswer.h"
#include "tasks/gradeparts.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The expected grids: an array of them, or one alone.
std::optional<std::vector<ArcGrid>> expectedGrids(const QJsonValue &expected)
{
    if (const auto single = arcGridFromJson(expected))
        return std::vector{*single};
    std::vector<ArcGrid> grids;
    for (const auto &each : expected.toArray()) {
        const auto grid = arcGridFromJson(each);
        if (!grid)
            return std::nullopt;
        grids.push_back(*grid);
    }
    return grids.empty() ? std::nullopt : std::optional(grids);
}

/// How one prediction did.
struct PairResult
{
    QJsonObject evidence;
    QString code;   ///< empty: it is right
    QString detail; ///< what is wrong, the rest of a sentence
};

QString sizeText(const ArcGrid &grid)
{
    return QString(QString::number(grid.rows()) + u" × "_s + QString::number(grid.columns()));
}

PairResult compared(const std::optional<FoundGrid> &found, const ArcGrid &expected)
{
    PairResult result{.evidence = {{u"expected"_s, toJson(expected)},
                                   {u"found"_s, QJsonValue::Null},
                                   {u"correct"_s, false},
                                   {u"wrong_cells"_s, -1}}};
    if (!found) {
        result.code = u"no_grid"_s;
        result.detail = u"no grid was found"_s;
        return result;
    }
    const auto differing = differingCells(found->grid, expected);
    const bool isCorrect = differing && differing->empty();
    result.evidence.insert("found"_L1, toJson(found->grid));
    result.evidence.insert("place"_L1, placeJson(found->start, found->length));
    result.evidence.insert("how"_L1, found->how);
    result.evidence.insert("correct"_L1, isCorrect);
    if (!differing) {
        result.code = u"size_differs"_s;
        result.detail =
            QString(u"the grid is "_s + sizeText(found->grid) + u" instead of "_s + sizeText(expected));
        return result;
    }
    result.evidence.insert("wrong_cells"_L1, qint64(differing->size()));
    if (!isCorrect) {
        result.code = u"grid_differs"_s;
        result.detail = QString(QString::number(differing->size()) + u" of "_s
                                + QString::number(expected.rows() * expected.columns()) + u" cells differ"_s);
    }
    return result;
}

QString messageFor(const PairResult &wrong, size_t index, size_t count)
{
    if (count > 1)
        return QString(u"Test pair "_s + QString::number(index + 1) + u": "_s + wrong.detail + u'.');
    QString sentence = wrong.detail + u'.';
    sentence[0] = sentence.at(0).toUpper();
    return sentence;
}

} // namespace

Grade gradeArc(const QJsonValue &expected, const QString &answer)
{
    const auto grids = expectedGrids(expected);
    if (!grids)
        return badExpected(u"a list of grids"_s);
    const auto predictions = predictedGrids(answer, int(grids->size()));
    QJsonArray pairs;
    QString code;
    QString message;
    for (size_t i = 0; i < grids->size(); ++i) {
        const PairResult result = compared(predictions[i], (*grids)[i]);
        pairs.append(result.evidence);
        if (code.isEmpty() && !result.code.isEmpty()) {
            code = result.code;
            message = messageFor(result, i, grids->size());
        }
    }
    const QJsonObject evidence{{u"pairs"_s, pairs}};
    if (!code.isEmpty())
        return failed(code, message, evidence);
    return solved(u"equal"_s, grids->size() == 1 ? u"The grid is right."_s : u"All grids are right."_s,
                  evidence);
}

} // namespace reasonglass
