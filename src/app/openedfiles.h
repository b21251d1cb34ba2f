#pragma once

#include <QFuture>
#include <QStringList>

namespace reasonglass {

/// Files that a person has opened, by what is to be done with them. In the order in which they came.
struct OpenedFiles
{
    QStringList analyses; ///< exported ones: to be imported
    QStringList tasks;    ///< task files, archives and folders: to be offered for import
    QStringList others;   ///< to go along with the next prompt

    bool operator==(const OpenedFiles &) const = default;
};

/// Looks at the files, so it may wait for a disk; any thread. Who reads them in full says what they are.
OpenedFiles sortFiles(const QStringList &paths);

/// The same in another thread.
QFuture<OpenedFiles> sortFilesLater(const QStringList &paths);

} // namespace reasonglass
