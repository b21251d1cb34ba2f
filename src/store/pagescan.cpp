#include "store/pagescan.h"

#include "store/sql.h"

#include <QFile>
#include <QtEndian>

#include <bit>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype fileHeader = 100;
constexpr qsizetype pageSizeOffset = 16;
constexpr qsizetype reservedOffset = 20;
constexpr qint64 defaultPageSize = 4096;
constexpr qint64 largestRecord = qint64{1} << 30;

enum PageKind : quint8 { IndexInterior = 0x02, IndexLeaf = 0x0a, TableLeaf = 0x0d };

/// Takes numbers and bytes off a stretch of memory; nullopt once it is at the end.
class Bytes
{
public:
    explicit Bytes(QByteArrayView bytes)
        : m_bytes(bytes)
    { }

    qsizetype position() const { return m_position; }
    qsizetype left() const { return m_bytes.size() - m_position; }

    std::optional<QByteArrayView> take(qint64 size)
    {
        if (size < 0 || size > left())
            return {};
        return m_bytes.sliced(std::exchange(m_position, m_position + qsizetype(size)), qsizetype(size));
    }

    /// SQLite's: big-endian, seven bits at a time, all eight of a ninth byte.
    std::optional<qint64> varint()
    {
        quint64 value = 0;
        for (int i = 0; i < 9; ++i) {
            const auto next = take(1);
            if (!next)
                return {};
            const auto byte = quint8(next->front());
            if (i == 8)
                return qint64((value << 8) | byte);
            value = (value << 7) | (byte & 0x7f);
            if (byte < 0x80)
                break;
        }
        return qint64(value);
    }

private:
    QByteArrayView m_bytes;
    qsizetype m_position = 0;
};

qint64 bigEndian(QByteArrayView bytes)
{
    qint64 value = bytes.isEmpty() || quint8(bytes.front()) < 0x80 ? 0 : -1;
    for (const char byte : bytes)
        value = qint64((quint64(value) << 8) | quint8(byte));
    return value;
}

/// How many bytes a value of a serial type takes; nullopt if there is no such type (§2.1).
std::optional<qint64> contentSize(qint64 type)
{
    constexpr qint64 sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (type >= 0 && type < 10)
        return sizes[type];
    if (type < 12)
        return {};
    return (type - 12) / 2;
}

QVariant valueFrom(qint64 type, QByteArrayView bytes)
{
    switch (type) {
    case 0:
        return {};
    case 7:
        return std::bit_cast<double>(bigEndian(bytes));
    case 8:
    case 9:
        return type - 8;
    default:
        break;
    }
    if (type < 12)
        return bigEndian(bytes);
    if (type % 2 != 0)
        return QString::fromUtf8(bytes);
    return bytes.isEmpty() ? QByteArray("") : bytes.toByteArray();
}

std::optional<QVariantList> readRecord(QByteArrayView payload)
{
    Bytes header(payload);
    const std::optional<qint64> headerSize = header.varint();
    if (!headerSize || *headerSize < header.position() || *headerSize > payload.size())
        return {};
    Bytes body(payload.sliced(qsizetype(*headerSize)));
    QVariantList values;
    while (header.position() < *headerSize) {
        const std::optional<qint64> type = header.varint();
        const std::optional<qint64> size = type ? contentSize(*type) : std::nullopt;
        const std::optional<QByteArrayView> content = size ? body.take(*size) : std::nullopt;
        if (!content || header.position() > *headerSize)
            return {};
        values.append(valueFrom(*type, *content));
    }
    // Nothing stands behind the last value: otherwise this is no record or a damaged one.
    return body.left() == 0 && !values.isEmpty() ? std::optional(values) : std::nullopt;
}

class PageScan
{
public:
    explicit PageScan(QByteArrayView file)
        : m_file(file)
        , m_pageSize(pageSize())
        , m_usable(m_pageSize - (hasHeader() ? quint8(file.at(reservedOffset)) : 0))
        , m_pages(quint32(file.size() / m_pageSize))
    { }

    void run(const std::function<bool(const FoundRecord &)> &visit)
    {
        for (quint32 page = 1; page <= m_pages; ++page) {
            if (!visitPage(page, visit))
                return;
        }
    }

private:
    bool hasHeader() const { return m_file.startsWith(QByteArrayView("SQLite format 3\0", 16)); }

    /// Without a header it is a library of ours and has what SQLite has been giving new files since 2016.
    qint64 pageSize() const
    {
        if (!hasHeader())
            return defaultPageSize;
        const qint64 said = qFromBigEndian<quint16>(m_file.data() + pageSizeOffset);
        const qint64 size = said == 1 ? 65536 : said;
        return size >= 512 && std::has_single_bit(quint64(size)) ? size : defaultPageSize;
    }

    QByteArrayView bytesOf(quint32 page) const
    {
        return m_file.sliced(qsizetype(page - 1) * qsizetype(m_pageSize), qsizetype(m_usable));
    }

    quint32 number(quint32 page, qsizetype offset) const
    {
        return qFromBigEndian<quint32>(bytesOf(page).data() + offset);
    }

    bool exists(quint32 page) const { return page >= 1 && page <= m_pages; }

    bool visitPage(quint32 page, const std::function<bool(const FoundRecord &)> &visit) const
    {
        const QByteArrayView bytes = bytesOf(page);
        const qsizetype start = page == 1 ? fileHeader : 0;
        const auto kind = quint8(bytes.at(start));
        if (kind != TableLeaf && kind != IndexLeaf && kind != IndexInterior)
            return true;
        const qsizetype cells = qFromBigEndian<quint16>(bytes.data() + start + 3);
        const qsizetype pointers = start + (kind == IndexInterior ? 12 : 8);
        for (qsizetype i = 0; i < cells && pointers + 2 * i + 2 <= bytes.size(); ++i) {
            const qsizetype cell = qFromBigEndian<quint16>(bytes.data() + pointers + 2 * i);
            if (cell < pointers || cell >= bytes.size())
                continue;
            std::optional<FoundRecord> record = readCell(bytes.sliced(cell), kind);
            if (!record)
                continue;
            record->page = page;
            if (!visit(*record))
                return false;
        }
        return true;
    }

    std::optional<FoundRecord> readCell(QByteArrayView cell, quint8 kind) const
    {
        Bytes bytes(cell);
        if (kind == IndexInterior && !bytes.take(4)) // the page to its left
            return {};
        const std::optional<qint64> size = bytes.varint();
        if (!size || *size < 1 || *size > largestRecord)
            return {};
        FoundRecord record{.hasRowid = kind == TableLeaf};
        if (record.hasRowid) {
            const std::optional<qint64> rowid = bytes.varint();
            if (!rowid)
                return {};
            record.rowid = *rowid;
        }
        const qint64 local = localSize(*size, kind);
        const std::optional<QByteArrayView> head = bytes.take(local);
        if (!head)
            return {};
        std::optional<QVariantList> values;
        if (local == *size) {
            values = readRecord(*head);
        } else if (const auto next = bytes.take(4)) {
            const std::optional<QByteArray> whole =
                withOverflow(*head, qFromBigEndian<quint32>(next->data()), *size);
            if (whole)
                values = readRecord(*whole);
        }
        if (!values)
            return {};
        record.values = *std::move(values);
        return record;
    }

    /// How much of a record of \a size bytes is on the page of its cell (§1.6).
    qint64 localSize(qint64 size, quint8 kind) const
    {
        const qint64 most = kind == TableLeaf ? m_usable - 35 : (m_usable - 12) * 64 / 255 - 23;
        if (size <= most)
            return size;
        const qint64 least = (m_usable - 12) * 32 / 255 - 23;
        const qint64 local = least + (size - least) % (m_usable - 4);
        return local <= most ? local : least;
    }

    std::optional<QByteArray> withOverflow(QByteArrayView head, quint32 page, qint64 size) const
    {
        if (size > m_file.size())
            return {};
        QByteArray whole = head.toByteArray();
        whole.reserve(qsizetype(size));
        while (whole.size() < size) {
            if (!exists(page))
                return {};
            const QByteArrayView bytes = bytesOf(page);
            const qint64 piece = std::min(qint64(size) - whole.size(), qint64(bytes.size()) - 4);
            whole.append(bytes.sliced(4, qsizetype(piece)));
            page = number(page, 0);
        }
        // The last page of a chain leads nowhere.
        return page == 0 ? std::optional(whole) : std::nullopt;
    }

    QByteArrayView m_file;
    qint64 m_pageSize;
    qint64 m_usable;
    quint32 m_pages;
};

} // namespace

Result<> scanPages(const QString &path, const std::function<bool(const FoundRecord &)> &visit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{storageError(u"%1: %2"_s.arg(path, file.errorString()))};
    const qint64 size = file.size();
    if (size < defaultPageSize)
        return {}; // no room for a single page of ours
    const uchar *mapped = file.map(0, size);
    if (!mapped)
        return Unexpected{storageError(u"%1: %2"_s.arg(path, file.errorString()))};
    PageScan(QByteArrayView(mapped, qsizetype(size))).run(visit);
    return {};
}

} // namespace reasonglass
