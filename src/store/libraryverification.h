#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"
#include "store/recordreader.h"

namespace reasonglass {

/// See LibraryReader::verify(). To be called within a transaction.
Result<> verifyAnalysis(RecordReader &reader, AnalysisId id);

/// See LibraryReader::verifyAll(); \a path is the file that \a reader reads.
Result<qint64> verifyLibrary(RecordReader &reader, const QString &path, const VerifyProgress &progress);

} // namespace reasonglass
