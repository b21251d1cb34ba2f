#include "app/analysistransfer.h"

#include "base/whenanswered.h"
#include "store/libraryreader.h"

#include <QFileInfo>
#include <QPromise>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto tellingPause = 200ms;

Result<QStringList> exportNow(const QString &library, const QString &path, const QList<AnalysisId> &analyses,
                              AnalysisExport what)
{
    const auto reader = LibraryReader::open(library);
    if (!reader)
        return Unexpected{reader.error()};
    if (analyses.size() != 1)
        return exportInto(path, **reader, analyses, what);
    const Result<AnalysisRecord> record = (*reader)->load(analyses.first());
    if (!record)
        return Unexpected{record.error()};
    if (const Result<> done = exportAnalysis(**reader, *record, what, path); !done)
        return Unexpected{done.error()};
    return QStringList{path};
}

} // namespace

AnalysisTransfer::AnalysisTransfer(QString libraryPath, Store store, QObject *parent)
    : QObject(parent)
    , m_libraryPath(std::move(libraryPath))
    , m_store(std::move(store))
    , m_worker(new QObject)
{
    m_tell.setInterval(tellingPause);
    connect(&m_tell, &QTimer::timeout, this, [this] { emit progressed(progress()); });
    m_thread.setObjectName(u"analysis files"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

AnalysisTransfer::~AnalysisTransfer()
{
    m_stop = true;
    m_thread.quit();
    m_thread.wait();
}

/// Calls \a work in the thread of this object, after what was asked before.
template <typename Answer>
QFuture<Answer> AnalysisTransfer::ask(std::function<Answer()> work)
{
    // Goes with the call if the thread ends first; a promise that goes unanswered cancels its future.
    auto promise = std::make_shared<QPromise<Answer>>();
    QFuture<Answer> future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(
        m_worker,
        [promise, work = std::move(work)] {
            promise->addResult(work());
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

void AnalysisTransfer::importFiles(const QStringList &paths)
{
    m_waiting += paths;
    if (m_isImporting || m_waiting.isEmpty())
        return;
    m_isImporting = true;
    m_tell.start();
    next();
}

void AnalysisTransfer::cancelImport()
{
    m_stop = true;
    m_waiting.clear();
}

void AnalysisTransfer::next()
{
    if (m_waiting.isEmpty()) {
        m_tell.stop();
        m_isImporting = false;
        emit imported(std::exchange(m_done, {}));
        return;
    }
    m_current = m_waiting.takeFirst();
    m_bytes = 0;
    m_size = 0;
    m_stop = false;
    const auto reading = ask<Reading>([this, path = m_current]() -> Reading {
        m_size = QFileInfo(path).size();
        auto analysis = readAnalysisFile(path, [this](qint64 bytes) {
            m_bytes = bytes;
            return !m_stop;
        });
        if (!analysis)
            return Unexpected{analysis.error()};
        return std::make_shared<const PortableAnalysis>(*std::move(analysis));
    });
    whenAnswered(reading, this, [this](const Reading &analysis) { store(m_current, analysis); });
}

void AnalysisTransfer::store(const QString &path, const Reading &analysis)
{
    if (!analysis) {
        conclude(path, {}, Unexpected{analysis.error()});
        return;
    }
    whenAnswered(m_store(*analysis), this,
                 [this, path, title = (*analysis)->record.title](const Result<ImportOutcome> &outcome) {
                     conclude(path, title, outcome);
                 });
}

void AnalysisTransfer::conclude(const QString &path, const QString &title,
                                const Result<ImportOutcome> &outcome)
{
    m_done.push_back({.path = path, .title = title, .outcome = outcome});
    next();
}

ImportProgress AnalysisTransfer::progress() const
{
    const auto done = int(m_done.size());
    return {.path = m_current,
            .file = done + 1,
            .files = done + 1 + int(m_waiting.size()),
            .bytes = m_bytes,
            .size = m_size};
}

QFuture<Result<QStringList>>
AnalysisTransfer::exportTo(const QString &path, const QList<AnalysisId> &analyses, AnalysisExport what)
{
    return ask<Result<QStringList>>(
        [library = m_libraryPath, path, analyses, what] { return exportNow(library, path, analyses, what); });
}

} // namespace reasonglass
