#include "store/librarybackup.h"

#include "store/database.h"
#include "store/sql.h"
#include "store/storagefiles.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QTimeZone>

#include <algorithm>
#include <functional>
#include <set>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr auto unfinishedSuffix = ".part"_L1;
constexpr auto dailyPrefix = "daily-"_L1;
constexpr auto copySuffix = ".sqlite"_L1;
constexpr qint64 dayMs = qint64{24} * 60 * 60 * 1000;
constexpr qsizetype migrationBackupsKept = 3;

QString quoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', "''"_L1) + u'\'';
}

Result<> checkCopy(const QSqlDatabase &connection, const QString &path)
{
    if (Result<> attached = execute(connection, u"ATTACH %1 AS backup"_s.arg(quoted(path))); !attached)
        return attached;
    const Result<QVariant> verdict = scalar(connection, u"PRAGMA backup.quick_check(1)"_s);
    if (Result<> detached = execute(connection, u"DETACH backup"_s); !detached)
        return detached;
    if (!verdict)
        return Unexpected{verdict.error()};
    if (verdict->toString() != "ok"_L1)
        return Unexpected{storageError(u"the copy is damaged: "_s + verdict->toString())};
    return {};
}

Result<> writeCopy(const QSqlDatabase &connection, const QString &path)
{
    return createPrivateFile(path)
        .and_then([&](auto) { return execute(connection, u"VACUUM INTO "_s + quoted(path)); })
        .and_then([&](auto) { return checkCopy(connection, path); })
        .and_then([&](auto) { return syncToDisk(path); });
}

std::optional<Backup> dailyBackup(const QFileInfo &file)
{
    const QString name = file.fileName();
    if (!name.startsWith(dailyPrefix) || !name.endsWith(copySuffix))
        return {};
    const auto time = timeOfStamp(QStringView(name).sliced(dailyPrefix.size()).chopped(copySuffix.size()));
    return time ? std::optional(Backup{.path = file.absoluteFilePath(), .utcMs = *time}) : std::nullopt;
}

qint64 lastChange(const QString &libraryPath)
{
    const QFileInfo library(libraryPath);
    const QFileInfo log(libraryPath + "-wal"_L1);
    const qint64 written = library.lastModified().toMSecsSinceEpoch();
    return log.size() > 0 ? std::max(written, log.lastModified().toMSecsSinceEpoch()) : written;
}

QDate utcDay(qint64 utcMs)
{
    return QDateTime::fromMSecsSinceEpoch(utcMs, QTimeZone::utc()).date();
}

/// What a crash left of a copy.
void removeUnfinished(const QString &folder)
{
    QDir directory(folder);
    for (const QString &name : directory.entryList({u'*' + unfinishedSuffix}, QDir::Files | QDir::Hidden))
        directory.remove(name);
}

void removeExpired(const QString &libraryPath)
{
    const std::vector<Backup> backups = dailyBackups(libraryPath);
    std::vector<qint64> times;
    for (const Backup &backup : backups)
        times.push_back(backup.utcMs);
    const std::vector<qint64> expired = expiredBackups(times);
    for (const Backup &backup : backups) {
        if (std::ranges::find(expired, backup.utcMs) != expired.end())
            QFile::remove(backup.path);
    }
}

/// Their names end in the time, so the newest sort last within a version; versions only grow.
void removeOldMigrationBackups(const QString &libraryPath)
{
    const QFileInfo library(libraryPath);
    const QFileInfoList copies = library.absoluteDir().entryInfoList({library.fileName() + ".v*.backup-*"_L1},
                                                                     QDir::Files | QDir::Hidden, QDir::Time);
    for (qsizetype i = migrationBackupsKept; i < copies.size(); ++i)
        QFile::remove(copies.at(i).absoluteFilePath());
}

} // namespace

Result<> copyInto(const QSqlDatabase &connection, const QString &path)
{
    const QString unfinished = path + unfinishedSuffix;
    const Result<> written =
        writeCopy(connection, unfinished).and_then([&](auto) { return replaceFile(unfinished, path); });
    if (!written)
        QFile::remove(unfinished);
    return written;
}

Result<> backUpLibrary(const QString &path, const QString &target)
{
    if (fileIdentity(path) && fileIdentity(path) == fileIdentity(target)
        && QFileInfo(path) == QFileInfo(target))
        return Unexpected{Error{.kind = ErrorKind::Usage,
                                .message = u"a backup needs another name than the library"_s,
                                .code = u"bad_usage"_s}};
    Result<Database> library = Database::open(path, {.mode = OpenMode::ReadOnly});
    if (!library)
        return Unexpected{library.error()};
    // The connection cannot write into the library, but it has to into the copy.
    const Result<> copied =
        execute(library->connection(), u"PRAGMA query_only = OFF"_s)
            .and_then([&](auto) { return createPrivateFolder(QFileInfo(target).absolutePath()); })
            .and_then([&](auto) { return copyInto(library->connection(), target); });
    return copied ? copied : Result<>(Unexpected{explained(copied.error(), path)});
}

QString backupFolder(const QString &libraryPath)
{
    return libraryPath + ".backups"_L1;
}

QString suggestedBackup(const QString &libraryPath, qint64 nowUtcMs)
{
    return u"%1/backup-%2%3"_s.arg(backupFolder(libraryPath), fileStamp(nowUtcMs), copySuffix);
}

std::vector<Backup> dailyBackups(const QString &libraryPath)
{
    std::vector<Backup> backups;
    for (const QFileInfo &file : QDir(backupFolder(libraryPath)).entryInfoList(QDir::Files)) {
        if (const std::optional<Backup> backup = dailyBackup(file))
            backups.push_back(*backup);
    }
    std::ranges::sort(backups, std::greater{}, &Backup::utcMs);
    return backups;
}

std::vector<qint64> expiredBackups(std::vector<qint64> utcMs, const BackupRotation &rotation)
{
    std::ranges::sort(utcMs, std::greater{});
    std::set<QDate> days;
    std::set<QDate> weeks;
    std::vector<qint64> expired;
    for (const qint64 time : utcMs) {
        const QDate day = utcDay(time);
        const bool lastOfDay = int(days.size()) < rotation.days && days.insert(day).second;
        const QDate monday = day.addDays(1 - day.dayOfWeek());
        const bool lastOfWeek = int(weeks.size()) < rotation.weeks && weeks.insert(monday).second;
        if (!lastOfDay && !lastOfWeek && time != utcMs.front())
            expired.push_back(time);
    }
    return expired;
}

bool isBackupDue(const QString &libraryPath, qint64 nowUtcMs)
{
    if (!QFileInfo::exists(libraryPath))
        return false;
    const std::vector<Backup> backups = dailyBackups(libraryPath);
    if (backups.empty())
        return true;
    const qint64 newest = backups.front().utcMs;
    if (newest > nowUtcMs + dayMs)
        return true; // the clock was wrong then or is now
    return nowUtcMs - newest >= dayMs && lastChange(libraryPath) > newest;
}

Result<std::optional<QString>> backUpDaily(const QString &libraryPath, qint64 nowUtcMs)
{
    removeUnfinished(backupFolder(libraryPath));
    std::optional<QString> made;
    if (isBackupDue(libraryPath, nowUtcMs)) {
        const QString target =
            u"%1/%2%3%4"_s.arg(backupFolder(libraryPath), dailyPrefix, fileStamp(nowUtcMs), copySuffix);
        if (Result<> done = backUpLibrary(libraryPath, target); !done)
            return Unexpected{done.error()};
        made = target;
        // Only now: while no new copy can be made, the old ones are worth more than their room.
        removeExpired(libraryPath);
    }
    removeOldMigrationBackups(libraryPath);
    return made;
}

} // namespace reasonglass
