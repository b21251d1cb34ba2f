#pragma once

#include "base/expected.h"
#include "tasks/attachmentjson.h"
#include "tasks/task.h"
#include "tasks/taskimport.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace reasonglass {

/// \a mapping with what it leaves open guessed from the \a columns that are there, in any case of letters.
/// What nothing fits stays empty.
ColumnMapping filledIn(const ColumnMapping &mapping, const QStringList &columns);

/// Which column of \a mapping is not among \a columns, in plain English; empty: none.
QString mappingProblem(const ColumnMapping &mapping, const QStringList &columns);

/// The task in a line of JSON Lines or a row of a table; \a row holds what each column has in it. Its id is
/// empty where \a mapping names no column for it. An ARC task is read as one, see arcTask(). The error says
/// what is wrong.
Expected<Task, QString> taskFromRow(const QJsonObject &row, const ColumnMapping &mapping,
                                    const FileLookup &lookup);

/// A template that shows all of \a columns, for rows among which there is no prompt.
QString templateOfColumns(const QStringList &columns);

} // namespace reasonglass
