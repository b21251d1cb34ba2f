#pragma once

#include "analysis/batch.h"
#include "analysis/budget.h"
#include "app/batchprogress.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace reasonglass {

/// What is known of the runs of one model.
struct ModelExperience
{
    CostExperience costs = {};
    qint64 historyMs = 0; ///< median of earlier runs; 0: not known
    qint64 sumMs = 0;     ///< of the runs of this batch
    int runs = 0;

    std::optional<qint64> usualMs() const
    {
        if (runs > 0)
            return sumMs / runs;
        return historyMs > 0 ? std::optional(historyMs) : std::nullopt;
    }
};

/// A batch that this program has open: its items, what is in flight, and what it has learnt by now.
struct OpenBatch
{
    BatchRecord record;
    TaskSet set;
    Budget budget;
    std::map<AnalysisId, qint64> running; ///< and their items
    std::set<qint64> preparing;           ///< items whose tasks are being read
    std::set<qint64> cutOff;              ///< items whose runs the end of the program broke off
    std::map<ModelChoice, ModelExperience> learnt;
    std::map<std::pair<QString, ModelChoice>, int> queuedByCell;
    std::map<qint64, int> refusals; ///< how often an item was put back
    std::set<AnalysisId> awaitingGrade;
    BatchProgress counts;          ///< what runs amounted to
    std::deque<qint64> finishedUs; ///< when the latest runs ended, since the batch was begun or resumed
    int networkFailures = 0;
    bool isToBeTold = false;
    bool isStored = false;       ///< before, its tasks may not be readable either
    bool isSpendUnknown = false; ///< the library does not say what a batch that was cut off has spent

    BatchItem &item(qint64 number) { return *std::ranges::find(record.items, number, &BatchItem::number); }
    void noteEnd(qint64 nowUs); ///< a run has ended, at this monotonic time
    int inFlight() const { return int(running.size() + preparing.size()); }
    bool isOver() const
    {
        return isStored && inFlight() == 0 && cutOff.empty()
            && std::ranges::none_of(record.items,
                                    [](const BatchItem &i) { return i.state == ItemState::Queued; });
    }

    /// All but how long providers ask to wait.
    BatchProgress progress(qint64 nowUs) const;
    /// By how fast runs have ended of late, waits and all; before enough have, by how long such runs take.
    /// nullopt: nobody can know.
    std::optional<std::chrono::milliseconds> timeLeft(qint64 nowUs) const;
};

} // namespace reasonglass
