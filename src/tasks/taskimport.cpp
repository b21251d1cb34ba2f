#include "tasks/taskimport.h"

#include "tasks/arctasks.h"
#include "tasks/csvreader.h"
#include "tasks/importsource.h"
#include "tasks/prompttemplate.h"
#include "tasks/rowtasks.h"
#include "tasks/taskfile.h"
#include "tasks/utf8text.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr size_t mostBad = 1000;
constexpr int longestId = 200;
constexpr int turnsBetweenQuestions = 256; // whether to go on

/// A place that a person can look up: "line 3", "a.jsonl, line 3", "a.md".
struct Place
{
    QString file;
    int line = 0;
};

QString placeName(const Place &place, const QString &seenFrom)
{
    if (place.line == 0)
        return place.file;
    const QString line = u"line %1"_s.arg(place.line);
    return place.file == seenFrom ? line : QString(place.file + u", "_s + line);
}

QString idProblem(const QString &id)
{
    if (id.isEmpty())
        return u"has no id"_s;
    if (id.size() > longestId)
        return u"its id is longer than %1 characters"_s.arg(longestId);
    const bool hasControl = std::ranges::any_of(id, [](QChar character) {
        return character.category() == QChar::Other_Control || character.category() == QChar::Separator_Line
            || character.category() == QChar::Separator_Paragraph;
    });
    return hasControl ? u"its id is more than one line, or has control characters in it"_s : QString();
}

bool isNumber(const QJsonValue &value)
{
    bool isRead = value.isDouble();
    if (value.isString())
        (void)value.toString().trimmed().toDouble(&isRead);
    return isRead;
}

/// By what is expected of tasks that have no grader of their own.
GraderKind graderFor(const std::vector<Task> &tasks)
{
    bool isAny = false;
    bool areNumbers = true;
    bool isAnyText = false;
    for (const Task &task : tasks) {
        if (task.grader || task.expected.isUndefined())
            continue;
        isAny = true;
        areNumbers = areNumbers && isNumber(task.expected);
        isAnyText = isAnyText || task.expected.isString();
    }
    if (!isAny)
        return GraderKind::Manual;
    if (areNumbers)
        return GraderKind::Number;
    return isAnyText ? GraderKind::Text : GraderKind::Json;
}

QString replacedEnd(const QString &name, QLatin1StringView end, QLatin1StringView other)
{
    return name.endsWith(end) ? QString(name.left(name.size() - end.size()) + other) : QString();
}

/// One import: what has been read so far, and how much more may be.
class Import
{
public:
    explicit Import(const ReadOptions &options)
        : m_options(options)
        , m_bytesLeft(options.mostBytes)
    { }

    /// Whether there was anything to read behind \a path; else \a why says what is wrong with it.
    bool readPath(const QString &path, Error &why);
    ReadTasks result() &&;

private:
    void readSource(const ImportSource &source);
    void readFile(const ImportFile &file, FileKind kind, bool isNamed);
    void readJson(const ImportFile &file, const QByteArray &bytes, bool isNamed);
    void readChallenges(const ImportFile &file, const QJsonObject &challenges, bool isNamed);
    void readSolutionsBeside(const ImportFile &file);
    void keepSolutions(const ImportFile &file, const QJsonObject &solutions);
    void readJsonLines(const ImportFile &file, const QByteArray &bytes);
    void readCsv(const ImportFile &file, const QByteArray &bytes);
    void readProse(const ImportFile &file, const QByteArray &bytes);
    void addRows(const ImportFile &file, const QStringList &columns, const std::vector<FieldRow> &rows);
    void addOwnRows(const ImportFile &file, const std::vector<FieldRow> &rows);
    void addRow(const ImportFile &file, int line, const ColumnMapping &mapping, Task task);
    void keep(std::vector<FieldRow> &rows, const Place &place, const Expected<QJsonObject, QString> &members);
    std::optional<QStringList> csvColumns(const ImportFile &file, const CsvRow &row);

    void addArcTask(const ImportFile &file, const QString &id, const QJsonObject &object,
                    const QString &split);
    void add(Task task, const Place &place);
    void refuse(const Place &place, const QString &reason);
    bool isFull(const std::vector<FieldRow> &rows, const Place &place);
    void refuseRest(const Place &place);
    void mergeSolutions();
    FileLookup lookupFor(const ImportFile &file);
    Result<QByteArray> withinLimit(const std::function<Result<QByteArray>(qint64)> &read);
    bool mustStop();

    const ReadOptions &m_options;
    qint64 m_bytesLeft;
    bool m_isStopped = false;
    bool m_isRestRefused = false;
    int m_turn = 0;
    ReadTasks m_read;
    std::optional<TaskSet> m_set;                        ///< the properties of a set of our own
    bool m_isMapped = false;                             ///< m_read.mapping is that of a file
    bool m_lacksPrompt = false;                          ///< some file has no column that could be the prompt
    QHash<QString, std::pair<qsizetype, Place>> m_known; ///< by id: index of the task, and where it stands
    QHash<QString, std::pair<QJsonArray, Place>> m_solutions;
};

bool Import::readPath(const QString &path, Error &why)
{
    const auto source = openSource(path, m_options.mostBytes, m_options.isCancelled);
    if (!source) {
        why = source.error();
        refuse({.file = QFileInfo(path).fileName()}, why.message);
        return QFileInfo::exists(path) && why.kind != ErrorKind::Storage && QFileInfo(path).isReadable();
    }
    if (m_read.suggestedName.isEmpty())
        m_read.suggestedName = source->name;
    readSource(*source);
    return true;
}

void Import::readSource(const ImportSource &source)
{
    for (const BadEntry &entry : source.bad)
        refuse({.file = entry.file, .line = entry.line}, entry.reason);
    const size_t tasksBefore = m_read.tasks.size();
    for (const ImportFile &file : source.files) {
        const FileKind kind = fileKind(file.name);
        if (mustStop())
            return;
        if (kind != FileKind::Prose || source.isFile)
            readFile(file, kind, source.isFile);
    }
    if (source.isFile || m_read.tasks.size() > tasksBefore)
        return;
    for (const ImportFile &file : source.files) {
        if (mustStop())
            return;
        if (fileKind(file.name) == FileKind::Prose)
            readFile(file, FileKind::Prose, false);
    }
}

void Import::readFile(const ImportFile &file, FileKind kind, bool isNamed)
{
    if (kind == FileKind::Other) {
        refuse({.file = file.name},
               u"is of no kind that tasks are read from (JSON, JSON Lines, CSV, text, Markdown, zip)"_s);
        return;
    }
    const auto bytes = withinLimit(file.read);
    if (!bytes) {
        refuse({.file = file.name}, bytes.error().message);
        return;
    }
    const QString problem = kind == FileKind::JsonLines && !isUtf16(*bytes) ? QString() : utf8Problem(*bytes);
    if (!problem.isEmpty())
        refuse({.file = file.name}, problem); // lines of JSON are looked at one by one
    else if (kind == FileKind::Json)
        readJson(file, withMarksEscaped(*bytes), isNamed);
    else if (kind == FileKind::JsonLines)
        readJsonLines(file, withMarksEscaped(*bytes));
    else if (kind == FileKind::Csv)
        readCsv(file, *bytes);
    else
        readProse(file, *bytes);
}

void Import::readJson(const ImportFile &file, const QByteArray &bytes, bool isNamed)
{
    if (bytes.size() > mostJsonBytes) {
        refuse({.file = file.name}, u"is larger than %1 MiB"_s.arg(mostJsonBytes >> 20));
        return;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        refuse({.file = file.name, .line = lineAt(bytes, error.offset)}, jsonProblem(error));
        return;
    }
    const QJsonObject object = document.object();
    if (!document.isObject())
        refuse({.file = file.name}, u"is not an object; lists of tasks are read from JSON Lines (.jsonl)"_s);
    else if (looksLikeChallenges(object))
        readChallenges(file, object, isNamed);
    else if (looksLikeSolutions(object) && !looksLikeArcTask(object))
        keepSolutions(file, object);
    else if (!looksLikeSubmission(object))
        addArcTask(file, QFileInfo(file.name).completeBaseName(), object, arcSplit(file.folderName));
    else if (isNamed)
        refuse({.file = file.name}, u"is a submission: answers, no tasks"_s);
}

void Import::readChallenges(const ImportFile &file, const QJsonObject &challenges, bool isNamed)
{
    for (auto entry = challenges.begin(); entry != challenges.end() && !mustStop(); ++entry)
        addArcTask(file, entry.key(), entry.value().toObject(), arcSplit(file.fileName()));
    if (isNamed)
        readSolutionsBeside(file);
}

void Import::readSolutionsBeside(const ImportFile &file)
{
    const QString base = QFileInfo(file.name).completeBaseName();
    const QString ofChallenges = replacedEnd(base, "_challenges"_L1, "_solutions.json"_L1);
    ImportFile solutions = file;
    solutions.name = ofChallenges.isEmpty() ? QString(base + "_solutions.json"_L1) : ofChallenges;
    const auto bytes =
        withinLimit([&](qint64 mostBytes) { return file.readBeside(solutions.name, mostBytes); });
    if (bytes)
        readJson(solutions, withMarksEscaped(*bytes), false);
    else if (bytes.error().kind == ErrorKind::TooLarge)
        refuse({.file = solutions.name}, bytes.error().message);
}

void Import::keepSolutions(const ImportFile &file, const QJsonObject &solutions)
{
    for (auto entry = solutions.begin(); entry != solutions.end(); ++entry) {
        const QString id = entry.key().trimmed();
        const auto known = m_solutions.constFind(id);
        if (known == m_solutions.constEnd())
            m_solutions.insert(id, {entry.value().toArray(), {.file = file.name}});
        else if (known->first != entry.value().toArray())
            refuse({.file = file.name},
                   u"its solution of \"%1\" differs from the one in %2"_s.arg(id, known->second.file));
    }
}

/// A solution that is no good takes nothing away but itself: its task stays, and what is expected is unknown.
void Import::mergeSolutions()
{
    QStringList filesWithoutUse;
    for (auto entry = m_solutions.cbegin(); entry != m_solutions.cend(); ++entry) {
        const auto &[outputs, place] = *entry;
        const auto known = m_known.constFind(entry.key());
        if (known == m_known.constEnd()) {
            if (!filesWithoutUse.contains(place.file))
                filesWithoutUse.append(place.file);
            continue;
        }
        const QString problem = solve(m_read.tasks[size_t(known->first)], outputs);
        if (!problem.isEmpty())
            refuse(place, u"\"%1\": %2"_s.arg(entry.key(), problem));
    }
    filesWithoutUse.sort();
    if (m_isStopped)
        return; // their tasks may be among what was not read
    for (const QString &file : std::as_const(filesWithoutUse))
        refuse({.file = file}, u"has solutions of tasks that are not there"_s);
}

void Import::readJsonLines(const ImportFile &file, const QByteArray &bytes)
{
    const QByteArrayView text(bytes);
    std::vector<FieldRow> rows;
    int line = 0;
    for (qsizetype start = 0; start < text.size() && !mustStop();) {
        const qsizetype end = text.indexOf('\n', start);
        const QByteArrayView content = text.sliced(start, (end < 0 ? text.size() : end) - start).trimmed();
        start = end < 0 ? text.size() : end + 1;
        ++line;
        if (content.isEmpty())
            continue;
        if (isFull(rows, {file.name, line}))
            break;
        keep(rows, {file.name, line}, membersFromLine(content));
    }
    if (!rows.empty() && isSetLine(rows.front().members))
        addOwnRows(file, rows);
    else
        addRows(file, columnsOf(rows), rows);
}

void Import::keep(std::vector<FieldRow> &rows, const Place &place,
                  const Expected<QJsonObject, QString> &members)
{
    if (members)
        rows.push_back({place.line, *members});
    else
        refuse(place, members.error());
}

void Import::addOwnRows(const ImportFile &file, const std::vector<FieldRow> &rows)
{
    auto set = setFromLine(rows.front().members);
    if (!set) {
        refuse({file.name, rows.front().line}, set.error());
        return;
    }
    if (!m_set)
        m_set = std::move(*set);
    const FileLookup lookup = lookupFor(file);
    for (size_t i = 1; i < rows.size() && !mustStop(); ++i) {
        auto task = taskFromLine(rows[i].members, lookup);
        if (task)
            add(std::move(*task), {file.name, rows[i].line});
        else
            refuse({file.name, rows[i].line}, task.error());
    }
}

void Import::readCsv(const ImportFile &file, const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(withoutMark(bytes));
    CsvReader reader(text, guessSeparator(text));
    const auto head = reader.next();
    if (!head) {
        refuse({.file = file.name}, u"is empty"_s);
        return;
    }
    const auto columns = csvColumns(file, *head);
    if (!columns)
        return;
    std::vector<FieldRow> rows;
    while (const auto row = reader.next()) {
        const Place place{file.name, row->line};
        if (mustStop() || isFull(rows, place))
            break;
        keep(rows, place, membersFromCells(*row, *columns));
    }
    QStringList named = *columns;
    named.removeAll(QString());
    addRows(file, named, rows);
}

/// The names in the first row, empty ones (spreadsheets leave them behind) included.
std::optional<QStringList> Import::csvColumns(const ImportFile &file, const CsvRow &row)
{
    if (!row.problem.isEmpty()) {
        refuse({file.name, row.line}, row.problem);
        return std::nullopt;
    }
    QStringList columns;
    for (const QString &cell : row.cells) {
        const QString name = cell.trimmed();
        if (!name.isEmpty() && columns.contains(name)) {
            refuse({file.name, row.line}, u"there are two columns \"%1\""_s.arg(name));
            return std::nullopt;
        }
        columns.append(name);
    }
    return columns;
}

void Import::addRows(const ImportFile &file, const QStringList &columns, const std::vector<FieldRow> &rows)
{
    for (const QString &column : columns) {
        if (!m_read.columns.contains(column))
            m_read.columns.append(column);
    }
    if (rows.empty())
        return;
    const ColumnMapping mapping = filledIn(m_options.mapping, columns);
    if (const QString problem = mappingProblem(mapping, columns); !problem.isEmpty()) {
        refuse({.file = file.name}, problem);
        return;
    }
    if (!std::exchange(m_isMapped, true))
        m_read.mapping = mapping;
    const FileLookup lookup = lookupFor(file);
    for (const FieldRow &row : rows) {
        if (mustStop())
            return;
        if (auto task = taskFromRow(row.members, mapping, lookup))
            addRow(file, row.line, mapping, std::move(*task));
        else
            refuse({file.name, row.line}, task.error());
    }
}

void Import::addRow(const ImportFile &file, int line, const ColumnMapping &mapping, Task task)
{
    const bool isArc = task.grader && task.grader->kind == GraderKind::Arc;
    m_lacksPrompt = m_lacksPrompt || (mapping.prompt.isEmpty() && !isArc);
    task.source = u"%1:%2"_s.arg(file.name).arg(line);
    if (task.id.isEmpty()) // two files without ids may have tasks in the same lines
        task.id = m_known.contains(QString::number(line)) ? task.source : QString::number(line);
    add(std::move(task), {file.name, line});
}

void Import::readProse(const ImportFile &file, const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(withoutMark(bytes));
    if (text.trimmed().isEmpty())
        refuse({.file = file.name}, u"is empty"_s);
    else if (text.contains(QChar(0)))
        refuse({.file = file.name}, u"is no text"_s);
    else
        add({.id = file.fileName(), .fields = {{"prompt"_L1, text}}, .source = file.name},
            {.file = file.name});
}

void Import::addArcTask(const ImportFile &file, const QString &id, const QJsonObject &object,
                        const QString &split)
{
    auto task = arcTask(object);
    if (!task) {
        const bool isOneOfMany = id != QFileInfo(file.name).completeBaseName();
        refuse({.file = file.name}, isOneOfMany ? u"\"%1\": %2"_s.arg(id, task.error()) : task.error());
        return;
    }
    task->id = id;
    task->source = file.name;
    if (!split.isEmpty())
        task->tags.append(split);
    add(std::move(*task), {.file = file.name});
}

void Import::add(Task task, const Place &place)
{
    task.id = task.id.trimmed();
    if (const QString problem = idProblem(task.id); !problem.isEmpty()) {
        refuse(place, problem);
        return;
    }
    if (const auto known = m_known.constFind(task.id); known != m_known.constEnd()) {
        if (taskHash(m_read.tasks[size_t(known->first)]) != taskHash(task)) {
            refuse(place,
                   u"id \"%1\" stands in %2 already"_s.arg(task.id, placeName(known->second, place.file)));
        }
        return;
    }
    if (int(m_read.tasks.size()) >= m_options.mostTasks) {
        refuseRest(place);
        m_isStopped = true;
        return;
    }
    m_known.insert(task.id, {qsizetype(m_read.tasks.size()), place});
    m_read.tasks.push_back(std::move(task));
}

/// Whether \a rows are as many as can become tasks, one that is about their set included.
bool Import::isFull(const std::vector<FieldRow> &rows, const Place &place)
{
    if (int(rows.size()) <= m_options.mostTasks + 1)
        return false;
    refuseRest(place);
    return true;
}

void Import::refuseRest(const Place &place)
{
    if (!std::exchange(m_isRestRefused, true))
        refuse(place, u"there are more than %1 tasks; what follows was not read"_s.arg(m_options.mostTasks));
}

void Import::refuse(const Place &place, const QString &reason)
{
    if (m_read.bad.size() < mostBad) {
        m_read.bad.push_back({.file = place.file, .line = place.line, .reason = reason});
    } else if (!m_isStopped) {
        m_read.bad.push_back(
            {.file = place.file,
             .line = place.line,
             .reason = u"these are more than %1 bad entries; what follows was not read"_s.arg(mostBad)});
        m_isStopped = true;
    }
}

FileLookup Import::lookupFor(const ImportFile &file)
{
    return [this, &file](const QString &path) {
        return withinLimit([&](qint64 mostBytes) { return file.readBeside(path, mostBytes); });
    };
}

Result<QByteArray> Import::withinLimit(const std::function<Result<QByteArray>(qint64)> &read)
{
    auto bytes = read(m_bytesLeft);
    if (bytes) {
        m_bytesLeft -= bytes->size();
    } else if (bytes.error().kind == ErrorKind::TooLarge) {
        Error error = bytes.error();
        error.message = u"is too large: all files together may have %1 bytes"_s.arg(m_options.mostBytes);
        return Unexpected{error};
    }
    return bytes;
}

bool Import::mustStop()
{
    if (!m_isStopped && m_options.isCancelled && m_turn++ % turnsBetweenQuestions == 0)
        m_isStopped = m_options.isCancelled();
    return m_isStopped;
}

ReadTasks Import::result() &&
{
    mergeSolutions();
    const bool isAllArc = !m_read.tasks.empty() && std::ranges::all_of(m_read.tasks, [](const Task &task) {
        return task.grader && task.grader->kind == GraderKind::Arc;
    });
    m_read.suggestedGrader.kind = isAllArc ? GraderKind::Arc : graderFor(m_read.tasks);
    if (isAllArc)
        m_read.suggestedTemplate = arcTemplate();
    else if (m_lacksPrompt)
        m_read.suggestedTemplate = templateOfColumns(m_read.columns);
    if (m_set) {
        if (!m_set->name.isEmpty())
            m_read.suggestedName = m_set->name;
        m_read.suggestedGrader = m_set->grader;
        m_read.suggestedTemplate = m_set->prompt.text;
        m_read.suggestedInstructions = m_set->instructions;
        m_read.suggestedSchema = m_set->jsonSchema;
    }
    return std::move(m_read);
}

struct MappingMember
{
    QLatin1StringView name;
    QString ColumnMapping::*member = nullptr;
};

constexpr std::array mappingMembers{
    MappingMember{"id"_L1, &ColumnMapping::id}, MappingMember{"prompt"_L1, &ColumnMapping::prompt},
    MappingMember{"expected"_L1, &ColumnMapping::expected}, MappingMember{"tags"_L1, &ColumnMapping::tags}};

} // namespace

QJsonObject toJson(const ColumnMapping &mapping)
{
    QJsonObject object;
    for (const auto &[name, member] : mappingMembers) {
        if (!(mapping.*member).isEmpty())
            object.insert(name, mapping.*member);
    }
    return object;
}

ColumnMapping columnMappingFromJson(const QJsonObject &object)
{
    ColumnMapping mapping;
    for (const auto &[name, member] : mappingMembers)
        mapping.*member = object.value(name).toString();
    return mapping;
}

Result<ReadTasks> readTasks(const QStringList &paths, const ReadOptions &options)
{
    Import import(options);
    Error why{.kind = ErrorKind::Usage, .message = u"no file was named"_s, .code = u"unreadable"_s};
    bool isAnyReadable = false;
    for (const QString &path : paths) {
        Error problem;
        if (import.readPath(path, problem))
            isAnyReadable = true;
        else
            why.message = u"%1 %2"_s.arg(path, problem.message);
    }
    if (!isAnyReadable)
        return Unexpected{why};
    return std::move(import).result();
}

ImportReport compareWithSet(const ReadTasks &read, const QHash<QString, QString> &knownHashes)
{
    ImportReport report{.bad = read.bad};
    for (const Task &task : read.tasks) {
        const auto known = knownHashes.constFind(task.id);
        if (known == knownHashes.constEnd())
            report.fresh.append(task.id);
        else
            (*known == taskHash(task) ? report.same : report.changed).append(task.id);
    }
    return report;
}

} // namespace reasonglass
