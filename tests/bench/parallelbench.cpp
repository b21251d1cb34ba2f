#include "bench/parallelbench.h"

#include "app/workbench.h"
#include "bench/report.h"
#include "bench/turnmeter.h"
#include "replay/recordingserver.h"
#include "ui/grid/rungrid.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <array>
#include <map>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass::bench {

namespace {

constexpr int streams = 16;
constexpr int eventsPerStream = 2000;
constexpr int reasoningEvents = 600;
constexpr auto betweenEvents = 5ms;
constexpr int repetitions = 3;
constexpr int patienceMs = 60'000;
constexpr auto settled = 500ms; ///< after the window has come up

// The streams: Markdown in tokens of a few characters.

constexpr auto passage =
    "## Heading\n\nThe **first** step takes `n` apart, and *then* the rest of what was said follows in a "
    "longer sentence that wraps.\n\n- one point\n- another, with [a link](https://example.org)\n\n"
    "```cpp\nint main() { return 42; }\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> A quote of two\n> lines.\n\n"_L1;

QByteArray eventBytes(int number, const QByteArray &type, const QByteArray &index, const QString &delta)
{
    QByteArray text = delta.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return "event: " + type + "\ndata: {\"type\":\"" + type
        + "\",\"sequence_number\":" + QByteArray::number(number)
        + ",\"item_id\":\"msg_0123456789abcdef0123456789abcdef0123456789abcdef01\",\"output_index\":" + index
        + ",\"delta\":\"" + text + "\",\"logprobs\":[],\"obfuscation\":\"0123456789abcdef\"}\n\n";
}

Script stream()
{
    Script script;
    script.body.push_back(
        {.bytes = "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}\n\n"});
    constexpr qsizetype tokenLength = 4;
    for (int i = 0; i < eventsPerStream; ++i) {
        const QString token = QString(passage).mid(i * tokenLength % passage.size(), tokenLength);
        const bool reasons = i < reasoningEvents;
        script.body.push_back(
            {.bytes = reasons
                 ? eventBytes(i, "response.reasoning_summary_text.delta", "0,\"summary_index\":0", token)
                 : eventBytes(i, "response.output_text.delta", "1,\"content_index\":0", token),
             .delay = betweenEvents});
    }
    script.body.push_back({.bytes = "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\","
                                    "\"status\":\"completed\"}}\n\n"});
    return script;
}

// The parts. Each tells its figures as lines of a name and a number.

void tell(const char *name, double value)
{
    std::printf("%s %.6f\n", name, value);
    std::fflush(stdout);
}

int playServer(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    RecordingServer server;
    if (!server.listen())
        return 1;
    const Script script = stream();
    server.setResponder([&script](const ReceivedRequest &) { return script; });
    tell("port", server.port());
    return QCoreApplication::exec(); // until it is killed
}

int playBareReaders(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    std::vector<std::unique_ptr<QNetworkAccessManager>>
        managers; // one opens six connections to a host at most
    int left = streams;
    const QNetworkRequest request(
        QUrl(u"http://127.0.0.1:%1/v1/responses"_s.arg(QString::fromLocal8Bit(argv[2]))));
    const double before = cpuSeconds();
    for (int i = 0; i < streams; ++i) {
        managers.push_back(std::make_unique<QNetworkAccessManager>());
        QNetworkReply *reply = managers.back()->get(request);
        QObject::connect(reply, &QNetworkReply::readyRead, reply, [reply] { reply->readAll(); });
        QObject::connect(reply, &QNetworkReply::finished, reply, [&left] {
            if (--left == 0)
                QCoreApplication::quit();
        });
    }
    const int result = QCoreApplication::exec();
    tell("cpu_s", cpuSeconds() - before);
    return result;
}

void startRuns(Workbench &workbench, const QString &port, const std::function<void()> &done)
{
    auto left = std::make_shared<int>(streams);
    for (int i = 0; i < streams; ++i) {
        Result<AnalysisRequest> request =
            workbench.newRequest(u"custom"_s, u"model"_s, u"http://127.0.0.1:%1/v1"_s.arg(port));
        if (!request)
            qFatal("%s", qUtf8Printable(request.error().message));
        request->response.prompt = u"Run %1"_s.arg(i + 1);
        const Result<AnalysisSession *> session = workbench.start(*request);
        if (!session)
            qFatal("%s", qUtf8Printable(session.error().message));
        QObject::connect(*session, &AnalysisSession::finished, *session, [left, done] {
            if (--*left == 0)
                done();
        });
    }
}

/// The program as it is: sessions, journal, window. \a shown: the grid is the page in front.
int playWindow(int argc, char *argv[], bool shown)
{
    MeteredApplication application(argc, argv);
    const QTemporaryDir folder;
    SystemClock clock;
    Workbench workbench({.profile = findProfile(folder.path(), {}, {}), .useKeyStore = false}, clock);
    QMainWindow window;
    auto *pages = new QStackedWidget(&window);
    auto *other = new QWidget(pages);
    auto *grid = new RunGrid(workbench, pages);
    pages->addWidget(grid);
    pages->addWidget(other);
    pages->setCurrentWidget(shown ? static_cast<QWidget *>(grid) : other);
    window.setCentralWidget(pages);
    window.resize(1600, 1000);
    window.show();

    double before = 0;
    QElapsedTimer wall;
    const auto finish = [&] {
        tell("cpu_s", cpuSeconds() - before);
        tell("wall_s", double(wall.elapsed()) / 1000);
        application.turns().tell();
        QCoreApplication::quit();
    };
    QTimer::singleShot(settled, &window, [&] {
        application.turns().clear();
        wall.start();
        before = cpuSeconds();
        startRuns(workbench, QString::fromLocal8Bit(argv[2]), finish);
    });
    return QApplication::exec();
}

struct Part
{
    QLatin1StringView name;
    int (*play)(int argc, char *argv[]);
};

constexpr std::array parts{
    Part{"--play-server"_L1, playServer},
    Part{"--play-bare"_L1, playBareReaders},
    Part{"--play-grid"_L1, [](int argc, char *argv[]) { return playWindow(argc, argv, true); }},
    Part{"--play-hidden"_L1, [](int argc, char *argv[]) { return playWindow(argc, argv, false); }},
};

using Figures = std::map<QString, double>;

Figures figuresIn(const QByteArray &output)
{
    Figures figures;
    for (const QByteArray &line : output.split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() == 2)
            figures[QString::fromLatin1(words.first())] = words.last().toDouble();
    }
    return figures;
}

Figures playPart(const QString &name, int port)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(),
                  {name, QString::number(port), u"-platform"_s, u"offscreen"_s});
    if (!process.waitForFinished(patienceMs) || process.exitCode() != 0)
        qFatal("%s did not end well", qUtf8Printable(name));
    return figuresIn(process.readAllStandardOutput());
}

} // namespace

std::optional<int> playParallelPart(int argc, char *argv[])
{
    for (const Part &part : parts) {
        if (argc > 1 && QLatin1StringView(argv[1]) == part.name)
            return part.play(argc, argv);
    }
    return std::nullopt;
}

void benchParallel()
{
    QProcess server;
    server.start(QCoreApplication::applicationFilePath(), {u"--play-server"_s});
    if (!server.waitForReadyRead(patienceMs))
        qFatal("the server did not start");
    const int port = int(figuresIn(server.readAllStandardOutput())[u"port"_s]);

    std::map<QString, std::vector<double>> seen;
    for (int run = 0; run < repetitions; ++run) {
        seen[u"bare_cpu_s"_s].push_back(playPart(u"--play-bare"_s, port)[u"cpu_s"_s]);
        seen[u"hidden_cpu_s"_s].push_back(playPart(u"--play-hidden"_s, port)[u"cpu_s"_s]);
        for (const auto &[name, value] : playPart(u"--play-grid"_s, port))
            seen[name].push_back(value);
    }
    server.kill();
    server.waitForFinished(patienceMs);

    const double bare = median(seen[u"bare_cpu_s"_s]);
    for (const auto &[name, values] : seen)
        report(u"parallel"_s, streams, name, median(values));
    report(u"parallel"_s, streams, u"ratio"_s, median(seen[u"cpu_s"_s]) / bare);
    report(u"parallel"_s, streams, u"hidden_ratio"_s, median(seen[u"hidden_cpu_s"_s]) / bare);
}

} // namespace reasonglass::bench
