#pragma once

#include "base/expected.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

struct zip;

namespace reasonglass {

struct ZipEntry
{
    QString name;     ///< with "/" between folders, whatever made the archive
    QString problem;  ///< why it must not be read, in plain English; empty: it may
    int index = 0;    ///< in the archive
    qint64 bytes = 0; ///< unpacked, as the archive says: not to be relied on

    bool operator==(const ZipEntry &) const = default;
};

/// Reads a zip archive from memory. Nothing is written anywhere; an entry is bytes and a name. Entries that
/// would lie outside of the folder they are unpacked into, are encrypted or are links have a problem.
class ZipArchive
{
public:
    static constexpr int mostEntries = 200'000;

    /// A Usage error where \a bytes are no archive, or a part of one; TooLarge with too many entries.
    static Result<ZipArchive> open(const QByteArray &bytes);

    /// The files, sorted by name; folders are left out.
    const std::vector<ZipEntry> &entries() const { return m_entries; }

    /// The unpacked bytes of \a entry. TooLarge where they are more than \a mostBytes, however many the
    /// archive says they are; Usage where the entry has a problem or is damaged.
    Result<QByteArray> read(const ZipEntry &entry, qint64 mostBytes) const;

private:
    struct Discard
    {
        void operator()(zip *archive) const;
    };

    QByteArray m_bytes; ///< what the archive is read from
    std::unique_ptr<zip, Discard> m_zip;
    std::vector<ZipEntry> m_entries;
};

} // namespace reasonglass
