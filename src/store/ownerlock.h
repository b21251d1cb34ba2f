#pragma once

#include <QLockFile>
#include <QString>
#include <QStringList>

#include <memory>

namespace reasonglass {

/// Says to other programs that the analyses it marked as its own are still being run.
///
/// A file beside the library, "<library>.<name>.lock", held for as long as this object lives; the
/// system tells when the program that made it is gone, even if it crashed.
class OwnerLock
{
public:
    explicit OwnerLock(const QString &libraryPath);

    /// Unique per writer; what goes into analysis.owner.
    const QString &name() const { return m_name; }

    /// Whether the program that called itself \a name is gone. Removes the file it left.
    static bool isGone(const QString &libraryPath, const QString &name);

    /// Who has the library open, by name; by their lock files.
    static QStringList present(const QString &libraryPath);
    /// Removes the files of those that are gone, and returns their names: they ended without closing
    /// the library.
    static QStringList removeLeftBehind(const QString &libraryPath);

private:
    QString m_name;
    std::unique_ptr<QLockFile> m_file;
};

} // namespace reasonglass
