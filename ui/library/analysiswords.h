#pragma once

#include "store/libraryqueries.h"

#include <QString>

namespace reasonglass {

/// The second line of a list row: "gpt-5-mini · 21 Nov 14:05 · 0:42 · $0.0123 · 1,234 tokens · tags".
QString summaryLine(const AnalysisRow &row);
/// The row as a screen reader says it, the outcome in words.
QString spokenRow(const AnalysisRow &row);
/// "Reasoning: … the words around it …"
QString snippetLine(const Snippet &snippet);

} // namespace reasonglass
