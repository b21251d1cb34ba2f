#include "tasks/arcsubmission.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

ArcGrid gridOf(const ArcPrediction &prediction, size_t attempt, size_t pair)
{
    if (attempt >= prediction.attempts.size() || pair >= prediction.attempts[attempt].size())
        return {};
    return prediction.attempts[attempt][pair];
}

QJsonArray orElse(const ArcGrid &grid, const ArcGrid &other)
{
    if (!grid.isEmpty())
        return toJson(grid);
    return toJson(other.isEmpty() ? ArcGrid(1, 1) : other);
}

} // namespace

QJsonObject arcSubmission(const std::map<QString, ArcPrediction> &predictions)
{
    QJsonObject submission;
    for (const auto &[id, prediction] : predictions) {
        QJsonArray pairs;
        for (int pair = 0; pair < prediction.testPairs; ++pair) {
            const ArcGrid first = gridOf(prediction, 0, size_t(pair));
            const ArcGrid second = gridOf(prediction, 1, size_t(pair));
            pairs.append(QJsonObject{{u"attempt_1"_s, orElse(first, second)},
                                     {u"attempt_2"_s, orElse(second, first)}});
        }
        submission.insert(id, pairs);
    }
    return submission;
}

} // namespace reasonglass
