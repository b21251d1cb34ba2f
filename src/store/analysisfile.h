#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"
#include "sse/frame.h"

#include <QIODevice>

#include <functional>
#include <vector>

namespace reasonglass {

class LibraryReader;

/// An analysis as it travels between libraries: what was asked, every attempt, and every frame as it
/// arrived. Its texts are not in it: they are what the frames amount to.
struct PortableAnalysis
{
    AnalysisRecord record;                  ///< its transcript is folded from the frames
    std::vector<std::vector<Frame>> frames; ///< by attempt, as record.attempts

    bool operator==(const PortableAnalysis &) const = default;
};

/// What a file may make us hold in memory.
struct AnalysisFileLimits
{
    qint64 lineBytes = qint64{128} * 1024 * 1024;
    qint64 totalBytes = qint64{1024} * 1024 * 1024;
    qint64 frames = 5'000'000;
};

// The file format is described in docs/LIBRARY.md: JSON lines, a head, the attempts, the frames, and an
// end with a checksum, so that a cut file is told from a whole one.

/// Writes analysis \a id, a page of frames at a time. A running one is written as interrupted.
Result<> writeAnalysisFile(LibraryReader &library, AnalysisId id, QIODevice &file);

/// Reads and checks a whole file. The error names the line and what is wrong with it.
Result<PortableAnalysis> readAnalysisFile(QIODevice &file, const AnalysisFileLimits &limits = {});

} // namespace reasonglass
