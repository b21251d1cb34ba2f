#include "analysis/batchorder.h"

#include <algorithm>
#include <functional>

namespace reasonglass {

namespace {

template <typename IsChosen>
void reorder(std::vector<BatchItem> &waiting, QueueMove move, const IsChosen &isChosen)
{
    switch (move) {
    case QueueMove::ToFront:
        std::stable_partition(waiting.begin(), waiting.end(), isChosen);
        return;
    case QueueMove::ToBack:
        std::stable_partition(waiting.begin(), waiting.end(), std::not_fn(isChosen));
        return;
    case QueueMove::Up:
        for (size_t i = 1; i < waiting.size(); ++i) {
            if (isChosen(waiting[i]) && !isChosen(waiting[i - 1]))
                std::swap(waiting[i], waiting[i - 1]);
        }
        return;
    case QueueMove::Down:
        for (size_t i = waiting.size(); i-- > 1;) {
            if (isChosen(waiting[i - 1]) && !isChosen(waiting[i]))
                std::swap(waiting[i], waiting[i - 1]);
        }
        return;
    }
}

} // namespace

std::vector<std::pair<qint64, qint64>> moveQueued(std::vector<BatchItem> &items,
                                                  const std::set<qint64> &chosen, QueueMove move)
{
    std::vector<size_t> places; // of what waits: only these change hands
    std::vector<BatchItem> waiting;
    for (size_t i = 0; i < items.size(); ++i) {
        if (items[i].state != ItemState::Queued)
            continue;
        places.push_back(i);
        waiting.push_back(items[i]);
    }
    reorder(waiting, move, [&](const BatchItem &item) { return chosen.contains(item.number); });
    std::vector<std::pair<qint64, qint64>> ranks;
    for (size_t i = 0; i < places.size(); ++i) {
        const qint64 rank = items[places[i]].rank;
        if (waiting[i].rank != rank)
            ranks.emplace_back(waiting[i].number, rank);
        waiting[i].rank = rank;
        items[places[i]] = waiting[i];
    }
    return ranks;
}

} // namespace reasonglass
