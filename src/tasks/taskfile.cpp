#include "tasks/taskfile.h"

#include "tasks/taskimport.h"
#include "tasks/utf8text.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr auto versionMember = "reasonglass_task_set"_L1;
constexpr int formatVersion = 1;

void insertText(QJsonObject &object, QLatin1StringView name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

QJsonObject setLine(const TaskSet &set)
{
    QJsonObject object{{versionMember, formatVersion}};
    insertText(object, "name"_L1, set.name);
    object.insert("template"_L1, set.prompt.text);
    insertText(object, "instructions"_L1, set.instructions);
    object.insert("grader"_L1, toJson(set.grader));
    insertText(object, "schema"_L1, QString::fromUtf8(set.jsonSchema)); // as text: its bytes are what is sent
    return object;
}

QJsonObject taskLine(const Task &task)
{
    QJsonObject object{{"id"_L1, task.id}, {"fields"_L1, task.fields}};
    if (!task.attachments.empty())
        object.insert("attachments"_L1, attachmentsToJson(task.attachments));
    if (!task.expected.isUndefined())
        object.insert("expected"_L1, task.expected);
    if (task.grader)
        object.insert("grader"_L1, toJson(*task.grader));
    if (!task.tags.isEmpty())
        object.insert("tags"_L1, QJsonArray::fromStringList(task.tags));
    insertText(object, "source"_L1, task.source);
    return object;
}

void appendLine(QByteArray &lines, const QJsonObject &object)
{
    lines += withMarksEscaped(QJsonDocument(object).toJson(QJsonDocument::Compact));
    lines += '\n';
}

} // namespace

bool isSetLine(const QJsonObject &object)
{
    return object.contains(versionMember);
}

Expected<TaskSet, QString> setFromLine(const QJsonObject &object)
{
    if (object.value(versionMember).toInt() != formatVersion)
        return Unexpected{u"is a task set of another version than this program reads"_s};
    TaskSet set{.name = object.value("name"_L1).toString(),
                .instructions = object.value("instructions"_L1).toString(),
                .jsonSchema = object.value("schema"_L1).toString().toUtf8()};
    if (const QJsonValue text = object.value("template"_L1); text.isString())
        set.prompt.text = text.toString();
    if (const QJsonValue grader = object.value("grader"_L1); !grader.isUndefined()) {
        const auto spec = graderSpecFromJson(grader.toObject());
        if (!spec)
            return Unexpected{u"the set's grader is none that this program knows"_s};
        set.grader = *spec;
    }
    return set;
}

Expected<Task, QString> taskFromLine(const QJsonObject &object, const FileLookup &lookup)
{
    if (!object.value("fields"_L1).isObject())
        return Unexpected{u"has no \"fields\""_s};
    auto attachments = attachmentsFromJson(object.value("attachments"_L1), lookup);
    if (!attachments)
        return Unexpected{attachments.error()};
    Task task{.id = object.value("id"_L1).toString(),
              .fields = object.value("fields"_L1).toObject(),
              .attachments = std::move(*attachments),
              .expected = object.value("expected"_L1),
              .source = object.value("source"_L1).toString()};
    if (const QJsonValue grader = object.value("grader"_L1); !grader.isUndefined()) {
        task.grader = graderSpecFromJson(grader.toObject());
        if (!task.grader)
            return Unexpected{u"its grader is none that this program knows"_s};
    }
    for (const QJsonValue tag : object.value("tags"_L1).toArray())
        task.tags.append(tag.toString());
    return task;
}

QByteArray toJsonLines(const TaskSet &set, const std::vector<Task> &tasks)
{
    QByteArray lines;
    appendLine(lines, setLine(set));
    for (const Task &task : tasks)
        appendLine(lines, taskLine(task));
    return lines;
}

} // namespace reasonglass
