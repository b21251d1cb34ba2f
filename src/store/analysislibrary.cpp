#include "store/analysislibrary.h"

#include "store/libraryreader.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

/// Holds the reader in the reader's thread.
class AnalysisLibrary::Worker : public QObject
{
public:
    explicit Worker(QString path)
        : m_path(std::move(path))
    { }

    Result<LibraryReader *> reader()
    {
        if (!m_reader) {
            Result<std::unique_ptr<LibraryReader>> opened = LibraryReader::open(m_path);
            if (!opened)
                return Unexpected{opened.error()};
            m_reader = *std::move(opened);
        }
        return m_reader.get();
    }

    void close() { m_reader.reset(); }

private:
    QString m_path;
    std::unique_ptr<LibraryReader> m_reader;
};

AnalysisLibrary::AnalysisLibrary(QString path, QObject *parent)
    : QObject(parent)
    , m_worker(new Worker(std::move(path)))
{
    m_thread.setObjectName(u"library reader"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

AnalysisLibrary::~AnalysisLibrary()
{
    m_thread.quit();
    m_thread.wait();
}

void AnalysisLibrary::inReader(std::function<bool()> isCancelled, Job job)
{
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, isCancelled = std::move(isCancelled), job = std::move(job)] {
            if (!isCancelled())
                job(worker->reader());
        },
        Qt::QueuedConnection);
}

TaskReader &AnalysisLibrary::tasksOf(LibraryReader &reader)
{
    return reader.tasks();
}

QFuture<Result<std::vector<AnalysisRow>>> AnalysisLibrary::list(const ListQuery &query)
{
    return ask<Result<std::vector<AnalysisRow>>>(
        [query](LibraryReader &reader) { return reader.list(query); });
}

QFuture<Result<std::vector<SearchHit>>> AnalysisLibrary::search(const QString &query, const ListQuery &within)
{
    return ask<Result<std::vector<SearchHit>>>(
        [query, within](LibraryReader &reader) { return reader.search(query, within); });
}

QFuture<Result<std::vector<SearchHit>>> AnalysisLibrary::search(const QString &query, int limit,
                                                                std::optional<AnalysisId> before)
{
    return search(query, ListQuery{.before = before, .limit = limit});
}

QFuture<Result<AnalysisRecord>> AnalysisLibrary::load(AnalysisId id)
{
    return ask<Result<AnalysisRecord>>([id](LibraryReader &reader) { return reader.load(id); });
}

QFuture<Result<Transcript>> AnalysisLibrary::transcriptOf(AnalysisId id, int attempt)
{
    return ask<Result<Transcript>>(
        [id, attempt](LibraryReader &reader) { return reader.transcriptOf(id, attempt); });
}

QFuture<Result<std::vector<Frame>>> AnalysisLibrary::frames(AnalysisId id, int attempt, qint64 firstIndex,
                                                            qint64 limit)
{
    return ask<Result<std::vector<Frame>>>([id, attempt, firstIndex, limit](LibraryReader &reader) {
        return reader.frames(id, attempt, firstIndex, limit);
    });
}

QFuture<Result<qint64>> AnalysisLibrary::frameCount(AnalysisId id, int attempt)
{
    return ask<Result<qint64>>(
        [id, attempt](LibraryReader &reader) { return reader.frameCount(id, attempt); });
}

QFuture<Result<qint64>> AnalysisLibrary::visitFrames(AnalysisId id, int attempt, qint64 firstIndex,
                                                     qint64 limit, const FrameVisitor &visit)
{
    return ask<Result<qint64>>(
        [id, attempt, firstIndex, limit, visit](LibraryReader &reader) -> Result<qint64> {
            const Result<std::vector<Frame>> page = reader.frames(id, attempt, firstIndex, limit);
            if (!page)
                return Unexpected{page.error()};
            visit(*page);
            return qint64(page->size());
        });
}

QFuture<Result<std::vector<EventRow>>> AnalysisLibrary::eventRows(AnalysisId id, int attempt,
                                                                  qint64 firstIndex, qint64 limit)
{
    return ask<Result<std::vector<EventRow>>>([id, attempt, firstIndex, limit](LibraryReader &reader) {
        return reader.eventRows(id, attempt, firstIndex, limit);
    });
}

QFuture<Result<EventText>> AnalysisLibrary::eventText(AnalysisId id, int attempt, qint64 index,
                                                      qint64 fromByte, qint64 mostBytes)
{
    return ask<Result<EventText>>([id, attempt, index, fromByte, mostBytes](LibraryReader &reader) {
        return reader.eventText(id, attempt, index, fromByte, mostBytes);
    });
}

QFuture<Result<std::vector<AnalysisRow>>> AnalysisLibrary::runsOfModel(const QString &provider,
                                                                       const QString &model, int limit)
{
    return ask<Result<std::vector<AnalysisRow>>>([provider, model, limit](LibraryReader &reader) {
        return reader.runsOfModel(provider, model, limit);
    });
}

QFuture<Result<QStringList>> AnalysisLibrary::tags()
{
    return ask<Result<QStringList>>([](LibraryReader &reader) { return reader.tags(); });
}

QFuture<Result<QStringList>> AnalysisLibrary::models()
{
    return ask<Result<QStringList>>([](LibraryReader &reader) { return reader.models(); });
}

QFuture<Result<LibraryStatistics>> AnalysisLibrary::statistics()
{
    return ask<Result<LibraryStatistics>>([](LibraryReader &reader) { return reader.statistics(); });
}

QFuture<Result<>> AnalysisLibrary::verify(AnalysisId id)
{
    return ask<Result<>>([id](LibraryReader &reader) { return reader.verify(id); });
}

QFuture<Result<qint64>> AnalysisLibrary::verifyAll(const VerifyProgress &progress)
{
    return ask<Result<qint64>>([progress](LibraryReader &reader) { return reader.verifyAll(progress); });
}

QFuture<Result<>> AnalysisLibrary::release()
{
    auto promise = std::make_shared<QPromise<Result<>>>();
    QFuture<Result<>> future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, promise] {
            worker->close();
            promise->addResult(Result<>());
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

} // namespace reasonglass
