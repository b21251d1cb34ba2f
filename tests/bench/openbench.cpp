#include "bench/openbench.h"

#include "analysis/transcriptfold.h"
#include "bench/libraryfixture.h"
#include "bench/markdowntokens.h"
#include "bench/report.h"
#include "models/eventlistmodel.h"
#include "store/analysislibrary.h"
#include "store/librarywriter.h"
#include "streamview/streamview.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int repetitions = 7;
constexpr qint64 logEvents = 370'000;
constexpr qsizetype answerLength = 1'000'000;
constexpr int rowsOnScreen = 40;

/// How long this thread's event loop was ever busy between two waits.
class LongestTurn
{
public:
    LongestTurn()
    {
        const auto *dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &m_context,
                         [this] { m_turn.start(); });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &m_context, [this] { end(); });
    }

    double ms() const { return m_longestMs; }

private:
    void end()
    {
        if (m_turn.isValid())
            m_longestMs = std::max(m_longestMs, double(m_turn.nsecsElapsed()) / 1e6);
        m_turn.invalidate();
    }

    QObject m_context;
    QElapsedTimer m_turn; ///< valid within a turn
    double m_longestMs = 0;
};

AnalysisId writeRun(const QString &path, const std::vector<Frame> &frames)
{
    LibraryWriter writer(path);
    TranscriptFold fold;
    AnalysisRecord record;
    record.id = newAnalysisId(1'750'000'000'000'000);
    record.title = u"A long one"_s;
    record.request.response = {.model = u"gpt-5-mini"_s, .prompt = record.title};
    writer.beginAnalysis(record);
    writer.beginAttempt(record.id, {.number = 1});
    qint64 bytes = 0;
    constexpr qint64 framesPerCommit = 20'000;
    qint64 count = 0;
    for (const Frame &frame : frames) {
        (void)fold.feed(frame);
        writer.append(record.id, 1, frame);
        bytes += frame.data.size();
        if (++count % framesPerCommit == 0)
            writer.flush();
    }
    record.status = AnalysisStatus::Completed;
    record.transcript = fold.transcript();
    record.attempts = {{.number = 1, .outcome = AnalysisStatus::Completed, .events = count, .bytes = bytes}};
    writer.endAnalysis(record);
    writer.flush();
    return record.id;
}

std::vector<Frame> logFrames()
{
    std::vector<Frame> frames;
    for (qint64 i = 0; i < logEvents; ++i)
        frames.push_back(deltaFrame(i, " word"));
    return frames;
}

/// An answer of mixed Markdown in pieces of some characters, as servers send it.
std::vector<Frame> textFrames()
{
    std::vector<Frame> frames;
    qsizetype length = 0;
    const QStringList tokens = markdownTokens(answerLength / 4);
    for (const QString &token : tokens) {
        if (length >= answerLength)
            break;
        length += token.size();
        const QByteArray quoted = QJsonDocument(QJsonArray{token}).toJson(QJsonDocument::Compact);
        frames.push_back(deltaFrame(qint64(frames.size()), quoted.sliced(2, quoted.size() - 4)));
    }
    return frames;
}

/// Milliseconds until \a done, which is asked after every turn of the event loop.
double waitUntil(const std::function<bool()> &done)
{
    QElapsedTimer timer;
    timer.start();
    QEventLoop loop;
    while (!done())
        loop.processEvents(QEventLoop::WaitForMoreEvents);
    return double(timer.nsecsElapsed()) / 1e6;
}

/// What a view asks for to paint the rows from \a first on.
bool showsRows(const EventListModel &model, int first)
{
    bool shows = model.rowCount() > first;
    for (int row = first; row < std::min(first + rowsOnScreen, model.rowCount()); ++row)
        shows = model.index(row, 0).data(EventListModel::LoadedRole).toBool() && shows;
    return shows;
}

double loadRecord(AnalysisLibrary &library, AnalysisId id, AnalysisRecord *loaded = nullptr)
{
    QFutureWatcher<Result<AnalysisRecord>> watcher;
    watcher.setFuture(library.load(id));
    const double took = waitUntil([&watcher] { return watcher.isFinished(); });
    if (loaded != nullptr && watcher.result())
        *loaded = *watcher.result();
    return took;
}

} // namespace

void benchOpen()
{
    benchOpenLog();
    benchOpenText();
}

void benchOpenLog()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"library.sqlite"_s);
    const AnalysisId id = writeRun(path, logFrames());
    std::vector<double> firstRows;
    std::vector<double> record;
    std::vector<double> jump;
    std::vector<double> growth;
    std::vector<double> holds;
    for (int run = 0; run < repetitions; ++run) {
        const double before = residentMb();
        const LongestTurn turns;
        AnalysisLibrary library(path);
        record.push_back(loadRecord(library, id));
        EventListModel model(library);
        model.setAttempt(id, 1);
        firstRows.push_back(waitUntil([&] { return showsRows(model, 0); }));
        constexpr int jumps = 101; // through the whole log, to its end at last
        for (int i = 1; i <= jumps; ++i) {
            const int row = int((logEvents - rowsOnScreen) * i / jumps);
            jump.push_back(waitUntil([&] { return showsRows(model, row); }));
        }
        growth.push_back(residentMb() - before);
        holds.push_back(turns.ms());
    }
    report(u"open"_s, logEvents, u"record_ms"_s, median(record));
    report(u"open"_s, logEvents, u"log_first_rows_ms"_s, median(firstRows));
    report(u"open"_s, logEvents, u"log_first_rows_worst_ms"_s, *std::ranges::max_element(firstRows));
    report(u"open"_s, logEvents, u"log_jump_ms"_s, median(jump));
    report(u"open"_s, logEvents, u"log_jump_worst_ms"_s, *std::ranges::max_element(jump));
    report(u"open"_s, logEvents, u"gui_hold_ms"_s, *std::ranges::max_element(holds));
    report(u"open"_s, logEvents, u"rss_mb"_s, growth.front());
}

void benchOpenText()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"library.sqlite"_s);
    const AnalysisId id = writeRun(path, textFrames());
    std::vector<double> record;
    std::vector<double> screen;
    std::vector<double> view;
    for (int run = 0; run < repetitions; ++run) {
        StreamView shown;
        shown.resize(900, 700);
        shown.show();
        QCoreApplication::processEvents();
        AnalysisLibrary library(path);
        AnalysisRecord loaded;
        const double loading = loadRecord(library, id, &loaded);
        QElapsedTimer timer;
        timer.start();
        shown.setParts({loaded.transcript.items.at(0).parts.at(0).text});
        shown.showStart();
        QCoreApplication::processEvents(); // paints
        const double showing = double(timer.nsecsElapsed()) / 1e6;
        record.push_back(loading);
        view.push_back(showing);
        screen.push_back(loading + showing);
    }
    report(u"open"_s, answerLength, u"text_record_ms"_s, median(record));
    report(u"open"_s, answerLength, u"text_view_ms"_s, median(view));
    report(u"open"_s, answerLength, u"text_first_screen_ms"_s, median(screen));
    report(u"open"_s, answerLength, u"text_first_screen_worst_ms"_s, *std::ranges::max_element(screen));
}

} // namespace reasonglass::bench
