#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"

#include <QIODevice>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace reasonglass {

class LibraryReader;

/// As what an analysis leaves the library.
enum class AnalysisExport {
    Whole,    ///< everything, to be imported again, see analysisfile.h
    Markdown, ///< what was asked, thought and said, as a document
    Json,     ///< what `show --output json` prints
    Stream,   ///< event names and data as the server sent them
};

inline constexpr std::array allAnalysisExports{AnalysisExport::Whole, AnalysisExport::Markdown,
                                               AnalysisExport::Json, AnalysisExport::Stream};

/// "reasonglass", "markdown", "json", "sse".
QString exportName(AnalysisExport what);
std::optional<AnalysisExport> exportFromName(QStringView name);
/// Of a file's name, without a dot.
QString exportEnding(AnalysisExport what);

Result<> writeExport(LibraryReader &reader, const AnalysisRecord &record, AnalysisExport what,
                     QIODevice &file);
/// Writes to the file \a path. What was there stays until all has been written.
Result<> exportAnalysis(LibraryReader &reader, const AnalysisRecord &record, AnalysisExport what,
                        const QString &path);

/// A name for a file with \a title in it, without an ending, that every system takes: a title may be any
/// text, for models and servers write some of them.
QString fileNameFor(const QString &title);

/// Writes analyses into files of the folder \a folder that are named by their titles; none that is there is
/// replaced. Answers the files. Stops at the first that cannot be written.
Result<QStringList> exportInto(const QString &folder, LibraryReader &reader,
                               const QList<AnalysisId> &analyses, AnalysisExport what);

} // namespace reasonglass
