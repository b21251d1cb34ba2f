#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"

#include <QSqlDatabase>
#include <QStringList>

namespace reasonglass {

/// The words of a search as typed: parted by white space, unless "in quotation marks".
QStringList searchTerms(const QString &query);

/// What LIKE … ESCAPE '\' needs to find \a text anywhere.
QString likePattern(const QString &text);

/// See LibraryReader::search().
Result<std::vector<SearchHit>> searchLibrary(const QSqlDatabase &database, const QString &query, int limit,
                                             std::optional<AnalysisId> before);

} // namespace reasonglass
