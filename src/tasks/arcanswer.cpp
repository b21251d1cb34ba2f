#include "tasks/arcanswer.h"

#include "tasks/answerlabel.h"
#include "tasks/bracketgrids.h"
#include "tasks/rowgrids.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Candidate
{
    FoundGrid found;
    AnswerLabel label;
};
using Candidates = std::vector<Candidate>;

/// Two numbers in parentheses are a place, unless the text says that they are a grid.
bool isListOfPlaces(const FoundGrid &found, const AnswerLabel &label)
{
    return found.how == "tuples"_L1 && found.grid.columns() == 2 && label.kind != LabelKind::Answer;
}

Candidates candidatesIn(QStringView answer)
{
    const BracketGrids brackets = findBracketGrids(answer);
    Candidates candidates;
    for (const BracketGrid &each : brackets.grids) {
        const AnswerLabel label = labelOf(answer, each.groupStart, each.found.start + each.found.length);
        if (!isListOfPlaces(each.found, label))
            candidates.push_back({.found = each.found, .label = label});
    }
    Candidates rows;
    for (const RowGrid &each : findRowGrids(answer, brackets.spans)) {
        const AnswerLabel label = labelOf(answer, each.labelAt, each.found.start + each.found.length);
        if (!each.needsLabel || label.kind == LabelKind::Answer)
            rows.push_back({.found = each.found, .label = label});
    }
    Candidates all;
    std::ranges::merge(
        candidates, rows, std::back_inserter(all), {}, [](const Candidate &each) { return each.found.start; },
        [](const Candidate &each) { return each.found.start; });
    // Rows of text can lie in parentheses that were a grid already.
    qsizetype end = 0;
    std::erase_if(all, [&end](const Candidate &each) {
        if (each.found.start < end)
            return true;
        end = each.found.start + each.found.length;
        return false;
    });
    return all;
}

/// Leaves only those of \a candidates that \a isWanted, where there are at least \a count of them.
template <typename Wanted>
void prefer(Candidates &candidates, size_t count, Wanted isWanted)
{
    if (size_t(std::ranges::count_if(candidates, isWanted)) >= count)
        std::erase_if(candidates, [&](const Candidate &each) { return !isWanted(each); });
}

/// The last part that is said to be final and has enough grids; all of \a candidates where there is none.
/// Returns whether there is one.
bool takeFinalPart(QStringView answer, Candidates &candidates, size_t count)
{
    const auto startOf = [](const Candidate &each) { return each.found.start; };
    std::vector<FinalPart> parts = finalParts(answer);
    std::ranges::reverse(parts);
    for (const FinalPart &part : parts) {
        const auto first = std::ranges::lower_bound(candidates, part.start, {}, startOf);
        const auto last = std::ranges::lower_bound(candidates, part.end, {}, startOf);
        if (size_t(std::distance(first, last)) < count)
            continue;
        candidates.erase(last, candidates.end());
        candidates.erase(candidates.begin(), first);
        return true;
    }
    return false;
}

using Predictions = std::vector<std::optional<FoundGrid>>;

/// By the numbers in labels, if they are there for several pairs: the first of each number where \a
/// firstCounts, else the last.
std::optional<Predictions> byNumber(const Candidates &candidates, size_t count, bool firstCounts)
{
    const auto hasNumber = [&](size_t number) {
        return std::ranges::any_of(candidates,
                                   [&](const Candidate &each) { return each.label.number == int(number); });
    };
    const size_t lowest = hasNumber(0) ? 0 : 1;
    Predictions predictions(count);
    for (const Candidate &each : candidates) {
        const int number = each.label.number.value_or(-1) - int(lowest);
        if (number < 0 || size_t(number) >= count)
            continue;
        auto &place = predictions[size_t(number)];
        if (!place || !firstCounts)
            place = each.found;
    }
    const bool isEnough = std::ranges::all_of(predictions, [](const auto &each) { return each.has_value(); });
    return isEnough ? std::optional(predictions) : std::nullopt;
}

} // namespace

std::vector<FoundGrid> findGrids(QStringView answer)
{
    std::vector<FoundGrid> grids;
    for (Candidate &each : candidatesIn(answer))
        grids.push_back(std::move(each.found));
    return grids;
}

std::vector<std::optional<FoundGrid>> predictedGrids(QStringView answer, int testPairs)
{
    const size_t count = size_t(std::max(testPairs, 0));
    Predictions predictions(count);
    if (count == 0)
        return predictions;
    Candidates candidates = candidatesIn(answer);
    prefer(candidates, 1, [](const Candidate &each) { return each.label.kind != LabelKind::LaterAttempt; });
    prefer(candidates, 1, [](const Candidate &each) { return each.label.kind != LabelKind::NotAnswer; });
    prefer(candidates, count, [](const Candidate &each) { return !each.label.isInline; });
    const bool firstCounts = takeFinalPart(answer, candidates, count);
    prefer(candidates, count, [](const Candidate &each) { return each.label.kind == LabelKind::Answer; });
    if (count > 1) {
        if (const auto numbered = byNumber(candidates, count, firstCounts))
            return *numbered;
    }
    const size_t skipped = firstCounts || candidates.size() < count ? 0 : candidates.size() - count;
    for (size_t i = 0; i < count && skipped + i < candidates.size(); ++i)
        predictions[i] = candidates[skipped + i].found;
    return predictions;
}

} // namespace reasonglass
