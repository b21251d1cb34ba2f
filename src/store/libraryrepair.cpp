#include "store/libraryrepair.h"

#include "store/database.h"
#include "store/libraryreader.h"
#include "store/ownerlock.h"
#include "store/sql.h"
#include "store/storagefiles.h"
#include "store/unfinished.h"
#include "store/walmerge.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr auto repairedSuffix = ".repaired"_L1;
constexpr auto logSuffix = "-wal"_L1;
constexpr auto indexSuffix = "-shm"_L1;

Error inUse(const QString &path)
{
    return {.kind = ErrorKind::Usage,
            .message = u"another program has the library %1 open: close it and repair again"_s.arg(path),
            .code = u"library_in_use"_s};
}

/// A folder beside the library that goes with this object.
class WorkFolder
{
public:
    WorkFolder(const QString &path, qint64 nowUtcMs)
        : m_path(u"%1.repairing-%2"_s.arg(path, fileStamp(nowUtcMs)))
        , m_made(createPrivateFolder(m_path))
    { }
    WorkFolder(const WorkFolder &) = delete;
    WorkFolder &operator=(const WorkFolder &) = delete;
    ~WorkFolder() { QDir(m_path).removeRecursively(); }

    const Result<> &made() const { return m_made; }
    QString filePath(QLatin1StringView name) const { return m_path + u'/' + name; }

private:
    QString m_path;
    Result<> m_made;
};

Result<> copyDamaged(const QString &path, const QString &copy)
{
    if (Result<> done = copyPrivately(path, copy); !done)
        return done;
    if (!QFileInfo::exists(path + logSuffix))
        return {};
    return copyPrivately(path + logSuffix, copy + logSuffix).and_then([&](auto) {
        return mergeLog(copy, copy + logSuffix);
    });
}

/// What ran when its program ended is ended here, as it would be on opening.
Result<> endRuns(const QSqlDatabase &database, const QString &libraryPath)
{
    ChangeWriter writer(database, QString());
    const Result<Unfinished> outcome = endUnfinished(writer, libraryPath, QString());
    return outcome ? Result<>() : Result<>(Unexpected{outcome.error()});
}

Result<Salvage> makeNew(const QString &damaged, const QString &fresh, const QString &libraryPath,
                        qint64 nowUtcMs, const SalvageProgress &progress)
{
    Result<Database> database = Database::open(fresh);
    if (!database)
        return Unexpected{database.error()};
    Result<Salvage> salvage = salvageInto(database->connection(), damaged, nowUtcMs, progress);
    if (!salvage)
        return salvage;
    if (Result<> done = endRuns(database->connection(), libraryPath); !done)
        return Unexpected{done.error()};
    return salvage;
}

Result<> checkNew(const QString &fresh)
{
    {
        const auto reader = LibraryReader::open(fresh);
        if (!reader)
            return Unexpected{reader.error()};
        if (const Result<qint64> verdict = (*reader)->verifyAll(); !verdict)
            return Unexpected{verdict.error()};
    }
    return syncToDisk(fresh);
}

Result<> putInPlace(const QString &fresh, const QString &path, const QString &damagedName)
{
    if (Result<> done = replaceFile(fresh, path + repairedSuffix); !done)
        return done;
    if (Result<> done = replaceFile(path, damagedName); !done) {
        QFile::remove(path + repairedSuffix);
        return done;
    }
    // From here on a crash leaves the repaired library, which finishRepair() puts in its place. The old log
    // must be gone by then: SQLite would take it for the new file's.
    for (const QLatin1StringView suffix : {logSuffix, indexSuffix}) {
        if (!QFileInfo::exists(path + suffix))
            continue;
        if (Result<> done = replaceFile(path + suffix, damagedName + suffix); !done)
            return done;
    }
    return replaceFile(path + repairedSuffix, path);
}

} // namespace

Result<RepairReport> repairLibrary(const QString &path, qint64 nowUtcMs, const SalvageProgress &progress)
{
    if (!QFileInfo(path).isFile())
        return Unexpected{Error{.kind = ErrorKind::NotFound, .message = u"there is no library at "_s + path}};
    if (!OwnerLock::present(path).isEmpty() || isOpenElsewhere(path))
        return Unexpected{inUse(path)};
    const OwnerLock lock(path); // seen by a second repair, and by nobody else
    const WorkFolder folder(path, nowUtcMs);
    if (!folder.made())
        return Unexpected{folder.made().error()};
    const QString damaged = folder.filePath("damaged.sqlite"_L1);
    const QString fresh = folder.filePath("fresh.sqlite"_L1);
    if (Result<> done = copyDamaged(path, damaged); !done)
        return Unexpected{done.error()};
    const Result<Salvage> salvage = makeNew(damaged, fresh, path, nowUtcMs, progress);
    if (!salvage)
        return Unexpected{salvage.error()};
    if (Result<> done = checkNew(fresh); !done)
        return Unexpected{done.error()};
    const QString kept = u"%1.damaged-%2"_s.arg(path, fileStamp(nowUtcMs));
    if (Result<> done = putInPlace(fresh, path, kept); !done)
        return Unexpected{done.error()};
    return RepairReport{.salvage = *salvage, .damagedFile = kept};
}

bool finishRepair(const QString &path)
{
    const QString repaired = path + repairedSuffix;
    if (!QFileInfo(repaired).isFile())
        return false;
    for (const QLatin1StringView suffix : {logSuffix, indexSuffix}) {
        if (QFileInfo::exists(path + suffix)) {
            if (Result<> done = replaceFile(path + suffix, path + ".damaged"_L1 + suffix); !done)
                return false;
        }
    }
    return replaceFile(repaired, path).has_value();
}

} // namespace reasonglass
