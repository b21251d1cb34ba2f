#pragma once

#include "base/expected.h"
#include "tasks/taskset.h"

class QIODevice;

namespace reasonglass {

class LibraryReader;

/// What can be written of a task set.
enum class TaskExport {
    Tasks,          ///< the set and its tasks as JSON Lines, to be imported again; see toJsonLines()
    MatrixCsv,      ///< see matrixCsv()
    MatrixMarkdown, ///< see matrixMarkdown()
    RunsJsonl,      ///< a line for each run: see docs/CLI.md, "tasks export"
    ArcSubmission,  ///< what one model answered, as the ARC Prize takes it; see arcSubmission()
};

/// Writes what \a what says of \a set to \a target, run by run: no more than one run is in memory. \a model
/// is whose answers an ArcSubmission holds. NotFound where there is no such set, Usage where the set has
/// nothing of the kind, Storage for what cannot be read or written; then \a target holds a part.
Result<> exportTaskSet(LibraryReader &reader, TaskSetId set, TaskExport what, QIODevice &target,
                       const ModelChoice &model = {});

} // namespace reasonglass
