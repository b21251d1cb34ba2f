#include "tasks/ziparchive.h"

#include <algorithm>
#include <array>
#include <zip.h>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct CloseEntry
{
    void operator()(zip_file_t *file) const { zip_fclose(file); }
};

Unexpected<Error> refusal(ErrorKind kind, const QString &message)
{
    return Unexpected{Error{.kind = kind, .message = message, .code = u"bad_archive"_s}};
}

QString words(zip_error_t *error)
{
    return QString::fromUtf8(zip_error_strerror(error));
}

bool leavesFolder(const QString &name)
{
    const bool isAbsolute = name.startsWith(u'/') || (name.size() > 1 && name.at(1) == u':');
    return isAbsolute || name.split(u'/').contains(".."_L1);
}

bool isLink(zip_t *archive, zip_uint64_t index)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0)
        return false;
    constexpr zip_uint32_t kindMask = 0170000;
    constexpr zip_uint32_t linkKind = 0120000;
    return system == ZIP_OPSYS_UNIX && ((attributes >> 16) & kindMask) == linkKind;
}

QString entryProblem(zip_t *archive, const zip_stat_t &stat, const QString &name)
{
    if (leavesFolder(name))
        return u"its path leads out of the archive"_s;
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        return u"is encrypted"_s;
    if (isLink(archive, stat.index))
        return u"is a link"_s;
    return {};
}

} // namespace

void ZipArchive::Discard::operator()(zip *archive) const
{
    zip_discard(archive);
}

Result<ZipArchive> ZipArchive::open(const QByteArray &bytes)
{
    if (bytes.isEmpty()) // which libzip takes for an archive without entries
        return refusal(ErrorKind::Usage, u"is no zip archive: it is empty"_s);
    ZipArchive archive;
    archive.m_bytes = bytes;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(archive.m_bytes.constData(),
                                                    zip_uint64_t(archive.m_bytes.size()), 0, &error);
    if (source)
        archive.m_zip.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive.m_zip) {
        if (source)
            zip_source_free(source);
        const QString why = words(&error);
        zip_error_fini(&error);
        return refusal(ErrorKind::Usage, u"is no zip archive, or a damaged one (%1)"_s.arg(why));
    }
    zip_error_fini(&error);

    const zip_int64_t count = zip_get_num_entries(archive.m_zip.get(), 0);
    if (count > mostEntries)
        return refusal(ErrorKind::TooLarge, u"has more than %1 entries"_s.arg(mostEntries));
    for (zip_int64_t index = 0; index < count; ++index) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(archive.m_zip.get(), zip_uint64_t(index), 0, &stat) != 0 || !stat.name)
            continue;
        // Some programs of Windows write "\" between folders.
        const QString name = QString::fromUtf8(stat.name).replace(u'\\', u'/');
        if (name.isEmpty() || name.endsWith(u'/'))
            continue;
        archive.m_entries.push_back({.name = name,
                                     .problem = entryProblem(archive.m_zip.get(), stat, name),
                                     .index = int(index),
                                     .bytes = qint64(stat.size)});
    }
    std::ranges::stable_sort(archive.m_entries, {}, &ZipEntry::name);
    return archive;
}

Result<QByteArray> ZipArchive::read(const ZipEntry &entry, qint64 mostBytes) const
{
    if (!entry.problem.isEmpty())
        return refusal(ErrorKind::Usage, entry.problem);
    const std::unique_ptr<zip_file_t, CloseEntry> file(
        zip_fopen_index(m_zip.get(), zip_uint64_t(entry.index), 0));
    if (!file)
        return refusal(ErrorKind::Usage, u"cannot be unpacked (%1)"_s.arg(words(zip_get_error(m_zip.get()))));
    QByteArray bytes;
    std::array<char, size_t(64) * 1024> buffer; // NOLINT(*-member-init): filled before it is read
    while (true) {
        const zip_int64_t count = zip_fread(file.get(), buffer.data(), buffer.size());
        if (count < 0) {
            return refusal(ErrorKind::Usage,
                           u"cannot be unpacked (%1)"_s.arg(words(zip_file_get_error(file.get()))));
        }
        if (count == 0)
            return bytes;
        if (bytes.size() + count > mostBytes)
            return refusal(ErrorKind::TooLarge, u"is larger than %1 bytes"_s.arg(mostBytes));
        bytes.append(buffer.data(), count);
    }
}

} // namespace reasonglass
