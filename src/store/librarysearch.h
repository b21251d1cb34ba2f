#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"
#include "store/searchplan.h"

#include <QSqlDatabase>

namespace reasonglass {

/// See LibraryReader::search().
Result<std::vector<SearchHit>> searchLibrary(const QSqlDatabase &database, const QString &query,
                                             const ListQuery &within);

} // namespace reasonglass
