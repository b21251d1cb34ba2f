#include "store/librarywriter.h"

#include "base/overloaded.h"
#include "store/changewriter.h"
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

/// Whether the library itself contradicts a change, so that trying again is in vain.
bool isContradiction(const Error &error)
{
    return breaksSchema(error) || error.kind == ErrorKind::NotFound;
}

} // namespace

LibraryWriter::LibraryWriter(QString path, const WriterOptions &options, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_options(options)
    , m_commitTimer(this)
    , m_retryTimer(this)
{
    for (QTimer *timer : {&m_commitTimer, &m_retryTimer}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, &LibraryWriter::commit);
    }
}

LibraryWriter::~LibraryWriter()
{
    flush();
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

void LibraryWriter::flush()
{
    commit();
}

void LibraryWriter::enqueue(LibraryChange change)
{
    m_queue.push_back(std::move(change));
    // In trouble only the retry timer tries: each try may wait for another program's lock.
    if (!m_commitTimer.isActive() && !m_retryTimer.isActive())
        m_commitTimer.start(m_options.commitDelay);
}

void LibraryWriter::commit()
{
    m_commitTimer.stop();
    m_retryTimer.stop();
    if (m_queue.empty() && !m_trouble)
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
        }
    }
    if (done)
        catchUp();
    else
        fallBehind(done.error());
}

Result<> LibraryWriter::ensureOpen()
{
    if (m_changes)
        return {};
    Result<Database> database = Database::open(m_path, m_options.database);
    if (!database)
        return Unexpected{database.error()};
    if (database->notice()) {
        if (!m_trouble)
            emit opened(database->mode());
        return Unexpected{*database->notice()};
    }
    m_lock = std::make_unique<OwnerLock>(m_path);
    m_database = *std::move(database);
    m_changes = std::make_unique<ChangeWriter>(m_database->connection(), m_lock->name());
    m_durable.reset();
    emit opened(OpenMode::ReadWrite);
    endWhatWasLeft();
    return {};
}

void LibraryWriter::endWhatWasLeft()
{
    // A damaged run of the past must not keep this session's runs from being written.
    const Result<QList<AnalysisId>> ended = endUnfinished(*m_changes, m_path, m_lock->name());
    if (!ended)
        emit rejected(ended.error());
    else if (!ended->isEmpty())
        emit unfinishedEnded(*ended);
}

Result<> LibraryWriter::writeQueue()
{
    m_applied = 0;
    if (Result<> done = setDurability(); !done)
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
Result<> LibraryWriter::setDurability()
{
    const bool durable = !std::all_of(m_queue.begin(), m_queue.end(), isAppend);
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
    bool listsChanged = false;
    for (const LibraryChange &change : written) {
        if (const auto *append = std::get_if<AppendFrames>(&change)) {
            m_framesWritten[append->id] += append->chunk.frames;
            touched.insert(append->id);
        } else {
            listsChanged = true;
        }
        if (const auto *end = std::get_if<EndAnalysis>(&change))
            touched.insert(end->record.id);
        if (std::holds_alternative<PurgeTrash>(change)) {
            // What was deleted is still in the log; a reader may hold it open, the next purge helps then.
            (void)execute(m_database->connection(), u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
        }
    }
    for (const AnalysisId id : touched)
        emit committed(id, m_framesWritten[id]);
    if (listsChanged)
        emit changed();
}

void LibraryWriter::fallBehind(const Error &error)
{
    m_retryTimer.start(m_options.retryDelay);
    if (!std::exchange(m_trouble, error))
        emit failed(error);
}

void LibraryWriter::catchUp()
{
    if (std::exchange(m_trouble, {}))
        emit recovered();
}

} // namespace reasonglass
