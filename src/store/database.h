#pragma once

#include "base/expected.h"
#include "store/migrations.h"

#include <QObject>
#include <QSqlDatabase>
#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace reasonglass {

/// What may be done with an open library.
enum class OpenMode { ReadOnly, ReadWrite };

/// Marks a library file in its header (`PRAGMA application_id`): "RGLS".
inline constexpr quint32 libraryApplicationId = 0x52474c53;

struct DatabaseOptions
{
    OpenMode mode = OpenMode::ReadWrite;
    std::chrono::milliseconds busyTimeout{5000}; ///< how long a statement waits for another connection's lock
    std::vector<Migration> migrations = libraryMigrations();
    QString vfs = {}; ///< the SQLite VFS to go through, by name; empty: the system's
};

/// \a error of the library at \a path with a sentence that says what is the matter and what to do about
/// it, and a code that names it (troubleCode()).
Error explained(const Error &error, const QString &path);

/// A connection to a library file, closed with this object. Use it in the thread that opened it and
/// let go of every query before it.
class Database
{
public:
    /// Opens the library at \a path.
    ///
    /// For writing, creates what is missing (file 0600, new folders 0700) and migrates an older file
    /// after a copy of it was made beside it. A newer file is opened read-only, see mode() and
    /// notice(). What is no library, or a damaged one, is refused and left as it is.
    /// For reading, the file must exist and be of this build's version or a newer one.
    static Result<Database> open(const QString &path, const DatabaseOptions &options = {});

    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;
    ~Database();

    const QSqlDatabase &connection() const { return m_connection; }
    OpenMode mode() const { return m_mode; }
    /// Why the mode is less than what was asked for.
    const std::optional<Error> &notice() const { return m_notice; }

private:
    explicit Database(QSqlDatabase connection, OpenMode mode);
    static Result<Database> attach(const QString &path, OpenMode mode, const DatabaseOptions &options);
    static Result<Database> connect(const QString &path, OpenMode mode, const DatabaseOptions &options);
    static Result<> undoCutWrite(const QString &path, const DatabaseOptions &options);
    static Result<Database> openExisting(const QString &path, const DatabaseOptions &options);
    void close();

    QSqlDatabase m_connection;
    OpenMode m_mode = OpenMode::ReadOnly;
    std::optional<Error> m_notice;
};

} // namespace reasonglass
