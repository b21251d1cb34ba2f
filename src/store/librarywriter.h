#pragma once

#include "analysis/analysisrecord.h"
#include "base/error.h"
#include "store/analysisimport.h"
#include "store/database.h"
#include "store/librarychange.h"
#include "store/ownerlock.h"
#include "store/storagefiles.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace reasonglass {

class ChangeWriter;

struct WriterOptions
{
    std::chrono::milliseconds commitDelay{20}; ///< what comes within it shares a transaction
    std::chrono::milliseconds retryDelay{
        1000}; ///< between attempts after the file refused; the first are sooner
    DatabaseOptions database = {};
};

/// The one writer of a library file. Lives in the store thread: create it, move it there, and call
/// its slots through the event loop. Destroy it in that thread too; what still waits is written then.
///
/// Changes are kept in the order they came and written together, one transaction per commit delay.
/// While the file cannot be written they stay in memory and are tried again; nothing is given up
/// but changes that the library itself contradicts (frames of a purged analysis). A commit that holds
/// more than frames waits for the disk (synchronous FULL): what ended is safe from a power cut.
///
/// A library that is moved or deleted while it is open is waited for. If it has not come back when the
/// writer goes, all that was in it and all that waits goes into a new file beside its place,
/// "<library>.rescued-<UTC time>".
class LibraryWriter : public QObject
{
    Q_OBJECT

public:
    explicit LibraryWriter(QString path, const WriterOptions &options = {}, QObject *parent = nullptr);
    ~LibraryWriter() override;

    const QString &path() const { return m_path; }

public slots:
    /// Opens the library and ends what a crashed program left running. Emits opened() or failed().
    /// Need not be called: the first change opens it too.
    void open();

    /// Title, tags and note are taken from \a record here and never again: they are the person's.
    void beginAnalysis(const reasonglass::AnalysisRecord &record);
    void beginAttempt(reasonglass::AnalysisId id, const reasonglass::Attempt &attempt);
    void append(reasonglass::AnalysisId id, int attempt, const reasonglass::Frame &frame);
    void endAttempt(reasonglass::AnalysisId id, const reasonglass::Attempt &attempt);
    /// Writes status, usage, cost, texts and search row; closes the chunks of record.attempts.
    void endAnalysis(const reasonglass::AnalysisRecord &record);
    /// An ended analysis runs again: its attempts stay, new ones follow.
    void reopenAnalysis(reasonglass::AnalysisId id);

    void rename(reasonglass::AnalysisId id, const QString &title);
    void setTags(reasonglass::AnalysisId id, const QStringList &tags);
    void setNote(reasonglass::AnalysisId id, const QString &note);
    void moveToTrash(const QList<reasonglass::AnalysisId> &ids);
    void restore(const QList<reasonglass::AnalysisId> &ids);
    /// Truly deletes what was moved to the trash before \a olderThanUtcUs, all its texts included: analyses
    /// and task sets.
    void purgeTrash(qint64 olderThanUtcUs);

    /// What is done to task sets, their runs, grades and batches.
    void changeTasks(const reasonglass::TaskChange &change);

    /// Puts \a analysis into the library, behind all that came before: all of it in one transaction, or
    /// nothing. It does not wait where the file cannot be written.
    Result<ImportOutcome> importAnalysis(const PortableAnalysis &analysis);

    /// Writes what waits now instead of after the commit delay.
    void writeNow() { commit(); }
    /// The same, and compresses what has ended.
    void flush();

    /// Writes what waits and lets go of the file, so that another one can be put in its place. What comes
    /// from now on waits in memory until resume().
    void suspend();
    void resume();

signals:
    /// ReadOnly: the file was written by a newer version, see the failed() that comes with it.
    void opened(reasonglass::OpenMode mode);
    /// After opened(ReadWrite): what a crashed program had left running is ended, as far as that went.
    void inOrder();
    /// The last program to write ended without closing the library (crash, power cut): it may be damaged.
    void leftUncleanly();
    /// Analyses that a crashed program had left running and that are ended now.
    void unfinishedEnded(const QList<reasonglass::AnalysisId> &ids);
    /// \a frames of the analysis, those of all attempts written by this object, are in the file.
    void committed(reasonglass::AnalysisId id, qint64 frames);
    /// A transaction with more in it than frames is in the file: lists may want to look again.
    void changed();
    /// The end of an analysis is in the file, also of one that a crashed program had left running: what it
    /// answered can be read.
    void analysisEnded(reasonglass::AnalysisId id);
    /// A transaction that changed task sets, their tasks or their columns is in the file; runs, grades and
    /// batches are not told of here.
    void taskSetsChanged();
    /// A new batch is in the file, and with it all that was handed over before.
    void batchStored(reasonglass::BatchId id);
    /// A further grade of this run is in the file.
    void gradeStored(reasonglass::AnalysisId id);
    /// Once per trouble, not per attempt to write. Changes wait in memory until recovered().
    void failed(const reasonglass::Error &error);
    void recovered();
    /// A change was dropped because the library contradicts it: no such analysis, not a second time.
    void rejected(const reasonglass::Error &error);

private:
    using AttemptKey = std::pair<AnalysisId, int>;

    /// An attempt that is over and whose events are being compressed.
    struct Closing
    {
        AttemptKey key;
        qint64 nextFrame = 0;
    };

    void enqueue(LibraryChange change);
    AppendFrames &chunkFor(const AttemptKey &key);
    void forget(AnalysisId id);
    void commit();
    Result<> ensureOpen();
    Result<> openFile();
    void close();
    bool isGone() const;
    void endWhatWasLeft();
    void emptyLog();
    void rescue();
    void closeLater(AnalysisId id, const std::vector<Attempt> &attempts);
    void findUnclosed();
    bool closeOne();
    Result<> closeStep(Closing &closing);
    Result<> writeQueue();
    Result<> setDurability(bool durable);
    void dropContradiction(const Error &error);
    void reportWritten(const std::deque<LibraryChange> &written);
    void fallBehind(const Error &error);
    std::chrono::milliseconds nextRetryDelay();
    void catchUp();

    QString m_path;
    WriterOptions m_options;
    QTimer m_commitTimer;
    QTimer m_retryTimer;
    int m_triesInTrouble = 0;
    QTimer m_closeTimer;

    std::deque<LibraryChange> m_queue;
    std::map<AttemptKey, AppendFrames *> m_openChunks; // in m_queue, which keeps its elements in place
    std::map<AttemptKey, qint64> m_nextFrame;
    std::map<AnalysisId, qint64> m_framesWritten;
    std::optional<Error> m_trouble; // why the queue is not being emptied

    std::unique_ptr<OwnerLock> m_lock;
    std::optional<Database> m_database;
    std::unique_ptr<ChangeWriter> m_changes; // below m_database: its statements have to go first
    std::optional<bool> m_durable;           // the connection's `synchronous`: FULL or NORMAL
    std::optional<FileIdentity> m_identity;  // of the file that is open
    std::deque<Closing> m_closing;           // one piece at a time, between the commits of what runs
    bool m_suspended = false;
    bool m_hasUnfinished = false; // runs of the past that could not be ended for a passing reason
    bool m_logHoldsDeleted = false;
    std::size_t m_applied = 0; // changes of m_queue that went well in the current transaction
};

} // namespace reasonglass
