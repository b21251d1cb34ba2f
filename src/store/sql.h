#pragma once

#include "base/expected.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <optional>
#include <unordered_map>

namespace reasonglass {

/// An Error of kind Storage; its code is SQLite's own number, e.g. "SQLITE_5".
Error storageError(const QSqlError &error);
Error storageError(const QString &message);
/// Whether trying again cannot help: the statement itself breaks a rule of the schema.
bool breaksSchema(const Error &error);
/// What an error says about the file.
enum class StorageTrouble {
    Other,
    Full,       ///< the disk has no room
    Locked,     ///< another program holds a lock
    ReadOnly,   ///< the file or its folder must not be written
    CannotOpen, ///< not there, or not for this user
    Disk,       ///< reading or writing failed
    Gone,       ///< moved or deleted while it was in use
    Damaged,    ///< damaged, or no database
};
StorageTrouble troubleOf(const Error &error);
/// The code of an error that tells this: "library_full" and the like; empty for Other.
QString troubleCode(StorageTrouble trouble);
/// Whether the file is not a database or a damaged one.
bool tellsDamage(const Error &error);

/// Runs one statement without parameters.
Result<> execute(const QSqlDatabase &database, const QString &statement);
/// Binds \a values in order and runs a prepared query.
Result<> run(QSqlQuery &query, const QVariantList &values);
/// The first column of the first row; an invalid variant if there is no row.
Result<QVariant> scalar(const QSqlDatabase &database, const QString &statement,
                        const QVariantList &values = {});

/// \a text as the library can keep it: never null; U+FFFD in the place of lone surrogates, which SQLite
/// would join with their neighbours, and of U+FFFE and U+FFFF, which it replaces on reading.
QString normalized(const QString &text);
/// \a text to be bound to a statement, so that normalized(\a text) is what comes to be stored.
QString storable(const QString &text);

template <typename T>
QVariant orNull(const std::optional<T> &value)
{
    return value ? QVariant::fromValue(*value) : QVariant(QMetaType::fromType<T>());
}

/// Statements of one connection, each prepared once. Not to outlive the connection.
class Statements
{
public:
    explicit Statements(const QSqlDatabase &database)
        : m_database(database)
    { }

    /// The query for \a sql, a literal: its address is the key.
    Result<QSqlQuery *> prepared(const char *sql);
    /// Prepares on first use, binds and runs.
    Result<QSqlQuery *> run(const char *sql, const QVariantList &values);
    const QSqlDatabase &database() const { return m_database; }

private:
    QSqlDatabase m_database;
    std::unordered_map<const char *, QSqlQuery> m_queries;
};

/// Rolls back at the end of its scope unless committed.
class Transaction
{
public:
    enum class Kind { Read, Write };

    Transaction(const QSqlDatabase &database, Kind kind);
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    ~Transaction();

    /// Whether it could begin; look before using it.
    const Result<> &begun() const { return m_begun; }
    Result<> commit();

private:
    QSqlDatabase m_database;
    Result<> m_begun;
    bool m_open = false;
};

} // namespace reasonglass
