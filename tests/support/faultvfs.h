#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace reasonglass::test {

/// What a program does to a file and the disk may refuse.
enum class FileOperation { Open, Write, Truncate, Sync, Delete };
inline constexpr std::size_t fileOperations = 5;

/// One operation as it reached the disk.
struct LoggedOperation
{
    FileOperation operation = FileOperation::Write;
    QString fileName;     ///< without its folder
    qint64 offset = 0;    ///< of a write; the new size of a truncation
    QByteArray data = {}; ///< what was written
};

/// A VFS of SQLite's that lies over the system's: fails operations when told to, and remembers what
/// reached the disk. Syncs are noted, not carried out, so that tests are quick.
///
/// Registered while it exists; connections choose it by DatabaseOptions::vfs. For one thread.
class FaultVfs
{
public:
    FaultVfs();
    FaultVfs(const FaultVfs &) = delete;
    FaultVfs &operator=(const FaultVfs &) = delete;
    ~FaultVfs();

    static QString name();
    /// Whether Qt's driver runs on the SQLite that this was registered with; Qt may have brought its own.
    static bool isSeenByQt();

    enum class Duration { Once, FromThenOn };
    /// The \a n-th \a operation from now on, counted from 1, fails with SQLite's \a code. A write that
    /// fails has written half of its bytes.
    void fail(FileOperation operation, int n, int code, Duration duration);
    void heal();
    bool hasFailed() const { return m_hasFailed; }

    int count(FileOperation operation) const { return m_counts[std::size_t(operation)]; }
    const std::vector<LoggedOperation> &log() const { return m_log; }

    class Implementation;

private:
    friend class Implementation;

    /// What \a operation is to return; counts it.
    int verdict(FileOperation operation);

    std::unique_ptr<Implementation> m_implementation;
    std::array<int, fileOperations> m_counts{};
    std::vector<LoggedOperation> m_log;
    FileOperation m_doomed = FileOperation::Open;
    int m_countdown = 0; ///< 0: nothing is to fail
    int m_code = 0;
    Duration m_duration = Duration::Once;
    bool m_hasFailed = false;
};

/// The files of a library as a log of operations leaves them, in three tellings: what a killed program
/// leaves, and what a power cut leaves of it at best and at worst.
class DiskImage
{
public:
    void apply(const LoggedOperation &operation);
    /// The first \a bytes of a write only.
    void applyTorn(const LoggedOperation &write, qsizetype bytes);

    using Files = std::map<QString, QByteArray>;
    Files written() const;
    /// Without anything that was not synced.
    Files synced() const;
    /// With some of the operations that were not synced, drawn by \a random.
    Files partlySynced(std::mt19937 &random) const;

private:
    struct File
    {
        QByteArray current;
        QByteArray synced;
        std::vector<LoggedOperation> pending;
    };
    std::map<QString, File> m_files;
};

/// Puts \a files into \a folder, which is emptied before.
bool writeFiles(const DiskImage::Files &files, const QString &folder);

} // namespace reasonglass::test
