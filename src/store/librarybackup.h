#pragma once

#include "base/expected.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

class QSqlDatabase;

namespace reasonglass {

// Copies of a library. All are complete libraries of their own, readable by their owner only, and are
// checked and on the disk before they get the name under which they count.

/// Writes all that \a connection sees into the new file \a path (VACUUM INTO).
Result<> copyInto(const QSqlDatabase &connection, const QString &path);

/// Copies the library at \a path to \a target, which is replaced if it is there. Reads on a connection of
/// its own: writers go on meanwhile. Blocks for as long as it takes, so call it in a thread of its own.
Result<> backUpLibrary(const QString &path, const QString &target);

/// "<library>.backups", where the daily copies are.
QString backupFolder(const QString &libraryPath);
/// A name for a copy that a person asks for, in that folder; daily ones are named otherwise.
QString suggestedBackup(const QString &libraryPath, qint64 nowUtcMs);

/// A daily copy.
struct Backup
{
    QString path;
    qint64 utcMs = 0; ///< when it was made

    bool operator==(const Backup &) const = default;
};

/// The daily copies of a library, newest first.
std::vector<Backup> dailyBackups(const QString &libraryPath);

/// How many copies are kept.
struct BackupRotation
{
    int days = 7;  ///< the last copy of so many days that have one
    int weeks = 4; ///< the last copy of so many weeks (from Monday, UTC) that have one
};
/// Which of the copies made at \a utcMs, in any order, are not to be kept. Never the newest.
std::vector<qint64> expiredBackups(std::vector<qint64> utcMs, const BackupRotation &rotation = {});

/// Whether the newest daily copy is a day old (or there is none) and the library changed since.
bool isBackupDue(const QString &libraryPath, qint64 nowUtcMs);
/// Makes the daily copy if it is due, then removes those that are not to be kept; of the copies that
/// were made before migrations, the newest three stay. Returns the new copy's path, if one was made.
Result<std::optional<QString>> backUpDaily(const QString &libraryPath, qint64 nowUtcMs);

} // namespace reasonglass
