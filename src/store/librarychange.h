#pragma once

#include "analysis/analysisrecord.h"
#include "store/framecodec.h"
#include "store/taskchange.h"

#include <QList>
#include <QStringList>

#include <variant>

namespace reasonglass {

// What can be done to a library, as values: they wait in the writer's queue until a transaction has
// room for them, and wait on when the disk refuses.

struct BeginAnalysis
{
    AnalysisRecord record;
};

struct BeginAttempt
{
    AnalysisId id{};
    Attempt attempt;
};

/// Frames that arrived since the last commit, \a firstFrame being the index of the first.
struct AppendFrames
{
    AnalysisId id{};
    int attempt = 0;
    qint64 firstFrame = 0;
    FrameChunk chunk;
};

struct EndAttempt
{
    AnalysisId id{};
    Attempt attempt;
};

struct EndAnalysis
{
    AnalysisRecord record;
};

struct ReopenAnalysis
{
    AnalysisId id{};
};

struct RenameAnalysis
{
    AnalysisId id{};
    QString title;
};

struct TagAnalysis
{
    AnalysisId id{};
    QStringList tags;
};

struct AnnotateAnalysis
{
    AnalysisId id{};
    QString note;
};

struct TrashAnalyses
{
    QList<AnalysisId> ids;
    qint64 atUtcUs = 0;
};

struct RestoreAnalyses
{
    QList<AnalysisId> ids;
};

/// Analyses and task sets.
struct PurgeTrash
{
    qint64 olderThanUtcUs = 0;
};

using LibraryChange = std::variant<BeginAnalysis, BeginAttempt, AppendFrames, EndAttempt, EndAnalysis,
                                   ReopenAnalysis, RenameAnalysis, TagAnalysis, AnnotateAnalysis,
                                   TrashAnalyses, RestoreAnalyses, PurgeTrash, TaskChange>;

} // namespace reasonglass
