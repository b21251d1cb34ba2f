#include "tasks/arcanswer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

void expectValid(const FoundGrid &found, qsizetype answerLength)
{
    const bool isWithin = found.start >= 0 && found.length > 0 && found.start + found.length <= answerLength;
    if (!isWithin || found.how.isEmpty() || arcGridFromJson(toJson(found.grid)) != found.grid)
        std::abort();
}

} // namespace

/// Input: a model's answer. Grids that are found are grids, lie in the answer one after the other, and are
/// found again; predictions are some of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString answer = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const std::vector<FoundGrid> grids = findGrids(answer);
    qsizetype end = 0;
    for (const FoundGrid &found : grids) {
        expectValid(found, answer.size());
        if (found.start < end)
            std::abort();
        end = found.start + found.length;
    }
    if (findGrids(answer) != grids)
        std::abort();
    for (const int pairs : {1, 2, 3}) {
        const auto predictions = predictedGrids(answer, pairs);
        if (predictions.size() != size_t(pairs) || predictedGrids(answer, pairs) != predictions)
            std::abort();
        for (const auto &prediction : predictions) {
            if (prediction && std::find(grids.begin(), grids.end(), *prediction) == grids.end())
                std::abort();
        }
    }
    return 0;
}
