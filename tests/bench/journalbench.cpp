#include "bench/journalbench.h"

#include "bench/libraryfixture.h"
#include "bench/report.h"
#include "store/librarywriter.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass::bench {

namespace {

constexpr int repetitions = 5;
constexpr qint64 manyEvents = 200'000;
constexpr qint64 pacedEvents = 1000;
constexpr auto pacedGap = 5ms; // 200 events a second

struct Cost
{
    double seconds = 0;
    double cpu = 0;
    double closingCpu = 0; ///< joining and compressing after the end
};

/// A writer in a thread of its own, which is told of one run.
class Journal
{
public:
    explicit Journal(const QString &path)
        : m_writer(new LibraryWriter(path))
    {
        m_writer->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
        m_thread.start();
        m_record.id = newAnalysisId(1'750'000'000'000'000);
        m_record.request.response.model = u"gpt-5-mini"_s;
        call([record = m_record](LibraryWriter &writer) {
            writer.beginAnalysis(record);
            writer.beginAttempt(record.id, {.number = 1});
        });
        flush();
    }

    ~Journal()
    {
        m_thread.quit();
        m_thread.wait();
    }

    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    void append(const Frame &frame)
    {
        call([id = m_record.id, frame](LibraryWriter &writer) { writer.append(id, 1, frame); });
    }

    void flush() { QMetaObject::invokeMethod(m_writer, &LibraryWriter::flush, Qt::BlockingQueuedConnection); }

    void end(qint64 events)
    {
        m_record.status = AnalysisStatus::Completed;
        m_record.attempts = {{.number = 1, .outcome = AnalysisStatus::Completed, .events = events}};
        call([record = m_record](LibraryWriter &writer) { writer.endAnalysis(record); });
        flush();
    }

private:
    template <typename Call>
    void call(Call call)
    {
        QMetaObject::invokeMethod(
            m_writer, [writer = m_writer, call] { call(*writer); }, Qt::QueuedConnection);
    }

    QThread m_thread;
    LibraryWriter *m_writer; // lives in m_thread, which deletes it
    AnalysisRecord m_record;
};

Cost writeRun(const std::vector<Frame> &frames, std::chrono::milliseconds gap)
{
    const QTemporaryDir folder;
    Journal journal(folder.filePath(u"library.sqlite"_s));
    QElapsedTimer timer;
    const double before = cpuSeconds();
    timer.start();
    for (const Frame &frame : frames) {
        journal.append(frame);
        if (gap > 0ms)
            QThread::msleep(static_cast<unsigned long>(gap.count()));
    }
    journal.flush();
    Cost cost{.seconds = double(timer.nsecsElapsed()) / 1e9, .cpu = cpuSeconds() - before};
    const double ended = cpuSeconds();
    journal.end(qint64(frames.size()));
    cost.closingCpu = cpuSeconds() - ended;
    return cost;
}

std::vector<Frame> framesOf(qint64 count)
{
    std::vector<Frame> frames;
    for (qint64 i = 0; i < count; ++i)
        frames.push_back(deltaFrame(i, " word"));
    return frames;
}

/// The medians of several runs.
Cost writeRuns(qint64 count, std::chrono::milliseconds gap, int runs)
{
    const std::vector<Frame> frames = framesOf(count);
    std::vector<double> seconds;
    std::vector<double> cpu;
    std::vector<double> closing;
    for (int run = 0; run < runs; ++run) {
        const Cost cost = writeRun(frames, gap);
        seconds.push_back(cost.seconds);
        cpu.push_back(cost.cpu);
        closing.push_back(cost.closingCpu);
    }
    return {median(seconds), median(cpu), median(closing)};
}

} // namespace

void benchJournal()
{
    const Cost fast = writeRuns(manyEvents, 0ms, repetitions);
    const double many = manyEvents;
    report(u"journal"_s, manyEvents, u"events_per_s"_s, many / fast.seconds);
    report(u"journal"_s, manyEvents, u"cpu_us_per_event"_s, fast.cpu * 1e6 / many);
    report(u"journal"_s, manyEvents, u"closing_cpu_us_per_event"_s, fast.closingCpu * 1e6 / many);
    const Cost paced = writeRuns(pacedEvents, pacedGap, 3);
    report(u"journal"_s, pacedEvents, u"paced_cpu_us_per_event"_s, paced.cpu * 1e6 / double(pacedEvents));
}

} // namespace reasonglass::bench
