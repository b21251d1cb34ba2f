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

/// Of the names of such files, without a dot.
inline constexpr QLatin1StringView analysisFileEnding{"reasonglass"};

/// Writes analysis \a id, a page of frames at a time. A running one is written as interrupted.
Result<> writeAnalysisFile(LibraryReader &library, AnalysisId id, QIODevice &file);

/// Hears how many bytes were read, line by line, and says whether to go on.
using ReadProgress = std::function<bool(qint64 bytes)>;

/// Reads and checks a whole file. The error names the line and what is wrong with it; its code says what may
/// be done about it, and is "cancelled" where \a progress has said so.
Result<PortableAnalysis> readAnalysisFile(QIODevice &file, const AnalysisFileLimits &limits = {},
                                          const ReadProgress &progress = {});

/// The same of the file at \a path, which may be anything that somebody has sent.
Result<PortableAnalysis> readAnalysisFile(const QString &path, const ReadProgress &progress = {});

/// Whether the file at \a path says that it is an exported analysis: by its ending, or by its first line.
bool isAnalysisFile(const QString &path);

} // namespace reasonglass
