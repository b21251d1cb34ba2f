#pragma once

#include <QByteArray>
#include <QtEndian>

#include <vector>

namespace reasonglass::test {

struct ZipPart
{
    QByteArray name;
    QByteArray content = {};
    bool isDeflated = false;
    bool isEncrypted = false; ///< says so; the bytes are as they are
    bool isLink = false;      ///< as Unix marks them
    bool hasWrongSum = false; ///< a checksum that is not the content's
    qint64 claimedBytes = -1; ///< unpacked size that is claimed; -1: the true one
};

inline quint32 crc32(const QByteArray &bytes)
{
    quint32 sum = 0xffffffff;
    for (const char byte : bytes) {
        sum ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
    }
    return ~sum;
}

template <typename Number>
void appendNumber(QByteArray &bytes, Number number)
{
    const Number little = qToLittleEndian(number);
    bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
}

/// A zip archive by the book (APPNOTE.TXT 6.3), and as far from it as the parts say.
inline QByteArray zipBytes(const std::vector<ZipPart> &parts)
{
    QByteArray archive;
    QByteArray directory;
    for (const ZipPart &part : parts) {
        // qCompress puts its own length before a zlib stream; within head and sum of that is what zip has.
        const QByteArray zlib = qCompress(part.content, 9);
        const QByteArray packed = part.isDeflated ? zlib.mid(6, zlib.size() - 10) : part.content;
        QByteArray common;
        appendNumber<quint16>(common, 20); // version needed
        appendNumber<quint16>(common, part.isEncrypted ? 0x801 : 0x800);
        appendNumber<quint16>(common, part.isDeflated ? 8 : 0);
        appendNumber<quint32>(common, 0x58210000); // time and day
        appendNumber<quint32>(common, crc32(part.content) ^ (part.hasWrongSum ? 1 : 0));
        appendNumber<quint32>(common, quint32(packed.size()));
        appendNumber<quint32>(common,
                              quint32(part.claimedBytes < 0 ? part.content.size() : part.claimedBytes));
        appendNumber<quint16>(common, quint16(part.name.size()));
        appendNumber<quint16>(common, 0); // extra field

        directory += "PK\x01\x02";
        appendNumber<quint16>(directory, 0x0314); // made on Unix
        directory += common;
        directory += QByteArray(6, 0); // comment, disk, internal attributes
        appendNumber<quint32>(directory, (part.isLink ? 0120777U : 0100644U) << 16);
        appendNumber<quint32>(directory, quint32(archive.size()));
        directory += part.name;

        archive += "PK\x03\x04";
        archive += common;
        archive += part.name;
        archive += packed;
    }
    QByteArray end("PK\x05\x06\0\0\0\0", 8);
    appendNumber<quint16>(end, quint16(parts.size()));
    appendNumber<quint16>(end, quint16(parts.size()));
    appendNumber<quint32>(end, quint32(directory.size()));
    appendNumber<quint32>(end, quint32(archive.size()));
    appendNumber<quint16>(end, 0);
    return archive + directory + end;
}

} // namespace reasonglass::test
