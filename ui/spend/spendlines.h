#pragma once

#include "store/taskreader.h"

#include <vector>

namespace reasonglass {

enum class SpendGroup { Day, Model, Set };

/// What was spent on one day, by one model, for one set, or on everything.
struct SpendLine
{
    QString name; ///< as shown; for a day in the short form of the language
    QDate day = {};
    qint64 runs = 0;
    qint64 unknown = 0;   ///< runs that are not in usd
    qint64 estimated = 0; ///< runs that are in usd with an estimate
    double usd = 0;
    double share = 0; ///< of everything that was spent, 0 to 1
    qint64 tokens = 0;

    bool operator==(const SpendLine &) const = default;
};

/// One line for each day (the newest first), model or set (the dearest first).
std::vector<SpendLine> spendLines(const std::vector<SpendRow> &rows, SpendGroup group);
/// Everything in one line without a name.
SpendLine spendTotal(const std::vector<SpendRow> &rows);

/// "$1.20", "about $1.20" where estimates are in it, "unknown" where nothing is known.
QString spentText(const SpendLine &line);
/// "2 estimated, 3 unknown"; empty where all is known.
QString doubtText(const SpendLine &line);
/// "31 %", "<1 %"; empty where nothing is known.
QString shareText(const SpendLine &line);
/// The line as it is read out: "gpt-5-mini, openai: 12 runs, $0.42, 3 unknown, 1,200 tokens, 31 %".
QString spokenSpend(const SpendLine &line);

/// With a heading; numbers in full, with a dot as the decimal point. A cost of which nothing is known is
/// empty.
QString spendCsv(const std::vector<SpendLine> &lines, SpendGroup group);

} // namespace reasonglass
