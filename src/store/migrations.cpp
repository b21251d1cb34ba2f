#include "store/migrations.h"

#include "store/sql.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr auto migrationFolder = ":/library/migrations"_L1;
constexpr auto statementEnd = "-- ;;"_L1;

Result<> migrateOnce(const QSqlDatabase &database, const Migration &migration, quint32 applicationId)
{
    Transaction transaction(database, Transaction::Kind::Write);
    if (!transaction.begun())
        return transaction.begun();
    // Read again under the lock: another program may have been faster.
    const Result<int> version = schemaVersion(database);
    if (!version)
        return Unexpected{version.error()};
    if (*version >= migration.version)
        return {};
    for (const QString &statement : migration.statements) {
        if (Result<> done = execute(database, statement); !done)
            return done;
    }
    const QStringList marks{u"PRAGMA user_version = %1"_s.arg(migration.version),
                            u"PRAGMA application_id = %1"_s.arg(qint32(applicationId))};
    for (const QString &mark : marks) {
        if (Result<> done = execute(database, mark); !done)
            return done;
    }
    return transaction.commit();
}

/// The copy would otherwise be made with the permissions of any new file.
Result<> createPrivateFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return Unexpected{storageError(file.errorString())};
    return {};
}

QString quoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', "''"_L1) + u'\'';
}

Result<> checkBackup(const QSqlDatabase &database, const QString &path)
{
    if (Result<> attached = execute(database, u"ATTACH %1 AS backup"_s.arg(quoted(path))); !attached)
        return attached;
    const Result<QVariant> verdict = scalar(database, u"PRAGMA backup.quick_check(1)"_s);
    if (Result<> detached = execute(database, u"DETACH backup"_s); !detached)
        return detached;
    if (!verdict)
        return Unexpected{verdict.error()};
    if (verdict->toString() != "ok"_L1)
        return Unexpected{storageError(u"the backup is damaged: "_s + verdict->toString())};
    return {};
}

} // namespace

QStringList splitStatements(const QString &sql)
{
    QStringList statements;
    QStringList lines;
    const auto finish = [&] {
        if (const QString statement = lines.join(u'\n').trimmed(); !statement.isEmpty())
            statements.append(statement);
        lines.clear();
    };
    for (const QString &line : sql.split(u'\n')) {
        if (line.trimmed() == statementEnd)
            finish();
        else
            lines.append(line);
    }
    finish();
    return statements;
}

std::vector<Migration> libraryMigrations()
{
    std::vector<Migration> migrations;
    const QDir folder(migrationFolder);
    for (const QString &name : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            migrations.push_back(
                {name.section(u'_', 0, 0).toInt(), splitStatements(QString::fromUtf8(file.readAll()))});
    }
    return migrations;
}

Result<int> schemaVersion(const QSqlDatabase &database)
{
    return scalar(database, u"PRAGMA user_version"_s).transform([](const QVariant &value) {
        return value.toInt();
    });
}

Result<> migrate(const QSqlDatabase &database, const std::vector<Migration> &migrations,
                 quint32 applicationId)
{
    for (const Migration &migration : migrations) {
        if (Result<> done = migrateOnce(database, migration, applicationId); !done)
            return done;
    }
    return {};
}

Result<QString> backUp(const QSqlDatabase &database, const QString &path, int version)
{
    const QString now = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmsszzz'Z'"_s);
    const QString copy = path + u".v%1.backup-%2"_s.arg(version).arg(now);
    if (Result<> created = createPrivateFile(copy); !created)
        return Unexpected{created.error()};
    if (Result<> done = execute(database, u"VACUUM INTO "_s + quoted(copy)); !done)
        return Unexpected{done.error()};
    if (Result<> sound = checkBackup(database, copy); !sound)
        return Unexpected{sound.error()};
    return copy;
}

} // namespace reasonglass
