#pragma once

#include "base/expected.h"
#include "tasks/attachmentjson.h"
#include "tasks/task.h"
#include "tasks/taskset.h"

#include <QJsonObject>
#include <QString>

namespace reasonglass {

// Our own task files, see toJsonLines(): a line about the set, then a line for each task.

/// Whether \a object is the first line of such a file.
bool isSetLine(const QJsonObject &object);

/// The properties that such a line carries: name, prompt's text, instructions, grader and schema. The error
/// says what cannot be read.
Expected<TaskSet, QString> setFromLine(const QJsonObject &object);

/// A task from another line. The error says what is wrong.
Expected<Task, QString> taskFromLine(const QJsonObject &object, const FileLookup &lookup);

} // namespace reasonglass
