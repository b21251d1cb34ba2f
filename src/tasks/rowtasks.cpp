#include "tasks/rowtasks.h"

#include "tasks/arctasks.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <array>
#include <span>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr std::array idNames{"id"_L1, "task_id"_L1, "name"_L1};
constexpr std::array promptNames{"prompt"_L1, "question"_L1, "input"_L1, "problem"_L1, "text"_L1};
constexpr std::array expectedNames{"expected"_L1, "answer"_L1, "target"_L1, "output"_L1, "solution"_L1};
constexpr std::array tagsNames{"tags"_L1};

QString guess(const QString &given, std::span<const QLatin1StringView> names, const QStringList &columns)
{
    if (!given.isEmpty())
        return given;
    for (const QLatin1StringView name : names) {
        for (const QString &column : columns) {
            if (column.trimmed().compare(name, Qt::CaseInsensitive) == 0)
                return column;
        }
    }
    return {};
}

/// A string or a number as text; null for anything else.
QString plainText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return value.toVariant().toString();
    return {};
}

QStringList tagsFrom(const QJsonValue &value)
{
    QStringList words;
    if (value.isArray()) {
        for (const QJsonValue word : value.toArray())
            words.append(plainText(word));
    } else {
        static const QRegularExpression separator(u"[;,]"_s);
        words = plainText(value).split(separator);
    }
    QStringList tags;
    for (const QString &word : words) {
        if (const QString tag = word.simplified(); !tag.isEmpty() && !tags.contains(tag))
            tags.append(tag);
    }
    return tags;
}

QJsonValue taken(QJsonObject &row, const QString &column)
{
    return column.isEmpty() ? QJsonValue(QJsonValue::Undefined) : row.take(column);
}

bool isUnknown(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() || (value.isString() && value.toString().isEmpty());
}

/// Puts prompt, expected answer and other fields of \a row into \a task; returns what is wrong.
QString fillPlain(Task &task, QJsonObject row, const ColumnMapping &mapping)
{
    const QJsonValue prompt = taken(row, mapping.prompt);
    if (!mapping.prompt.isEmpty() && (isUnknown(prompt) || prompt.toString(u"."_s).trimmed().isEmpty()))
        return u"has no prompt (\"%1\" is empty)"_s.arg(mapping.prompt);
    const QJsonValue expected = taken(row, mapping.expected);
    if (!isUnknown(expected))
        task.expected = expected;
    if (const QJsonObject grader = row.value("grader"_L1).toObject(); grader.value("kind"_L1).isString()) {
        task.grader = graderSpecFromJson(grader);
        if (!task.grader)
            return u"there is no grader \"%1\""_s.arg(grader.value("kind"_L1).toString());
        row.remove("grader"_L1);
    }
    task.fields = row;
    if (!mapping.prompt.isEmpty())
        task.fields.insert("prompt"_L1, prompt);
    return {};
}

} // namespace

ColumnMapping filledIn(const ColumnMapping &mapping, const QStringList &columns)
{
    return {.id = guess(mapping.id, idNames, columns),
            .prompt = guess(mapping.prompt, promptNames, columns),
            .expected = guess(mapping.expected, expectedNames, columns),
            .tags = guess(mapping.tags, tagsNames, columns)};
}

QString mappingProblem(const ColumnMapping &mapping, const QStringList &columns)
{
    for (const QString &column : {mapping.id, mapping.prompt, mapping.expected, mapping.tags}) {
        if (!column.isEmpty() && !columns.contains(column))
            return u"there is no column \"%1\", only %2"_s.arg(column, columns.mid(0, 20).join(", "_L1));
    }
    return {};
}

QString jsonProblem(const QJsonParseError &error)
{
    return u"is not JSON: %1"_s.arg(error.errorString());
}

Expected<QJsonObject, QString> membersFromLine(QByteArrayView line)
{
    if (line.size() > mostJsonBytes)
        return Unexpected{u"is longer than %1 MiB"_s.arg(mostJsonBytes >> 20)};
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(line.data(), line.size()), &error);
    if (error.error != QJsonParseError::NoError)
        return Unexpected{u"%1 (byte %2)"_s.arg(jsonProblem(error)).arg(error.offset + 1)};
    if (!document.isObject())
        return Unexpected{u"is not an object"_s};
    return document.object();
}

Expected<QJsonObject, QString> membersFromCells(const CsvRow &row, const QStringList &columns)
{
    if (!row.problem.isEmpty())
        return Unexpected{row.problem};
    if (row.cells.size() != columns.size()) {
        return Unexpected{u"has %1 cells where the first line names %2 columns"_s.arg(row.cells.size())
                              .arg(columns.size())};
    }
    QJsonObject members;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        if (!columns.at(i).isEmpty())
            members.insert(columns.at(i), row.cells.at(i));
    }
    return members;
}

QStringList columnsOf(const std::vector<FieldRow> &rows)
{
    QStringList columns;
    QSet<QString> known;
    for (const FieldRow &row : rows) {
        for (auto member = row.members.begin(); member != row.members.end(); ++member) {
            if (!known.contains(member.key())) {
                known.insert(member.key());
                columns.append(member.key());
            }
        }
    }
    return columns;
}

Expected<Task, QString> taskFromRow(const QJsonObject &row, const ColumnMapping &mapping,
                                    const FileLookup &lookup)
{
    QJsonObject rest = row;
    const QJsonValue id = taken(rest, mapping.id);
    if (!mapping.id.isEmpty() && plainText(id).trimmed().isEmpty())
        return Unexpected{u"has no id (\"%1\" is empty)"_s.arg(mapping.id)};
    const QStringList tags = tagsFrom(taken(rest, mapping.tags));
    auto attachments = attachmentsFromJson(rest.take("attachments"_L1), lookup);
    if (!attachments)
        return Unexpected{attachments.error()};

    Task task;
    if (looksLikeArcTask(rest)) {
        auto read = arcTask(rest);
        if (!read)
            return read;
        task = std::move(*read);
    } else if (const QString problem = fillPlain(task, rest, mapping); !problem.isEmpty()) {
        return Unexpected{problem};
    }
    task.id = plainText(id).trimmed();
    task.tags = tags;
    task.attachments = std::move(*attachments);
    return task;
}

QString templateOfColumns(const QStringList &columns)
{
    QString text;
    for (const QString &column : columns) {
        if (column.contains(u'{') || column.contains(u'}') || column.contains(u'|'))
            continue; // a template cannot name it
        text += u"{{#%1}}\n%1: {{%1}}\n{{/%1}}\n"_s.arg(column);
    }
    return text;
}

} // namespace reasonglass
