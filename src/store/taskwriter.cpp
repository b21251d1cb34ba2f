#include "store/taskwriter.h"

#include "store/storedtasks.h"
#include "store/storedvalues.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

template <typename Id>
QVariant idOrNull(Id id)
{
    return id == Id{} ? QVariant(QMetaType::fromType<qint64>()) : QVariant(qint64(id));
}

QVariant timeOrNull(qint64 utcUs)
{
    return utcUs == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(utcUs);
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant(QMetaType::fromType<QString>()) : QVariant(storable(text));
}

QString setWord(TaskSetId set)
{
    return u"task set %1"_s.arg(qint64(set));
}

QString batchWord(BatchId batch)
{
    return u"batch %1"_s.arg(qint64(batch));
}

QString itemWord(BatchId batch, qint64 number)
{
    return u"item %1 of batch %2"_s.arg(number).arg(qint64(batch));
}

QVariantList modelColumns(const ModelChoice &model)
{
    return {storable(model.providerId), storable(model.modelId), storable(model.effort),
            storable(model.baseUrl)};
}

} // namespace

Result<> TaskWriter::apply(const TaskChange &change)
{
    return std::visit([this](const auto &what) { return carryOut(what); }, change);
}

QVariant TaskWriter::ownerColumn(BatchState state) const
{
    const bool isOver = state == BatchState::Finished || state == BatchState::Stopped;
    return isOver ? QVariant(QMetaType::fromType<QString>()) : QVariant(m_owner);
}

Result<> TaskWriter::write(const char *sql, const QVariantList &values)
{
    const Result<QSqlQuery *> query = m_statements.run(sql, values);
    if (!query)
        return Unexpected{query.error()};
    (*query)->finish();
    return {};
}

Result<> TaskWriter::writeOne(const char *sql, const QVariantList &values, const QString &what)
{
    const Result<QSqlQuery *> query = m_statements.run(sql, values);
    if (!query)
        return Unexpected{query.error()};
    const int changed = (*query)->numRowsAffected();
    (*query)->finish();
    if (changed == 0) {
        return Unexpected{
            Error{.kind = ErrorKind::NotFound, .message = u"there is no %1 in the library"_s.arg(what)}};
    }
    return {};
}

Result<> TaskWriter::carryOut(const SaveTaskSet &change)
{
    const TaskSet &set = change.set;
    const Result<> saved = write(
        "INSERT INTO task_set (id, created_us, name, json_schema, instructions, grader, models, source) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "json_schema = excluded.json_schema, instructions = excluded.instructions, "
        "grader = excluded.grader, models = excluded.models, source = excluded.source",
        {qint64(set.id), set.createdUtcUs == 0 ? change.atUtcUs : set.createdUtcUs, storable(set.name),
         textOrNull(QString::fromUtf8(set.jsonSchema)), storable(set.instructions), graderColumn(set.grader),
         modelsColumn(set.models), storable(set.source)});
    return saved.and_then([&](auto) { return writePrompt(change); });
}

/// The latest version where it has this text already, else one more.
Result<> TaskWriter::writePrompt(const SaveTaskSet &change)
{
    const auto set = qint64(change.set.id);
    const QString text = storable(change.set.prompt.text);
    return write("INSERT INTO prompt_template (task_set, version, created_us, text) "
                 "SELECT ?, latest + 1, ?, ? FROM "
                 "(SELECT coalesce(max(version), 0) AS latest FROM prompt_template WHERE task_set = ?) "
                 "WHERE NOT EXISTS "
                 "(SELECT 1 FROM prompt_template WHERE task_set = ? AND version = latest AND text = ?)",
                 {set, change.atUtcUs, text, set, set, text});
}

Result<> TaskWriter::carryOut(const SaveTasks &change)
{
    for (const Task &task : change.tasks) {
        if (Result<> done = writeTask(change.set, task); !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::writeTask(TaskSetId set, const Task &task)
{
    const auto setId = qint64(set);
    const QString id = storable(task.id);
    Result<> saved =
        write("INSERT INTO task (task_set, id, rank, hash, title, tags, source, grader, expected, fields) "
              "VALUES (?, ?, (SELECT coalesce(max(rank), 0) + 1 FROM task WHERE task_set = ?), "
              "?, ?, ?, ?, ?, ?, ?) "
              "ON CONFLICT (task_set, id) DO UPDATE SET hash = excluded.hash, title = excluded.title, "
              "tags = excluded.tags, source = excluded.source, removed_us = NULL, grader = excluded.grader, "
              "expected = excluded.expected, fields = excluded.fields",
              {setId, id, setId, taskHash(task), storable(taskTitle(task)), listColumn(task.tags),
               storable(task.source), graderColumn(task.grader), valueColumn(task.expected),
               jsonColumn(task.fields)});
    if (!saved)
        return saved;
    if (Result<> done = write("DELETE FROM task_attachment WHERE task_set = ? AND task = ?", {setId, id});
        !done)
        return done;
    for (std::size_t i = 0; i < task.attachments.size(); ++i) {
        const Attachment &attachment = task.attachments[i];
        const QByteArray bytes = attachment.bytes.isNull() ? QByteArray("") : attachment.bytes;
        if (Result<> done = write(
                "INSERT INTO task_attachment (task_set, task, ordinal, file_name, mime_type, bytes) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                {setId, id, int(i), storable(attachment.fileName), storable(attachment.mimeType), bytes});
            !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::carryOut(const RemoveTasks &change)
{
    for (const QString &id : change.ids) {
        if (Result<> done = writeOne("UPDATE task SET removed_us = coalesce(removed_us, ?) "
                                     "WHERE task_set = ? AND id = ?",
                                     {change.atUtcUs, qint64(change.set), storable(id)}, u"task "_s + id);
            !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::carryOut(const RestoreTasks &change)
{
    for (const QString &id : change.ids) {
        if (Result<> done = writeOne("UPDATE task SET removed_us = NULL WHERE task_set = ? AND id = ?",
                                     {qint64(change.set), storable(id)}, u"task "_s + id);
            !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::carryOut(const TrashTaskSet &change)
{
    return writeOne("UPDATE task_set SET deleted_us = coalesce(deleted_us, ?) WHERE id = ?",
                    {change.atUtcUs, qint64(change.set)}, setWord(change.set));
}

Result<> TaskWriter::carryOut(const RestoreTaskSet &change)
{
    return writeOne("UPDATE task_set SET deleted_us = NULL WHERE id = ?", {qint64(change.set)},
                    setWord(change.set));
}

Result<> TaskWriter::carryOut(const LinkRun &change)
{
    QVariantList values{qint64(change.analysis),   qint64(change.set),     storable(change.taskId),
                        storable(change.taskHash), idOrNull(change.batch), change.promptVersion};
    values += modelColumns(change.model);
    if (Result<> done = write(
            "INSERT INTO task_run (analysis, task_set, task, task_hash, batch, prompt_version, provider, "
            "model, effort, base_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values);
        !done || change.batch == BatchId{})
        return done;
    return writeOne("UPDATE batch_item SET state = 'running', analysis = ? WHERE batch = ? AND number = ?",
                    {qint64(change.analysis), qint64(change.batch), change.item},
                    itemWord(change.batch, change.item));
}

Result<> TaskWriter::carryOut(const AddGrade &change)
{
    const Grade &grade = change.grade;
    const QString verdict = verdictName(grade.verdict);
    if (Result<> done = writeOne("UPDATE task_run SET verdict = ? WHERE analysis = ?",
                                 {verdict, qint64(change.analysis)}, u"run of a task to be graded"_s);
        !done)
        return done;
    return write("INSERT INTO grade (analysis, made_us, by_person, verdict, grader, version, code, message, "
                 "evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 {qint64(change.analysis), change.madeUtcUs, change.byPerson, verdict,
                  graderName(grade.grader), grade.graderVersion, storable(grade.code),
                  storable(grade.message), jsonColumn(grade.evidence)});
}

Result<> TaskWriter::forgetVerdict(AnalysisId id)
{
    return write("UPDATE task_run SET verdict = NULL WHERE analysis = ?", {qint64(id)});
}

Result<> TaskWriter::carryOut(const SaveBatch &change)
{
    const BatchRecord &batch = change.batch;
    if (Result<> done =
            write("INSERT INTO batch (id, task_set, created_us, ended_us, owner, state, reason, options) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                  {qint64(batch.id), qint64(batch.set), batch.createdUtcUs, timeOrNull(batch.endedUtcUs),
                   ownerColumn(batch.state), batchStateName(batch.state), storable(batch.reason),
                   jsonColumn(toJson(batch.options))});
        !done)
        return done;
    for (const BatchItem &item : batch.items) {
        if (Result<> done = writeItem(batch.id, item); !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::writeItem(BatchId batch, const BatchItem &item)
{
    QVariantList values{qint64(batch), item.number, item.rank, storable(item.taskId)};
    values += modelColumns(item.model);
    values << idOrNull(item.analysis) << itemStateName(item.state);
    return write("INSERT INTO batch_item (batch, number, rank, task, provider, model, effort, base_url, "
                 "analysis, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 values);
}

Result<> TaskWriter::carryOut(const SetBatchState &change)
{
    const bool isOver = change.state == BatchState::Finished || change.state == BatchState::Stopped;
    return writeOne("UPDATE batch SET owner = ?, state = ?, reason = ?, ended_us = ? WHERE id = ?",
                    {change.letGo ? QVariant(QMetaType::fromType<QString>()) : ownerColumn(change.state),
                     batchStateName(change.state), storable(change.reason),
                     timeOrNull(isOver ? change.atUtcUs : 0), qint64(change.batch)},
                    batchWord(change.batch));
}

Result<> TaskWriter::carryOut(const SetBatchOptions &change)
{
    return writeOne("UPDATE batch SET options = ? WHERE id = ?",
                    {jsonColumn(toJson(change.options)), qint64(change.batch)}, batchWord(change.batch));
}

Result<> TaskWriter::carryOut(const SetItemStates &change)
{
    const QString state = itemStateName(change.state);
    const bool forgetsRun = change.state == ItemState::Queued;
    for (const qint64 number : change.items) {
        if (Result<> done = writeOne(
                "UPDATE batch_item SET state = ?, analysis = CASE WHEN ? THEN NULL ELSE analysis END "
                "WHERE batch = ? AND number = ?",
                {state, forgetsRun, qint64(change.batch), number}, itemWord(change.batch, number));
            !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::carryOut(const ReorderItems &change)
{
    for (const auto &[number, rank] : change.ranks) {
        if (Result<> done = writeOne("UPDATE batch_item SET rank = ? WHERE batch = ? AND number = ?",
                                     {rank, qint64(change.batch), number}, itemWord(change.batch, number));
            !done)
            return done;
    }
    return {};
}

Result<> TaskWriter::purgeTrash(qint64 olderThanUtcUs)
{
    // Tasks, templates, batches and the links of runs go with the set.
    return write("DELETE FROM task_set WHERE deleted_us < ? AND id NOT IN (SELECT task_set FROM analysis "
                 "JOIN task_run ON task_run.analysis = analysis.id WHERE status = 'running')",
                 {olderThanUtcUs});
}

} // namespace reasonglass
