#pragma once

#include "base/expected.h"
#include "store/salvage.h"

#include <QString>

namespace reasonglass {

struct RepairReport
{
    Salvage salvage;
    QString damagedFile; ///< where the file that was repaired is now

    bool operator==(const RepairReport &) const = default;
};

/// Makes a new library of what can be read of the one at \a path, and puts it in its place.
///
/// The old files are only read until the new one is whole: saved, checked, on the disk. Then they are
/// renamed to "<library>.damaged-<UTC time>" (with -wal and -shm) and kept. On an error, and if
/// \a progress says stop, everything is as it was. A library without damage comes out as it was.
///
/// No program may have the library open, this one included; another one's lock is an Error of kind
/// Usage. Needs about twice the library's room on its disk. Blocks, so call it in a thread of its own.
Result<RepairReport> repairLibrary(const QString &path, qint64 nowUtcMs,
                                   const SalvageProgress &progress = {});

/// Puts a repaired library in its place if a crash came between: to be called where there is no file
/// at \a path. Returns whether there is one now.
bool finishRepair(const QString &path);

} // namespace reasonglass
