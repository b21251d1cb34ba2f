#include "store/taskreader.h"

#include "store/recordreader.h"
#include "store/storedtasks.h"
#include "store/storedvalues.h"

#include <QDateTime>

#include <algorithm>
#include <type_traits>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// Runs that brought an answer: only these are graded.
constexpr auto isAnswered = "+a.status IN ('completed', 'incomplete')"_L1;

Error noSuch(const QString &what)
{
    return {.kind = ErrorKind::NotFound, .message = u"there is no %1 in the library"_s.arg(what)};
}

Error noSuchSet(TaskSetId id)
{
    return noSuch(u"task set %1"_s.arg(qint64(id)));
}

Result<QSqlQuery> select(const QSqlDatabase &database, const QString &sql, const QVariantList &values = {})
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return Unexpected{storageError(query.lastError())};
    if (Result<> done = run(query, values); !done)
        return Unexpected{done.error()};
    return query;
}

/// What \a rowFrom makes of each row that \a sql finds.
template <typename RowFrom>
auto selectAll(const QSqlDatabase &database, const QString &sql, const QVariantList &values, RowFrom rowFrom)
    -> Result<std::vector<std::invoke_result_t<RowFrom, const QSqlQuery &>>>
{
    Result<QSqlQuery> query = select(database, sql, values);
    if (!query)
        return Unexpected{query.error()};
    std::vector<std::invoke_result_t<RowFrom, const QSqlQuery &>> rows;
    while (query->next())
        rows.push_back(rowFrom(*query));
    return rows;
}

/// The one row that \a sql finds, or \a missing.
template <typename RowFrom>
auto selectOne(const QSqlDatabase &database, const QString &sql, const QVariantList &values, RowFrom rowFrom,
               const Error &missing) -> Result<std::invoke_result_t<RowFrom, const QSqlQuery &>>
{
    auto rows = selectAll(database, sql, values, rowFrom);
    if (!rows)
        return Unexpected{rows.error()};
    if (rows->empty())
        return Unexpected{missing};
    return std::move(rows->front());
}

AnalysisId idFrom(const QSqlQuery &query)
{
    return AnalysisId(query.value(0).toLongLong());
}

std::optional<double> realAt(const QSqlQuery &query, int column)
{
    return query.isNull(column) ? std::nullopt : std::optional(query.value(column).toDouble());
}

// --- sets

/// Sets with the latest version of their prompt; \a more columns follow those that setFrom() reads.
QString selectSets(const QString &where, const QString &more = {})
{
    return u"SELECT s.id, s.name, s.created_us, s.instructions, s.grader, s.json_schema, s.models, s.source, "
           "p.version, p.text, p.created_us%2 FROM task_set AS s LEFT JOIN prompt_template AS p "
           "ON p.task_set = s.id AND p.version = (SELECT max(version) FROM prompt_template "
           "WHERE task_set = s.id) WHERE %1 ORDER BY s.created_us DESC, s.id DESC"_s.arg(where, more);
}

TaskSet setFrom(const QSqlQuery &query)
{
    TaskSet set{.id = TaskSetId(query.value(0).toLongLong()),
                .name = query.value(1).toString(),
                .createdUtcUs = query.value(2).toLongLong(),
                .instructions = query.value(3).toString(),
                .grader = graderFromColumn(query.value(4)).value_or(GraderSpec()),
                .jsonSchema = query.value(5).toString().toUtf8(),
                .models = modelsFromColumn(query.value(6).toString()),
                .source = query.value(7).toString()};
    if (!query.isNull(8)) {
        set.prompt = {.version = query.value(8).toInt(),
                      .text = query.value(9).toString(),
                      .createdUtcUs = query.value(10).toLongLong()};
    }
    return set;
}

// --- tasks

QString selectTasks(const QString &where)
{
    return u"SELECT id, fields, expected, grader, tags, source FROM task WHERE task_set = ? AND %1 "
           "ORDER BY rank, id"_s.arg(where);
}

Task taskFrom(const QSqlQuery &query)
{
    return {.id = query.value(0).toString(),
            .fields = objectFromColumn(query.value(1).toString()),
            .expected = valueFromColumn(query.value(2)),
            .grader = graderFromColumn(query.value(3)),
            .tags = listFromColumn(query.value(4).toString()),
            .source = query.value(5).toString()};
}

/// \a bytes is what is to be read of them.
Result<> readAttachments(const QSqlDatabase &database, TaskSetId set, Task &task, QLatin1StringView bytes)
{
    auto attachments =
        selectAll(database,
                  u"SELECT file_name, mime_type, %1 FROM task_attachment WHERE task_set = ? AND task = ? "
                  "ORDER BY ordinal"_s.arg(bytes),
                  {qint64(set), storable(task.id)}, [](const QSqlQuery &query) {
                      return Attachment{.fileName = query.value(0).toString(),
                                        .mimeType = query.value(1).toString(),
                                        .bytes = query.value(2).toByteArray()};
                  });
    if (!attachments)
        return Unexpected{attachments.error()};
    task.attachments = *std::move(attachments);
    return {};
}

// --- runs

/// Runs of \a tables (`task AS t`, `task_run AS r`) in the order in which they are found.
QString selectRuns(const QString &tables, const QString &where)
{
    return u"SELECT r.analysis, r.task, r.provider, r.model, r.effort, r.base_url, a.status, r.verdict, "
           "a.cost_usd, a.cost_basis, a.duration_ms, a.total_tokens, r.batch, r.task_hash <> t.hash "
           "FROM %1 CROSS JOIN analysis AS a ON a.id = r.analysis WHERE %2"_s.arg(tables, where);
}

const QString &throughTasks()
{
    static const QString tables =
        u"task AS t CROSS JOIN task_run AS r ON r.task_set = t.task_set AND r.task = t.id"_s;
    return tables;
}

const QString &throughRun()
{
    static const QString tables =
        u"task_run AS r CROSS JOIN task AS t ON t.task_set = r.task_set AND t.id = r.task"_s;
    return tables;
}

ModelChoice modelAt(const QSqlQuery &query, int column)
{
    return {.providerId = query.value(column).toString(),
            .modelId = query.value(column + 1).toString(),
            .effort = query.value(column + 2).toString(),
            .baseUrl = query.value(column + 3).toString()};
}

TaskRun runFrom(const QSqlQuery &query)
{
    TaskRun run{.analysis = idFrom(query),
                .taskId = query.value(1).toString(),
                .model = modelAt(query, 2),
                .status = statusFromName(query.value(6).toString()).value_or(AnalysisStatus::Interrupted),
                .verdict = verdictFromName(query.value(7).toString())};
    run.cost = {.usd = realAt(query, 8),
                .basis = costBasisFromName(query.value(9).toString()).value_or(CostBasis::Unknown)};
    run.durationMs = query.value(10).toLongLong();
    run.tokens = query.value(11).toLongLong();
    run.batch = BatchId(query.value(12).toLongLong());
    run.outdated = query.value(13).toBool();
    return run;
}

void sortByAge(std::vector<TaskRun> &runs)
{
    std::ranges::sort(runs, {}, &TaskRun::analysis);
}

/// What answerText() gives for the transcript that the stored parts are of.
Result<QString> storedAnswer(const QSqlDatabase &database, AnalysisId id)
{
    Result<QSqlQuery> query =
        select(database,
               u"SELECT item, text FROM part WHERE analysis = ? AND kind = '%1' ORDER BY ordinal"_s.arg(
                   partKindName(PartKind::OutputText)),
               {qint64(id)});
    if (!query)
        return Unexpected{query.error()};
    QString answer;
    int last = -1;
    while (query->next()) {
        const int item = query->value(0).toInt();
        if (last >= 0 && item != last)
            answer += "\n\n"_L1;
        answer += query->value(1).toString();
        last = item;
    }
    return answer;
}

GradeRecord gradeFrom(const QSqlQuery &query)
{
    return {.grade = {.verdict = verdictFromName(query.value(0).toString()).value_or(Verdict::Ungraded),
                      .grader = graderFromName(query.value(1).toString()).value_or(GraderKind::Manual),
                      .graderVersion = query.value(2).toInt(),
                      .code = query.value(3).toString(),
                      .message = query.value(4).toString(),
                      .evidence = objectFromColumn(query.value(5).toString())},
            .madeUtcUs = query.value(6).toLongLong(),
            .byPerson = query.value(7).toBool()};
}

/// What grades a task: its own grader or that of its set, which also has the schema.
GraderSpec graderOf(const Task &task, const GraderSpec &ofSet, const QString &schemaOfSet)
{
    GraderSpec grader = task.grader.value_or(ofSet);
    const bool wantsSchema = grader.kind == GraderKind::JsonSchema && !grader.options.contains("schema"_L1);
    if (wantsSchema && !schemaOfSet.isEmpty())
        grader.options.insert(u"schema"_s, objectFromColumn(schemaOfSet));
    return grader;
}

// --- batches

BatchItem itemFrom(const QSqlQuery &query)
{
    return {.number = query.value(0).toLongLong(),
            .rank = query.value(1).toLongLong(),
            .taskId = query.value(2).toString(),
            .model = modelAt(query, 3),
            .state = itemStateFromName(query.value(7).toString()).value_or(ItemState::Removed),
            .analysis = AnalysisId(query.value(8).toLongLong())};
}

BatchRecord batchFrom(const QSqlQuery &query)
{
    return {.id = BatchId(query.value(0).toLongLong()),
            .set = TaskSetId(query.value(1).toLongLong()),
            .createdUtcUs = query.value(2).toLongLong(),
            .endedUtcUs = query.value(3).toLongLong(),
            .state = batchStateFromName(query.value(4).toString()).value_or(BatchState::Stopped),
            .reason = query.value(5).toString(),
            .options = batchOptionsFromJson(objectFromColumn(query.value(6).toString())),
            .isOpen = query.value(7).toBool()};
}

Result<std::vector<BatchRecord>> selectBatches(const QSqlDatabase &database, const QString &where,
                                               const QVariantList &values)
{
    const Transaction snapshot(database, Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    auto batches =
        selectAll(database,
                  u"SELECT id, task_set, created_us, ended_us, state, reason, options, owner IS NOT NULL "
                  "FROM batch "
                  "WHERE %1 ORDER BY created_us, id"_s.arg(where),
                  values, batchFrom);
    if (!batches)
        return batches;
    for (BatchRecord &batch : *batches) {
        auto items = selectAll(database,
                               u"SELECT number, rank, task, provider, model, effort, base_url, state, "
                               "analysis FROM batch_item WHERE batch = ? ORDER BY rank, number"_s,
                               {qint64(batch.id)}, itemFrom);
        if (!items)
            return Unexpected{items.error()};
        batch.items = *std::move(items);
    }
    return batches;
}

// --- costs

qint64 startUtcUs(QDate day)
{
    return day.startOfDay().toMSecsSinceEpoch() * 1000;
}

QDate dayOf(qint64 utcUs)
{
    return QDateTime::fromMSecsSinceEpoch(utcUs / 1000).date();
}

struct PastRun
{
    std::optional<double> usd;
    qint64 durationMs = 0;
};

PastRun pastRunFrom(const QSqlQuery &query)
{
    return {.usd = realAt(query, 0), .durationMs = query.value(1).toLongLong()};
}

RunHistory historyOf(const std::vector<PastRun> &runs)
{
    RunHistory history{.runs = qint64(runs.size())};
    std::vector<qint64> times;
    double sum = 0;
    for (const PastRun &run : runs) {
        times.push_back(run.durationMs);
        if (!run.usd)
            continue;
        ++history.priced;
        sum += *run.usd;
        history.highestUsd = std::max(history.highestUsd, *run.usd);
    }
    if (history.priced > 0)
        history.meanUsd = sum / double(history.priced);
    if (!times.empty()) {
        std::ranges::sort(times);
        const auto at = [&times](std::size_t percent) {
            return times[(times.size() * percent + 99) / 100 - 1];
        };
        history.medianMs = at(50);
        history.p90Ms = at(90);
    }
    return history;
}

} // namespace

Result<std::vector<TaskSetRow>> TaskReader::sets(bool inTrash)
{
    return selectAll(
        m_statements.database(),
        selectSets(inTrash ? u"s.deleted_us IS NOT NULL"_s : u"s.deleted_us IS NULL"_s,
                   u", (SELECT count(*) FROM task WHERE task_set = s.id AND removed_us IS NULL), "
                   "(SELECT count(*) FROM task_run WHERE task_set = s.id)"_s),
        {}, [](const QSqlQuery &query) {
            return TaskSetRow{.set = setFrom(query),
                              .tasks = query.value(11).toLongLong(),
                              .runs = query.value(12).toLongLong()};
        });
}

Result<TaskSet> TaskReader::set(TaskSetId id)
{
    return selectOne(m_statements.database(), selectSets(u"s.id = ?"_s), {qint64(id)}, setFrom,
                     noSuchSet(id));
}

Result<TaskSet> TaskReader::setByName(const QString &name)
{
    auto all = selectAll(m_statements.database(), selectSets(u"s.deleted_us IS NULL"_s), {}, setFrom);
    if (!all)
        return Unexpected{all.error()};
    // In C++, since SQLite knows the two cases of ASCII letters alone.
    const auto found = std::ranges::find_if(*all, [&name](const TaskSet &set) {
        return set.name.compare(normalized(name), Qt::CaseInsensitive) == 0;
    });
    if (found == all->end())
        return Unexpected{noSuch(u"task set called "_s + name)};
    return std::move(*found);
}

Result<std::vector<PromptTemplate>> TaskReader::promptVersions(TaskSetId id)
{
    return selectAll(
        m_statements.database(),
        u"SELECT version, text, created_us FROM prompt_template WHERE task_set = ? ORDER BY version"_s,
        {qint64(id)}, [](const QSqlQuery &query) {
            return PromptTemplate{.version = query.value(0).toInt(),
                                  .text = query.value(1).toString(),
                                  .createdUtcUs = query.value(2).toLongLong()};
        });
}

Result<std::vector<Task>> TaskReader::tasks(TaskSetId id, bool withAttachments)
{
    const Transaction snapshot(m_statements.database(), Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    auto tasks =
        selectAll(m_statements.database(), selectTasks(u"removed_us IS NULL"_s), {qint64(id)}, taskFrom);
    if (!tasks || !withAttachments)
        return tasks;
    for (Task &task : *tasks) {
        if (Result<> done = readAttachments(m_statements.database(), id, task, "bytes"_L1); !done)
            return Unexpected{done.error()};
    }
    return tasks;
}

Result<Task> TaskReader::task(TaskSetId set, const QString &taskId)
{
    auto task = selectOne(m_statements.database(), selectTasks(u"id = ?"_s), {qint64(set), storable(taskId)},
                          taskFrom, noSuch(u"task "_s + taskId));
    if (!task)
        return task;
    if (Result<> done = readAttachments(m_statements.database(), set, *task, "bytes"_L1); !done)
        return Unexpected{done.error()};
    return task;
}

Result<QHash<QString, QString>> TaskReader::hashes(TaskSetId id)
{
    Result<QSqlQuery> query =
        select(m_statements.database(),
               u"SELECT id, hash FROM task WHERE task_set = ? AND removed_us IS NULL"_s, {qint64(id)});
    if (!query)
        return Unexpected{query.error()};
    QHash<QString, QString> hashes;
    while (query->next())
        hashes.insert(query->value(0).toString(), query->value(1).toString());
    return hashes;
}

Result<TaskMatrix> TaskReader::matrix(TaskSetId id)
{
    const QSqlDatabase &database = m_statements.database();
    const Transaction snapshot(database, Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    Result<TaskSet> head = set(id);
    if (!head)
        return Unexpected{head.error()};
    TaskMatrix matrix{.set = *std::move(head)};
    QHash<qint64, QString> taskIds; // by their rows
    Result<QSqlQuery> query = select(database,
                                     u"SELECT rowid, id, title, tags, source, hash FROM task "
                                     "WHERE task_set = ? AND removed_us IS NULL ORDER BY rank, id"_s,
                                     {qint64(id)});
    if (!query)
        return Unexpected{query.error()};
    while (query->next()) {
        matrix.tasks.push_back({.id = query->value(1).toString(),
                                .title = query->value(2).toString(),
                                .tags = listFromColumn(query->value(3).toString()),
                                .source = query->value(4).toString(),
                                .hash = query->value(5).toString()});
        taskIds.insert(query->value(0).toLongLong(), matrix.tasks.back().id);
    }
    auto runs = runsOfSet(id, taskIds);
    if (!runs)
        return Unexpected{runs.error()};
    matrix.runs = *std::move(runs);
    return matrix;
}

/// There may be ten thousands of them, and taking texts out of SQLite is most of the work: a run's words and
/// its model are read once for all runs that have the same.
Result<std::vector<TaskRun>> TaskReader::runsOfSet(TaskSetId set, const QHash<qint64, QString> &taskIds)
{
    Result<QSqlQuery> query = select(
        m_statements.database(),
        u"SELECT r.analysis, t.rowid, a.status || ' ' || coalesce(r.verdict, '') || ' ' || a.cost_basis || "
        "quote(r.provider) || quote(r.model) || quote(r.effort) || quote(r.base_url), a.cost_usd, "
        "a.duration_ms, a.total_tokens, r.batch, r.task_hash <> t.hash FROM %1 CROSS JOIN analysis AS a "
        "ON a.id = r.analysis WHERE t.task_set = ? AND t.removed_us IS NULL AND a.deleted_us IS NULL"_s.arg(
            throughTasks()),
        {qint64(set)});
    if (!query)
        return Unexpected{query.error()};
    QHash<QString, TaskRun> alike;
    std::vector<TaskRun> runs;
    while (query->next()) {
        const AnalysisId id = idFrom(*query);
        const QString likeness = query->value(2).toString();
        auto known = alike.constFind(likeness);
        if (known == alike.constEnd()) {
            Result<TaskRun> first = run(id);
            if (!first)
                return Unexpected{first.error()};
            known = alike.insert(likeness, *std::move(first));
        }
        TaskRun &next = runs.emplace_back(*known);
        next.analysis = id;
        next.taskId = taskIds.value(query->value(1).toLongLong());
        next.cost.usd = realAt(*query, 3);
        next.durationMs = query->value(4).toLongLong();
        next.tokens = query->value(5).toLongLong();
        next.batch = BatchId(query->value(6).toLongLong());
        next.outdated = query->value(7).toBool();
    }
    sortByAge(runs);
    return runs;
}

Result<std::vector<TaskRun>> TaskReader::runsOf(TaskSetId set, const QString &taskId)
{
    auto runs =
        selectAll(m_statements.database(),
                  selectRuns(throughTasks(), u"t.task_set = ? AND t.id = ? AND a.deleted_us IS NULL"_s),
                  {qint64(set), storable(taskId)}, runFrom);
    if (runs)
        sortByAge(*runs);
    return runs;
}

Result<TaskRun> TaskReader::run(AnalysisId id)
{
    return selectOne(m_statements.database(), selectRuns(throughRun(), u"r.analysis = ?"_s), {qint64(id)},
                     runFrom, noSuch(u"run of a task "_s + toText(id)));
}

Result<GradedRun> TaskReader::gradedRun(AnalysisId id)
{
    const QSqlDatabase &database = m_statements.database();
    const Transaction snapshot(database, Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    struct Head
    {
        GradedRun run;
        QString taskId;
        GraderSpec grader;
        QString schema;
    };
    Result<Head> head = selectOne(
        database,
        u"SELECT s.id, s.name, r.provider, r.model, r.effort, r.base_url, r.prompt_version, "
        "r.task_hash <> t.hash, a.status, t.id, s.grader, s.json_schema "
        "FROM %1 JOIN task_set AS s ON s.id = r.task_set JOIN analysis AS a ON a.id = r.analysis "
        "WHERE r.analysis = ?"_s.arg(throughRun()),
        {qint64(id)},
        [id](const QSqlQuery &query) {
            const std::optional<AnalysisStatus> status = statusFromName(query.value(8).toString());
            GradedRun run{.analysis = id,
                          .set = TaskSetId(query.value(0).toLongLong()),
                          .setName = query.value(1).toString()};
            run.model = modelAt(query, 2);
            run.promptVersion = query.value(6).toInt();
            run.outdated = query.value(7).toBool();
            run.status = status.value_or(AnalysisStatus::Interrupted);
            return Head{.run = std::move(run),
                        .taskId = query.value(9).toString(),
                        .grader = graderFromColumn(query.value(10)).value_or(GraderSpec()),
                        .schema = query.value(11).toString()};
        },
        noSuch(u"run of a task "_s + toText(id)));
    if (!head)
        return Unexpected{head.error()};
    GradedRun &run = head->run;
    Result<Task> task =
        selectOne(database, selectTasks(u"id = ?"_s), {qint64(run.set), storable(head->taskId)}, taskFrom,
                  noSuch(u"task "_s + head->taskId));
    if (!task)
        return Unexpected{task.error()};
    run.task = *std::move(task);
    if (Result<> done = readAttachments(database, run.set, run.task, "x''"_L1); !done)
        return Unexpected{done.error()};
    run.grader = graderOf(run.task, head->grader, head->schema);
    Result<QString> answer = storedAnswer(database, id);
    if (!answer)
        return Unexpected{answer.error()};
    run.answer = *std::move(answer);
    auto grades = selectAll(database,
                            u"SELECT verdict, grader, version, code, message, evidence, made_us, by_person "
                            "FROM grade WHERE analysis = ? ORDER BY id"_s,
                            {qint64(id)}, gradeFrom);
    if (!grades)
        return Unexpected{grades.error()};
    run.grades = *std::move(grades);
    return std::move(run);
}

Result<std::vector<AnalysisId>> TaskReader::ungradedRuns()
{
    return selectAll(
        m_statements.database(),
        u"SELECT r.analysis FROM task_run AS r CROSS JOIN analysis AS a ON a.id = r.analysis "
        "WHERE r.verdict IS NULL AND %1 AND a.deleted_us IS NULL ORDER BY r.analysis"_s.arg(isAnswered),
        {}, idFrom);
}

Result<std::vector<AnalysisId>> TaskReader::runsToGrade(TaskSetId set)
{
    return selectAll(
        m_statements.database(),
        u"SELECT r.analysis FROM task_run AS r CROSS JOIN analysis AS a ON a.id = r.analysis "
        "WHERE r.task_set = ? AND %1 AND a.deleted_us IS NULL ORDER BY r.analysis"_s.arg(isAnswered),
        {qint64(set)}, idFrom);
}

Result<BatchRecord> TaskReader::batch(BatchId id)
{
    auto found = selectBatches(m_statements.database(), u"id = ?"_s, {qint64(id)});
    if (!found)
        return Unexpected{found.error()};
    if (found->empty())
        return Unexpected{noSuch(u"batch %1"_s.arg(qint64(id)))};
    return std::move(found->front());
}

Result<std::vector<BatchRecord>> TaskReader::openBatches()
{
    return selectBatches(m_statements.database(),
                         u"state IN ('running', 'paused') AND task_set IN "
                         "(SELECT id FROM task_set WHERE deleted_us IS NULL)"_s,
                         {});
}

Result<RunHistory> TaskReader::history(const ModelChoice &model, TaskSetId set)
{
    const QString provider = storable(model.providerId);
    const QString name = storable(model.modelId);
    const QString effort = storable(model.effort);
    const QString baseUrl = storable(model.baseUrl);
    if (set != TaskSetId{}) {
        const auto inSet =
            selectAll(m_statements.database(),
                      u"SELECT a.cost_usd, a.duration_ms FROM task_run AS r CROSS JOIN analysis AS a "
                      "ON a.id = r.analysis WHERE r.task_set = ? AND r.provider = ? AND r.model = ? "
                      "AND r.effort = ? AND r.base_url = ? AND %1 AND NOT a.sample"_s.arg(isAnswered),
                      {qint64(set), provider, name, effort, baseUrl}, pastRunFrom);
        if (!inSet)
            return Unexpected{inSet.error()};
        if (!inSet->empty())
            return historyOf(*inSet);
    }
    const auto anywhere =
        selectAll(m_statements.database(),
                  u"SELECT a.cost_usd, a.duration_ms FROM analysis AS a WHERE a.provider = ? "
                  "AND a.model_requested = ? AND a.effort = ? AND (? = '' OR a.base_url = ?) AND %1 "
                  "AND NOT a.sample"_s.arg(isAnswered),
                  {provider, name, effort, baseUrl, baseUrl}, pastRunFrom);
    if (!anywhere)
        return Unexpected{anywhere.error()};
    return historyOf(*anywhere);
}

Result<double> TaskReader::spentSince(qint64 sinceUtcUs)
{
    return scalar(m_statements.database(),
                  u"SELECT total(cost_usd) FROM analysis WHERE created_us >= ? AND NOT sample"_s,
                  {sinceUtcUs})
        .transform([](const QVariant &sum) { return sum.toDouble(); });
}

Result<double> TaskReader::spentInBatch(BatchId id)
{
    return scalar(m_statements.database(),
                  u"SELECT total(cost_usd) FROM task_run AS r CROSS JOIN analysis AS a ON a.id = r.analysis "
                  "WHERE r.batch = ? AND NOT a.sample"_s,
                  {qint64(id)})
        .transform([](const QVariant &sum) { return sum.toDouble(); });
}

Result<std::vector<SpendRow>> TaskReader::spend(QDate first, QDate last)
{
    const QSqlDatabase &database = m_statements.database();
    const Transaction snapshot(database, Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    const Result<QVariant> oldest = scalar(database, u"SELECT min(created_us) FROM analysis"_s);
    const Result<QVariant> newest = scalar(database, u"SELECT max(created_us) FROM analysis"_s);
    if (!oldest || !newest)
        return Unexpected{oldest ? newest.error() : oldest.error()};
    std::vector<SpendRow> rows;
    if (oldest->isNull())
        return rows;
    first = std::max(first, dayOf(oldest->toLongLong()));
    last = std::min(last, dayOf(newest->toLongLong()));
    // Day by day through the index by time: only the system knows when days of the past began.
    for (QDate day = last; day >= first; day = day.addDays(-1)) {
        const Result<QSqlQuery *> query = m_statements.run(
            "SELECT a.provider, a.model_requested, r.task_set, "
            "(SELECT name FROM task_set WHERE id = r.task_set), count(*), sum(a.cost_usd IS NULL), "
            "sum(a.cost_usd IS NOT NULL AND a.cost_basis = 'estimated'), total(a.cost_usd), "
            "coalesce(sum(a.total_tokens), 0) FROM analysis AS a LEFT JOIN task_run AS r "
            "ON r.analysis = a.id WHERE a.created_us >= ? AND a.created_us < ? AND NOT a.sample "
            "AND +a.status <> 'running' GROUP BY 1, 2, 3 ORDER BY 8 DESC, 1, 2, 3",
            {startUtcUs(day), startUtcUs(day.addDays(1))});
        if (!query)
            return Unexpected{query.error()};
        while ((*query)->next()) {
            const auto number = [&query](int column) { return (*query)->value(column).toLongLong(); };
            rows.push_back({.day = day,
                            .providerId = (*query)->value(0).toString(),
                            .model = (*query)->value(1).toString(),
                            .set = TaskSetId(number(2)),
                            .setName = (*query)->value(3).toString(),
                            .runs = number(4),
                            .unknown = number(5),
                            .estimated = number(6),
                            .usd = (*query)->value(7).toDouble(),
                            .tokens = number(8)});
        }
    }
    return rows;
}

} // namespace reasonglass
