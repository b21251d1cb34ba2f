#pragma once

#include "tasks/grade.h"

#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// The version of a grader. It grows whenever the same answer may get another grade than before, so that
/// a stored grade says what made it.
int graderVersion(GraderKind kind);

/// Whether \a spec can grade at all: a pattern or a schema that can be read, a tolerance that is no negative
/// number. Empty: it can; else what is wrong, in plain English.
QString graderProblem(const GraderSpec &spec);

/// Grades \a answer, a model's whole text. Pure: the same arguments give the same grade, live and years
/// later. Never takes long, whatever the model wrote.
///
/// Evidence by grader: every place in the answer is {"start": n, "length": n} in UTF-16 code units.
///   exact, text   "expected"
///   number        "expected", "found", "place"
///   regex         "pattern", "found", "place"
///   json          "path" of the first difference (JSON pointer), "expected", "found", "place"
///   json_schema   "path", "problem", "place"
///   arc           "pairs": [{"found": grid or null, "expected": grid, "place", "how": which shape of text it
///   was read
///                 from, "correct": bool, "wrong_cells": n, or -1 where the sizes differ}]
Grade gradeAnswer(const GraderSpec &spec, const QJsonValue &expected, const QString &answer);

} // namespace reasonglass
