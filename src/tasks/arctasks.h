#pragma once

#include "base/expected.h"
#include "tasks/task.h"

#include <QJsonArray>
#include <QJsonObject>

namespace reasonglass {

// ARC tasks as they are published: one file per task (https://github.com/fchollet/ARC-AGI,
// https://github.com/arcprize/ARC-AGI-2), or one file with all of them by id and the test outputs in another,
// "…_challenges.json" and "…_solutions.json" (https://www.kaggle.com/competitions/arc-prize-2024/data).

/// Whether \a object is meant to be an ARC task: it has pairs to train and to test.
bool looksLikeArcTask(const QJsonObject &object);

/// Whether all of \a object are tasks by id.
bool looksLikeChallenges(const QJsonObject &object);

/// Whether all of \a object are test outputs by id.
bool looksLikeSolutions(const QJsonObject &object);

/// Whether \a object is what is sent in to the competition, see arcSubmission().
bool looksLikeSubmission(const QJsonObject &object);

/// \a object as a task without an id. Its test outputs become what is expected (null for one that is not
/// known, Undefined if none is) and are not among the fields; other members stay. The error says what is
/// wrong, see arcTaskProblem().
Expected<Task, QString> arcTask(const QJsonObject &object);

/// Fills in what is expected of \a task. Returns what is wrong with \a outputs; empty: nothing.
QString solve(Task &task, const QJsonArray &outputs);

/// "training" or "evaluation", where the name of a file or folder says so; else empty.
QString arcSplit(const QString &name);

} // namespace reasonglass
