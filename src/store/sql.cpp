#include "store/sql.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr char16_t firstBmpNonCharacter = 0xfffe; // U+FFFE, U+FFFF

constexpr auto codePrefix = "SQLITE_"_L1;

// SQLite's primary result codes (sqlite.org/rescode.html); extended ones keep them in their low byte.
enum PrimaryCode {
    Permission = 3,
    Busy = 5,
    LockedTable = 6,
    ReadOnlyFile = 8,
    IoError = 10,
    Corrupt = 11,
    FullDisk = 13,
    CantOpen = 14,
    TooBig = 18,
    Constraint = 19,
    Mismatch = 20,
    NotADatabase = 26,
};

int primaryCode(const Error &error)
{
    if (error.kind != ErrorKind::Storage || !error.code.startsWith(codePrefix))
        return 0;
    return QStringView(error.code).sliced(codePrefix.size()).toInt() & 0xff;
}

} // namespace

Error storageError(const QSqlError &error)
{
    const QString native = error.nativeErrorCode();
    return {.kind = ErrorKind::Storage,
            .message = error.text().trimmed(),
            .code = native.isEmpty() ? QString() : codePrefix + native};
}

Error storageError(const QString &message)
{
    return {.kind = ErrorKind::Storage, .message = message};
}

bool breaksSchema(const Error &error)
{
    const int code = primaryCode(error);
    return code == Constraint || code == TooBig || code == Mismatch;
}

QString troubleCode(StorageTrouble trouble)
{
    switch (trouble) {
    case StorageTrouble::Other:
        return {};
    case StorageTrouble::Full:
        return u"library_full"_s;
    case StorageTrouble::Locked:
        return u"library_locked"_s;
    case StorageTrouble::ReadOnly:
        return u"library_read_only"_s;
    case StorageTrouble::CannotOpen:
        return u"library_unreachable"_s;
    case StorageTrouble::Disk:
        return u"library_disk_error"_s;
    case StorageTrouble::Gone:
        return u"library_gone"_s;
    case StorageTrouble::Damaged:
        return u"library_damaged"_s;
    }
    Q_UNREACHABLE();
}

StorageTrouble troubleOf(const Error &error)
{
    for (const StorageTrouble trouble :
         {StorageTrouble::Full, StorageTrouble::Locked, StorageTrouble::ReadOnly, StorageTrouble::CannotOpen,
          StorageTrouble::Disk, StorageTrouble::Gone, StorageTrouble::Damaged}) {
        if (error.code == troubleCode(trouble))
            return trouble;
    }
    switch (primaryCode(error)) {
    case FullDisk:
        return StorageTrouble::Full;
    case Busy:
    case LockedTable:
        return StorageTrouble::Locked;
    case ReadOnlyFile:
        return StorageTrouble::ReadOnly;
    case CantOpen:
    case Permission:
        return StorageTrouble::CannotOpen;
    case IoError:
        return StorageTrouble::Disk;
    case Corrupt:
    case NotADatabase:
        return StorageTrouble::Damaged;
    default:
        return StorageTrouble::Other;
    }
}

bool tellsDamage(const Error &error)
{
    return troubleOf(error) == StorageTrouble::Damaged;
}

Result<> execute(const QSqlDatabase &database, const QString &statement)
{
    QSqlQuery query(database);
    if (!query.exec(statement))
        return Unexpected{storageError(query.lastError())};
    return {};
}

Result<> run(QSqlQuery &query, const QVariantList &values)
{
    for (qsizetype i = 0; i < values.size(); ++i)
        query.bindValue(int(i), values.at(i));
    if (!query.exec())
        return Unexpected{storageError(query.lastError())};
    return {};
}

Result<QVariant> scalar(const QSqlDatabase &database, const QString &statement, const QVariantList &values)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return Unexpected{storageError(query.lastError())};
    if (Result<> done = run(query, values); !done)
        return Unexpected{done.error()};
    return query.next() ? query.value(0) : QVariant();
}

QString normalized(const QString &text)
{
    QString kept = text.isNull() ? u""_s : text;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
        if (pair)
            ++i;
        else if (c.isSurrogate() || c.unicode() >= firstBmpNonCharacter)
            kept[i] = QChar(QChar::ReplacementCharacter);
    }
    return kept;
}

QString storable(const QString &text)
{
    const QString stored = normalized(text);
    // sqlite3_bind_text16() takes a first U+FEFF away as a byte order mark: let it take another one.
    return stored.startsWith(QChar::ByteOrderMark) ? QChar(QChar::ByteOrderMark) + stored : stored;
}

Result<QSqlQuery *> Statements::prepared(const char *sql)
{
    if (const auto known = m_queries.find(sql); known != m_queries.end())
        return &known->second;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(QString::fromUtf8(sql)))
        return Unexpected{storageError(query.lastError())};
    return &m_queries.emplace(sql, std::move(query)).first->second;
}

Result<QSqlQuery *> Statements::run(const char *sql, const QVariantList &values)
{
    Result<QSqlQuery *> query = prepared(sql);
    if (!query)
        return query;
    if (Result<> done = reasonglass::run(**query, values); !done)
        return Unexpected{done.error()};
    return query;
}

Transaction::Transaction(const QSqlDatabase &database, Kind kind)
    : m_database(database)
    , m_begun(execute(database, kind == Kind::Write ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s))
    , m_open(m_begun.has_value())
{ }

Transaction::~Transaction()
{
    // SQLite itself has rolled back already after some errors; a second time does no harm.
    if (m_open)
        QSqlQuery(m_database).exec(u"ROLLBACK"_s);
}

Result<> Transaction::commit()
{
    Result<> done = execute(m_database, u"COMMIT"_s);
    if (done)
        m_open = false;
    return done;
}

} // namespace reasonglass
