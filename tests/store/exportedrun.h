#pragma once

#include "store/analysisexport.h"
#include "store/libraryreader.h"
#include "store/samplerun.h"

#include <QTemporaryDir>

namespace reasonglass {

/// Exports \a run from a library of its own to \a path, as somebody else has done who then sends the file.
inline void exportRun(const SampleRun &run, const QString &path)
{
    const QTemporaryDir folder;
    const QString library = folder.filePath(QStringLiteral("library.sqlite"));
    {
        LibraryWriter writer(library);
        expectNoTrouble(writer);
        write(writer, run);
    }
    const auto reader = LibraryReader::open(library);
    const auto record = reader ? (*reader)->load(run.record.id) : Unexpected{reader.error()};
    const Result<> done =
        record ? exportAnalysis(**reader, *record, AnalysisExport::Whole, path) : Unexpected{record.error()};
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
}

/// Cuts the file at \a path in the middle of its last line but \a lines.
inline void cutFile(const QString &path, int lines)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite))
        qFatal("%s", qPrintable(file.errorString()));
    const QByteArray content = file.readAll();
    qsizetype end = content.size() - 1; // of the last line
    for (int i = 0; i < lines; ++i)
        end = content.lastIndexOf('\n', end - 1);
    file.resize(end - 5);
}

} // namespace reasonglass
