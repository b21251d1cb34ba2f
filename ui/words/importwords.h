#pragma once

#include "app/analysistransfer.h"

#include <QString>

#include <vector>

namespace reasonglass::words {

/// "Reading big.reasonglass: 12.0 MB of 90.0 MB".
QString importProgress(const ImportProgress &progress);
/// What became of the files, in one or two sentences; says of the first bad one what is wrong and what to do.
QString importOutcome(const std::vector<ImportedFile> &files);
/// A line for each bad file; empty where there is none.
QString importProblems(const std::vector<ImportedFile> &files);

} // namespace reasonglass::words
