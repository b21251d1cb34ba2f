#include "app/openedfiles.h"

#include "store/analysisfile.h"

#include <QFile>
#include <QFileInfo>
#include <QPromise>
#include <QThreadPool>

#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Whether the file is a task file and no attachment.
bool maybeTasks(const QString &path)
{
    const QFileInfo file(path);
    const QString ending = file.suffix().toLower();
    if (file.isDir() || ending == "zip"_L1 || ending == "jsonl"_L1)
        return true;
    if (ending != "json"_L1 || !file.isFile())
        return false;
    QFile content(path);
    constexpr qint64 enough = 65'536;
    const QByteArray head = content.open(QIODevice::ReadOnly) ? content.read(enough) : QByteArray();
    return head.contains("\"train\"") || head.contains("\"test\"");
}

} // namespace

OpenedFiles sortFiles(const QStringList &paths)
{
    OpenedFiles files;
    for (const QString &path : paths) {
        if (isAnalysisFile(path))
            files.analyses += path;
        else if (maybeTasks(path))
            files.tasks += path;
        else
            files.others += path;
    }
    return files;
}

QFuture<OpenedFiles> sortFilesLater(const QStringList &paths)
{
    const auto promise = std::make_shared<QPromise<OpenedFiles>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, paths] {
        promise->addResult(sortFiles(paths));
        promise->finish();
    });
    return promise->future();
}

} // namespace reasonglass
