#pragma once

#include "base/expected.h"
#include "store/changewriter.h"

#include <QList>

#include <vector>

namespace reasonglass {

/// What became of runs that a program had left running.
struct Unfinished
{
    QList<AnalysisId> ended;
    std::vector<Error> refused = {}; ///< of those that could not be ended, e.g. for damage
};

/// Ends what a program that is gone has left running: status, texts and search row are made from the
/// frames that were stored. Its batches are paused, for the reason "quit". What another live program runs
/// is left alone.
Result<Unfinished> endUnfinished(ChangeWriter &writer, const QString &libraryPath, const QString &ownName);

} // namespace reasonglass
