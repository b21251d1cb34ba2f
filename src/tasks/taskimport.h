#pragma once

#include "base/expected.h"
#include "tasks/task.h"
#include "tasks/taskset.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace reasonglass {

/// Which column (CSV) or member (JSONL) becomes what. Members that are not named become fields of the same
/// name.
struct ColumnMapping
{
    QString id;       ///< empty: "id", "task_id" or "name" where there is one, else the line's number
    QString prompt;   ///< empty: "prompt", "question", "input", "problem" or "text"
    QString expected; ///< empty: "expected", "answer", "target", "output" or "solution"
    QString tags;     ///< empty: "tags"; separated by ";" or "," , or an array

    bool operator==(const ColumnMapping &) const = default;
};

QJsonObject toJson(const ColumnMapping &mapping);
ColumnMapping columnMappingFromJson(const QJsonObject &object);

/// An entry that cannot become a task.
struct BadEntry
{
    QString file; ///< below the folder or in the archive, as a person knows it
    int line = 0; ///< 1, 2, …; 0: the file as a whole
    QString reason;

    bool operator==(const BadEntry &) const = default;
};

/// What some files hold. Nothing of it is anywhere else yet.
struct ReadTasks
{
    std::vector<Task> tasks; ///< in the order of files and lines; ids differ
    std::vector<BadEntry> bad;
    QStringList columns;        ///< of CSV and JSONL files: what a mapping can choose from
    ColumnMapping mapping = {}; ///< the one that was used, with what was guessed filled in
    QString suggestedName = {}; ///< for a new set
    GraderSpec suggestedGrader = {};
    QString suggestedTemplate = {};     ///< empty: "{{prompt}}"
    QString suggestedInstructions = {}; ///< of a set of our own, see toJsonLines()
    QByteArray suggestedSchema = {};    ///< the same

    bool operator==(const ReadTasks &) const = default;
};

struct ReadOptions
{
    ColumnMapping mapping = {};
    qint64 mostBytes = qint64(512) << 20; ///< of all files together, unpacked: an archive may be a bomb
    int mostTasks = 100'000;
    std::function<bool()> isCancelled = {}; ///< asked now and then; true ends with what there is
};

/// Reads task files: ARC tasks (*.json with "train" and "test"; one file with many of them by id, with the
/// solutions beside it, as the public challenges come; folders; zip archives of such), JSONL, CSV, text and
/// Markdown (one task a file), folders and archives of all these. In folders and archives other files are
/// passed over, archives too, and so are texts where there are tasks of other kinds: a data set's README is
/// no task. Blocks; call it in a thread of its own. Fails (Usage) only where \a paths cannot be read at all.
///
/// Two entries with the same id: the second is bad, unless they are equal but for tags and source; then it is
/// dropped.
Result<ReadTasks> readTasks(const QStringList &paths, const ReadOptions &options = {});

/// What importing \a read into a set that has tasks with \a knownHashes (by id) would do.
struct ImportReport
{
    QStringList fresh; ///< ids of tasks that are new
    QStringList same;  ///< there already, with the same hash
    QStringList
        changed; ///< there already under that id, but another task: importing replaces them, their runs stay
    std::vector<BadEntry> bad;

    /// Nothing is imported while anything is bad, unless the person says to leave that out.
    bool isClean() const { return bad.empty(); }
    bool operator==(const ImportReport &) const = default;
};
ImportReport compareWithSet(const ReadTasks &read, const QHash<QString, QString> &knownHashes);

/// A set as JSON Lines: a first line about the set ("reasonglass_task_set": 1, name, template, instructions,
/// grader, schema), then a line for each task. readTasks() reads it back as it was, set line included (see
/// ReadTasks::suggested…).
QByteArray toJsonLines(const TaskSet &set, const std::vector<Task> &tasks);

} // namespace reasonglass
