#include "store/ownerlock.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

std::unique_ptr<QLockFile> lockFile(const QString &libraryPath, const QString &name)
{
    auto file = std::make_unique<QLockFile>(libraryPath + u'.' + name + ".lock"_L1);
    file->setStaleLockTime(0); // a run may take hours: only the end of its program makes a lock stale
    return file;
}

/// All names that have a lock file beside the library.
QStringList lockedNames(const QString &libraryPath)
{
    const QFileInfo library(libraryPath);
    const QString prefix = library.fileName() + u'.';
    constexpr auto suffix = ".lock"_L1;
    QStringList names;
    for (const QString &file : library.absoluteDir().entryList(QDir::Files | QDir::Hidden)) {
        if (file.startsWith(prefix) && file.endsWith(suffix) && file.size() > prefix.size() + suffix.size())
            names.append(file.sliced(prefix.size()).chopped(suffix.size()));
    }
    return names;
}

} // namespace

OwnerLock::OwnerLock(const QString &libraryPath)
    : m_name(QUuid::createUuid().toString(QUuid::Id128).first(12))
    , m_file(lockFile(libraryPath, m_name))
{
    // Without it (a folder that cannot be written) there is nothing to own either.
    m_file->tryLock(0);
}

bool OwnerLock::isGone(const QString &libraryPath, const QString &name)
{
    return lockFile(libraryPath, name)->tryLock(0);
}

QStringList OwnerLock::present(const QString &libraryPath)
{
    QStringList names = lockedNames(libraryPath);
    names.removeIf([&](const QString &name) { return isGone(libraryPath, name); });
    return names;
}

QStringList OwnerLock::removeLeftBehind(const QString &libraryPath)
{
    QStringList names = lockedNames(libraryPath);
    names.removeIf([&](const QString &name) { return !isGone(libraryPath, name); });
    return names;
}

} // namespace reasonglass
