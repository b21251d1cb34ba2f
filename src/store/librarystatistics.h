#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"

#include <QSqlDatabase>

namespace reasonglass {

/// See LibraryReader::statistics().
Result<LibraryStatistics> libraryStatistics(const QSqlDatabase &database);

} // namespace reasonglass
