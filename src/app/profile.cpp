#include "app/profile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Profile profileIn(const QString &config, const QString &data)
{
    return {.settingsFile = config + "/settings.ini"_L1,
            .libraryFile = data + "/library.sqlite"_L1,
            .logFolder = data + "/logs"_L1,
            .providerOverrides = config + "/providers.json"_L1,
            .modelOverrides = config + "/models.json"_L1};
}

QString standardFolder(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + "/Reasonglass"_L1;
}

} // namespace

Profile findProfile(const QString &folder, const QString &library, const QProcessEnvironment &environment)
{
    const QString chosen = folder.isEmpty() ? environment.value(u"REASONGLASS_PROFILE"_s) : folder;
    Profile profile;
    if (chosen.isEmpty()) {
        profile = profileIn(standardFolder(QStandardPaths::GenericConfigLocation),
                            standardFolder(QStandardPaths::GenericDataLocation));
    } else {
        const QString absolute = QDir(chosen).absolutePath();
        profile = profileIn(absolute, absolute);
    }
    if (!library.isEmpty())
        profile.libraryFile = QFileInfo(library).absoluteFilePath();
    return profile;
}

Result<> createFolders(const Profile &profile)
{
    const QStringList folders{QFileInfo(profile.settingsFile).absolutePath(),
                              QFileInfo(profile.libraryFile).absolutePath(), profile.logFolder};
    for (const QString &folder : folders) {
        if (QFileInfo::exists(folder))
            continue;
        if (!QDir().mkpath(folder))
            return Unexpected{Error{.kind = ErrorKind::Storage,
                                    .message = u"the folder %1 cannot be created"_s.arg(folder),
                                    .code = u"folder_not_writable"_s}};
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return {};
}

} // namespace reasonglass
