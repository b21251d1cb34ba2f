#pragma once

#include "analysis/batch.h"
#include "analysis/costestimate.h"
#include "tasks/grade.h"
#include "tasks/taskset.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <vector>

namespace reasonglass {
struct BatchProgress;
struct CellPlace;
} // namespace reasonglass

/// What the program says of tasks, grades and batches.
namespace reasonglass::words {

QString grader(GraderKind kind);            ///< "Exact text", "Number", …
QString graderExplanation(GraderKind kind); ///< what it does, in one sentence
QString verdict(Verdict verdict);           ///< "solved", "failed", "not graded"
QString verdictGlyph(Verdict verdict);      ///< one character that differs in shape, not only in colour
/// Why a grade was given, as a sentence. May quote what a model wrote: plain text.
QString gradeSentence(const Grade &grade);

QString taskCount(int tasks);                   ///< "1 task", "34 tasks"
QString runCount(int runs);                     ///< "60 runs"
QString modelCount(int models);                 ///< "2 models"
QString modelChoice(const ModelChoice &choice); ///< "gpt-5-mini · high"
/// An amount with as many digits as a plan deserves: "$5.00", "$0.042", "less than $0.0001".
QString roughDollars(double usd);
/// As exact as an estimate deserves: "40 s", "9 min", "2 h 10 min".
QString roughTime(std::chrono::milliseconds time);

QString batchState(BatchState state); ///< "running", "paused", …
/// Why a batch is paused: "the batch's cap of $5.00 is reached". \a server names the provider that said
/// no, where the caller knows it. Empty where no reason was written down.
QString whyPaused(const BatchProgress &progress, const QString &server = {});
/// "paused: the network cannot be reached".
QString batchState(const BatchProgress &progress, const QString &server = {});
/// "412 of 1,000 · 8 running · about 12 min left · $1.20 of $5.00".
QString progressLine(const BatchProgress &progress);
/// "Batch finished: 412 solved, 88 failed, 3 errors".
QString endNotice(const BatchProgress &progress);

/// "37 runs: 34 tasks × 1 model + 3 tasks × 2 models"; \a attempts of each cell.
QString planOf(const std::vector<CellPlace> &cells, int attempts);

/// What is expected of runs that are to be made, apart from those that cost nothing.
struct ExpectedRuns
{
    BatchExpectation all;      ///< every run, for the time
    BatchExpectation paid;     ///< those at providers who charge
    int free = 0;              ///< runs on this machine
    qint64 ownRuns = 0;        ///< earlier ones that the cost is known from
    QStringList unpriced = {}; ///< models whose price nobody knows
    int atOnce = 1;
};
/// "about $0.42 (from 12 own runs)", "cost not known: the price of m-1 is not known"; never $0 for what is
/// not known.
QString expectedCost(const ExpectedRuns &expected);
/// "about 9 min at 4 at once".
QString expectedTime(const ExpectedRuns &expected);

} // namespace reasonglass::words
