#pragma once

#include "base/expected.h"
#include "tasks/attachmentjson.h"
#include "tasks/taskimport.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace reasonglass {

/// A file that tasks may be in, on a disk or in an archive.
struct ImportFile
{
    QString name;       ///< below the folder or in the archive; of a single file, its name
    QString folderName; ///< of the folder that it lies in, e.g. "training"
    /// All of it; TooLarge where it is more than so many bytes.
    std::function<Result<QByteArray>(qint64 mostBytes)> read;
    /// Another file by its path below this one's folder; files elsewhere cannot be reached.
    std::function<Result<QByteArray>(const QString &path, qint64 mostBytes)> readBeside;

    QString fileName() const { return name.section(u'/', -1); }
};

/// What stands behind one path that a person named.
struct ImportSource
{
    QString name;        ///< for a set made of it
    bool isFile = false; ///< no folder or archive: the person named this very file
    std::vector<ImportFile> files;
    std::vector<BadEntry> bad; ///< entries of an archive that must not be read
};

enum class FileKind { Json, JsonLines, Csv, Prose, Other };
FileKind fileKind(const QString &fileName);

/// Lists the files behind \a path: itself, the files below a folder or in a zip archive, sorted by path.
/// Hidden files are left out, and so are links that lead out of the folder. Fails where \a path cannot be
/// read. Archives larger than \a mostBytes are TooLarge.
Result<ImportSource> openSource(const QString &path, qint64 mostBytes,
                                const std::function<bool()> &isCancelled);

} // namespace reasonglass
