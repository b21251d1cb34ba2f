#pragma once

#include "base/expected.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <vector>

namespace reasonglass {

/// One step of the schema: \a statements lead from version \a version - 1 to \a version.
struct Migration
{
    int version = 0;
    QStringList statements;
};

/// The migrations of this build, oldest first; the last one's version is the schema version.
std::vector<Migration> libraryMigrations();

/// Parts a migration file at its lines "-- ;;", so that triggers may hold semicolons.
QStringList splitStatements(const QString &sql);

Result<int> schemaVersion(const QSqlDatabase &database);

/// Runs what \a migrations hold beyond the database's own version, each step in one transaction that
/// also sets `user_version` and \a applicationId. Safe against another program doing the same.
Result<> migrate(const QSqlDatabase &database, const std::vector<Migration> &migrations,
                 quint32 applicationId);

/// Writes a complete copy beside \a path, named by version and time, readable by its owner only, and
/// checks it. Returns the copy's path.
Result<QString> backUp(const QSqlDatabase &database, const QString &path, int version);

} // namespace reasonglass
