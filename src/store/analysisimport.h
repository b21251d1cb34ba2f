#pragma once

#include "base/expected.h"
#include "store/analysisfile.h"

#include <QString>

namespace reasonglass {

/// What became of an imported analysis.
struct ImportOutcome
{
    AnalysisId id{};
    bool isNew = true; ///< false: the library had it already, and nothing was changed

    bool operator==(const ImportOutcome &) const = default;
};

/// Puts \a analysis into the library \a libraryPath, which is created if need be: all of it in one
/// transaction, or nothing. One whose id another analysis has gets a new id. Synchronous; any thread.
Result<ImportOutcome> importAnalysis(const QString &libraryPath, const PortableAnalysis &analysis);

} // namespace reasonglass
