#pragma once

#include "base/expected.h"
#include "store/analysisfile.h"

#include <QString>

class QSqlDatabase;

namespace reasonglass {

class ChangeWriter;

/// What became of an imported analysis.
struct ImportOutcome
{
    AnalysisId id{};
    bool isNew = true;    ///< false: the library had it already, and nothing was changed
    bool inTrash = false; ///< where it was there already

    bool operator==(const ImportOutcome &) const = default;
};

/// Puts \a analysis into the library \a libraryPath, which is created if need be: all of it in one
/// transaction, or nothing. One whose id another analysis has gets a new id. Synchronous; any thread.
Result<ImportOutcome> importAnalysis(const QString &libraryPath, const PortableAnalysis &analysis);

/// The same through \a writer of an open library. Events are written as they came: whoever owns \a writer
/// compresses them (ChangeWriter::closeSome()), which takes longer than all else and may be done in pieces.
Result<ImportOutcome> importAnalysis(const QSqlDatabase &library, ChangeWriter &writer,
                                     const PortableAnalysis &analysis);

} // namespace reasonglass
