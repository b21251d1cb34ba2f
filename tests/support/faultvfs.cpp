#include "support/faultvfs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>

#include <algorithm>
#include <cstring>
#include <sqlite3.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass::test {

/// The C side: methods that SQLite calls, each of which asks the FaultVfs and then the system's VFS.
class FaultVfs::Implementation
{
public:
    explicit Implementation(FaultVfs &owner)
        : m_owner(owner)
        , m_system(sqlite3_vfs_find(nullptr))
    {
        fillVfs();
        fillMethods();
        sqlite3_vfs_register(&m_vfs, 0);
    }
    Implementation(const Implementation &) = delete;
    Implementation &operator=(const Implementation &) = delete;
    ~Implementation() { sqlite3_vfs_unregister(&m_vfs); }

private:
    struct File
    {
        sqlite3_file base;
        Implementation *implementation;
        QString *name; ///< null for a temporary file, which nobody asks about
        sqlite3_file *system;
    };

    static File &self(sqlite3_file *file) { return *reinterpret_cast<File *>(file); }
    static sqlite3_file *systemFile(sqlite3_file *file) { return self(file).system; }
    static Implementation &self(sqlite3_vfs *vfs) { return *static_cast<Implementation *>(vfs->pAppData); }
    static sqlite3_vfs *systemVfs(sqlite3_vfs *vfs) { return self(vfs).m_system; }

    int ask(FileOperation operation, const QString *name)
    {
        return name ? m_owner.verdict(operation) : SQLITE_OK;
    }
    void note(LoggedOperation operation) { m_owner.m_log.push_back(std::move(operation)); }

    static int open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *outFlags)
    {
        Implementation &implementation = self(vfs);
        File &file = self(base);
        file = {};
        auto name = path ? std::make_unique<QString>(QFileInfo(QString::fromUtf8(path)).fileName()) : nullptr;
        if (const int code = implementation.ask(FileOperation::Open, name.get()); code != SQLITE_OK)
            return code == SQLITE_IOERR ? SQLITE_CANTOPEN : code;
        file.implementation = &implementation;
        file.system = reinterpret_cast<sqlite3_file *>(&file + 1);
        const int code =
            implementation.m_system->xOpen(implementation.m_system, path, file.system, flags, outFlags);
        if (!file.system->pMethods)
            return code;
        if (name)
            implementation.note({.operation = FileOperation::Open, .fileName = *name});
        file.name = name.release();
        file.base.pMethods = &implementation.m_methods;
        return code;
    }

    static int remove(sqlite3_vfs *vfs, const char *path, int syncFolder)
    {
        Implementation &implementation = self(vfs);
        const QString name = QFileInfo(QString::fromUtf8(path)).fileName();
        if (const int code = implementation.ask(FileOperation::Delete, &name); code != SQLITE_OK)
            return code;
        const int code = implementation.m_system->xDelete(implementation.m_system, path, syncFolder);
        if (code == SQLITE_OK)
            implementation.note({.operation = FileOperation::Delete, .fileName = name});
        return code;
    }

    static int close(sqlite3_file *base)
    {
        File &file = self(base);
        const int code = file.system->pMethods->xClose(file.system);
        delete std::exchange(file.name, nullptr);
        return code;
    }

    static int write(sqlite3_file *base, const void *data, int size, sqlite3_int64 offset)
    {
        File &file = self(base);
        const int verdict = file.implementation->ask(FileOperation::Write, file.name);
        const int written = verdict == SQLITE_OK ? size : size / 2;
        const int code = file.system->pMethods->xWrite(file.system, data, written, offset);
        if (code == SQLITE_OK && file.name)
            file.implementation->note({.operation = FileOperation::Write,
                                       .fileName = *file.name,
                                       .offset = offset,
                                       .data = QByteArray(static_cast<const char *>(data), written)});
        return verdict == SQLITE_OK ? code : verdict;
    }

    static int truncate(sqlite3_file *base, sqlite3_int64 size)
    {
        File &file = self(base);
        if (const int code = file.implementation->ask(FileOperation::Truncate, file.name); code != SQLITE_OK)
            return code;
        const int code = file.system->pMethods->xTruncate(file.system, size);
        if (code == SQLITE_OK && file.name)
            file.implementation->note(
                {.operation = FileOperation::Truncate, .fileName = *file.name, .offset = size});
        return code;
    }

    static int sync(sqlite3_file *base, int /*flags*/)
    {
        File &file = self(base);
        if (const int code = file.implementation->ask(FileOperation::Sync, file.name); code != SQLITE_OK)
            return code;
        if (file.name)
            file.implementation->note({.operation = FileOperation::Sync, .fileName = *file.name});
        return SQLITE_OK;
    }

    void fillVfs()
    {
        m_vfs = *m_system;
        m_vfs.pNext = nullptr;
        m_vfs.szOsFile = int(sizeof(File)) + m_system->szOsFile;
        m_vfs.zName = vfsName;
        m_vfs.pAppData = this;
        m_vfs.xOpen = open;
        m_vfs.xDelete = remove;
        m_vfs.xAccess = [](sqlite3_vfs *vfs, const char *path, int flags, int *result) {
            return systemVfs(vfs)->xAccess(systemVfs(vfs), path, flags, result);
        };
        m_vfs.xFullPathname = [](sqlite3_vfs *vfs, const char *path, int size, char *full) {
            return systemVfs(vfs)->xFullPathname(systemVfs(vfs), path, size, full);
        };
        m_vfs.xRandomness = [](sqlite3_vfs *vfs, int size, char *bytes) {
            return systemVfs(vfs)->xRandomness(systemVfs(vfs), size, bytes);
        };
        m_vfs.xSleep = [](sqlite3_vfs *vfs, int microseconds) {
            return systemVfs(vfs)->xSleep(systemVfs(vfs), microseconds);
        };
        m_vfs.xCurrentTime = [](sqlite3_vfs *vfs, double *time) {
            return systemVfs(vfs)->xCurrentTime(systemVfs(vfs), time);
        };
        m_vfs.xGetLastError = [](sqlite3_vfs *vfs, int size, char *text) {
            return systemVfs(vfs)->xGetLastError(systemVfs(vfs), size, text);
        };
        m_vfs.xCurrentTimeInt64 = [](sqlite3_vfs *vfs, sqlite3_int64 *time) {
            return systemVfs(vfs)->xCurrentTimeInt64(systemVfs(vfs), time);
        };
    }

    void fillMethods()
    {
        m_methods.iVersion = 2; // the third brings memory mapping, whose writes could not be seen
        m_methods.xClose = close;
        m_methods.xWrite = write;
        m_methods.xTruncate = truncate;
        m_methods.xSync = sync;
        m_methods.xRead = [](sqlite3_file *file, void *data, int size, sqlite3_int64 offset) {
            return systemFile(file)->pMethods->xRead(systemFile(file), data, size, offset);
        };
        m_methods.xFileSize = [](sqlite3_file *file, sqlite3_int64 *size) {
            return systemFile(file)->pMethods->xFileSize(systemFile(file), size);
        };
        m_methods.xLock = [](sqlite3_file *file, int level) {
            return systemFile(file)->pMethods->xLock(systemFile(file), level);
        };
        m_methods.xUnlock = [](sqlite3_file *file, int level) {
            return systemFile(file)->pMethods->xUnlock(systemFile(file), level);
        };
        m_methods.xCheckReservedLock = [](sqlite3_file *file, int *result) {
            return systemFile(file)->pMethods->xCheckReservedLock(systemFile(file), result);
        };
        m_methods.xFileControl = [](sqlite3_file *file, int what, void *argument) {
            return systemFile(file)->pMethods->xFileControl(systemFile(file), what, argument);
        };
        m_methods.xSectorSize = [](sqlite3_file *file) {
            return systemFile(file)->pMethods->xSectorSize(systemFile(file));
        };
        m_methods.xDeviceCharacteristics = [](sqlite3_file *file) {
            return systemFile(file)->pMethods->xDeviceCharacteristics(systemFile(file));
        };
        m_methods.xShmMap = [](sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
            return systemFile(file)->pMethods->xShmMap(systemFile(file), region, size, extend, memory);
        };
        m_methods.xShmLock = [](sqlite3_file *file, int offset, int count, int flags) {
            return systemFile(file)->pMethods->xShmLock(systemFile(file), offset, count, flags);
        };
        m_methods.xShmBarrier = [](sqlite3_file *file) {
            systemFile(file)->pMethods->xShmBarrier(systemFile(file));
        };
        m_methods.xShmUnmap = [](sqlite3_file *file, int remove) {
            return systemFile(file)->pMethods->xShmUnmap(systemFile(file), remove);
        };
    }

public:
    static constexpr auto vfsName = "reasonglass-faults";

private:
    FaultVfs &m_owner;
    sqlite3_vfs *m_system;
    sqlite3_vfs m_vfs{};
    sqlite3_io_methods m_methods{};
};

FaultVfs::FaultVfs()
    : m_implementation(std::make_unique<Implementation>(*this))
{ }

FaultVfs::~FaultVfs() = default;

QString FaultVfs::name()
{
    return QString::fromLatin1(Implementation::vfsName);
}

bool FaultVfs::isSeenByQt()
{
    const QString connection = u"does Qt see the VFS?"_s;
    bool seen = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
        database.setConnectOptions(u"QSQLITE_OPEN_URI"_s);
        database.setDatabaseName(u"file::memory:?vfs="_s + name());
        seen = database.open();
    }
    QSqlDatabase::removeDatabase(connection);
    return seen;
}

void FaultVfs::fail(FileOperation operation, int n, int code, Duration duration)
{
    m_doomed = operation;
    m_countdown = n;
    m_code = code;
    m_duration = duration;
    m_hasFailed = false;
}

void FaultVfs::heal()
{
    m_countdown = 0;
}

int FaultVfs::verdict(FileOperation operation)
{
    ++m_counts[std::size_t(operation)];
    if (m_countdown == 0 || operation != m_doomed)
        return SQLITE_OK;
    if (m_countdown > 1) {
        --m_countdown;
        return SQLITE_OK;
    }
    if (m_duration == Duration::Once)
        m_countdown = 0;
    m_hasFailed = true;
    return m_code;
}

namespace {

void change(QByteArray &bytes, const LoggedOperation &operation)
{
    if (operation.operation == FileOperation::Truncate) {
        bytes.resize(operation.offset);
        return;
    }
    const qsizetype end = operation.offset + operation.data.size();
    if (bytes.size() < end)
        bytes.append(QByteArray(end - bytes.size(), '\0'));
    std::memcpy(bytes.data() + operation.offset, operation.data.constData(), size_t(operation.data.size()));
}

} // namespace

void DiskImage::apply(const LoggedOperation &operation)
{
    switch (operation.operation) {
    case FileOperation::Open:
        m_files.try_emplace(operation.fileName);
        break;
    case FileOperation::Delete:
        m_files.erase(operation.fileName);
        break;
    case FileOperation::Sync: {
        File &file = m_files[operation.fileName];
        file.synced = file.current;
        file.pending.clear();
        break;
    }
    case FileOperation::Write:
    case FileOperation::Truncate: {
        File &file = m_files[operation.fileName];
        change(file.current, operation);
        file.pending.push_back(operation);
        break;
    }
    }
}

void DiskImage::applyTorn(const LoggedOperation &write, qsizetype bytes)
{
    LoggedOperation torn = write;
    torn.data.truncate(bytes);
    apply(torn);
}

DiskImage::Files DiskImage::written() const
{
    Files files;
    for (const auto &[name, file] : m_files)
        files[name] = file.current;
    return files;
}

DiskImage::Files DiskImage::synced() const
{
    Files files;
    for (const auto &[name, file] : m_files)
        files[name] = file.synced;
    return files;
}

DiskImage::Files DiskImage::partlySynced(std::mt19937 &random) const
{
    Files files;
    std::bernoulli_distribution kept;
    for (const auto &[name, file] : m_files) {
        QByteArray &bytes = files[name];
        bytes = file.synced;
        for (const LoggedOperation &operation : file.pending) {
            if (kept(random))
                change(bytes, operation);
        }
    }
    return files;
}

bool writeFiles(const DiskImage::Files &files, const QString &folder)
{
    QDir directory(folder);
    for (const QString &name : directory.entryList(QDir::Files | QDir::Hidden)) {
        if (!directory.remove(name))
            return false;
    }
    return std::ranges::all_of(files, [&](const auto &entry) {
        QFile file(directory.filePath(entry.first));
        return file.open(QIODevice::WriteOnly) && file.write(entry.second) == entry.second.size();
    });
}

} // namespace reasonglass::test
