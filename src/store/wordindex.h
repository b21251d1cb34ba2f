#pragma once

#include "analysis/analysisid.h"
#include "base/expected.h"
#include "store/sql.h"

namespace reasonglass {

// The table `word`: every word that is in the search index, through which a part of a word leads to it.

/// Adds the words of an analysis' texts.
Result<> enterWords(Statements &statements, AnalysisId id);

/// Takes out the words that no text has any more. Reads the whole index.
Result<> removeUnusedWords(Statements &statements);

/// Whether each word of the index is there and can be found by its parts. Needs a connection that may write.
Result<> verifyWords(const QSqlDatabase &database);

} // namespace reasonglass
