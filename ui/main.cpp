#include "app/taskdesk.h"
#include "app/workbench.h"
#include "base/log.h"
#include "base/processhardening.h"
#include "settings/keys.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/window/mainwindow.h"
#include "ui/window/singleinstance.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

#include <cstdio>
#include <utility>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        QApplication::translate("main", "Watch reasoning models work, and keep what they wrote."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        {u"library"_s, QApplication::translate("main", "The library file."), u"FILE"_s},
        {u"profile"_s, QApplication::translate("main", "The folder of settings, library and logs."),
         u"DIR"_s},
        {u"open"_s, QApplication::translate("main", "Show this saved analysis."), u"ID"_s},
        {u"sample"_s,
         QApplication::translate("main", "Play a recorded sample: completed, refused, interrupted."),
         u"NAME"_s},
    });
    QCommandLineOption firstPaint(u"report-first-paint"_s);
    firstPaint.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(firstPaint);
    parser.addPositionalArgument(
        u"FILE"_s,
        QApplication::translate(
            "main", "Exported analyses, task files, a folder of them, or files for the next prompt."),
        u"[FILE…]"_s);
}

/// What a start in \a folder asks the window to do, this one or a later one.
void obey(const QStringList &arguments, const QString &folder, MainWindow &window)
{
    QCommandLineParser parser;
    describe(parser);
    parser.parse(arguments);
    if (const auto id = analysisIdFromText(parser.value(u"open"_s)))
        window.openAnalysis(*id);
    if (parser.isSet(u"sample"_s))
        window.playSample(parser.value(u"sample"_s));
    QStringList files = parser.positionalArguments();
    for (QString &file : files)
        file = QDir(folder).absoluteFilePath(file);
    window.openFiles(files);
}

/// Keys come from the system's key store a little later; until then their owners look locked.
void loadKeys(Workbench &workbench)
{
    for (const Provider &known : workbench.providers().all()) {
        const Result<Provider> provider = workbench.provider(known.id);
        if (provider && !provider->keyEnvironment.isEmpty())
            workbench.secrets().load(provider->id, keyHost(provider->baseUrl));
    }
}

/// Says when the first picture is on its way, and when the first one with contents is, for the benchmark
/// of the program's start.
class FirstPaintReport : public QObject
{
public:
    explicit FirstPaintReport(MainWindow &window)
        : QObject(&window)
    {
        window.installEventFilter(this);
        connect(&window, &MainWindow::built, this, [this] { m_next = "complete"; });
    }

    bool eventFilter(QObject * /*watched*/, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_next) {
            std::puts(std::exchange(m_next, nullptr));
            std::fflush(stdout);
        }
        return false;
    }

private:
    const char *m_next = "painted";
};

} // namespace

int main(int argc, char *argv[])
{
    hardenProcess();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"Reasonglass"_s);
    QApplication::setApplicationVersion(QStringLiteral(REASONGLASS_VERSION));
    QApplication::setDesktopFileName(u"io.github.reasonglass.Reasonglass"_s);
    QApplication::setWindowIcon(applicationIcon());

    QCommandLineParser parser;
    describe(parser);
    parser.process(application);
    const auto environment = QProcessEnvironment::systemEnvironment();
    const Profile profile = findProfile(parser.value(u"profile"_s), parser.value(u"library"_s), environment);
    if (!createFolders(profile))
        qWarning("the profile's folders cannot be created");

    SingleInstance instance(profile);
    if (!instance.begin(QApplication::arguments()))
        return 0;
    startLogging(profile.logFolder);

    SystemClock clock;
    Workbench workbench({.profile = profile,
                         .environment = environment,
                         .updateSource = builtInUpdateSource(),
                         .dailyBackups = true},
                        clock);
    applyTheme(application, workbench.settings().value(keys::theme));
    QObject::connect(&workbench.settings(), &Settings::changed, &application, [&](const QString &key) {
        if (key == keys::theme.key)
            applyTheme(application, workbench.settings().value(keys::theme));
    });
    loadKeys(workbench);

    TaskDesk desk(workbench, clock);
    MainWindow window(workbench, desk, MainWindow::Contents::AfterFirstPaint);
    if (parser.isSet(u"report-first-paint"_s))
        new FirstPaintReport(window);
    QObject::connect(&window, &MainWindow::built, &application, [&] {
        obey(QApplication::arguments(), QDir::currentPath(), window);
        const auto obeyAnother = [&](const QStringList &arguments, const QString &folder) {
            window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
            window.raise();
            window.activateWindow();
            obey(arguments, folder, window);
        };
        QObject::connect(&instance, &SingleInstance::started, &window, obeyAnother);
        if (workbench.settings().value(keys::probeLocalServers))
            workbench.probeLocalServers();
    });
    window.show();
    return QApplication::exec();
}
