#include "bench/renderbench.h"

#include "bench/markdowntokens.h"
#include "bench/report.h"
#include "streamview/streamview.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr QSize viewSize(900, 700);
constexpr int millionCharacters = 1'000'000;

std::unique_ptr<StreamView> shownView()
{
    auto view = std::make_unique<StreamView>();
    view->resize(viewSize);
    view->show();
    QCoreApplication::processEvents();
    return view;
}

/// What an earlier run freed must not hide what the next one takes.
void giveMemoryBack()
{
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

/// Frame times in milliseconds.
struct Frames
{
    std::vector<double> cpu = {};
    std::vector<double> wall = {};

    void add(const std::function<void()> &frame)
    {
        QElapsedTimer timer;
        timer.start();
        const double before = threadCpuSeconds();
        frame();
        QCoreApplication::processEvents(); // paints
        cpu.push_back((threadCpuSeconds() - before) * 1e3);
        wall.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    double total() const
    {
        double sum = 0;
        for (const double ms : cpu)
            sum += ms;
        return sum / 1e3;
    }
    static double worst(const std::vector<double> &of)
    {
        return of.empty() ? 0 : *std::ranges::max_element(of);
    }
};

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const auto index = size_t(std::ceil(share * double(values.size())));
    return values[std::clamp<size_t>(index, 1, values.size()) - 1];
}

void stream(const QStringList &tokens, double tokensPerFrame)
{
    const auto view = shownView();
    giveMemoryBack();
    const double restingMb = residentMb();
    Frames frames;
    double due = 0;
    for (qsizetype next = 0; next < tokens.size();) {
        due += tokensPerFrame;
        const auto end = std::min<qsizetype>(qsizetype(due), tokens.size());
        frames.add([&] {
            for (; next < end; ++next)
                view->appendToPart(0, tokens.at(next));
            view->flush();
        });
    }
    frames.add([&] { view->finish(); });
    const QString suffix = tokensPerFrame > 10 ? u""_s : u"_k3"_s;
    const auto say = [&](const QString &metric, double value) {
        report(u"render"_s, tokens.size(), metric + suffix, value);
    };
    say(u"cpu_s"_s, frames.total());
    say(u"us_per_token"_s, frames.total() * 1e6 / double(tokens.size()));
    say(u"p50_ms"_s, quantile(frames.cpu, 0.5));
    say(u"p99_ms"_s, quantile(frames.cpu, 0.99));
    say(u"worst_ms"_s, Frames::worst(frames.cpu));
    say(u"worst_wall_ms"_s, Frames::worst(frames.wall));
    say(u"rss_mb"_s, residentMb() - restingMb);
}

/// Fonts are loaded when the first text needs them, once for the program: what that costs is told apart.
void loadFonts(const QStringList &tokens)
{
    const auto view = shownView();
    Frames frames;
    constexpr int perFrame = 20;
    for (qsizetype next = 0; next < tokens.size(); next += perFrame) {
        frames.add([&] {
            for (qsizetype i = next; i < std::min(next + perFrame, tokens.size()); ++i)
                view->appendToPart(0, tokens.at(i));
            view->flush();
        });
    }
    report(u"render"_s, tokens.size(), u"loading_fonts_worst_ms"_s, Frames::worst(frames.cpu));
}

void useLongText(const QStringList &tokens)
{
    QString text;
    for (const QString &token : tokens)
        text += token;
    text =
        text.repeated(1 + millionCharacters / std::max<qsizetype>(text.size(), 1)).first(millionCharacters);

    const auto view = shownView();
    const auto measure = [&](const QString &metric, int times, const std::function<void(int)> &act) {
        Frames frames;
        for (int i = 0; i < times; ++i)
            frames.add([&] { act(i); });
        report(u"render"_s, millionCharacters, metric + u"_ms"_s, quantile(frames.cpu, 0.5));
        report(u"render"_s, millionCharacters, metric + u"_worst_ms"_s, Frames::worst(frames.cpu));
    };
    measure(u"open"_s, 1, [&](int) {
        view->setParts({text});
        view->showStart();
    });
    QRandomGenerator random(3);
    const auto jump = [&](int) {
        view->verticalScrollBar()->setValue(random.bounded(view->verticalScrollBar()->maximum()));
    };
    constexpr int times = 40;
    measure(u"jump"_s, times, jump);
    measure(u"scroll"_s, times,
            [&](int) { view->verticalScrollBar()->triggerAction(QScrollBar::SliderPageStepAdd); });
    measure(u"resize"_s, times, [&](int i) { view->resize(500 + 10 * i, viewSize.height()); });
    view->resize(viewSize);
    measure(u"zoom"_s, times, [&](int i) { view->setZoom(80 + 2 * i); });
    view->setZoom(100);
    measure(u"end"_s, 1, [&](int) { view->followTail(); });
    measure(u"resize_at_end"_s, times, [&](int i) { view->resize(500 + 10 * i, viewSize.height()); });
}

struct Hostile
{
    QString name;
    QString text;
};

/// What is known to be slow elsewhere, as 200 KB each.
std::vector<Hostile> hostileTexts()
{
    constexpr qsizetype size = 200'000;
    const auto repeated = [](const QString &unit) { return unit.repeated(size / unit.size()); };
    return {
        {u"backticks"_s, repeated(u"a``b`"_s)},
        {u"entities"_s, repeated(u"&amp;"_s)},
        {u"images"_s, repeated(u"![[]()"_s)},
        {u"brackets"_s, repeated(u"["_s)},
        {u"stars"_s, repeated(u"*a **b "_s)},
        {u"quotes"_s, repeated(u">"_s)},
        {u"lists"_s, repeated(u"- "_s)},
        {u"list_lines"_s, repeated(u"- a\n"_s)},
        {u"dollars"_s, repeated(u"$a $$b "_s)},
        {u"addresses"_s, repeated(u"a@b.c:"_s)},
        {u"bars"_s, repeated(u"|-"_s)},
        {u"table"_s, u"|a|b|\n|-|-|\n"_s + repeated(u"|c|d|\n"_s)},
        {u"wide_table"_s,
         u"|a"_s.repeated(900) + u"|\n"_s + u"|-"_s.repeated(900) + u"|\n"_s
             + repeated(u"|c"_s.repeated(900) + u"|\n"_s)},
        {u"fences"_s, repeated(u"~~~\n"_s)},
        {u"code_line"_s, u"```cpp\n"_s + repeated(u"x"_s)},
        {u"code_quotes"_s, u"```cpp\n"_s + repeated(u"\"'"_s)},
        {u"code_lines"_s, u"```\n"_s + repeated(u"}\n"_s)},
        {u"no_blank"_s, repeated(u"x"_s)},
        {u"one_paragraph"_s, repeated(u"word "_s)},
        {u"blank_lines"_s, u"a"_s + repeated(u"\n"_s) + u"b"_s},
        {u"links"_s, repeated(u"[a](b) "_s)},
        {u"html"_s, repeated(u"<b>"_s)},
        {u"emoji"_s, repeated(u"👩‍👩‍👧‍👦"_s)},
        {u"combining"_s, repeated(u"a\u0301\u0302\u0303"_s)},
        {u"arabic"_s, repeated(u"سلام دنیا "_s)},
    };
}

void survive()
{
    constexpr int piece = 400; // characters a frame
    for (const Hostile &hostile : hostileTexts()) {
        const auto view = shownView();
        Frames growing;
        for (qsizetype at = 0; at < hostile.text.size(); at += piece) {
            growing.add([&] {
                view->appendToPart(0, hostile.text.mid(at, piece));
                view->flush();
            });
        }
        report(u"render"_s, hostile.text.size(), u"hostile_"_s + hostile.name + u"_worst_ms"_s,
               Frames::worst(growing.cpu));
        const auto opened = shownView();
        Frames opening;
        opening.add([&] { opened->setParts({hostile.text}); });
        opening.add([&] { opened->showStart(); });
        report(u"render"_s, hostile.text.size(), u"hostile_"_s + hostile.name + u"_open_ms"_s,
               Frames::worst(opening.cpu));
    }
}

} // namespace

void benchRender(const QString &dataFile)
{
    constexpr int mostTokens = 250'000;
    const QStringList tokens = dataFile.isEmpty() ? markdownTokens(mostTokens) : tokensOf(dataFile);
    constexpr int enoughForFonts = 20'000;
    loadFonts(tokens.first(std::min<qsizetype>(enoughForFonts, tokens.size())));
    constexpr double oftenPerFrame = 20;
    constexpr double usualPerFrame = 10.0 / 3; // 100 tokens a second at 30 frames
    for (const double perFrame : {oftenPerFrame, usualPerFrame}) {
        if (!dataFile.isEmpty()) {
            stream(tokens, perFrame);
            continue;
        }
        for (const int count : {5'000, 20'000, 100'000, mostTokens})
            stream(tokens.first(count), perFrame);
    }
    if (!dataFile.isEmpty())
        return;
    useLongText(tokens);
    survive();
}

} // namespace reasonglass::bench
