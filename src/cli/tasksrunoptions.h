#pragma once

#include "analysis/batch.h"
#include "analysis/batchplan.h"
#include "base/expected.h"

#include <QStringList>

#include <optional>

class QCommandLineParser;

namespace reasonglass::cli {

/// The command line of `tasks run`, read and checked.
struct TasksRunOptions
{
    QString set;
    QStringList models; ///< empty: the set's columns
    QString provider;   ///< empty: found from the model
    QString baseUrl;
    QString effort;
    QString keyEnvironment;
    bool allowHttp = false;
    bool noStream = false;

    QStringList tasks; ///< empty: all
    QString tag;       ///< empty: all
    CellAction action = CellAction::RunMissing;

    /// Goes on with a batch that was cut off or held up.
    bool continues = false;
    std::optional<BatchId> batch = {}; ///< which; nullopt: the only one of the set

    // What is not given is as settings or, when a batch is continued, the batch say.
    std::optional<int> attempts = {};
    std::optional<int> atOnce = {};
    std::optional<int> retries = {};
    std::optional<double> runCapUsd = {};
    std::optional<double> batchCapUsd = {};
    bool allowUnknownPrice = false;

    /// \a options with those changed that were given.
    BatchOptions over(BatchOptions options) const;
};

void describeTasksRun(QCommandLineParser &parser);
/// `--continue` without an id gets an empty one: QCommandLineParser knows no options with optional values.
QStringList withBatchId(QStringList arguments);
Result<TasksRunOptions> readTasksRunOptions(const QCommandLineParser &parser);

} // namespace reasonglass::cli
