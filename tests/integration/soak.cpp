#include "app/workbench.h"
#include "integration/soakserver.h"
#include "store/libraryreader.h"
#include "support/campaign.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

/// Memory in use now, in MiB; 0 where the system does not say.
double residentMiB()
{
#ifdef Q_OS_LINUX
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / 1'048'576;
#else
    return 0;
#endif
}

double cpuSeconds()
{
#ifdef Q_OS_UNIX
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
#else
    return 0;
#endif
}

/// Many runs at once for a long time, each followed by another.
class Soak
{
public:
    Soak(Workbench &workbench, SoakServer &server, int runs)
        : m_workbench(workbench)
        , m_server(server)
    {
        QObject::connect(
            &workbench, &Workbench::sessionStarted, &m_context, [this](AnalysisSession *session) {
                QObject::connect(session, &AnalysisSession::recorded, &m_context, [this] { ++received; });
            });
        QObject::connect(&workbench, &Workbench::sessionFinished, &m_context,
                         [this](AnalysisSession *session) {
                             const auto status = session->record().status;
                             ++(status == AnalysisStatus::Completed ? completed : otherwise);
                             if (!isOver)
                                 begin();
                         });
        for (int i = 0; i < runs; ++i)
            begin();
    }

    qint64 received = 0;
    int completed = 0;
    int otherwise = 0;
    bool isOver = false; ///< what runs is let come to its end

private:
    void begin()
    {
        AnalysisRequest request{.providerId = u"custom"_s, .baseUrl = m_server.baseUrl().toString()};
        request.response = {.model = u"m"_s, .prompt = u"soak"_s};
        request.retries = 0;
        if (!m_workbench.start(request))
            ++otherwise;
    }

    Workbench &m_workbench;
    SoakServer &m_server;
    QObject m_context;
};

void waitFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

/// usage: soak [SECONDS] (120). 64 runs at once at 200 events/s each, saved to a library in a temporary
/// folder; prints what it takes and fails when an event is lost or memory keeps growing.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(u"reasonglass.*.info=false"_s);
    const int seconds = argc > 1 ? std::max(QByteArray(argv[1]).toInt(), 10) : 120;
    const int runs = fromEnvironment("REASONGLASS_RUNS", 64);

    QThread serverThread;
    auto *const server = new SoakServer({.events = 2000, .interval = 5ms});
    server->moveToThread(&serverThread);
    QObject::connect(&serverThread, &QThread::finished, server, &QObject::deleteLater);
    serverThread.start();
    bool listens = false;
    QMetaObject::invokeMethod(
        server, [&] { listens = server->listen(); }, Qt::BlockingQueuedConnection);

    const QTemporaryDir folder;
    SystemClock clock;
    auto workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(folder.path(), {}, {}), .useKeyStore = false}, clock);
    const QString library = workbench->profile().libraryFile;
    Soak soak(*workbench, *server, runs);

    QElapsedTimer watch;
    watch.start();
    double warm = 0;
    double last = 0;
    const int step = std::max(seconds / 12, 1);
    for (int passed = step; passed <= seconds; passed += step) {
        waitFor(std::chrono::seconds(step));
        last = residentMiB();
        if (warm == 0 && passed * 3 >= seconds)
            warm = last;
        std::printf("%4lld s  %7.1f MiB  %6.1f s CPU (server included)  %lld events sent, %lld received, "
                    "%d runs completed\n",
                    static_cast<long long>(watch.elapsed() / 1000), last, cpuSeconds(),
                    static_cast<long long>(server->eventsSent()), static_cast<long long>(soak.received),
                    soak.completed);
        std::fflush(stdout);
    }
    soak.isOver = true;
    while (workbench->runningCount() > 0 && watch.elapsed() < (seconds + 120) * 1000)
        waitFor(100ms);
    workbench->flush();

    qint64 stored = 0;
    bool isWhole = false;
    if (const auto reader = LibraryReader::open(library)) {
        for (const AnalysisRow &row :
             (*reader)->list({.limit = 1'000'000}).value_or(std::vector<AnalysisRow>{}))
            stored += (*reader)->frameCount(row.id, 1).value_or(0);
        isWhole = (*reader)->verifyAll().has_value();
    }
    const qint64 sent = server->eventsSent();
    std::printf("%lld events sent, %lld received, %lld stored; %d runs completed, %d otherwise; "
                "library %s, %.1f MiB; memory %.1f MiB after a third of the time, %.1f MiB at the end\n",
                static_cast<long long>(sent), static_cast<long long>(soak.received),
                static_cast<long long>(stored), soak.completed, soak.otherwise, isWhole ? "whole" : "DAMAGED",
                double(QFileInfo(library).size()) / 1'048'576, warm, last);
    workbench.reset();
    serverThread.quit();
    serverThread.wait();

    const bool noneLost = listens && sent > 0 && sent == soak.received && sent == stored;
    // The latest ended runs stay in memory: their transcripts, not their events.
    const bool isFlat = last <= warm * 1.25 + 16;
    std::printf("%s, %s\n", noneLost && soak.otherwise == 0 && isWhole ? "nothing lost" : "LOSS",
                isFlat ? "memory flat" : "MEMORY GROWS");
    return noneLost && soak.otherwise == 0 && isWhole && isFlat ? 0 : 1;
}
