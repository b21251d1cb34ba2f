#pragma once

#include "base/expected.h"

#include <QProcessEnvironment>
#include <QString>

namespace reasonglass {

/// Where one user's settings, library and logs are.
struct Profile
{
    QString settingsFile;
    QString libraryFile;
    QString logFolder;
    QString providerOverrides; ///< optional JSON file of the user's
    QString modelOverrides;    ///< optional JSON file of the user's

    bool operator==(const Profile &) const = default;
};

/// The profile in \a folder (portable mode, tests), or the platform's usual places when it is empty and
/// REASONGLASS_PROFILE is not set. \a library replaces the library file when not empty.
Profile findProfile(const QString &folder, const QString &library, const QProcessEnvironment &environment);

/// Creates the folders of \a profile, for the owner only.
Result<> createFolders(const Profile &profile);

} // namespace reasonglass
