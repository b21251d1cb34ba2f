// Takes the pictures of the documentation from the real window while it plays recordings of ours.
// Usage: screenshots FOLDER [scaled | mirrored | tasks]

#include "app/taskdesk.h"
#include "app/workbench.h"
#include "gridtasks.h"
#include "replay/backgroundresponses.h"
#include "replay/pacing.h"
#include "replay/recordingserver.h"
#include "settings/keys.h"
#include "store/librarywriter.h"
#include "streamview/streamview.h"
#include "tasks/prompttemplate.h"
#include "ui/matrix/matrixview.h"
#include "ui/run/errorbanner.h"
#include "ui/run/runpane.h"
#include "ui/run/textpane.h"
#include "ui/run/transcriptpanes.h"
#include "ui/run/waitbanner.h"
#include "ui/settings/connectiontestpanel.h"
#include "ui/settings/settingsdialog.h"
#include "ui/spend/spenddialog.h"
#include "ui/style/theme.h"
#include "ui/tasks/taskpane.h"
#include "ui/tasks/tasksview.h"
#include "ui/window/crashnotice.h"
#include "ui/window/mainwindow.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QImageWriter>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

constexpr QSize usual{1200, 760};
constexpr QSize narrow{640, 760};
constexpr QSize wide{1360, 800}; // three models beside one of their runs
constexpr int patienceMs = 60'000;

/// A window on a profile of its own that is gone afterwards.
struct Stage
{
    enum class Pace { AsRecorded, AtOnce };

    /// \a prepare fills the profile before the program starts.
    explicit Stage(Pace pace, const std::function<void(const Profile &)> &prepare = {},
                   const QProcessEnvironment &environment = {})
        : folder(prepared(prepare))
        , workbench({.profile = findProfile(folder->path(), {}, {}),
                     .environment = environment,
                     .useKeyStore = false,
                     .pacedSamples = pace == Pace::AsRecorded},
                    clock)
        , desk(workbench, clock)
        , window(workbench, desk)
    {
        window.resize(usual);
        window.show();
    }

    static std::unique_ptr<QTemporaryDir> prepared(const std::function<void(const Profile &)> &prepare)
    {
        auto folder = std::make_unique<QTemporaryDir>();
        const Profile profile = findProfile(folder->path(), {}, {});
        if (prepare && createFolders(profile))
            prepare(profile);
        return folder;
    }

    std::unique_ptr<QTemporaryDir> folder;
    SystemClock clock;
    Workbench workbench;
    TaskDesk desk;
    MainWindow window;
};

QByteArray sampleStream()
{
    QFile file(u":/samples/sample-completed.sse"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A server in background mode that gives the sample's answer.
struct BackgroundServer
{
    BackgroundServer(Clock &clock, std::chrono::milliseconds pace, std::vector<BodyFault> cuts = {})
        : isListening(server.listen())
        , responses(server, {.recording = sampleStream(), .betweenEvents = pace, .cuts = std::move(cuts)},
                    clock)
    { }

    /// Begins a run in \a workbench.
    AnalysisSession *run(Workbench &workbench) const
    {
        auto request = workbench.newRequest(u"openai"_s, u"gpt-5-mini"_s, server.baseUrl().toString());
        if (!request)
            return nullptr;
        request->response.prompt = findSample(u"completed"_s)->prompt;
        request->response.effort = u"medium"_s;
        request->response.background = true;
        request->response.store = true;
        return workbench.start(*request).value_or(nullptr);
    }

    RecordingServer server;
    Result<> isListening;
    BackgroundResponses responses;
};

/// Shades that no eye tells apart are one.
QRgb rounded(QRgb color)
{
    constexpr int step = 8;
    const auto round = [](int part) { return std::min((part + step / 2) / step * step, 255); };
    return qRgb(round(qRed(color)), round(qGreen(color)), round(qBlue(color)));
}

/// \a image with the 256 colours it uses most: a window has hardly more, and the file is a third as large.
QImage withFewColors(const QImage &image)
{
    constexpr qsizetype most = 256;
    constexpr int exactFrom = 2000; // uses; backgrounds and lines keep their very colour
    QHash<QRgb, int> exact;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ++exact[image.pixel(x, y)];
    }
    const auto merged = [&](QRgb color) { return exact.value(color) >= exactFrom ? color : rounded(color); };
    QHash<QRgb, int> uses;
    for (auto shade = exact.cbegin(); shade != exact.cend(); ++shade)
        uses[merged(shade.key())] += shade.value();
    QList<QRgb> colors = uses.keys();
    std::ranges::sort(colors, [&](QRgb a, QRgb b) { return std::pair(uses[a], a) > std::pair(uses[b], b); });
    const QList<QRgb> table = colors.first(std::min(colors.size(), most));
    QHash<QRgb, int> nearest;
    for (const QRgb color : std::as_const(colors)) {
        const auto distance = [color](QRgb other) {
            return std::abs(qRed(color) - qRed(other)) + std::abs(qGreen(color) - qGreen(other))
                + std::abs(qBlue(color) - qBlue(other));
        };
        nearest[color] = int(std::ranges::min_element(table, {}, distance) - table.begin());
    }
    QImage indexed(image.size(), QImage::Format_Indexed8);
    indexed.setColorTable(table);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            indexed.setPixel(x, y, uint(nearest.value(merged(image.pixel(x, y)))));
    }
    return indexed;
}

class Photographer
{
public:
    explicit Photographer(QString folder)
        : m_folder(std::move(folder))
    { }

    /// Has the window laid out at \a size in \a theme and takes its picture.
    void take(QWidget &widget, const QString &name, const QString &theme = u"light"_s, QSize size = usual)
    {
        applyTheme(*qApp, theme);
        widget.resize(size);
        QTest::qWait(300); // frames of the text views, polished styles
        QImageWriter writer(QDir(m_folder).filePath(name + u".png"_s));
        writer.setQuality(0); // PNG: the smallest file
        m_ok = writer.write(withFewColors(widget.grab().toImage().convertToFormat(QImage::Format_RGB32)))
            && m_ok;
    }

    void require(bool condition, const char *what)
    {
        if (!condition)
            std::fprintf(stderr, "screenshots: %s did not happen in time\n", what);
        m_ok = condition && m_ok;
    }

    bool isOk() const { return m_ok; }

private:
    QString m_folder;
    bool m_ok = true;
};

/// Plays the sample until its table has arrived; it goes on while the pictures are taken.
void playToTheTable(Stage &stage, Photographer &photographer)
{
    stage.window.playSample(u"completed"_s);
    const StreamView &answer = stage.window.findChild<RunPane *>()->texts().answer().view();
    photographer.require(QTest::qWaitFor([&] { return answer.sourceText().count(u"\n|") >= 6; }, patienceMs),
                         "the table of the answer");
}

void takeLive(Photographer &photographer)
{
    Stage stage(Stage::Pace::AsRecorded);
    playToTheTable(stage, photographer);
    photographer.take(stage.window, u"live-light"_s);
    photographer.take(stage.window, u"live-dark"_s, u"dark"_s);
    photographer.take(stage.window, u"live-narrow"_s, u"light"_s, narrow);
}

void takeOneLive(Photographer &photographer, const QString &name)
{
    Stage stage(Stage::Pace::AsRecorded);
    playToTheTable(stage, photographer);
    photographer.take(stage.window, name);
}

void takeLibraryAndSettings(Photographer &photographer)
{
    Stage stage(Stage::Pace::AtOnce);
    for (const QString &sample : {u"interrupted"_s, u"refused"_s, u"completed"_s}) {
        stage.window.playSample(sample);
        photographer.require(QTest::qWaitFor([&] { return stage.workbench.runningCount() == 0; }, patienceMs),
                             "the end of a sample");
    }
    stage.workbench.flush();
    stage.window.showLibrary();
    auto *list = stage.window.findChild<QAbstractItemView *>(u"analyses"_s);
    photographer.require(QTest::qWaitFor([&] { return list->model()->rowCount() >= 3; }, patienceMs),
                         "the list of analyses");
    list->setCurrentIndex(list->model()->index(0, 0));
    photographer.take(stage.window, u"library"_s);

    SettingsDialog settings(stage.workbench);
    settings.show();
    settings.showProvider(u"openai"_s);
    photographer.take(settings, u"settings"_s, u"light"_s, settings.size());
}

/// A run whose connection broke, at a server that is busy when it is asked again.
void takeWaiting(Photographer &photographer)
{
    Stage stage(Stage::Pace::AtOnce);
    const qint64 half = sampleStream().size() * 6 / 10;
    BackgroundServer server(stage.clock, {}, {{.kind = BodyFault::Kind::Close, .afterBytes = half}});
    QObject::connect(&server.server, &RecordingServer::requestReceived, [&server](const auto &request) {
        if (request.method != "GET")
            return;
        Script busy = jsonAnswer(503, R"({"error":{"message":"One moment, please."}})");
        busy.headers.emplace_back("Retry-After", "30");
        server.server.enqueue(busy);
    });
    const AnalysisSession *session = server.run(stage.workbench);
    photographer.require(session, "a run");
    stage.window.openAnalysis(session->id());
    const auto *banner = stage.window.findChild<WaitBanner *>();
    photographer.require(QTest::qWaitFor([&] { return banner->isVisible(); }, patienceMs), "the wait");
    photographer.take(stage.window, u"waiting"_s);
    photographer.take(stage.window, u"waiting-narrow"_s, u"dark"_s, narrow);
}

/// A run that was left to its server when the program was closed.
void takeInterrupted(Photographer &photographer)
{
    using namespace std::chrono_literals;
    Stage stage(Stage::Pace::AtOnce);
    BackgroundServer server(stage.clock, 2ms);
    AnalysisSession *session = server.run(stage.workbench);
    photographer.require(session, "a run");
    stage.window.openAnalysis(session->id());
    photographer.require(
        QTest::qWaitFor([&] { return answerText(session->transcript()).size() > 200; }, patienceMs),
        "the beginning of an answer");
    session->leave();
    const auto *banner = stage.window.findChild<ErrorBanner *>();
    photographer.require(banner->isVisible(), "the end");
    photographer.take(stage.window, u"interrupted"_s);
    photographer.take(stage.window, u"interrupted-dark"_s, u"dark"_s);
}

/// What is said at start after a crash.
void takeNotice(Photographer &photographer)
{
    const auto leaveRuns = [](const Profile &profile) {
        LibraryWriter writer(profile.libraryFile);
        for (const auto &[id, title] : {std::pair(1, u"Why is the sky blue?"_s),
                                        std::pair(2, u"Prove that there are infinitely many primes."_s)}) {
            AnalysisRecord record;
            record.id = AnalysisId(id);
            record.title = record.request.response.prompt = title;
            record.createdUtcUs = SystemClock().utcUs();
            record.request.providerId = u"openai"_s;
            record.request.baseUrl = u"https://api.openai.com/v1"_s;
            record.request.response.model = u"gpt-5-mini"_s;
            writer.beginAnalysis(record);
            writer.beginAttempt(
                record.id,
                {.startedUtcUs = record.createdUtcUs, .requestBody = R"({"background":true,"store":true})"});
            writer.append(record.id, 1,
                          {.data = R"({"type":"response.created","sequence_number":0,)"
                                   R"("response":{"id":"resp_1","status":"in_progress"}})"});
        }
        writer.flush();
    };
    Stage stage(Stage::Pace::AtOnce, leaveRuns);
    const auto *notice = stage.window.findChild<CrashNotice *>();
    photographer.require(QTest::qWaitFor([&] { return notice->isVisible(); }, patienceMs), "the notice");
    photographer.take(stage.window, u"after-a-crash"_s);
}

/// What a server in background mode was seen to do.
void takeReport(Photographer &photographer)
{
    using namespace std::chrono_literals;
    Stage stage(Stage::Pace::AtOnce);
    BackgroundServer server(stage.clock, 3ms);
    QObject::connect(&server.server, &RecordingServer::requestReceived, [&server](const auto &request) {
        if (request.path.endsWith("/models"))
            server.server.enqueue(jsonAnswer(200, R"({"data":[{"id":"gpt-5-mini"},{"id":"gpt-5-nano"}]})"));
    });
    stage.workbench.settings().set(keys::providerBaseUrl(u"openai"_s), server.server.baseUrl().toString());
    ConnectionTestPanel panel(stage.workbench, u"openai"_s);
    panel.setModel(u"gpt-5-mini"_s);
    panel.setContentsMargins(16, 16, 16, 16);
    panel.show();
    panel.findChild<QPushButton *>(u"tryServer"_s)->click();
    const auto *copy = panel.findChild<QPushButton *>(u"copyReport"_s);
    photographer.require(QTest::qWaitFor([&] { return copy->isVisible(); }, patienceMs), "the report");
    constexpr QSize size{640, 640};
    photographer.take(panel, u"connection-report"_s, u"light"_s, size);
}

/// The page of tasks with what has been run so far, and a server that answers what is run now.
struct TaskStage
{
    TaskStage()
        : isListening(server.listen())
        , stage(
              Stage::Pace::AtOnce,
              [this](const Profile &profile) {
                  LibraryWriter writer(profile.libraryFile);
                  pictures::writePast(writer, grids, SystemClock().utcUs());
              },
              environment())
    {
        stage.window.resize(wide);
        stage.window.showTasks();
        stage.window.findChild<TasksView *>()->splitter().setSizes({150, 640, 550});
        view = stage.window.findChild<MatrixView *>();
    }

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment;
        for (const QString &provider : {u"OPENAI"_s, u"XAI"_s}) {
            environment.insert(provider + u"_BASE_URL"_s, server.baseUrl().toString());
            environment.insert(provider + u"_API_KEY"_s, u"none"_s);
        }
        return environment;
    }
    CellState stateOf(size_t task, size_t model) const
    {
        const auto place = placeOf(task, model);
        return place.isValid() ? CellState(place.data(MatrixModel::StateRole).toInt())
                               : CellState::NotAttempted;
    }
    QModelIndex placeOf(size_t task, size_t model) const
    {
        const QAbstractItemModel &rows = *view->model();
        for (int row = 0; row < rows.rowCount(); ++row) {
            const QModelIndex index = rows.index(row, int(model));
            if (index.data(MatrixModel::TaskRole).value<TaskRow>().id == grids.tasks[task].id)
                return index;
        }
        return {};
    }
    void open(size_t task, size_t model)
    {
        view->setFocus();
        view->showCell(grids.tasks[task].id, grids.set.models[model]);
        QTest::keyClick(view, Qt::Key_Return);
    }
    void waitForMatrix(Photographer &photographer) const
    {
        photographer.require(
            QTest::qWaitFor([this] { return view->model()->rowCount() == int(grids.tasks.size()); },
                            patienceMs),
            "the matrix");
    }

    pictures::GridSet grids = pictures::gridSet();
    RecordingServer server;
    Result<> isListening;
    Stage stage;
    MatrixView *view = nullptr;
};

void takeMatrix(Photographer &photographer)
{
    TaskStage tasks;
    tasks.waitForMatrix(photographer);
    tasks.open(0, 0);
    QWidget &window = tasks.stage.window;
    photographer.take(window, u"matrix-light"_s, u"light"_s, wide);
    photographer.take(window, u"matrix-dark"_s, u"dark"_s, wide);
}

/// The first of \a tasks, from the one with number \a from, that its first model answered wrongly.
size_t failedTask(const TaskStage &tasks, size_t from = 0)
{
    size_t task = from;
    while (task + 1 < tasks.grids.tasks.size() && tasks.stateOf(task, 0) != CellState::Failed)
        ++task;
    return task;
}

void takeFailure(Photographer &photographer)
{
    TaskStage tasks;
    tasks.waitForMatrix(photographer);
    constexpr size_t larger = 7; // of the first ones the grids are small
    const size_t task = failedTask(tasks, larger);
    photographer.require(tasks.stateOf(task, 0) == CellState::Failed, "a failure");
    tasks.open(task, 0);
    auto *pane = tasks.stage.window.findChild<TaskPane *>();
    for (QWidget *parent = pane->parentWidget(); parent; parent = parent->parentWidget()) {
        if (auto *tabs = qobject_cast<QTabWidget *>(parent))
            tabs->setCurrentWidget(pane);
    }
    QWidget &window = tasks.stage.window;
    photographer.take(window, u"arc-failure-light"_s, u"light"_s, wide);
    photographer.take(window, u"arc-failure-dark"_s, u"dark"_s, wide);
}

/// Answers each request as the model would, at a pace of its own; slowly where the task is \a watched.
Script answered(const ReceivedRequest &request, const pictures::GridSet &grids, const QString &watched)
{
    using namespace std::chrono_literals;
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QString model = body.value(u"model"_s).toString();
    for (size_t i = 0; i < grids.tasks.size(); ++i) {
        const Task &task = grids.tasks[i];
        if (expandTemplate(grids.set.prompt.text, task) != body.value(u"input"_s).toString())
            continue;
        const bool isWatched = task.id == watched && model == grids.set.models.front().modelId;
        const int mistakes = (i + size_t(model.size())) % 3 == 0 ? 2 : 0;
        QByteArray stream;
        for (const QByteArray &event : pictures::events(pictures::said(task, mistakes), model))
            stream += "data: " + event + "\n\n";
        Script script;
        script.body = pacedByEvents(stream, isWatched ? std::vector{200ms, 100ms} : std::vector{300ms, 30ms});
        return script;
    }
    return jsonAnswer(404, R"({"error":{"message":"No such task."}})");
}

/// A batch over what is left and what failed, while it runs; one of its runs is watched.
void takeBatch(Photographer &photographer)
{
    TaskStage tasks;
    tasks.waitForMatrix(photographer);
    const size_t watched = failedTask(tasks);
    const QString watchedId = tasks.grids.tasks[watched].id;
    tasks.server.setResponder([&tasks, watchedId](const ReceivedRequest &request) {
        return answered(request, tasks.grids, watchedId);
    });
    std::vector<CellPlace> cells{{.taskId = watchedId, .model = tasks.grids.set.models.front()}};
    for (size_t task = 0; task < tasks.grids.tasks.size(); ++task) {
        for (size_t model = 0; model < tasks.grids.set.models.size(); ++model) {
            const CellPlace cell{.taskId = tasks.grids.tasks[task].id,
                                 .model = tasks.grids.set.models[model]};
            const CellState state = tasks.stateOf(task, model);
            if (cell != cells.front() && state != CellState::Solved)
                cells.push_back(cell);
        }
    }
    BatchRunner &batches = tasks.stage.desk.batches();
    const auto batch = batches.run(tasks.grids.set, cells, {.atOnce = 8, .attempts = 1, .batchCapUsd = 2.0});
    photographer.require(batch.has_value(), "a batch");
    if (!batch)
        return;
    const auto isRunning = [&] { return tasks.stateOf(watched, 0) == CellState::Running; };
    photographer.require(QTest::qWaitFor(isRunning, patienceMs), "the first run");
    tasks.open(watched, 0);
    const StreamView &answer =
        tasks.stage.window.findChild<TasksView *>()->runPane()->texts().answer().view();
    const auto isUnderWay = [&] {
        const auto progress = batches.progress(*batch);
        return progress && progress->done >= 12 && progress->left && answer.sourceText().size() > 100;
    };
    photographer.require(QTest::qWaitFor(isUnderWay, patienceMs), "the middle of the batch");
    photographer.take(tasks.stage.window, u"batch-light"_s, u"light"_s, wide);
    photographer.take(tasks.stage.window, u"batch-dark"_s, u"dark"_s, wide);
    batches.stop(*batch);
}

void takeSpend(Photographer &photographer)
{
    TaskStage tasks;
    tasks.waitForMatrix(photographer);
    for (QAction *action : tasks.stage.window.findChildren<QAction *>()) {
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_5))
            action->trigger();
    }
    auto *spend = tasks.stage.window.findChild<SpendDialog *>();
    photographer.require(spend, "the spend view");
    if (!spend)
        return;
    QTest::qWait(300); // it reads the library
    photographer.take(*spend, u"spend-light"_s, u"light"_s, spend->size());
    photographer.take(*spend, u"spend-dark"_s, u"dark"_s, spend->size());
}

void takeTasks(Photographer &photographer)
{
    takeMatrix(photographer);
    takeFailure(photographer);
    takeBatch(photographer);
    takeSpend(photographer);
}

/// The scale of a program is settled when it starts.
bool takeScaled(const QString &folder)
{
    QProcess scaled;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_SCALE_FACTOR"_s, u"2"_s);
    scaled.setProcessEnvironment(environment);
    scaled.setProcessChannelMode(QProcess::ForwardedChannels);
    scaled.start(QApplication::applicationFilePath(), {folder, u"scaled"_s});
    return scaled.waitForFinished(2 * patienceMs) && scaled.exitCode() == 0;
}

} // namespace

int main(int argc, char *argv[])
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: screenshots FOLDER [scaled | mirrored | tasks]\n");
        return 2;
    }
    const QString &folder = arguments.at(1);
    const QString variant = arguments.value(2);
    applyTheme(application, u"light"_s);
    Photographer photographer(folder);
    if (variant == "scaled"_L1) {
        takeOneLive(photographer, u"live-200"_s);
    } else if (variant == "mirrored"_L1) {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        takeOneLive(photographer, u"live-rtl"_s);
    } else if (variant == "tasks"_L1) {
        takeTasks(photographer);
    } else {
        takeLive(photographer);
        takeLibraryAndSettings(photographer);
        takeWaiting(photographer);
        takeInterrupted(photographer);
        takeNotice(photographer);
        takeReport(photographer);
        takeTasks(photographer);
        photographer.require(takeScaled(folder), "the picture at 200 %");
    }
    return photographer.isOk() ? 0 : 1;
}
