#pragma once

#include "base/expected.h"
#include "store/eventrows.h"
#include "store/libraryqueries.h"
#include "store/taskreader.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

namespace reasonglass {

class LibraryReader;

/// Reads the library without ever blocking the calling thread: a LibraryReader in a thread of its own
/// answers one question after the other.
///
/// Continue with `.then(context, …)`. A future may be dropped; one that is cancelled before its turn is
/// never asked. Questions still waiting when this object goes are cancelled, the one at work is waited
/// for. The file is opened with the first question, and again if that failed.
class AnalysisLibrary : public QObject
{
    Q_OBJECT

public:
    explicit AnalysisLibrary(QString path, QObject *parent = nullptr);
    ~AnalysisLibrary() override;

    QFuture<Result<std::vector<AnalysisRow>>> list(const ListQuery &query);
    QFuture<Result<std::vector<SearchHit>>> search(const QString &query, const ListQuery &within);
    QFuture<Result<std::vector<SearchHit>>> search(const QString &query, int limit = 50,
                                                   std::optional<AnalysisId> before = {});
    QFuture<Result<AnalysisRecord>> load(AnalysisId id);
    QFuture<Result<Transcript>> transcriptOf(AnalysisId id, int attempt);
    QFuture<Result<std::vector<Frame>>> frames(AnalysisId id, int attempt, qint64 firstIndex, qint64 limit);
    /// Hands such a page to \a visit, in the reader's thread, and answers how many frames it had.
    using FrameVisitor = std::function<void(const std::vector<Frame> &frames)>;
    QFuture<Result<qint64>> visitFrames(AnalysisId id, int attempt, qint64 firstIndex, qint64 limit,
                                        const FrameVisitor &visit);
    QFuture<Result<qint64>> frameCount(AnalysisId id, int attempt);
    QFuture<Result<std::vector<EventRow>>> eventRows(AnalysisId id, int attempt, qint64 firstIndex,
                                                     qint64 limit);
    QFuture<Result<EventText>> eventText(AnalysisId id, int attempt, qint64 index, qint64 fromByte,
                                         qint64 mostBytes);
    QFuture<Result<std::vector<AnalysisRow>>> runsOfModel(const QString &provider, const QString &model,
                                                          int limit);
    QFuture<Result<QStringList>> tags();
    QFuture<Result<QStringList>> models();
    QFuture<Result<LibraryStatistics>> statistics();
    QFuture<Result<>> verify(AnalysisId id);
    /// \a progress is called in the reader's thread.
    QFuture<Result<qint64>> verifyAll(const VerifyProgress &progress = {});

    /// Asks what the library knows of tasks; \a question is called in the reader's thread:
    /// `library.tasks<TaskMatrix>([id](TaskReader &reader) { return reader.matrix(id); })`
    template <typename Answer>
    QFuture<Result<Answer>> tasks(std::function<Result<Answer>(TaskReader &)> question)
    {
        return ask<Result<Answer>>(
            [question = std::move(question)](LibraryReader &reader) { return question(tasksOf(reader)); });
    }

    /// Lets go of the file, so that another one can be put in its place; the next question opens it again.
    QFuture<Result<>> release();

private:
    class Worker;

    using Job = std::function<void(const Result<LibraryReader *> &reader)>;

    template <typename Answer>
    QFuture<Answer> ask(std::function<Answer(LibraryReader &)> question)
    {
        // Goes with the call if the thread ends first; a promise that goes unanswered cancels its future.
        auto promise = std::make_shared<QPromise<Answer>>();
        QFuture<Answer> future = promise->future();
        promise->start();
        inReader([promise] { return promise->isCanceled(); },
                 [promise, question = std::move(question)](const Result<LibraryReader *> &reader) {
                     promise->addResult(reader ? question(**reader) : Answer(Unexpected{reader.error()}));
                     promise->finish();
                 });
        return future;
    }

    /// Calls \a job in the reader's thread, after the jobs before it; unless it \a isCancelled by then.
    void inReader(std::function<bool()> isCancelled, Job job);
    static TaskReader &tasksOf(LibraryReader &reader);

    QThread m_thread;
    Worker *m_worker; // lives in m_thread, which deletes it
};

} // namespace reasonglass
