#include "store/storagefiles.h"

#include "store/sql.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QTimeZone>

#include <filesystem>
#include <system_error>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#elif defined(Q_OS_WIN)
#include <qt_windows.h>

#include <io.h>
#endif

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr QStringView stampFormat = u"yyyyMMdd'T'HHmmsszzz'Z'";

Unexpected<Error> fileError(const QString &path, const QString &reason)
{
    return Unexpected{storageError(u"%1: %2"_s.arg(path, reason))};
}

std::filesystem::path nativePath(const QString &path)
{
#ifdef Q_OS_WIN
    return path.toStdWString();
#else
    return QFile::encodeName(path).toStdString();
#endif
}

bool waitForDisk(QFile &file)
{
#if defined(Q_OS_MACOS)
    return ::fcntl(file.handle(), F_FULLFSYNC) == 0 || ::fsync(file.handle()) == 0;
#elif defined(Q_OS_UNIX)
    return ::fsync(file.handle()) == 0;
#elif defined(Q_OS_WIN)
    return ::FlushFileBuffers(reinterpret_cast<HANDLE>(::_get_osfhandle(file.handle())));
#else
    return file.flush();
#endif
}

} // namespace

std::optional<FileIdentity> fileIdentity(const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat found = {};
    if (::stat(QFile::encodeName(path).constData(), &found) != 0)
        return {};
    return FileIdentity{.device = quint64(found.st_dev), .number = quint64(found.st_ino)};
#else
    return QFile::exists(path) ? std::optional(FileIdentity{}) : std::nullopt;
#endif
}

Result<> createPrivateFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return fileError(path, file.errorString());
    return {};
}

Result<> createPrivateFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return {};
    if (!QDir().mkpath(path))
        return Unexpected{storageError(
            u"the folder %1 cannot be created: check who may write where it is to be"_s.arg(path))};
    QFile::setPermissions(path, ownerOnly | QFile::ExeOwner);
    return {};
}

Result<> copyPrivately(const QString &from, const QString &to)
{
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return fileError(from, source.errorString());
    QFile target(to);
    if (!target.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return fileError(to, target.errorString());
    constexpr qint64 piece = qint64{1024} * 1024;
    while (!source.atEnd()) {
        const QByteArray bytes = source.read(piece);
        if (bytes.isEmpty())
            return fileError(from, source.errorString());
        if (target.write(bytes) != bytes.size())
            return fileError(to, target.errorString());
    }
    if (!target.flush())
        return fileError(to, target.errorString());
    return {};
}

Result<> syncToDisk(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || !waitForDisk(file))
        return fileError(path, u"cannot be written to the disk"_s);
    return {};
}

Result<> replaceFile(const QString &from, const QString &to)
{
    std::error_code failure;
    std::filesystem::rename(nativePath(from), nativePath(to), failure);
    if (failure)
        return fileError(to, QString::fromStdString(failure.message()));
#ifdef Q_OS_UNIX
    // The new name is to survive a power cut, too. Not every file system can be asked for it.
    const int folder =
        ::open(QFile::encodeName(QFileInfo(to).absolutePath()).constData(), O_RDONLY | O_CLOEXEC);
    if (folder >= 0) {
        (void)::fsync(folder);
        ::close(folder);
    }
#endif
    return {};
}

bool isOpenElsewhere(const QString &path)
{
#ifdef Q_OS_UNIX
    // Every connection holds a lock on these bytes (sqlite.org/fileformat2.html, "lock-byte page").
    constexpr off_t firstLockByte = 0x40000000;
    constexpr off_t lockBytes = 512;
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = firstLockByte;
    lock.l_len = lockBytes;
    const bool locked = ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(file);
    return locked;
#else
    Q_UNUSED(path)
    return false; // an open file cannot be renamed here, which repair finds out in time
#endif
}

QString fileStamp(qint64 utcMs)
{
    return QDateTime::fromMSecsSinceEpoch(utcMs, QTimeZone::utc()).toString(stampFormat);
}

std::optional<qint64> timeOfStamp(QStringView stamp)
{
    QDateTime time = QDateTime::fromString(stamp.toString(), stampFormat.toString());
    if (!time.isValid())
        return {};
    time.setTimeZone(QTimeZone::utc());
    return time.toMSecsSinceEpoch();
}

} // namespace reasonglass
