#pragma once

#include "base/expected.h"

#include <QString>

namespace reasonglass {

/// Writes the committed pages of the write-ahead log at \a logPath into the database file at
/// \a databasePath, as a checkpoint does, but without SQLite, which refuses to touch a file whose first
/// page is damaged. Stops at the first frame that is not whole. No log is no error.
/// See sqlite.org/fileformat2.html, section 4.
Result<> mergeLog(const QString &databasePath, const QString &logPath);

} // namespace reasonglass
