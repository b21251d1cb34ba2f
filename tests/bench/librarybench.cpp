#include "bench/librarybench.h"

#include "bench/libraryfixture.h"
#include "bench/report.h"
#include "models/analysislistmodel.h"
#include "store/analysislibrary.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int defaultCount = 100'000;
constexpr int repetitions = 15;

/// How many analyses; REASONGLASS_BENCH_ANALYSES for a quick look.
int analysisCount()
{
    bool ok = false;
    const int asked = qEnvironmentVariableIntValue("REASONGLASS_BENCH_ANALYSES", &ok);
    return ok && asked > 0 ? asked : defaultCount;
}

void reportTimes(const QString &metric, const std::vector<double> &ms)
{
    const int count = analysisCount();
    report(u"library"_s, count, metric + u"_ms"_s, median(ms));
    report(u"library"_s, count, metric + u"_worst_ms"_s, *std::ranges::max_element(ms));
}

double timed(const std::function<void()> &what)
{
    QElapsedTimer timer;
    timer.start();
    what();
    return double(timer.nsecsElapsed()) / 1e6;
}

std::vector<double> timedOften(const std::function<void()> &what)
{
    std::vector<double> ms;
    for (int i = 0; i < repetitions; ++i)
        ms.push_back(timed(what));
    return ms;
}

/// Where the library is, made if it is not there yet.
QString madeLibrary(const QTemporaryDir &folder)
{
    const int count = analysisCount();
    const QString kept = qEnvironmentVariable("REASONGLASS_BENCH_CACHE");
    const QString place = kept.isEmpty() || !QDir().mkpath(kept) ? folder.path() : kept;
    const QString path = QDir(place).filePath(u"bench-%1.sqlite"_s.arg(count));
    if (QFile::exists(path))
        return path;
    const QString unfinished = path + ".unfinished"_L1;
    QFile::remove(unfinished);
    const double ms = timed([&] { writeTextLibrary(unfinished, count); });
    const QDir folderOf(place);
    for (const QString &backup : folderOf.entryList({u"*.backup-*"_s}))
        QFile::remove(folderOf.filePath(backup)); // from before it was indexed
    if (!QFile::rename(unfinished, path))
        qFatal("%s cannot be renamed", qUtf8Printable(unfinished));
    report(u"library"_s, count, u"made_in_s"_s, ms / 1000);
    return path;
}

void benchOpening(const QString &path)
{
    std::vector<double> open;
    std::vector<double> first;
    for (int i = 0; i < repetitions; ++i) {
        std::unique_ptr<AnalysisLibrary> library;
        open.push_back(timed([&] {
            library = std::make_unique<AnalysisLibrary>(path);
            library->list({.limit = 1}).waitForFinished();
        }));
        first.push_back(
            timed([&] { library->list({.limit = AnalysisListModel::pageSize}).waitForFinished(); }));
    }
    reportTimes(u"open"_s, open);
    reportTimes(u"first_page"_s, first);
}

struct ListCase
{
    QString name;
    ListQuery query = {};
};

/// A page with every filter, and one from far down the list.
void benchPages(AnalysisLibrary &library)
{
    std::optional<AnalysisId> deep;
    constexpr int stride = 5000;
    for (int i = 0; i < analysisCount() * 9 / 10; i += stride)
        deep = library.list({.before = deep, .limit = stride}).result()->back().id;
    const std::vector<ListCase> cases{
        {u"deep_page"_s, {.before = deep}},
        {u"page_status"_s, {.status = AnalysisStatus::Failed}},
        {u"page_model"_s, {.model = otherModel.toString()}},
        {u"page_common_model"_s, {.model = u"gpt-5-mini"_s}},
        {u"page_model_as_named"_s, {.model = u"gpt-5-mini-2025-08-07"_s}},
        {u"page_unknown_model"_s, {.model = u"none"_s}},
        {u"page_provider"_s, {.provider = u"xai"_s}},
        {u"page_rare_tag"_s, {.tag = rareTag.toString()}},
        {u"page_common_tag"_s, {.tag = commonTag.toString()}},
        {u"page_samples"_s, {.sample = true}},
        {u"page_no_samples"_s, {.sample = false}},
        {u"page_two_filters"_s, {.status = AnalysisStatus::Failed, .tag = rareTag.toString()}},
        {u"page_three_filters"_s,
         {.status = AnalysisStatus::Failed, .model = otherModel.toString(), .tag = commonTag.toString()}},
        {u"page_trash"_s, {.trash = true}},
        {u"search_trash"_s, {.text = u"people"_s, .trash = true}},
        {u"search_trash_nothing"_s, {.text = u"zebra crossing"_s, .trash = true}},
    };
    for (ListCase one : cases) {
        one.query.limit = AnalysisListModel::pageSize;
        reportTimes(one.name, timedOften([&] { library.list(one.query).waitForFinished(); }));
    }
    reportTimes(u"tags"_s, timedOften([&] { library.tags().waitForFinished(); }));
    reportTimes(u"models"_s, timedOften([&] { library.models().waitForFinished(); }));
}

struct SearchCase
{
    QString name;
    QString text;
    ListQuery within = {};
};

std::vector<SearchCase> searchCases()
{
    const QString common = u"people"_s;
    return {
        {u"search_common"_s, common},
        {u"search_frequent"_s, u"the"_s},
        {u"search_rare"_s, rareWord.toString()},
        {u"search_once"_s, u"id%1x"_s.arg(analysisCount() / 3, 6, 36, QChar(u'0'))},
        {u"search_two_words"_s, common + u" because"_s},
        {u"search_common_and_rare"_s, common + u' ' + rareWord.toString()},
        {u"search_phrase"_s, u'"' + plantedPhrase.toString() + u'"'},
        {u"search_phrase_nothing"_s, u"\"people never the which\""_s},
        {u"search_prefix"_s, u"stanati"_s},
        {u"search_common_prefix"_s, u"peop"_s},
        {u"search_part"_s, u"tanatio"_s},
        {u"search_common_part"_s, u"ther"_s},
        {u"search_short"_s, u"zq"_s},
        {u"search_common_short"_s, u"an"_s},
        {u"search_nothing"_s, u"notherethat"_s},
        {u"search_status"_s, common, {.status = AnalysisStatus::Failed}},
        {u"search_model"_s, common, {.model = otherModel.toString()}},
        {u"search_common_tag"_s, common, {.tag = commonTag.toString()}},
        {u"search_rare_tag"_s, common, {.tag = rareTag.toString()}},
        {u"search_rare_in_tag"_s, rareWord.toString(), {.tag = commonTag.toString()}},
    };
}

void benchSearches(AnalysisLibrary &library)
{
    for (SearchCase one : searchCases()) {
        one.within.limit = AnalysisListModel::pageSize;
        reportTimes(one.name, timedOften([&] { library.search(one.text, one.within).waitForFinished(); }));
    }
}

/// The same as a window gets it: the model with its rows, by the event loop.
void benchModel(AnalysisLibrary &library)
{
    const auto loaded = [&library](const QString &search, const ListQuery &query) {
        AnalysisListModel model(library);
        QEventLoop loop;
        QObject::connect(&model, &AnalysisListModel::loaded, &loop, [&] {
            if (!model.isLoading())
                loop.quit();
        });
        model.setQuery(query);
        if (search.isEmpty())
            model.refresh();
        else
            model.setSearch(search);
        loop.exec();
    };
    reportTimes(u"model_first_page"_s, timedOften([&] { loaded({}, {}); }));
    reportTimes(u"model_search_common"_s, timedOften([&] { loaded(u"people"_s, {}); }));
    reportTimes(u"model_search_rare"_s, timedOften([&] { loaded(rareWord.toString(), {}); }));
    reportTimes(u"model_search_status"_s,
                timedOften([&] { loaded(u"people"_s, {.status = AnalysisStatus::Failed}); }));
    reportTimes(u"model_search_rare_tag"_s,
                timedOften([&] { loaded(u"people"_s, {.tag = rareTag.toString()}); }));
}

} // namespace

void benchLibrary()
{
    const QTemporaryDir folder;
    const QString path = madeLibrary(folder);
    benchOpening(path);
    AnalysisLibrary library(path);
    benchPages(library);
    benchSearches(library);
    benchModel(library);
}

} // namespace reasonglass::bench
