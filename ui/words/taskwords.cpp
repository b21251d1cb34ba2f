#include "ui/words/taskwords.h"

#include "analysis/batchplan.h"
#include "app/batchrunner.h"
#include "tasks/arcgrid.h"
#include "ui/words/words.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <array>
#include <map>
#include <set>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass::words {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("words", text);
}

/// English has no translation file, so singular and plural are two texts.
QString counted(qint64 count, const char *one, const char *several)
{
    return count == 1 ? tr(one) : tr(several).arg(QLocale().toString(count));
}

const QString between = u" · "_s;

struct GraderRow
{
    GraderKind kind;
    const char *name;
    const char *explanation;
};

constexpr std::array graderRows{
    GraderRow{GraderKind::Exact, QT_TRANSLATE_NOOP("words", "Exact text"),
              QT_TRANSLATE_NOOP("words",
                                "The answer must be the expected text, character by character; white space "
                                "at both ends does not count.")},
    GraderRow{GraderKind::Text, QT_TRANSLATE_NOOP("words", "Text"),
              QT_TRANSLATE_NOOP("words",
                                "Like the exact text, but case, white space and punctuation do not count. "
                                "Of several expected texts one will do.")},
    GraderRow{GraderKind::Number, QT_TRANSLATE_NOOP("words", "Number"),
              QT_TRANSLATE_NOOP("words",
                                "The last number of the answer is compared with the expected one, within a "
                                "tolerance.")},
    GraderRow{GraderKind::Regex, QT_TRANSLATE_NOOP("words", "Regular expression"),
              QT_TRANSLATE_NOOP("words",
                                "The pattern must be found in the answer. Tasks may expect patterns of "
                                "their own.")},
    GraderRow{GraderKind::Json, QT_TRANSLATE_NOOP("words", "JSON"),
              QT_TRANSLATE_NOOP("words",
                                "The answer's JSON must equal the expected one; the order of an object's "
                                "members does not count.")},
    GraderRow{GraderKind::JsonSchema, QT_TRANSLATE_NOOP("words", "JSON schema"),
              QT_TRANSLATE_NOOP(
                  "words", "The answer's JSON must satisfy a schema. Nothing is expected of the tasks.")},
    GraderRow{GraderKind::Arc, QT_TRANSLATE_NOOP("words", "ARC grids"),
              QT_TRANSLATE_NOOP("words",
                                "The grids in the answer must equal the expected ones, one for each test "
                                "pair; the last ones count.")},
    GraderRow{GraderKind::Manual, QT_TRANSLATE_NOOP("words", "By a person"),
              QT_TRANSLATE_NOOP("words", "Nothing is compared: you say which answers are right.")},
};

const GraderRow &rowOf(GraderKind kind)
{
    return *std::ranges::find(graderRows, kind, &GraderRow::kind);
}

constexpr qsizetype longestQuote = 60;

/// A value as it is quoted in a sentence.
QString quoted(const QJsonValue &value)
{
    QString text = value.toString();
    if (value.isDouble())
        text = QString::number(value.toDouble(), 'g', 12);
    else if (value.isArray())
        text = QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    else if (value.isObject())
        text = QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    else if (value.isBool())
        text = value.toBool() ? u"true"_s : u"false"_s;
    else if (value.isNull())
        text = u"null"_s;
    text = text.simplified();
    return text.size() <= longestQuote ? text : QString(text.left(longestQuote - 1) + u'…');
}

QString upperFirst(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

} // namespace

// Grades

QString grader(GraderKind kind)
{
    return tr(rowOf(kind).name);
}

QString graderExplanation(GraderKind kind)
{
    return tr(rowOf(kind).explanation);
}

QString verdict(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Solved:
        return tr("solved");
    case Verdict::Failed:
        return tr("failed");
    case Verdict::Ungraded:
        return tr("not graded");
    }
    Q_UNREACHABLE();
}

QString verdictGlyph(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Solved:
        return u"✓"_s;
    case Verdict::Failed:
        return u"✕"_s;
    case Verdict::Ungraded:
        return u"?"_s;
    }
    Q_UNREACHABLE();
}

// Amounts

QString taskCount(int tasks)
{
    return counted(tasks, "1 task", "%1 tasks");
}

QString runCount(int runs)
{
    return counted(runs, "1 run", "%1 runs");
}

QString modelCount(int models)
{
    return counted(models, "1 model", "%1 models");
}

QString modelChoice(const ModelChoice &choice)
{
    return choice.effort.isEmpty() ? choice.modelId
                                   : QString(choice.modelId + between + effort(choice.effort));
}

QString roughDollars(double usd)
{
    constexpr double smallest = 0.0001;
    constexpr double fineBelow = 0.01;
    constexpr double centsFrom = 0.1;
    if (usd > 0 && usd < smallest)
        return tr("less than $%1").arg(QLocale().toString(smallest, 'f', 4));
    const bool isFine = usd > 0 && usd < fineBelow;
    const int digits = isFine ? 4 : usd > 0 && usd < centsFrom ? 3 : 2;
    return u'$' + QLocale().toString(usd, 'f', digits);
}

QString roughTime(std::chrono::milliseconds time)
{
    constexpr qint64 perMinute = 60;
    constexpr qint64 secondsUpTo = 90;
    const qint64 seconds = (time.count() + 999) / 1000;
    if (seconds <= secondsUpTo)
        return tr("%1 s").arg(std::max<qint64>(1, seconds));
    const qint64 minutes = (seconds + perMinute / 2) / perMinute;
    if (minutes < perMinute)
        return tr("%1 min").arg(minutes);
    constexpr qint64 roundedTo = 5; // minutes; more would be a promise
    const qint64 rounded = (minutes + roundedTo / 2) / roundedTo * roundedTo;
    const qint64 hours = rounded / perMinute;
    return rounded % perMinute == 0
        ? tr("%1 h").arg(QLocale().toString(hours))
        : tr("%1 h %2 min").arg(QLocale().toString(hours)).arg(rounded % perMinute);
}

// Batches

QString batchState(BatchState state)
{
    switch (state) {
    case BatchState::Running:
        return tr("running");
    case BatchState::Paused:
        return tr("paused");
    case BatchState::Finished:
        return tr("finished");
    case BatchState::Stopped:
        return tr("stopped");
    }
    Q_UNREACHABLE();
}

QString whyPaused(const BatchProgress &progress, const QString &server)
{
    struct Row
    {
        QLatin1StringView reason;
        const char *words = nullptr; ///< %1: who said no
    };
    static constexpr std::array rows{
        Row{"person"_L1, QT_TRANSLATE_NOOP("words", "by you")},
        Row{"cap_day"_L1, QT_TRANSLATE_NOOP("words", "the day's cap is reached")},
        Row{"day_unknown"_L1, QT_TRANSLATE_NOOP("words", "what was spent today cannot be read")},
        Row{"spend_unknown"_L1, QT_TRANSLATE_NOOP("words", "what it has spent cannot be read")},
        Row{"quit"_L1, QT_TRANSLATE_NOOP("words", "the program ended")},
        Row{"authentication"_L1, QT_TRANSLATE_NOOP("words", "%1 refused the key")},
        Row{"quota"_L1, QT_TRANSLATE_NOOP("words", "the account at %1 is out of credit")},
        Row{"not_found"_L1, QT_TRANSLATE_NOOP("words", "%1 does not know the model")},
        Row{"network"_L1, QT_TRANSLATE_NOOP("words", "the network cannot be reached")},
        Row{"rate_limit"_L1, QT_TRANSLATE_NOOP("words", "%1 asks to wait, again and again")},
        Row{"storage"_L1, QT_TRANSLATE_NOOP("words", "the library cannot be written")},
    };
    if (progress.reason == "cap_batch"_L1)
        return progress.capUsd ? tr("the batch's cap of %1 is reached").arg(roughDollars(*progress.capUsd))
                               : tr("the batch's cap is reached");
    if (progress.reason == "request"_L1) { // it could not even be sent: why, says the error
        const QString why = progress.problem ? errorSentence(*progress.problem) : QString();
        return why.isEmpty() ? tr("a request could not be made")
                             : tr("a request could not be made. %1").arg(why);
    }
    const auto row = std::ranges::find(rows, progress.reason, &Row::reason);
    if (row == rows.end())
        return progress.problem ? errorSentence(*progress.problem) : QString();
    return tr(row->words).replace(u"%1"_s, server.isEmpty() ? tr("the server") : server);
}

QString batchState(const BatchProgress &progress, const QString &server)
{
    const QString why = progress.state == BatchState::Paused ? whyPaused(progress, server) : QString();
    //: %1 "paused", %2 why
    return why.isEmpty() ? batchState(progress.state) : tr("%1: %2").arg(batchState(progress.state), why);
}

namespace {

/// "$1.20 of $5.00"; empty where there is nothing to say.
QString spending(const BatchProgress &progress)
{
    const bool isNothingKnown = progress.costUnknown > 0 && progress.spentUsd <= 0;
    QString spent = isNothingKnown ? tr("cost not known") : roughDollars(progress.spentUsd);
    if (!isNothingKnown && progress.costUnknown > 0)
        spent = tr("at least %1").arg(spent);
    if (progress.capUsd)
        return tr("%1 of %2").arg(spent, roughDollars(*progress.capUsd));
    return progress.spentUsd > 0 || isNothingKnown ? spent : QString();
}

QString timeLeft(const BatchProgress &progress)
{
    if (progress.state != BatchState::Running)
        return {};
    if (progress.heldFor > 0ms)
        return tr("the server asks to wait %1").arg(roughTime(progress.heldFor));
    if (!progress.left || *progress.left <= 0ms)
        return {};
    return tr("about %1 left").arg(roughTime(*progress.left));
}

} // namespace

QString progressLine(const BatchProgress &progress)
{
    const QLocale locale;
    QStringList facts{tr("%1 of %2").arg(locale.toString(progress.done), locale.toString(progress.total))};
    if (progress.running > 0)
        facts += tr("%1 running").arg(locale.toString(progress.running));
    if (progress.state == BatchState::Paused)
        facts += batchState(progress);
    for (const QString &fact : {timeLeft(progress), spending(progress)}) {
        if (!fact.isEmpty())
            facts += fact;
    }
    return facts.join(between);
}

QString endNotice(const BatchProgress &progress)
{
    const QLocale locale;
    QStringList counts;
    if (progress.solved > 0 || progress.failed > 0) {
        counts += tr("%1 solved").arg(locale.toString(progress.solved));
        counts += tr("%1 failed").arg(locale.toString(progress.failed));
    }
    if (progress.ungraded > 0)
        counts += tr("%1 not graded").arg(locale.toString(progress.ungraded));
    if (progress.errors > 0)
        counts += counted(progress.errors, QT_TRANSLATE_NOOP("words", "1 error"),
                          QT_TRANSLATE_NOOP("words", "%1 errors"));
    const int before =
        progress.done - progress.solved - progress.failed - progress.ungraded - progress.errors;
    if (before > 0) // counted by the program that was ended in between
        counts += tr("%1 before the restart").arg(locale.toString(before));
    if (counts.isEmpty())
        counts += tr("nothing was run");
    const QString form =
        progress.state == BatchState::Stopped ? tr("Batch stopped: %1") : tr("Batch finished: %1");
    return form.arg(counts.join(u", "_s));
}

// What is to be run

QString planOf(const std::vector<CellPlace> &cells, int attempts)
{
    std::map<ModelChoice, int> tasksOf;
    for (const CellPlace &cell : cells)
        ++tasksOf[cell.model];
    std::map<int, int, std::greater<>> modelsWith; // so many tasks: how many models
    for (const auto &[model, tasks] : tasksOf)
        ++modelsWith[tasks];
    QStringList parts;
    for (const auto &[tasks, models] : modelsWith) {
        const QString tasksSaid =
            counted(tasks, QT_TRANSLATE_NOOP("words", "1 task"), QT_TRANSLATE_NOOP("words", "%1 tasks"));
        const QString modelsSaid =
            counted(models, QT_TRANSLATE_NOOP("words", "1 model"), QT_TRANSLATE_NOOP("words", "%1 models"));
        parts += tr("%1 × %2").arg(tasksSaid, modelsSaid);
    }
    QString product = parts.join(u" + "_s);
    if (attempts > 1)
        product = tr("%1, %2 attempts each").arg(product, QLocale().toString(attempts));
    const QString runs = counted(qint64(cells.size()) * attempts, QT_TRANSLATE_NOOP("words", "1 run"),
                                 QT_TRANSLATE_NOOP("words", "%1 runs"));
    return parts.isEmpty() ? tr("Nothing to run") : tr("%1: %2").arg(runs, product);
}

namespace {

QString unpricedWords(const QStringList &models)
{
    return models.size() == 1 ? tr("the price of %1 is not known").arg(models.first())
                              : tr("the prices of %1 are not known").arg(models.join(u", "_s));
}

/// What the sum leaves out, and where it comes from.
QString basisOf(const ExpectedRuns &expected)
{
    const BatchExpectation &paid = expected.paid;
    QStringList basis;
    if (expected.ownRuns > 0)
        basis += counted(expected.ownRuns, QT_TRANSLATE_NOOP("words", "from 1 own run"),
                         QT_TRANSLATE_NOOP("words", "from %1 own runs"));
    if (paid.promptOnly > 0)
        basis += counted(paid.promptOnly, QT_TRANSLATE_NOOP("words", "of 1 run the prompt alone"),
                         QT_TRANSLATE_NOOP("words", "of %1 runs the prompts alone"));
    if (paid.unknownCost > 0)
        basis +=
            counted(paid.unknownCost, QT_TRANSLATE_NOOP("words", "without 1 run whose cost is not known"),
                    QT_TRANSLATE_NOOP("words", "without %1 runs whose cost is not known"));
    return basis.join(u", "_s);
}

/// What the runs cost that are not free.
QString paidCost(const ExpectedRuns &expected)
{
    const BatchExpectation &paid = expected.paid;
    if (!paid.usd)
        return expected.unpriced.isEmpty() ? tr("cost not known: no run to tell by yet")
                                           : tr("cost not known: %1").arg(unpricedWords(expected.unpriced));
    const QString sum = roughDollars(*paid.usd);
    if (paid.promptOnly == paid.runs)
        return tr("the prompts alone cost %1; what the answers cost is not known yet").arg(sum);
    const bool isAtLeast = paid.promptOnly > 0 || paid.unknownCost > 0;
    const QString amount = (isAtLeast ? tr("more than %1") : tr("about %1")).arg(sum);
    const QString basis = basisOf(expected);
    return basis.isEmpty() ? amount : tr("%1 (%2)").arg(amount, basis);
}

} // namespace

QString expectedCost(const ExpectedRuns &expected)
{
    const BatchExpectation &paid = expected.paid;
    if (paid.runs == 0)
        return expected.free > 0 ? tr("free: the models run on this machine") : QString();
    QStringList said{paidCost(expected)};
    if (paid.usd && paid.highUsd && *paid.highUsd > *paid.usd)
        said += tr("at most %1 if each is as dear as the dearest so far").arg(roughDollars(*paid.highUsd));
    if (paid.usd && !expected.unpriced.isEmpty())
        said += unpricedWords(expected.unpriced);
    if (expected.free > 0)
        said += counted(expected.free, QT_TRANSLATE_NOOP("words", "1 run on this machine is free"),
                        QT_TRANSLATE_NOOP("words", "%1 runs on this machine are free"));
    return said.join(between);
}

QString expectedTime(const ExpectedRuns &expected)
{
    if (expected.all.runs == 0)
        return {};
    if (!expected.all.wallMs)
        return tr("time not known: no run to tell by yet");
    return tr("about %1 at %2 at once")
        .arg(roughTime(std::chrono::milliseconds(*expected.all.wallMs)), QLocale().toString(expected.atOnce));
}

// Why a grade was given

namespace {

QString rightSentence(const Grade &grade)
{
    switch (grade.grader) {
    case GraderKind::Exact:
        return tr("The answer is the expected text.");
    case GraderKind::Text:
        return tr("The answer has the expected words.");
    case GraderKind::Number:
        return tr("The number is %1.").arg(quoted(grade.evidence.value("expected"_L1)));
    case GraderKind::Json:
        return tr("The JSON is the expected one.");
    case GraderKind::Arc:
        return grade.evidence.value("pairs"_L1).toArray().size() > 1 ? tr("All grids are right.")
                                                                     : tr("The grid is right.");
    case GraderKind::Regex:
    case GraderKind::JsonSchema:
    case GraderKind::Manual:
        return {};
    }
    Q_UNREACHABLE();
}

QString gridSize(const ArcGrid &grid)
{
    //: rows and columns of a grid
    return tr("%1 × %2").arg(grid.rows()).arg(grid.columns());
}

/// What is wrong with the first pair that is; empty where the evidence does not say.
QString wrongGridSentence(const Grade &grade)
{
    const QJsonArray pairs = grade.evidence.value("pairs"_L1).toArray();
    for (qsizetype i = 0; i < pairs.size(); ++i) {
        const QJsonObject pair = pairs.at(i).toObject();
        if (pair.value("correct"_L1).toBool())
            continue;
        const auto expected = arcGridFromJson(pair.value("expected"_L1));
        const auto found = arcGridFromJson(pair.value("found"_L1));
        QString sentence = tr("No grid was found in the answer.");
        if (found && expected && grade.code == "size_differs"_L1)
            sentence = tr("The grid is %1 instead of %2.").arg(gridSize(*found), gridSize(*expected));
        else if (found && expected)
            sentence = tr("%1 of %2 cells differ.")
                           .arg(pair.value("wrong_cells"_L1).toInt())
                           .arg(expected->rows() * expected->columns());
        return pairs.size() == 1 ? sentence : tr("Test pair %1: %2").arg(QString::number(i + 1), sentence);
    }
    return {};
}

/// What is said of \a grade whose sentence quotes what was found; empty for other grades.
QString sentenceWithQuotes(const Grade &grade)
{
    const QString expected = quoted(grade.evidence.value("expected"_L1));
    const QString found = quoted(grade.evidence.value("found"_L1));
    if (grade.code == "equal"_L1)
        return rightSentence(grade);
    if (grade.code == "within_tolerance"_L1)
        return tr("The number is near enough: %1 for %2.").arg(found, expected);
    if (grade.code == "number_differs"_L1)
        return tr("The number is %1 instead of %2.").arg(found, expected);
    if (grade.code == "no_grid"_L1 || grade.code == "size_differs"_L1 || grade.code == "grid_differs"_L1)
        return wrongGridSentence(grade);
    return {};
}

} // namespace

QString gradeSentence(const Grade &grade)
{
    struct Row
    {
        QLatin1StringView code;
        const char *sentence = nullptr;
    };
    static constexpr std::array rows{
        Row{"empty_answer"_L1, QT_TRANSLATE_NOOP("words", "The answer is empty.")},
        Row{"contained"_L1, QT_TRANSLATE_NOOP("words", "The expected words are in the answer.")},
        Row{"not_contained"_L1, QT_TRANSLATE_NOOP("words", "The expected words are not in the answer.")},
        Row{"no_number"_L1, QT_TRANSLATE_NOOP("words", "There is no number in the answer.")},
        Row{"match"_L1, QT_TRANSLATE_NOOP("words", "The pattern matches in the answer.")},
        Row{"no_match"_L1, QT_TRANSLATE_NOOP("words", "The pattern matches nothing in the answer.")},
        Row{"pattern_gave_up"_L1, QT_TRANSLATE_NOOP("words", "The pattern takes too long on this answer.")},
        Row{"no_json"_L1, QT_TRANSLATE_NOOP("words", "There is no JSON in the answer.")},
        Row{"valid"_L1, QT_TRANSLATE_NOOP("words", "The JSON satisfies the schema.")},
        Row{"person_decides"_L1,
            QT_TRANSLATE_NOOP("words", "A person has to say whether the answer is right.")},
        Row{"nothing_expected"_L1,
            QT_TRANSLATE_NOOP("words", "The task does not say what a right answer is.")},
    };
    if (const auto row = std::ranges::find(rows, grade.code, &Row::code); row != rows.end())
        return tr(row->sentence);
    const QString sentence = sentenceWithQuotes(grade);
    return sentence.isEmpty() ? upperFirst(grade.message) : sentence;
}

} // namespace reasonglass::words
