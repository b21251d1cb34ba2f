#include "tasks/importsource.h"

#include "tasks/ziparchive.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int mostFiles = 200'000;

Unexpected<Error> refusal(const QString &message, ErrorKind kind = ErrorKind::Usage)
{
    return Unexpected{Error{.kind = kind, .message = message, .code = u"unreadable"_s}};
}

Result<QByteArray> readWhole(const QString &path, qint64 mostBytes)
{
    const QFileInfo info(path);
    if (!info.exists())
        return refusal(u"does not exist"_s);
    if (!info.isFile()) // pipes and devices could be read without end
        return refusal(u"is not a file"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refusal(u"cannot be read: %1"_s.arg(file.errorString()));
    // read() makes room for as much as it is asked for.
    const QByteArray bytes = file.read(std::min(info.size(), mostBytes) + 1);
    if (info.size() > mostBytes || bytes.size() > mostBytes)
        return refusal(u"is larger than %1 bytes"_s.arg(mostBytes), ErrorKind::TooLarge);
    if (file.error() != QFileDevice::NoError)
        return refusal(u"cannot be read: %1"_s.arg(file.errorString()));
    return bytes;
}

/// Whether \a path, links followed, lies below the folder \a canonicalFolder.
bool liesBelow(const QString &path, const QString &canonicalFolder)
{
    const QString target = QFileInfo(path).canonicalFilePath();
    const QString folder = canonicalFolder.endsWith(u'/') ? canonicalFolder : QString(canonicalFolder + u'/');
    return !target.isEmpty() && target.startsWith(folder);
}

bool hasHiddenPart(const QString &name)
{
    return name.startsWith(u'.') || name.contains("/."_L1) || name.startsWith("__MACOSX/"_L1);
}

ImportFile fileOnDisk(const QString &path, const QString &name)
{
    const QDir folder = QFileInfo(path).absoluteDir();
    return {.name = name,
            .folderName = folder.dirName(),
            .read = [path](qint64 mostBytes) { return readWhole(path, mostBytes); },
            .readBeside = [folder](const QString &beside, qint64 mostBytes) -> Result<QByteArray> {
                const QString target = folder.absoluteFilePath(beside);
                if (QFileInfo::exists(target) && !liesBelow(target, folder.canonicalPath()))
                    return refusal(u"lies outside of the folder"_s);
                return readWhole(target, mostBytes);
            }};
}

ImportSource filesBelow(const QString &folder, const std::function<bool()> &isCancelled)
{
    const QDir root(QDir(folder).absolutePath()); // of a relative path it would give no relative ones
    ImportSource source{.name = QDir(root.absolutePath()).dirName()};
    const QString canonical = root.canonicalPath();
    QStringList names;
    QDirIterator files(root.path(), QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
    while (files.hasNext() && names.size() < mostFiles && !(isCancelled && isCancelled())) {
        const QString path = files.next();
        const QString name = root.relativeFilePath(path);
        if (hasHiddenPart(name) || fileKind(name) == FileKind::Other)
            continue;
        if (!files.fileInfo().isSymLink() || liesBelow(path, canonical))
            names.append(name);
    }
    names.sort();
    for (const QString &name : std::as_const(names))
        source.files.push_back(fileOnDisk(root.absoluteFilePath(name), name));
    return source;
}

ImportFile fileInArchive(const std::shared_ptr<const ZipArchive> &archive, const ZipEntry &entry)
{
    const QString folder = entry.name.section(u'/', 0, -2);
    return {.name = entry.name,
            .folderName = folder.section(u'/', -1),
            .read = [archive, entry](qint64 mostBytes) { return archive->read(entry, mostBytes); },
            .readBeside = [archive, folder](const QString &beside, qint64 mostBytes) -> Result<QByteArray> {
                const QString wanted =
                    QDir::cleanPath(folder.isEmpty() ? beside : QString(folder + u'/' + beside));
                const bool isBelow = folder.isEmpty() || wanted.startsWith(QString(folder + u'/'));
                const auto &entries = archive->entries();
                const auto found = std::ranges::find(entries, wanted, &ZipEntry::name);
                if (found == entries.end())
                    return refusal(u"does not exist"_s);
                return isBelow ? archive->read(*found, mostBytes) : refusal(u"lies outside of the folder"_s);
            }};
}

Result<ImportSource> filesInArchive(const QString &path, qint64 mostBytes)
{
    const auto bytes = readWhole(path, mostBytes);
    if (!bytes)
        return Unexpected{bytes.error()};
    auto opened = ZipArchive::open(*bytes);
    if (!opened)
        return Unexpected{opened.error()};
    const auto archive = std::make_shared<const ZipArchive>(std::move(*opened));
    ImportSource source{.name = QFileInfo(path).completeBaseName()};
    for (const ZipEntry &entry : archive->entries()) {
        if (fileKind(entry.name) == FileKind::Other)
            continue;
        if (!entry.problem.isEmpty())
            source.bad.push_back({.file = entry.name, .reason = entry.problem});
        else if (!hasHiddenPart(entry.name))
            source.files.push_back(fileInArchive(archive, entry));
    }
    return source;
}

} // namespace

FileKind fileKind(const QString &fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    if (suffix == "json"_L1)
        return FileKind::Json;
    if (suffix == "jsonl"_L1 || suffix == "ndjson"_L1)
        return FileKind::JsonLines;
    if (suffix == "csv"_L1 || suffix == "tsv"_L1)
        return FileKind::Csv;
    if (suffix == "txt"_L1 || suffix == "md"_L1 || suffix == "markdown"_L1)
        return FileKind::Prose;
    return FileKind::Other;
}

Result<ImportSource> openSource(const QString &path, qint64 mostBytes,
                                const std::function<bool()> &isCancelled)
{
    const QFileInfo info(path);
    if (!info.exists())
        return refusal(u"does not exist"_s);
    if (info.isDir()) {
        if (!info.isReadable())
            return refusal(u"cannot be read"_s);
        return filesBelow(path, isCancelled);
    }
    if (info.suffix().compare("zip"_L1, Qt::CaseInsensitive) == 0)
        return filesInArchive(path, mostBytes);
    if (!info.isFile() || !info.isReadable())
        return refusal(u"cannot be read"_s);
    return ImportSource{
        .name = info.completeBaseName(), .isFile = true, .files = {fileOnDisk(path, info.fileName())}};
}

} // namespace reasonglass
