#include "store/database.h"

#include "store/libraryrepair.h"
#include "store/sql.h"
#include "store/storagefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>
#include <QUuid>

#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

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

QString databaseName(const QString &path, const QString &vfs)
{
    if (vfs.isEmpty())
        return path;
    const QUrl file = QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath());
    return file.toString(QUrl::FullyEncoded) + "?vfs="_L1 + vfs;
}

// The file is never opened but by SQLite: to close it would give up the locks that other connections of
// this program hold on it (POSIX), and with them the write-ahead log.
Result<> prepareFile(const QString &path)
{
    if (QFileInfo(path).isDir())
        return Unexpected{storageError(u"there is a folder in the place of the library %1: move it away or "
                                       "choose another file"_s.arg(path))};
    if (Result<> folder = createPrivateFolder(QFileInfo(path).absolutePath()); !folder)
        return folder;
    if (QFile file(path);
        !file.exists() && !finishRepair(path) && !file.open(QIODevice::ReadWrite, ownerOnly))
        return Unexpected{storageError(u"the library %1 cannot be created: %2. Check who may write in its "
                                       "folder, or choose another library"_s.arg(path, file.errorString()))};
    return {};
}

/// What the library %1 suffers from, and the cure; empty if the error does not tell.
QString troubleSentence(StorageTrouble trouble)
{
    switch (trouble) {
    case StorageTrouble::Other:
        break;
    case StorageTrouble::Full:
        return u"there is no room left for the library %1: free some space on its disk"_s;
    case StorageTrouble::Locked:
        return u"another program keeps the library %1 locked: wait for it or close it"_s;
    case StorageTrouble::ReadOnly:
        return u"the library %1 is write-protected: allow writing to the file and its folder, or choose "
               "another library"_s;
    case StorageTrouble::CannotOpen:
        return u"the library %1 cannot be opened: check that it is there, and who may read and write it and "
               "its folder"_s;
    case StorageTrouble::Disk:
        return u"the disk refuses to read or write the library %1: check the disk and its connection"_s;
    case StorageTrouble::Gone:
        return u"the library %1 was moved or deleted while it was in use: put it back. What was to be saved "
               u"waits "
               "in memory"_s;
    case StorageTrouble::Damaged:
        return u"the library %1 is damaged, or no library at all: Repair saves what can be read, and there "
               u"may "
               "be a backup beside it"_s;
    }
    return {};
}

/// SQLite gives the files beside a library the permissions that the library had when they were made. They
/// are to follow it when it becomes writable.
void freeCompanions(const QString &path)
{
    const auto isWritable = [](const QString &file) {
        return QFile::permissions(file).testFlag(QFile::WriteOwner);
    };
    if (!isWritable(path))
        return;
    for (const QString &companion : QStringList{path + "-wal"_L1, path + "-shm"_L1}) {
        if (QFile::exists(companion) && !isWritable(companion))
            QFile::setPermissions(companion, ownerOnly);
    }
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

Error explained(const Error &error, const QString &path)
{
    if (error.message.contains(path))
        return error;
    const QString sentence = troubleSentence(troubleOf(error));
    Error said = error;
    if (sentence.isEmpty()) {
        said.message = u"%1: %2"_s.arg(path, error.message);
        return said;
    }
    said.message = sentence.arg(path);
    if (!error.message.isEmpty())
        said.message += u" (%1)"_s.arg(error.message);
    said.code = troubleCode(troubleOf(error));
    return said;
}

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

Result<Database> Database::attach(const QString &path, OpenMode mode, const DatabaseOptions &options)
{
    const QString name = u"library-"_s + QUuid::createUuid().toString(QUuid::Id128);
    Database database(QSqlDatabase::addDatabase(u"QSQLITE"_s, name), mode);
    QSqlDatabase &connection = database.m_connection;
    connection.setDatabaseName(databaseName(path, options.vfs));
    QString how = u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(options.busyTimeout.count());
    if (mode == OpenMode::ReadOnly)
        how += ";QSQLITE_OPEN_READONLY"_L1;
    if (!options.vfs.isEmpty())
        how += ";QSQLITE_OPEN_URI"_L1;
    connection.setConnectOptions(how);
    if (!connection.open())
        return Unexpected{storageError(connection.lastError())};
    return database;
}

Result<Database> Database::connect(const QString &path, OpenMode mode, const DatabaseOptions &options)
{
    Result<Database> database = attach(path, mode, options);
    if (!database)
        return database;
    for (const QString &pragma : pragmas(mode)) {
        if (Result<> done = execute(database->connection(), u"PRAGMA "_s + pragma); !done)
            return Unexpected{done.error()};
    }
    return database;
}

/// A program that is killed before the file is in WAL mode leaves a rollback journal. Only a connection that
/// may write can undo what had been begun; until then nobody can read the file.
Result<> Database::undoCutWrite(const QString &path, const DatabaseOptions &options)
{
    const Result<Database> writer = attach(path, OpenMode::ReadWrite, options);
    if (!writer)
        return Unexpected{writer.error()};
    const auto read = scalar(writer->connection(), u"SELECT count(*) FROM sqlite_master"_s);
    return read ? Result<>() : Result<>(Unexpected{read.error()});
}

Result<Database> Database::openExisting(const QString &path, const DatabaseOptions &options)
{
    if (options.mode == OpenMode::ReadWrite)
        freeCompanions(path);
    // Read-only at first: what turns out to be somebody else's or damaged is not to be touched.
    Result<Database> probe = connect(path, OpenMode::ReadOnly, options);
    if (!probe && troubleOf(probe.error()) == StorageTrouble::ReadOnly
        && undoCutWrite(path, options).has_value())
        probe = connect(path, OpenMode::ReadOnly, options);
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
            return Unexpected{Error{.kind = ErrorKind::Storage,
                                    .message = u"not brought up to date yet"_s,
                                    .code = u"not_up_to_date"_s}};
        return probe;
    }
    Result<Database> database = connect(path, OpenMode::ReadWrite, options);
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
    Result<Database> database = openExisting(path, options);
    if (!database)
        return Unexpected{explained(database.error(), path)};
    return database;
}

} // namespace reasonglass
