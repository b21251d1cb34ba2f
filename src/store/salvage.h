#pragma once

#include "analysis/analysisid.h"
#include "base/expected.h"

#include <QList>
#include <QSqlDatabase>
#include <QString>

#include <functional>

namespace reasonglass {

/// What could be saved of a damaged library.
struct Salvage
{
    QList<AnalysisId> whole;
    QList<AnalysisId> partly; ///< something of them is missing; their notes say so
    QList<AnalysisId> lost;   ///< known by an index alone

    bool operator==(const Salvage &) const = default;
};

/// Told how many of how many steps are done; false stops.
using SalvageProgress = std::function<bool(qint64 done, qint64 total)>;

/// Puts every analysis that can be found on the pages of \a damagedFile into the empty library that
/// \a target has open, and makes texts and search index anew from the events. Task sets, with their runs,
/// grades and batches, come along as far as they can be read.
///
/// \a damagedFile must not be open in SQLite, and have no write-ahead log.
Result<Salvage> salvageInto(const QSqlDatabase &target, const QString &damagedFile, qint64 nowUtcMs,
                            const SalvageProgress &progress = {});

} // namespace reasonglass
