#pragma once

#include "analysis/taskmatrix.h"
#include "models/matrixfilter.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

/// What the matrix says.
namespace reasonglass::words {

QString cellState(CellState state); ///< "solved", "not attempted", …
QString cellGlyph(CellState state); ///< one character that differs in shape, not only in colour
QString shortPhase(Phase phase);    ///< "thinking": one or two words, for where there is little room
/// What a cell shows beside its glyph: its state, or what the run that goes is doing.
QString cellWord(const Cell &cell);

/// Money with two digits that count: "$1.50", "$0.012", "$0.0034".
QString money(double usd);
/// "$0.012", "about $0.012" where some of it is not known, "cost unknown"; empty where nothing was run.
QString cellCost(const Cell &cell);
/// The same for a column; "cost unknown" where runs were made and nothing is known of any.
QString totalCost(const ModelTotals &totals);
/// The same where there is little room: "$0.12", "~$0.12", "$?".
QString shortCost(std::optional<double> usd, bool isPartial);

/// "2 attempts", "solved in 2 of 3 attempts", …
QString attempts(const Cell &cell);

/// What a screen reader says of a cell: "task 0a1b, gpt-5-mini: failed, 2 attempts, 41 s, $0.012".
QString cellSentence(const QString &taskId, const QString &model, const Cell &cell, int queued = 0,
                     bool outdated = false);

/// What each column is called: "gpt-5-mini", "gpt-5-mini (high)", with the provider where two would be alike.
QStringList choiceNames(const std::vector<ModelChoice> &choices);

/// Totals for two short lines, the most telling first: "12 ✓", "3 ✕", "5 ·", "2 ○" (○: none of these) and
/// "$0.12", "41 s".
QStringList totalCounts(const ModelTotals &totals);
QStringList totalSpent(const ModelTotals &totals);
/// All of \a totals, a fact a line; the first names \a model.
QStringList totalsInFull(const QString &model, const ModelTotals &totals);
/// A share as a percentage, "67%"; "–" where there is none.
QString share(std::optional<double> value);

QString show(MatrixQuery::Show show); ///< "Any model failed", …

} // namespace reasonglass::words
