#include "store/database.h"

#include "store/sql.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr QByteArrayView fileMagic("SQLite format 3\0", 16);

// Nothing is left to compile-time defaults: distributions and Qt's own copy of SQLite differ in them.
QStringList pragmas(OpenMode mode)
{
    QStringList common{u"trusted_schema = OFF"_s, u"cell_size_check = ON"_s, u"temp_store = MEMORY"_s,
                       u"cache_size = -8000"_s};
    if (mode == OpenMode::ReadOnly)
        return common << u"query_only = ON"_s;
    common << u"journal_mode = WAL"_s << u"synchronous = NORMAL"_s << u"foreign_keys = ON"_s
           << u"secure_delete = ON"_s << u"wal_autocheckpoint = 1000"_s << u"journal_size_limit = 16777216"_s;
#ifdef Q_OS_MACOS
    common << u"fullfsync = ON"_s << u"checkpoint_fullfsync = ON"_s;
#endif
    return common;
}

Error describe(const Error &error, const QString &path)
{
    Error described = error;
    described.message = tellsDamage(error) ? u"%1 is damaged or no database: %2"_s.arg(path, error.message)
                                           : u"%1: %2"_s.arg(path, error.message);
    return described;
}

Result<> prepareFile(const QString &path)
{
    const QDir folder = QFileInfo(path).absoluteDir();
    if (!folder.exists()) {
        if (!QDir().mkpath(folder.path()))
            return Unexpected{storageError(u"cannot create the folder "_s + folder.path())};
        QFile::setPermissions(folder.path(), ownerOnly | QFile::ExeOwner);
    }
    if (QFile file(path); !file.exists() && !file.open(QIODevice::ReadWrite, ownerOnly))
        return Unexpected{storageError(u"%1: %2"_s.arg(path, file.errorString()))};
    return {};
}

/// Looks at the first bytes before SQLite does anything with the file.
Result<> sniff(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{storageError(u"%1: %2"_s.arg(path, file.errorString()))};
    if (file.size() > 0 && file.read(fileMagic.size()) != fileMagic)
        return Unexpected{storageError(u"%1 is not a library: no SQLite file"_s.arg(path))};
    return {};
}

/// Who wrote the file, by its header, and whether anything is in it.
struct Identity
{
    quint32 applicationId = 0;
    int version = 0;
    bool empty = true;

    bool isNew() const { return applicationId == 0 && version == 0 && empty; }
    bool isLibrary() const { return isNew() || applicationId == libraryApplicationId; }
};

Result<Identity> identify(const QSqlDatabase &connection)
{
    Identity identity;
    const Result<QVariant> id = scalar(connection, u"PRAGMA application_id"_s);
    if (!id)
        return Unexpected{id.error()};
    identity.applicationId = quint32(id->toInt());
    const Result<int> version = schemaVersion(connection);
    if (!version)
        return Unexpected{version.error()};
    identity.version = *version;
    const Result<QVariant> tables = scalar(connection, u"SELECT count(*) FROM sqlite_master"_s);
    if (!tables)
        return Unexpected{tables.error()};
    identity.empty = tables->toInt() == 0;
    return identity;
}

Error newerThanThis(const QString &path, int version, int known)
{
    return storageError(u"%1 was written by a newer version of this program (schema %2, this one knows %3): "
                        "it can be read but not written"_s.arg(path)
                            .arg(version)
                            .arg(known));
}

Result<> bringUpToDate(const QSqlDatabase &connection, const QString &path, const Identity &identity,
                       const std::vector<Migration> &migrations)
{
    if (identity.version > 0 && identity.version < migrations.back().version) {
        if (const Result<QString> copy = backUp(connection, path, identity.version); !copy)
            return Unexpected{copy.error()};
    }
    return migrate(connection, migrations, libraryApplicationId);
}

} // namespace

Database::Database(QSqlDatabase connection, OpenMode mode)
    : m_connection(std::move(connection))
    , m_mode(mode)
{ }

Database::Database(Database &&other) noexcept
    : m_connection(std::exchange(other.m_connection, {}))
    , m_mode(other.m_mode)
    , m_notice(std::exchange(other.m_notice, {}))
{ }

Database &Database::operator=(Database &&other) noexcept
{
    if (this != &other) {
        close();
        m_connection = std::exchange(other.m_connection, {});
        m_mode = other.m_mode;
        m_notice = std::exchange(other.m_notice, {});
    }
    return *this;
}

Database::~Database()
{
    close();
}

void Database::close()
{
    const QString name = m_connection.connectionName();
    if (name.isEmpty())
        return;
    m_connection.close();
    m_connection = {};
    QSqlDatabase::removeDatabase(name);
}

Result<Database> Database::connect(const QString &path, OpenMode mode, std::chrono::milliseconds busyTimeout)
{
    const QString name = u"library-"_s + QUuid::createUuid().toString(QUuid::Id128);
    Database database(QSqlDatabase::addDatabase(u"QSQLITE"_s, name), mode);
    QSqlDatabase &connection = database.m_connection;
    connection.setDatabaseName(path);
    QString options = u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeout.count());
    if (mode == OpenMode::ReadOnly)
        options += ";QSQLITE_OPEN_READONLY"_L1;
    connection.setConnectOptions(options);
    if (!connection.open())
        return Unexpected{storageError(connection.lastError())};
    for (const QString &pragma : pragmas(mode)) {
        if (Result<> done = execute(connection, u"PRAGMA "_s + pragma); !done)
            return Unexpected{done.error()};
    }
    return database;
}

Result<Database> Database::openExisting(const QString &path, const DatabaseOptions &options)
{
    // Read-only at first: what turns out to be somebody else's or damaged is not to be touched.
    Result<Database> probe = connect(path, OpenMode::ReadOnly, options.busyTimeout);
    if (!probe)
        return probe;
    const Result<Identity> identity = identify(probe->connection());
    if (!identity)
        return Unexpected{identity.error()};
    if (!identity->isLibrary())
        return Unexpected{storageError(u"a database of another program"_s)};

    const int newest = options.migrations.back().version;
    if (identity->version > newest) {
        probe->m_notice = newerThanThis(path, identity->version, newest);
        return probe;
    }
    if (options.mode == OpenMode::ReadOnly) {
        if (identity->version < newest)
            return Unexpected{storageError(u"not brought up to date yet"_s)};
        return probe;
    }
    Result<Database> database = connect(path, OpenMode::ReadWrite, options.busyTimeout);
    if (!database)
        return database;
    if (Result<> done = bringUpToDate(database->connection(), path, *identity, options.migrations); !done)
        return Unexpected{done.error()};
    QFile::setPermissions(path, ownerOnly);
    return database;
}

Result<Database> Database::open(const QString &path, const DatabaseOptions &options)
{
    if (options.mode == OpenMode::ReadWrite) {
        if (Result<> done = prepareFile(path); !done)
            return Unexpected{done.error()};
    } else if (!QFile::exists(path)) {
        return Unexpected{Error{.kind = ErrorKind::NotFound, .message = u"there is no library at "_s + path}};
    }
    if (Result<> done = sniff(path); !done)
        return Unexpected{done.error()};
    Result<Database> database = openExisting(path, options);
    if (!database)
        return Unexpected{describe(database.error(), path)};
    return database;
}

} // namespace reasonglass
