#include "store/librarycare.h"

#include "store/database.h"
#include "store/librarybackup.h"
#include "store/libraryreader.h"
#include "store/sql.h"

#include <QDateTime>
#include <QPromise>

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

LibraryCare::LibraryCare(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_worker(new QObject)
{
    m_thread.setObjectName(u"library care"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start(QThread::LowPriority);
}

LibraryCare::~LibraryCare()
{
    m_thread.quit();
    m_thread.wait();
}

template <typename Answer>
QFuture<Answer> LibraryCare::ask(std::function<Answer(const QString &path)> task)
{
    // Goes with the call if the thread ends first; a promise that goes unanswered cancels its future.
    auto promise = std::make_shared<QPromise<Answer>>();
    QFuture<Answer> future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(
        m_worker,
        [path = m_path, promise, task = std::move(task)] {
            promise->addResult(task(path));
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

QFuture<Result<QString>> LibraryCare::backUp(const QString &target)
{
    return ask<Result<QString>>([target](const QString &path) -> Result<QString> {
        const QString chosen =
            target.isEmpty() ? suggestedBackup(path, QDateTime::currentMSecsSinceEpoch()) : target;
        if (Result<> done = backUpLibrary(path, chosen); !done)
            return Unexpected{done.error()};
        return chosen;
    });
}

QFuture<Result<std::optional<QString>>> LibraryCare::backUpIfDue()
{
    return ask<Result<std::optional<QString>>>(
        [](const QString &path) { return backUpDaily(path, QDateTime::currentMSecsSinceEpoch()); });
}

QFuture<Result<>> LibraryCare::check()
{
    return ask<Result<>>([](const QString &path) { return checkLibraryFile(path); });
}

QFuture<Result<qint64>> LibraryCare::verify(const VerifyProgress &progress)
{
    return ask<Result<qint64>>([progress](const QString &path) -> Result<qint64> {
        const auto reader = LibraryReader::open(path);
        if (!reader)
            return Unexpected{reader.error()};
        return (*reader)->verifyAll(progress);
    });
}

QFuture<Result<RepairReport>> LibraryCare::repair(const SalvageProgress &progress)
{
    return ask<Result<RepairReport>>([progress](const QString &path) {
        return repairLibrary(path, QDateTime::currentMSecsSinceEpoch(), progress);
    });
}

Result<> checkLibraryFile(const QString &path)
{
    const Result<Database> database = Database::open(path, {.mode = OpenMode::ReadOnly});
    if (!database)
        return Unexpected{database.error()};
    const Result<QVariant> verdict = scalar(database->connection(), u"PRAGMA quick_check(1)"_s);
    if (!verdict)
        return Unexpected{explained(verdict.error(), path)};
    if (verdict->toString() == "ok"_L1)
        return {};
    return Unexpected{explained(Error{.kind = ErrorKind::Storage,
                                      .message = verdict->toString(),
                                      .code = troubleCode(StorageTrouble::Damaged)},
                                path)};
}

} // namespace reasonglass
