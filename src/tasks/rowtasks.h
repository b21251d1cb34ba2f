#pragma once

#include "base/expected.h"
#include "tasks/attachmentjson.h"
#include "tasks/csvreader.h"
#include "tasks/task.h"
#include "tasks/taskimport.h"

#include <QByteArrayView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace reasonglass {

/// The largest JSON document that is read: while it is, it may take some twenty times its size in memory.
constexpr qsizetype mostJsonBytes = qsizetype(64) << 20;

/// Why a document could not be read, in plain English.
QString jsonProblem(const QJsonParseError &error);

/// \a mapping with what it leaves open guessed from the \a columns that are there, in any case of letters.
/// What nothing fits stays empty.
ColumnMapping filledIn(const ColumnMapping &mapping, const QStringList &columns);

/// Which column of \a mapping is not among \a columns, in plain English; empty: none.
QString mappingProblem(const ColumnMapping &mapping, const QStringList &columns);

/// What each member or column of an entry has in it, and where the entry stands.
struct FieldRow
{
    int line = 0;
    QJsonObject members;
};

/// The object in a line of JSON Lines; the error says why there is none.
Expected<QJsonObject, QString> membersFromLine(QByteArrayView line);

/// The cells of \a row by the names in \a columns, of which empty ones are left out. The error says why the
/// row cannot be used.
Expected<QJsonObject, QString> membersFromCells(const CsvRow &row, const QStringList &columns);

/// The names of all members of \a rows, in the order of their first appearance.
QStringList columnsOf(const std::vector<FieldRow> &rows);

/// The task in a line of JSON Lines or a row of a table; \a row holds what each column has in it. Its id is
/// empty where \a mapping names no column for it. An ARC task is read as one, see arcTask(). The error says
/// what is wrong.
Expected<Task, QString> taskFromRow(const QJsonObject &row, const ColumnMapping &mapping,
                                    const FileLookup &lookup);

/// A template that shows all of \a columns, for rows among which there is no prompt.
QString templateOfColumns(const QStringList &columns);

} // namespace reasonglass
