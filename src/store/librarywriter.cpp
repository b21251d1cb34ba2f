#include "store/librarywriter.h"

#include "base/log.h"
#include "store/changewriter.h"
#include "store/librarybackup.h"
#include "store/sql.h"
#include "store/unfinished.h"

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// While the file cannot be written, chunks do not grow beyond this.
constexpr qsizetype longestChunk = 1024 * 1024;

qint64 nowUtcUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

bool isAppend(const LibraryChange &change)
{
    return std::holds_alternative<AppendFrames>(change);
}

/// Whether lists of analyses show it. Batches write much that they do not.
bool showsInLists(const LibraryChange &change)
{
    const auto *tasks = std::get_if<TaskChange>(&change);
    return tasks ? std::holds_alternative<LinkRun>(*tasks) || std::holds_alternative<AddGrade>(*tasks)
            || std::holds_alternative<SaveTaskSet>(*tasks)
                 : !isAppend(change);
}

/// Whether sets, their tasks or their columns are others from then on. Batches write much that is not.
bool changesTaskSets(const LibraryChange &change)
{
    const auto *tasks = std::get_if<TaskChange>(&change);
    return tasks ? std::holds_alternative<SaveTaskSet>(*tasks) || std::holds_alternative<SaveTasks>(*tasks)
            || std::holds_alternative<RemoveTasks>(*tasks) || std::holds_alternative<RestoreTasks>(*tasks)
            || std::holds_alternative<TrashTaskSet>(*tasks) || std::holds_alternative<RestoreTaskSet>(*tasks)
                 : std::holds_alternative<PurgeTrash>(change);
}

/// Whether the library itself contradicts a change, so that trying again is in vain.
bool isContradiction(const Error &error)
{
    return breaksSchema(error) || error.kind == ErrorKind::NotFound;
}

/// Whether the error says more of the moment than of what was to be written.
bool mayPass(const Error &error)
{
    switch (troubleOf(error)) {
    case StorageTrouble::Other:
    case StorageTrouble::Damaged:
        return false;
    case StorageTrouble::Full:
    case StorageTrouble::Locked:
    case StorageTrouble::ReadOnly:
    case StorageTrouble::CannotOpen:
    case StorageTrouble::Disk:
    case StorageTrouble::Gone:
        return true;
    }
    Q_UNREACHABLE();
}

} // namespace

LibraryWriter::LibraryWriter(QString path, const WriterOptions &options, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_options(options)
    , m_commitTimer(this)
    , m_retryTimer(this)
    , m_closeTimer(this)
{
    m_closeTimer.setSingleShot(true);
    connect(&m_closeTimer, &QTimer::timeout, this, [this] { closeOne(); });
    for (QTimer *timer : {&m_commitTimer, &m_retryTimer}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, &LibraryWriter::commit);
    }
}

LibraryWriter::~LibraryWriter()
{
    m_suspended = false;
    flush();
    if (isGone())
        rescue();
}

void LibraryWriter::open()
{
    if (Result<> done = ensureOpen(); !done)
        fallBehind(done.error());
}

void LibraryWriter::beginAnalysis(const AnalysisRecord &record)
{
    enqueue(BeginAnalysis{record});
}

void LibraryWriter::beginAttempt(AnalysisId id, const Attempt &attempt)
{
    enqueue(BeginAttempt{id, attempt});
}

void LibraryWriter::append(AnalysisId id, int attempt, const Frame &frame)
{
    AppendFrames &append = chunkFor({id, attempt});
    append.chunk.append(frame);
    ++m_nextFrame[{id, attempt}];
}

AppendFrames &LibraryWriter::chunkFor(const AttemptKey &key)
{
    AppendFrames *&open = m_openChunks[key];
    if (!open || open->chunk.bytes.size() >= longestChunk) {
        enqueue(AppendFrames{.id = key.first, .attempt = key.second, .firstFrame = m_nextFrame[key]});
        open = &std::get<AppendFrames>(m_queue.back());
    }
    return *open;
}

void LibraryWriter::endAttempt(AnalysisId id, const Attempt &attempt)
{
    m_openChunks.erase({id, attempt.number});
    enqueue(EndAttempt{id, attempt});
}

void LibraryWriter::endAnalysis(const AnalysisRecord &record)
{
    forget(record.id);
    enqueue(EndAnalysis{record});
}

/// What is written after this is not to go into a chunk that waits before it.
void LibraryWriter::forget(AnalysisId id)
{
    std::erase_if(m_openChunks, [id](const auto &entry) { return entry.first.first == id; });
}

void LibraryWriter::reopenAnalysis(AnalysisId id)
{
    enqueue(ReopenAnalysis{id});
}

void LibraryWriter::rename(AnalysisId id, const QString &title)
{
    enqueue(RenameAnalysis{id, title});
}

void LibraryWriter::setTags(AnalysisId id, const QStringList &tags)
{
    enqueue(TagAnalysis{id, tags});
}

void LibraryWriter::setNote(AnalysisId id, const QString &note)
{
    enqueue(AnnotateAnalysis{id, note});
}

void LibraryWriter::moveToTrash(const QList<AnalysisId> &ids)
{
    enqueue(TrashAnalyses{ids, nowUtcUs()});
}

void LibraryWriter::restore(const QList<AnalysisId> &ids)
{
    enqueue(RestoreAnalyses{ids});
}

void LibraryWriter::purgeTrash(qint64 olderThanUtcUs)
{
    enqueue(PurgeTrash{olderThanUtcUs});
}

void LibraryWriter::changeTasks(const TaskChange &change)
{
    enqueue(change);
}

Result<ImportOutcome> LibraryWriter::importAnalysis(const PortableAnalysis &analysis)
{
    commit();
    if (m_suspended)
        return Unexpected{Error{.kind = ErrorKind::Storage,
                                .message = u"the library is being repaired"_s,
                                .code = u"library_repairing"_s}};
    if (m_trouble)
        return Unexpected{explained(*m_trouble, m_path)};
    const Result<> ready = ensureOpen().and_then([this](auto) { return setDurability(true); });
    if (!ready)
        return Unexpected{explained(ready.error(), m_path)};
    const auto outcome = reasonglass::importAnalysis(m_database->connection(), *m_changes, analysis);
    if (!outcome)
        return Unexpected{explained(outcome.error(), m_path)};
    if (outcome->isNew) {
        closeLater(outcome->id, analysis.record.attempts);
        emit analysisEnded(outcome->id);
        emit changed();
    }
    return outcome;
}

void LibraryWriter::flush()
{
    commit();
    while (closeOne()) { }
}

void LibraryWriter::enqueue(LibraryChange change)
{
    m_queue.push_back(std::move(change));
    // In trouble only the retry timer tries: each try may wait for another program's lock.
    if (!m_suspended && !m_commitTimer.isActive() && !m_retryTimer.isActive())
        m_commitTimer.start(m_options.commitDelay);
}

void LibraryWriter::commit()
{
    m_commitTimer.stop();
    m_retryTimer.stop();
    if (m_suspended || (m_queue.empty() && !m_trouble))
        return;
    Result<> done = ensureOpen();
    while (done && !m_queue.empty()) {
        done = writeQueue();
        if (!done && isContradiction(done.error())) {
            dropContradiction(done.error());
            done = {};
        } else if (done) {
            m_openChunks.clear();
            reportWritten(std::exchange(m_queue, {}));
            break; // what came in answer to that has a delay of its own
        }
    }
    if (!done) {
        fallBehind(done.error());
        return;
    }
    if (m_hasUnfinished)
        endWhatWasLeft();
    emptyLog();
    catchUp();
}

Result<> LibraryWriter::ensureOpen()
{
    if (!m_changes)
        return openFile();
    if (isGone())
        return Unexpected{Error{.kind = ErrorKind::Storage, .code = troubleCode(StorageTrouble::Gone)}};
    return {};
}

Result<> LibraryWriter::openFile()
{
    const bool uncleanly = !OwnerLock::removeLeftBehind(m_path).isEmpty();
    Result<Database> database = Database::open(m_path, m_options.database);
    if (!database)
        return Unexpected{database.error()};
    if (database->notice()) {
        if (!m_trouble)
            emit opened(database->mode());
        return Unexpected{*database->notice()};
    }
    if (!m_lock)
        m_lock = std::make_unique<OwnerLock>(m_path);
    m_identity = fileIdentity(m_path);
    m_database = *std::move(database);
    m_changes = std::make_unique<ChangeWriter>(m_database->connection(), m_lock->name());
    m_durable.reset();
    emit opened(OpenMode::ReadWrite);
    if (uncleanly)
        emit leftUncleanly();
    endWhatWasLeft();
    emit inOrder();
    if (uncleanly)
        findUnclosed();
    return {};
}

void LibraryWriter::close()
{
    m_changes.reset();
    m_database.reset();
    m_identity.reset();
}

/// Whether the path leads to another file than the one that is open, or nowhere.
bool LibraryWriter::isGone() const
{
    return m_identity && fileIdentity(m_path) != m_identity;
}

/// The file that is open has no name any more, but what is in it can be read until it is closed.
void LibraryWriter::rescue()
{
    const QString path =
        u"%1.rescued-%2"_s.arg(m_path, fileStamp(std::chrono::milliseconds(nowUtcUs() / 1000).count()));
    const Result<> written = m_queue.empty() ? Result<>() : writeQueue();
    const Result<> rescued = copyInto(m_database->connection(), path);
    for (const Result<> &done : {written, rescued}) {
        if (!done)
            qCWarning(logStore) << "the library is gone and could not be rescued:" << done.error().message;
    }
    if (rescued)
        qCWarning(logStore) << "the library was moved or deleted while in use; what was in it is in" << path;
}

void LibraryWriter::suspend()
{
    commit();
    close();
    for (Closing &closing : m_closing)
        closing.nextFrame = 0; // who mends the library may number its events anew
    m_lock.reset();
    m_suspended = true;
    m_commitTimer.stop();
    m_retryTimer.stop();
}

void LibraryWriter::resume()
{
    m_suspended = false;
    m_trouble.reset(); // of the file that was: this one may have another
    open();
    commit();
}

void LibraryWriter::endWhatWasLeft()
{
    const Result<Unfinished> outcome = endUnfinished(*m_changes, m_path, m_lock->name());
    std::vector<Error> refused = outcome ? outcome->refused : std::vector<Error>{outcome.error()};
    // A damaged run of the past must not keep this session's runs from being written; a full disk may pass.
    m_hasUnfinished = std::ranges::any_of(refused, mayPass);
    std::erase_if(refused, mayPass);
    for (const Error &error : refused)
        emit rejected(error);
    if (outcome && !outcome->ended.isEmpty()) {
        emit unfinishedEnded(outcome->ended);
        for (const AnalysisId id : outcome->ended)
            emit analysisEnded(id);
        emit changed();
    }
}

Result<> LibraryWriter::writeQueue()
{
    m_applied = 0;
    const bool durable = !std::all_of(m_queue.begin(), m_queue.end(), isAppend);
    if (Result<> done = setDurability(durable); !done)
        return done;
    Transaction transaction(m_database->connection(), Transaction::Kind::Write);
    if (!transaction.begun())
        return transaction.begun();
    for (const LibraryChange &change : m_queue) {
        if (Result<> done = m_changes->apply(change); !done)
            return done;
        ++m_applied;
    }
    return transaction.commit();
}

/// Frames alone need not wait for the disk; everything else is to survive a power cut.
Result<> LibraryWriter::setDurability(bool durable)
{
    if (m_durable == durable)
        return {};
    m_durable = durable;
    return execute(m_database->connection(),
                   durable ? u"PRAGMA synchronous = FULL"_s : u"PRAGMA synchronous = NORMAL"_s);
}

void LibraryWriter::dropContradiction(const Error &error)
{
    // Removing from the middle of a deque moves its elements.
    m_openChunks.clear();
    m_queue.erase(m_queue.begin() + std::ptrdiff_t(std::min(m_applied, m_queue.size() - 1)));
    emit rejected(error);
}

void LibraryWriter::reportWritten(const std::deque<LibraryChange> &written)
{
    std::set<AnalysisId> touched;
    std::set<AnalysisId> ended;
    bool listsChanged = false;
    bool setsChanged = false;
    std::vector<BatchId> batches;
    std::set<AnalysisId> graded;
    for (const LibraryChange &change : written) {
        if (const auto *append = std::get_if<AppendFrames>(&change)) {
            m_framesWritten[append->id] += append->chunk.frames;
            touched.insert(append->id);
        }
        listsChanged = listsChanged || showsInLists(change);
        setsChanged = setsChanged || changesTaskSets(change);
        if (const auto *tasks = std::get_if<TaskChange>(&change)) {
            if (const auto *saved = std::get_if<SaveBatch>(tasks))
                batches.push_back(saved->batch.id);
            if (const auto *added = std::get_if<AddGrade>(tasks))
                graded.insert(added->analysis);
        }
        if (const auto *end = std::get_if<EndAttempt>(&change))
            closeLater(end->id, {end->attempt});
        if (const auto *end = std::get_if<EndAnalysis>(&change)) {
            touched.insert(end->record.id);
            ended.insert(end->record.id);
            closeLater(end->record.id, end->record.attempts);
        }
        m_logHoldsDeleted = m_logHoldsDeleted || std::holds_alternative<PurgeTrash>(change);
    }
    for (const AnalysisId id : touched)
        emit committed(id, m_framesWritten[id]);
    for (const AnalysisId id : ended)
        emit analysisEnded(id);
    if (listsChanged)
        emit changed();
    if (setsChanged)
        emit taskSetsChanged();
    for (const BatchId id : batches)
        emit batchStored(id);
    for (const AnalysisId id : graded)
        emit gradeStored(id);
}

void LibraryWriter::closeLater(AnalysisId id, const std::vector<Attempt> &attempts)
{
    for (const Attempt &attempt : attempts)
        m_closing.push_back({.key = {id, attempt.number}});
    m_closeTimer.start(0);
}

/// A program that was killed may have left events of ended runs as they came.
void LibraryWriter::findUnclosed()
{
    QSqlQuery query(m_database->connection());
    if (!query.exec(
            u"SELECT DISTINCT analysis, attempt FROM event_chunk WHERE encoding = 'raw' AND analysis IN "
            "(SELECT id FROM analysis ORDER BY id DESC LIMIT 20) AND analysis NOT IN "
            "(SELECT id FROM analysis WHERE status = 'running')"_s))
        return;
    while (query.next())
        m_closing.push_back({.key = {AnalysisId(query.value(0).toLongLong()), query.value(1).toInt()}});
    m_closeTimer.start(0);
}

/// Whether there is more to do at once.
bool LibraryWriter::closeOne()
{
    if (m_closing.empty() || !m_changes || m_trouble || isGone())
        return false;
    if (Result<> done = closeStep(m_closing.front()); !done) {
        if (mayPass(done.error()))
            return false; // the next commit begins again
        // Compressed or not, the events are there. What cannot be read stays for Repair.
        qCWarning(logStore) << "the events of a run were not compressed:" << done.error().message;
        m_closing.pop_front();
    }
    if (!m_closing.empty())
        m_closeTimer.start(0);
    return !m_closing.empty();
}

Result<> LibraryWriter::closeStep(Closing &closing)
{
    if (Result<> done = setDurability(false); !done)
        return done;
    Transaction transaction(m_database->connection(), Transaction::Kind::Write);
    if (!transaction.begun())
        return transaction.begun();
    const auto next = m_changes->closeSome(closing.key.first, closing.key.second, closing.nextFrame);
    if (!next)
        return Unexpected{next.error()};
    if (Result<> done = transaction.commit(); !done)
        return done;
    if (*next)
        closing.nextFrame = **next;
    else
        m_closing.pop_front();
    return {};
}

/// What was deleted is still in the log. While a reader holds that open, the next commit tries again.
void LibraryWriter::emptyLog()
{
    if (!m_logHoldsDeleted)
        return;
    const QSqlDatabase &connection = m_database->connection();
    const auto setPatience = [&](std::chrono::milliseconds time) {
        (void)execute(connection, u"PRAGMA busy_timeout = %1"_s.arg(time.count()));
    };
    setPatience(std::chrono::milliseconds(0)); // the next commit may be of a run
    const Result<QVariant> busy = scalar(connection, u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    setPatience(m_options.database.busyTimeout);
    m_logHoldsDeleted = !busy || busy->toInt() != 0;
}

void LibraryWriter::fallBehind(const Error &error)
{
    // What SQLite could open for reading only it does not open again by itself. After other errors the
    // connection has to stay: it alone knows whether a commit that failed late is in the file or not. And a
    // file that has no name any more could not be opened at all.
    if (troubleOf(error) == StorageTrouble::ReadOnly && !isGone())
        close();
    m_retryTimer.start(nextRetryDelay());
    if (!std::exchange(m_trouble, error))
        emit failed(explained(error, m_path));
}

/// Most refusals pass at once (another program makes the library, or holds a lock), and what waits in memory
/// is lost if the program is killed: the first tries follow quickly.
std::chrono::milliseconds LibraryWriter::nextRetryDelay()
{
    constexpr int doublings = 6;
    const auto delay = m_options.retryDelay / (1 << (doublings - std::min(m_triesInTrouble, doublings)));
    ++m_triesInTrouble;
    return std::max(delay, std::chrono::milliseconds(1));
}

void LibraryWriter::catchUp()
{
    m_triesInTrouble = 0;
    if (std::exchange(m_trouble, {}))
        emit recovered();
    if (!m_closing.empty())
        m_closeTimer.start(0);
}

} // namespace reasonglass
