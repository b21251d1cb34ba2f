#include "app/workbench.h"
#include "base/log.h"
#include "settings/keys.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/window/mainwindow.h"
#include "ui/window/singleinstance.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QApplication::translate("main", "Watch reasoning models work, and keep what they wrote."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        {u"library"_s, QApplication::translate("main", "The library file."), u"FILE"_s},
        {u"profile"_s, QApplication::translate("main", "The folder of settings, library and logs."), u"DIR"_s},
        {u"open"_s, QApplication::translate("main", "Show this saved analysis."), u"ID"_s},
        {u"sample"_s, QApplication::translate("main", "Play a recorded sample: completed, refused, interrupted."), u"NAME"_s},
    });
    QCommandLineOption firstPaint(u"report-first-paint"_s);
    firstPaint.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(firstPaint);
    parser.addPositionalArgument(u"FILE"_s, QApplication::translate("main", "Files that go along with the next prompt."), u"[FILE…]"_s);
}

/// What a start asks the window to do, this one or a later one.
void obey(const QStringList &arguments, MainWindow &window)
{
    QCommandLineParser parser;
    describe(parser);
    parser.parse(arguments);
    if (const auto id = analysisIdFromText(parser.value(u"open"_s)))
        window.openAnalysis(*id);
    if (parser.isSet(u"sample"_s))
        window.playSample(parser.value(u"sample"_s));
    window.attachFiles(parser.positionalArguments());
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

/// Says when the first picture is on its way, for the benchmark of the program's start.
class FirstPaintReport : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            std::puts("painted");
            std::fflush(stdout);
        }
        return false;
    }
};

} // namespace

int main(int argc, char *argv[])
{
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
    Workbench workbench({.profile = profile, .environment = environment}, clock);
    applyTheme(application, workbench.settings().value(keys::theme));
    QObject::connect(&workbench.settings(), &Settings::changed, &application, [&](const QString &key) {
        if (key == keys::theme.key)
            applyTheme(application, workbench.settings().value(keys::theme));
    });
    loadKeys(workbench);

    MainWindow window(workbench);
    if (parser.isSet(u"report-first-paint"_s))
        window.installEventFilter(new FirstPaintReport(&window));
    window.show();
    QObject::connect(&instance, &SingleInstance::started, &window, [&](const QStringList &arguments) {
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.raise();
        window.activateWindow();
        obey(arguments, window);
    });
    QTimer::singleShot(0, &window, [&] {
        obey(QApplication::arguments(), window);
        if (workbench.settings().value(keys::probeLocalServers))
            workbench.probeLocalServers();
    });
    return QApplication::exec();
}
