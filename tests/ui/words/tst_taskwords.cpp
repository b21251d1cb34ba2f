#include "analysis/batchplan.h"
#include "app/batchrunner.h"
#include "tasks/grader.h"
#include "ui/words/taskwords.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

Q_DECLARE_METATYPE(reasonglass::words::ExpectedRuns)

class tst_TaskWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void everyGraderHasAName();
    void amounts_data();
    void amounts();
    void times_data();
    void times();
    void pauses_data();
    void pauses();
    void progressLines_data();
    void progressLines();
    void endNotices_data();
    void endNotices();
    void plans_data();
    void plans();
    void expectedCosts_data();
    void expectedCosts();
    void expectedTimes();
    void grades_data();
    void grades();
};

void tst_TaskWords::everyGraderHasAName()
{
    QSet<QString> names;
    for (int kind = int(GraderKind::Exact); kind <= int(GraderKind::Manual); ++kind) {
        names.insert(words::grader(GraderKind(kind)));
        QVERIFY(words::graderExplanation(GraderKind(kind)).endsWith(u'.'));
    }
    QCOMPARE(names.size(), int(GraderKind::Manual) + 1);
    QSet<QString> glyphs;
    for (const Verdict verdict : {Verdict::Solved, Verdict::Failed, Verdict::Ungraded})
        glyphs.insert(words::verdictGlyph(verdict));
    QCOMPARE(glyphs.size(), 3);
}

void tst_TaskWords::amounts_data()
{
    QTest::addColumn<double>("usd");
    QTest::addColumn<QString>("text");
    QTest::newRow("a cap") << 5.0 << u"$5.00"_s;
    QTest::newRow("cents") << 0.42 << u"$0.42"_s;
    QTest::newRow("a few cents") << 0.0421 << u"$0.042"_s;
    QTest::newRow("less than a cent") << 0.00123 << u"$0.0012"_s;
    QTest::newRow("next to nothing is not nothing") << 0.000001 << u"less than $0.0001"_s;
    QTest::newRow("thousands") << 12345.6 << u"$12,345.60"_s;
    QTest::newRow("nothing") << 0.0 << u"$0.00"_s;
}

void tst_TaskWords::amounts()
{
    QFETCH(const double, usd);
    QTEST(words::roughDollars(usd), "text");
}

void tst_TaskWords::times_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << qint64(41'200) << u"42 s"_s;
    QTest::newRow("never no time at all") << qint64(0) << u"1 s"_s;
    QTest::newRow("minutes from 90 s") << qint64(91'000) << u"2 min"_s;
    QTest::newRow("minutes") << qint64(9 * 60'000 + 10'000) << u"9 min"_s;
    QTest::newRow("hours in steps of five minutes") << qint64(131 * 60'000) << u"2 h 10 min"_s;
    QTest::newRow("a full hour") << qint64(61 * 60'000) << u"1 h"_s;
}

void tst_TaskWords::times()
{
    QFETCH(const qint64, ms);
    QTEST(words::roughTime(std::chrono::milliseconds(ms)), "text");
}

void tst_TaskWords::pauses_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("text");
    QTest::newRow("the person") << u"person"_s << QString() << u"paused: by you"_s;
    QTest::newRow("the batch's cap") << u"cap_batch"_s << QString()
                                     << u"paused: the batch's cap of $5.00 is reached"_s;
    QTest::newRow("an unknown day") << u"day_unknown"_s << QString()
                                    << u"paused: what was spent today cannot be read"_s;
    QTest::newRow("an unknown batch")
        << u"spend_unknown"_s << QString() << u"paused: what it has spent cannot be read"_s;
    QTest::newRow("the day's cap") << u"cap_day"_s << QString() << u"paused: the day's cap is reached"_s;
    QTest::newRow("a key") << u"authentication"_s << u"OpenAI"_s << u"paused: OpenAI refused the key"_s;
    QTest::newRow("nobody knows whose key")
        << u"authentication"_s << QString() << u"paused: the server refused the key"_s;
    QTest::newRow("the network") << u"network"_s << u"OpenAI"_s << u"paused: the network cannot be reached"_s;
    QTest::newRow("the end of the program") << u"quit"_s << QString() << u"paused: the program ended"_s;
    QTest::newRow("a reason of a later version") << u"moon_phase"_s << QString() << u"paused"_s;
    QTest::newRow("no reason") << QString() << QString() << u"paused"_s;
}

void tst_TaskWords::pauses()
{
    QFETCH(const QString, reason);
    QFETCH(const QString, server);
    BatchProgress progress{.state = BatchState::Paused, .reason = reason};
    progress.capUsd = 5.0;
    QTEST(words::batchState(progress, server), "text");
}

void tst_TaskWords::progressLines_data()
{
    QTest::addColumn<BatchProgress>("progress");
    QTest::addColumn<QString>("text");
    BatchProgress progress{.state = BatchState::Running};
    progress.total = 1000;
    progress.done = 412;
    progress.running = 8;
    progress.queued = 580;
    progress.spentUsd = 1.2;
    progress.capUsd = 5.0;
    progress.left = 12min;
    QTest::newRow("in its middle") << progress
                                   << u"412 of 1,000 · 8 running · about 12 min left · $1.20 of $5.00"_s;
    BatchProgress partly = progress;
    partly.costUnknown = 3;
    partly.capUsd.reset();
    QTest::newRow("some costs are not known")
        << partly << u"412 of 1,000 · 8 running · about 12 min left · at least $1.20"_s;
    BatchProgress unknown = partly;
    unknown.spentUsd = 0;
    QTest::newRow("no cost is known: never $0")
        << unknown << u"412 of 1,000 · 8 running · about 12 min left · cost not known"_s;
    BatchProgress held = progress;
    held.heldFor = 20s;
    held.running = 0;
    QTest::newRow("the provider asks to wait")
        << held << u"412 of 1,000 · the server asks to wait 20 s · $1.20 of $5.00"_s;
    BatchProgress paused = progress;
    paused.state = BatchState::Paused;
    paused.reason = u"network"_s;
    QTest::newRow("paused") << paused
                            << u"412 of 1,000 · 8 running · paused: the network cannot be reached · $1.20 "
                               "of $5.00"_s;
    BatchProgress begun{.state = BatchState::Running};
    begun.total = 3;
    QTest::newRow("just begun") << begun << u"0 of 3"_s;
}

void tst_TaskWords::progressLines()
{
    QFETCH(const BatchProgress, progress);
    QTEST(words::progressLine(progress), "text");
}

void tst_TaskWords::endNotices_data()
{
    QTest::addColumn<BatchProgress>("progress");
    QTest::addColumn<QString>("text");
    BatchProgress progress{.state = BatchState::Finished};
    progress.done = 503;
    progress.solved = 412;
    progress.failed = 88;
    progress.errors = 3;
    QTest::newRow("finished") << progress << u"Batch finished: 412 solved, 88 failed, 3 errors"_s;
    BatchProgress stopped = progress;
    stopped.state = BatchState::Stopped;
    stopped.errors = 1;
    stopped.done = 501;
    QTest::newRow("stopped") << stopped << u"Batch stopped: 412 solved, 88 failed, 1 error"_s;
    BatchProgress resumed = progress;
    resumed.done = 603;
    QTest::newRow("some were run before the program was started anew")
        << resumed << u"Batch finished: 412 solved, 88 failed, 3 errors, 100 before the restart"_s;
    BatchProgress ungraded{.state = BatchState::Finished};
    ungraded.done = 7;
    ungraded.ungraded = 7;
    QTest::newRow("for a person to grade") << ungraded << u"Batch finished: 7 not graded"_s;
    QTest::newRow("stopped before anything was run")
        << BatchProgress{.state = BatchState::Stopped} << u"Batch stopped: nothing was run"_s;
}

void tst_TaskWords::endNotices()
{
    QFETCH(const BatchProgress, progress);
    QTEST(words::endNotice(progress), "text");
}

void tst_TaskWords::plans_data()
{
    QTest::addColumn<QList<int>>("tasksOfEachModel");
    QTest::addColumn<int>("attempts");
    QTest::addColumn<QString>("text");
    QTest::newRow("one cell") << QList{1} << 1 << u"1 run: 1 task × 1 model"_s;
    QTest::newRow("a block") << QList{12, 12} << 1 << u"24 runs: 12 tasks × 2 models"_s;
    QTest::newRow("an uneven selection")
        << QList{34, 3} << 1 << u"37 runs: 34 tasks × 1 model + 3 tasks × 1 model"_s;
    QTest::newRow("several attempts") << QList{4} << 3 << u"12 runs: 4 tasks × 1 model, 3 attempts each"_s;
    QTest::newRow("nothing") << QList<int>() << 1 << u"Nothing to run"_s;
}

void tst_TaskWords::plans()
{
    QFETCH(const QList<int>, tasksOfEachModel);
    QFETCH(const int, attempts);
    std::vector<CellPlace> cells;
    for (qsizetype model = 0; model < tasksOfEachModel.size(); ++model) {
        for (int task = 0; task < tasksOfEachModel.at(model); ++task)
            cells.push_back({.taskId = QString::number(task),
                             .model = {.providerId = u"openai"_s, .modelId = QString::number(model)}});
    }
    QTEST(words::planOf(cells, attempts), "text");
}

void tst_TaskWords::expectedCosts_data()
{
    using Basis = RunExpectation::Basis;
    QTest::addColumn<words::ExpectedRuns>("expected");
    QTest::addColumn<QString>("text");
    const RunExpectation own{.basis = Basis::OwnHistory, .usd = 0.0105, .highUsd = 0.02, .medianMs = 5000};
    const RunExpectation prompt{.basis = Basis::PromptOnly, .usd = 0.001};
    const RunExpectation unknown{};
    const auto expecting = [](const std::vector<RunExpectation> &paid, qint64 ownRuns,
                              const QStringList &unpriced = {}, int free = 0) {
        return words::ExpectedRuns{.all = expectBatch(paid, 4),
                                   .paid = expectBatch(paid, 4),
                                   .free = free,
                                   .ownRuns = ownRuns,
                                   .unpriced = unpriced,
                                   .atOnce = 4};
    };
    QTest::newRow("from own runs") << expecting(
        std::vector<RunExpectation>(40, own),
        12) << u"about $0.42 (from 12 own runs) · at most $0.80 if each is as dear as the dearest so far"_s;
    QTest::newRow("from the prompts alone")
        << expecting(std::vector<RunExpectation>(40, prompt), 0)
        << u"the prompts alone cost $0.040; what the answers cost is not known yet"_s;
    QTest::newRow("a price that nobody knows")
        << expecting({unknown}, 0, {u"m-1"_s}) << u"cost not known: the price of m-1 is not known"_s;
    QTest::newRow("two prices that nobody knows")
        << expecting({unknown, unknown}, 0, {u"m-1"_s, u"m-2"_s})
        << u"cost not known: the prices of m-1, m-2 are not known"_s;
    QTest::newRow("one of two is known")
        << expecting({own, unknown}, 1, {u"m-1"_s})
        << u"more than $0.011 (from 1 own run, without 1 run whose cost is not known) · the price of m-1 is "
           "not known"_s;
    QTest::newRow("on this machine") << expecting({}, 0, {}, 8) << u"free: the models run on this machine"_s;
    QTest::newRow("some on this machine") << expecting({prompt}, 0, {}, 8)
                                          << u"the prompts alone cost $0.0010; what the answers cost is not "
                                             u"known yet · 8 runs on this machine are "
                                             "free"_s;
}

void tst_TaskWords::expectedCosts()
{
    QFETCH(const words::ExpectedRuns, expected);
    QTEST(words::expectedCost(expected), "text");
    QVERIFY(!words::expectedCost(expected).contains(u"$0.00 "_s));
}

void tst_TaskWords::expectedTimes()
{
    const RunExpectation known{.medianMs = 54'000};
    QCOMPARE(
        words::expectedTime({.all = expectBatch(std::vector<RunExpectation>(40, known), 4), .atOnce = 4}),
        u"about 9 min at 4 at once"_s);
    QCOMPARE(words::expectedTime({.all = expectBatch({RunExpectation{}}, 4), .atOnce = 4}),
             u"time not known: no run to tell by yet"_s);
}

void tst_TaskWords::grades_data()
{
    QTest::addColumn<Grade>("grade");
    QTest::addColumn<QString>("text");
    using Kind = GraderKind;
    const auto plain = [](Kind kind, const QJsonValue &expected, const QString &answer) {
        return gradeAnswer({.kind = kind}, expected, answer);
    };
    QTest::newRow("the exact text") << plain(Kind::Exact, u"yes"_s, u"yes"_s)
                                    << u"The answer is the expected text."_s;
    QTest::newRow("the same words") << plain(Kind::Text, u"yes"_s, u"Yes!"_s)
                                    << u"The answer has the expected words."_s;
    QTest::newRow("no answer") << plain(Kind::Text, u"yes"_s, u" "_s) << u"The answer is empty."_s;
    QTest::newRow("the number") << plain(Kind::Number, 42, u"It is 42."_s) << u"The number is 42."_s;
    QTest::newRow("another number") << plain(Kind::Number, 42, u"It is 41."_s)
                                    << u"The number is 41 instead of 42."_s;
    QTest::newRow("no number") << plain(Kind::Number, 42, u"Who knows?"_s)
                               << u"There is no number in the answer."_s;
    QTest::newRow("no JSON") << plain(Kind::Json, QJsonObject{{u"a"_s, 1}}, u"No."_s)
                             << u"There is no JSON in the answer."_s;
    const QJsonArray grids{QJsonArray{QJsonArray{1, 2}, QJsonArray{3, 4}}};
    QTest::newRow("the grid") << plain(Kind::Arc, grids, u"[[1,2],[3,4]]"_s) << u"The grid is right."_s;
    QTest::newRow("cells differ") << plain(Kind::Arc, grids, u"[[1,2],[3,5]]"_s) << u"1 of 4 cells differ."_s;
    QTest::newRow("the size differs")
        << plain(Kind::Arc, grids, u"[[1,2,3],[3,5,3]]"_s) << u"The grid is 2 × 3 instead of 2 × 2."_s;
    QTest::newRow("no grid") << plain(Kind::Arc, grids, u"I give up."_s)
                             << u"No grid was found in the answer."_s;
    QTest::newRow("what is quoted is never read as a form")
        << Grade{.grader = Kind::Number,
                 .code = u"number_differs"_s,
                 .evidence = {{u"expected"_s, u"%2 %1"_s}, {u"found"_s, u"%1"_s}}}
        << u"The number is %1 instead of %2 %1."_s;
    QTest::newRow("a code of a later version speaks for itself")
        << Grade{.code = u"moon"_s, .message = u"the moon was not full"_s} << u"The moon was not full"_s;
}

void tst_TaskWords::grades()
{
    QFETCH(const Grade, grade);
    QTEST(words::gradeSentence(grade), "text");
}

QTEST_MAIN(tst_TaskWords)
#include "tst_taskwords.moc"
