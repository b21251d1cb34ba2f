#pragma once

#include "base/expected.h"

#include <QFile>
#include <QString>

#include <optional>

namespace reasonglass {

// Files of the library and beside it, at the level of the file system. Never open a file that an SQLite
// connection of this program has open: to close it again gives up the connection's locks (POSIX).

inline constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

/// Which file a path leads to.
struct FileIdentity
{
    quint64 device = 0;
    quint64 number = 0;

    bool operator==(const FileIdentity &) const = default;
};

/// nullopt: there is no such file. On Windows all files are alike: an open one can neither be moved nor
/// deleted there.
std::optional<FileIdentity> fileIdentity(const QString &path);

/// A new, empty file that only its owner may read; an Error if there is one already.
Result<> createPrivateFile(const QString &path);
/// Creates what is missing of the folder \a path; what is new, only its owner may enter.
Result<> createPrivateFolder(const QString &path);
/// A copy that only its owner may read.
Result<> copyPrivately(const QString &from, const QString &to);

/// Waits until the content of \a path is on the disk.
Result<> syncToDisk(const QString &path);
/// Renames \a from, which goes in the place of what is at \a to.
Result<> replaceFile(const QString &from, const QString &to);

/// Whether another program has the SQLite file \a path open, as far as the system tells. No connection of
/// this program may have it open.
bool isOpenElsewhere(const QString &path);

/// "20261122T221336042Z"; what backups and other copies are named by.
QString fileStamp(qint64 utcMs);
/// The time in UTC milliseconds that fileStamp() wrote.
std::optional<qint64> timeOfStamp(QStringView stamp);

} // namespace reasonglass
