#include "bench/startupbench.h"

#include "bench/libraryfixture.h"
#include "bench/report.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int repetitions = 15;
constexpr int manyAnalyses = 10'000;
constexpr int patienceMs = 20'000;

struct Start
{
    double paintMs = 0;
    double completeMs = 0; ///< the first paint with everything in it; 0 for the bare window
    double residentMb = 0; ///< a second later; 0 where the platform does not tell
};

std::optional<Start> startOnce(const QString &program, const QStringList &arguments)
{
    QProcess process;
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    if (!process.waitForReadyRead(patienceMs))
        return std::nullopt;
    Start start{.paintMs = double(timer.nsecsElapsed()) / 1e6};
    if (!arguments.isEmpty()) {
        while (!process.readAllStandardOutput().contains("complete")) {
            if (!process.waitForReadyRead(patienceMs))
                return std::nullopt;
        }
        start.completeMs = double(timer.nsecsElapsed()) / 1e6;
    }
    constexpr int settledAfterMs = 1000;
    process.waitForFinished(settledAfterMs); // it does not finish: this lets it load what it loads late
    start.residentMb = residentMb(process.processId());
    process.kill();
    process.waitForFinished(patienceMs);
    return start;
}

struct Case
{
    QString name;
    QString program;
    QStringList arguments;
    std::vector<double> paint = {};
    std::vector<double> complete = {};
    std::vector<double> resident = {};
};

} // namespace

void benchStartup()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    const bool hasDisplay =
        qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (!hasDisplay && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
#endif
    const QString folder = QCoreApplication::applicationDirPath();
    const QTemporaryDir empty;
    const QTemporaryDir full;
    writeLibrary(full.filePath(u"library.sqlite"_s), manyAnalyses);
    std::vector<Case> cases{
        {u"bare"_s, folder + u"/bare-window"_s, {}},
        {u"empty"_s, folder + u"/reasonglass"_s, {u"--profile"_s, empty.path(), u"--report-first-paint"_s}},
        {u"full"_s, folder + u"/reasonglass"_s, {u"--profile"_s, full.path(), u"--report-first-paint"_s}},
    };
    for (int run = 0; run < repetitions; ++run) {
        for (Case &one : cases) {
            const auto start = startOnce(one.program, one.arguments);
            if (!start)
                qFatal("%s did not paint", qUtf8Printable(one.program));
            if (run == 0)
                continue; // warms the caches
            one.paint.push_back(start->paintMs);
            one.complete.push_back(start->completeMs);
            one.resident.push_back(start->residentMb);
        }
    }
    const double bare = median(cases.front().paint);
    for (const Case &one : cases) {
        const qint64 n = one.name == "full"_L1 ? manyAnalyses : 0;
        report(u"startup"_s, n, one.name + u"_first_paint_ms"_s, median(one.paint));
        report(u"startup"_s, n, one.name + u"_to_bare_ratio"_s, median(one.paint) / bare);
        report(u"startup"_s, n, one.name + u"_complete_ms"_s, median(one.complete));
        report(u"startup"_s, n, one.name + u"_rss_mb"_s, median(one.resident));
    }
}

} // namespace reasonglass::bench
