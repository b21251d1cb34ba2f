#include "store/migrations.h"

#include "store/librarybackup.h"
#include "store/sql.h"

#include <QDateTime>
#include <QDir>

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
    if (Result<> done = copyInto(database, copy); !done)
        return Unexpected{done.error()};
    return copy;
}

} // namespace reasonglass
