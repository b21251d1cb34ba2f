#include "app/openbatch.h"

using namespace std::chrono_literals;

namespace reasonglass {

namespace {

/// So many finished runs say how fast a batch goes.
constexpr size_t fewestForPace = 8;
constexpr size_t mostForPace = 40;

} // namespace

void OpenBatch::noteEnd(qint64 nowUs)
{
    finishedUs.push_back(nowUs);
    if (finishedUs.size() > mostForPace)
        finishedUs.pop_front();
}

BatchProgress OpenBatch::progress(qint64 nowUs) const
{
    BatchProgress progress = counts;
    progress.id = record.id;
    progress.set = record.set;
    progress.state = record.state;
    progress.reason = record.reason;
    progress.createdUtcUs = record.createdUtcUs;
    progress.running = inFlight();
    for (const BatchItem &one : record.items) {
        progress.total += one.state == ItemState::Removed ? 0 : 1;
        progress.done += one.state == ItemState::Done ? 1 : 0;
    }
    progress.queued = progress.total - progress.done - progress.running;
    progress.spentUsd = budget.spent();
    progress.capUsd = record.options.batchCapUsd;
    progress.left = timeLeft(nowUs);
    return progress;
}

std::optional<std::chrono::milliseconds> OpenBatch::timeLeft(qint64 nowUs) const
{
    const auto isLeft = [](const BatchItem &one) {
        return one.state == ItemState::Queued || one.state == ItemState::Running;
    };
    const auto left = std::ranges::count_if(record.items, isLeft);
    if (left == 0)
        return 0ms;
    if (finishedUs.size() >= fewestForPace) {
        const qint64 span = nowUs - finishedUs.front();
        const double each = double(span) / double(finishedUs.size() - 1);
        return std::chrono::milliseconds(qint64(each * double(left) / 1000));
    }
    qint64 work = 0;
    qint64 longest = 0;
    for (const BatchItem &one : record.items) {
        if (!isLeft(one))
            continue;
        const auto known = learnt.find(one.model);
        const auto usual = known == learnt.end() ? std::nullopt : known->second.usualMs();
        if (!usual)
            return std::nullopt;
        work += *usual;
        longest = std::max(longest, *usual);
    }
    return std::chrono::milliseconds(std::max(longest, work / std::max(1, record.options.atOnce)));
}

} // namespace reasonglass
