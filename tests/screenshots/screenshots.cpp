// Takes the pictures of the documentation from the real window while it plays a bundled sample.
// Usage: screenshots FOLDER [scaled | mirrored]

#include "app/workbench.h"
#include "settings/keys.h"
#include "streamview/streamview.h"
#include "ui/run/runpane.h"
#include "ui/run/textpane.h"
#include "ui/run/transcriptpanes.h"
#include "ui/settings/settingsdialog.h"
#include "ui/style/theme.h"
#include "ui/window/mainwindow.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QHash>
#include <QImageWriter>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

constexpr QSize usual{1200, 760};
constexpr QSize narrow{640, 760};
constexpr int patienceMs = 60'000;

/// A window on a profile of its own that is gone afterwards.
struct Stage
{
    enum class Pace { AsRecorded, AtOnce };

    explicit Stage(Pace pace)
        : workbench({.profile = findProfile(folder.path(), {}, {}),
                     .environment = {},
                     .useKeyStore = false,
                     .pacedSamples = pace == Pace::AsRecorded},
                    clock)
        , window(workbench)
    {
        window.resize(usual);
        window.show();
    }

    QTemporaryDir folder;
    SystemClock clock;
    Workbench workbench;
    MainWindow window;
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
        std::fprintf(stderr, "usage: screenshots FOLDER [scaled | mirrored]\n");
        return 2;
    }
    const QString folder = arguments.at(1);
    const QString variant = arguments.value(2);
    applyTheme(application, u"light"_s);
    Photographer photographer(folder);
    if (variant == "scaled"_L1) {
        takeOneLive(photographer, u"live-200"_s);
    } else if (variant == "mirrored"_L1) {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        takeOneLive(photographer, u"live-rtl"_s);
    } else {
        takeLive(photographer);
        takeLibraryAndSettings(photographer);
        photographer.require(takeScaled(folder), "the picture at 200 %");
    }
    return photographer.isOk() ? 0 : 1;
}
