#include "ui/settings/logtail.h"

#include <QDir>
#include <QFile>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qint64 longestTail = 256 * 1024; // bytes

QStringList tailOf(const QString &path, int lines)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const bool cut = file.size() > longestTail;
    file.seek(std::max(qint64(0), file.size() - longestTail));
    QStringList all = QString::fromUtf8(file.read(longestTail)).split(u'\n', Qt::SkipEmptyParts);
    if (cut && !all.isEmpty())
        all.removeFirst(); // begins somewhere in a line
    return all.mid(std::max(qsizetype(0), all.size() - lines));
}

} // namespace

QFuture<QStringList> readLogTail(const QString &folder, int lines)
{
    auto promise = std::make_shared<QPromise<QStringList>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, folder, lines] {
        promise->addResult(tailOf(QDir(folder).filePath(u"reasonglass.log"_s), lines));
        promise->finish();
    });
    return promise->future();
}

} // namespace reasonglass
