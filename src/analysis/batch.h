#pragma once

#include "analysis/analysisid.h"
#include "tasks/taskset.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// Names a batch in a library; 0: none. Made like an AnalysisId.
enum class BatchId : qint64 {};

enum class BatchState {
    Running,
    Paused,   ///< by the person, a cap, or the end of the program; BatchRecord::reason says which
    Finished, ///< every item has been run or taken out
    Stopped,  ///< by the person: what was still queued will not be run
};
QString batchStateName(BatchState state); ///< the lower-case word
std::optional<BatchState> batchStateFromName(QStringView name);

enum class ItemState {
    Queued,
    Running,
    Done,    ///< its run has ended, whatever its outcome
    Removed, ///< taken out of the queue before it was run
};
QString itemStateName(ItemState state);
std::optional<ItemState> itemStateFromName(QStringView name);

/// How a batch is run.
struct BatchOptions
{
    int atOnce = 4;                         ///< requests in flight, at all providers together
    int attempts = 1;                       ///< runs of each chosen cell
    std::optional<double> runCapUsd = {};   ///< see AnalysisRequest::capUsd
    std::optional<double> batchCapUsd = {}; ///< what has been spent and is expected of what runs stays below
    bool allowUnknownPrice = false;         ///< under a cap, models without a price are run all the same
    int retries = 2;                        ///< automatic ones of each run

    bool operator==(const BatchOptions &) const = default;
};
QJsonObject toJson(const BatchOptions &options);
BatchOptions batchOptionsFromJson(const QJsonObject &object);

/// One run that is to be made.
struct BatchItem
{
    qint64 number = 0; ///< unique within the batch
    qint64 rank = 0;   ///< items are begun in this order
    QString taskId;
    ModelChoice model;
    ItemState state = ItemState::Queued;
    AnalysisId analysis{}; ///< 0 until it is begun

    bool operator==(const BatchItem &) const = default;
};

struct BatchRecord
{
    BatchId id{};
    TaskSetId set{};
    qint64 createdUtcUs = 0;
    qint64 endedUtcUs = 0; ///< 0 until finished or stopped
    BatchState state = BatchState::Running;
    QString reason = {}; ///< why it is paused: "person", "cap_batch", "cap_day", "quit", …
    BatchOptions options = {};
    std::vector<BatchItem> items = {}; ///< by rank
    bool isOpen = false;               ///< some program has it: only that one may go on with it

    bool operator==(const BatchRecord &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::BatchId)
