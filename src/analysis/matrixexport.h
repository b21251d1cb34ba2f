#pragma once

#include "analysis/taskmatrix.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace reasonglass {

/// What to call each of \a models beside the others: "model" or "model (effort)"; with the provider in front,
/// "provider/model (effort)", where two would be the same; with the address behind where they still are.
QStringList modelColumnNames(const std::vector<ModelChoice> &models);

/// \a matrix as CSV (RFC 4180, UTF-8, CRLF), a row for each task: "task", "tags" (separated by ";"), then for
/// each model "<model> state" (see cellStateName()), "<model> solved" (attempts that were), "<model>
/// attempts",
/// "<model> cost_usd" (empty: unknown), "<model> cost_partial" ("yes": the cost of some attempt is unknown or
/// estimated), "<model> median_ms" (empty: no attempt brought an answer). Numbers as in C.
///
/// A text that a spreadsheet would take for a formula, since it begins with = + - @, a tab or a line end,
/// gets a ' in front: ids and tags come from files of others. Numbers are left alone.
QByteArray matrixCsv(const TaskMatrix &matrix);

/// \a matrix as Markdown: a table of tasks and models, each cell with its sign and word, and a table of what
/// each model comes to. Nothing in ids, tags or names is read as Markdown.
QByteArray matrixMarkdown(const TaskMatrix &matrix);

} // namespace reasonglass
