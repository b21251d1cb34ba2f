#pragma once

#include <QDir>
#include <QFile>
#include <QString>

namespace reasonglass::test {

/// Recordings of real servers, kept beside the checkout and not part of the project.
inline QString recordingsFolder(const QString &kind)
{
    return QDir::cleanPath(QStringLiteral(REASONGLASS_SOURCE_DIR "/../shared/streams/") + kind);
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace reasonglass::test
