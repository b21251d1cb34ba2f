#include "store/ownerlock.h"

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

} // namespace reasonglass
