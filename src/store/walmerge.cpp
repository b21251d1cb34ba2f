#include "store/walmerge.h"

#include "store/sql.h"

#include <QFile>
#include <QtEndian>

#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype logHeaderSize = 32;
constexpr qsizetype frameHeaderSize = 24;
constexpr quint32 magicLittle = 0x377f0682; // checksums over little-endian words
constexpr quint32 magicBig = 0x377f0683;

struct Checksum
{
    quint32 first = 0;
    quint32 second = 0;

    bool operator==(const Checksum &) const = default;

    void add(QByteArrayView bytes, bool bigEndian)
    {
        for (qsizetype at = 0; at + 8 <= bytes.size(); at += 8) {
            const auto word = [&](qsizetype offset) {
                return bigEndian ? qFromBigEndian<quint32>(bytes.data() + offset)
                                 : qFromLittleEndian<quint32>(bytes.data() + offset);
            };
            first += word(at) + second;
            second += word(at + 4) + first;
        }
    }
};

quint32 field(QByteArrayView header, qsizetype index)
{
    return qFromBigEndian<quint32>(header.data() + 4 * index);
}

/// Where the latest committed content of each page is in the log.
std::map<quint32, qint64> committedPages(QByteArrayView log, qint64 pageSize)
{
    const bool bigEndian = field(log, 0) == magicBig;
    Checksum sum;
    sum.add(log.first(24), bigEndian);
    if (sum != Checksum{field(log, 6), field(log, 7)})
        return {};
    std::map<quint32, qint64> committed;
    std::map<quint32, qint64> pending;
    for (qsizetype at = logHeaderSize; at + frameHeaderSize + pageSize <= log.size();
         at += frameHeaderSize + qsizetype(pageSize)) {
        const QByteArrayView header = log.sliced(at, frameHeaderSize);
        if (field(header, 2) != field(log, 4) || field(header, 3) != field(log, 5))
            break; // of an older round of the log
        sum.add(header.first(8), bigEndian);
        sum.add(log.sliced(at + frameHeaderSize, qsizetype(pageSize)), bigEndian);
        if (sum != Checksum{field(header, 4), field(header, 5)})
            break;
        pending[field(header, 0)] = at + frameHeaderSize;
        if (field(header, 1) == 0)
            continue; // not the end of a transaction
        for (const auto &[page, offset] : pending)
            committed[page] = offset;
        pending.clear();
    }
    return committed;
}

} // namespace

Result<> mergeLog(const QString &databasePath, const QString &logPath)
{
    QFile logFile(logPath);
    if (!logFile.exists() || logFile.size() < logHeaderSize)
        return {};
    if (!logFile.open(QIODevice::ReadOnly))
        return Unexpected{storageError(u"%1: %2"_s.arg(logPath, logFile.errorString()))};
    const uchar *mapped = logFile.map(0, logFile.size());
    if (!mapped)
        return Unexpected{storageError(u"%1: %2"_s.arg(logPath, logFile.errorString()))};
    const QByteArrayView log(mapped, qsizetype(logFile.size()));
    const qint64 pageSize = field(log, 2);
    if ((field(log, 0) != magicLittle && field(log, 0) != magicBig) || pageSize < 512 || pageSize > 65536)
        return {};
    QFile database(databasePath);
    if (!database.open(QIODevice::ReadWrite))
        return Unexpected{storageError(u"%1: %2"_s.arg(databasePath, database.errorString()))};
    for (const auto &[page, offset] : committedPages(log, pageSize)) {
        const QByteArrayView bytes = log.sliced(qsizetype(offset), qsizetype(pageSize));
        if (page == 0 || !database.seek((qint64(page) - 1) * pageSize)
            || database.write(bytes.data(), bytes.size()) != bytes.size())
            return Unexpected{storageError(u"%1: %2"_s.arg(databasePath, database.errorString()))};
    }
    return {};
}

} // namespace reasonglass
