#include "cli/tasksruncommand.h"

#include "cli/providerchoice.h"
#include "cli/taskscommand.h"
#include "settings/keys.h"
#include "store/taskjson.h"

#include <QJsonArray>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

/// A script is not to wait for hours: --continue goes on later.
constexpr auto longestSilence = std::chrono::seconds(30);
/// Nobody looks at a run that has ended: it is in the library.
constexpr int sessionsKept = 10;

Error withPriceOption(Error error)
{
    if (error.code == "price_unknown"_L1)
        error.message += u"; --allow-unknown-price runs it all the same"_s;
    return withHttpOption(std::move(error));
}

/// Why a batch is paused, in words; \a reason is BatchRecord::reason.
QString pauseText(const QString &reason)
{
    static const std::map<QString, QString> texts{
        {u"quit"_s, u"was cut off"_s},
        {u"person"_s, u"is paused"_s},
        {u"cap_batch"_s, u"is held up: it has come to its cap"_s},
        {u"cap_day"_s, u"is held up: the cap of the day is reached"_s},
        {u"day_unknown"_s, u"is held up: what was spent today cannot be read"_s},
        {u"spend_unknown"_s, u"is held up: what it has spent cannot be read"_s},
        {u"authentication"_s, u"is held up: the key was refused"_s},
        {u"quota"_s, u"is held up: the provider's credit is used up"_s},
        {u"not_found"_s, u"is held up: there is no such model or address"_s},
        {u"network"_s, u"is held up: the server cannot be reached"_s},
        {u"rate_limit"_s, u"is held up: the server refuses more and more"_s},
        {u"storage"_s, u"is held up: the library cannot be written"_s},
        {u"request"_s, u"is held up: a request could not be made"_s},
    };
    const auto text = texts.find(reason);
    return text == texts.end() ? QString(u"is held up: "_s + reason) : text->second;
}

void count(TasksRunCommand::Outcome &outcome, const TaskRun &run)
{
    const Verdict verdict = run.verdict.value_or(Verdict::Ungraded);
    if (!hasAnswer(run.status))
        ++outcome.errors;
    else if (verdict == Verdict::Solved)
        ++outcome.solved;
    else
        ++(verdict == Verdict::Failed ? outcome.failed : outcome.ungraded);
    outcome.costUnknown += run.cost.usd ? 0 : 1;
    outcome.runs.push_back(run);
}

/// What became of a batch, by what is in the library.
TasksRunCommand::Outcome outcomeOf(const BatchRecord &batch, const TaskMatrix &matrix, double spentUsd)
{
    std::map<AnalysisId, const TaskRun *> runs;
    for (const TaskRun &run : matrix.runs)
        runs.emplace(run.analysis, &run);
    TasksRunCommand::Outcome outcome{
        .id = batch.id, .state = batch.state, .reason = batch.reason, .spentUsd = spentUsd};
    for (const BatchItem &item : batch.items) {
        outcome.total += item.state == ItemState::Removed ? 0 : 1;
        outcome.left += item.state == ItemState::Queued || item.state == ItemState::Running ? 1 : 0;
        const auto run = runs.find(item.analysis);
        if (item.state == ItemState::Done && run != runs.end())
            count(outcome, *run->second);
    }
    return outcome;
}

} // namespace

TasksRunCommand::TasksRunCommand(const LibraryCommand &command, TasksRunOptions options, OpenTasks &tasks,
                                 Console &console)
    : m_command(command)
    , m_options(std::move(options))
    , m_tasks(tasks)
    , m_console(console)
{ }

ExitCode TasksRunCommand::run()
{
    if (const auto end = begin())
        return *end;
    if (m_progress && !m_isOver) {
        connect(&m_interrupt, &Interrupt::requested, this, &TasksRunCommand::onInterrupted);
        m_loop.exec();
    }
    return conclude();
}

// Beginning

/// What to end with before anything is sent, or nothing.
std::optional<ExitCode> TasksRunCommand::begin()
{
    const auto set = m_tasks.ask<TaskSet>(
        [word = m_options.set](TaskReader &reader) { return findTaskSet(reader, word); });
    if (!set)
        return m_command.fail(set.error());
    m_set = *set;
    follow();
    return m_options.continues ? continueOne() : beginNew();
}

void TasksRunCommand::follow()
{
    BatchRunner &batches = m_tasks.desk().batches();
    connect(&batches, &BatchRunner::runChanged, this,
            [this](TaskSetId /*set*/, const TaskRun &run) { onRunChanged(run); });
    connect(&m_tasks.desk().grading(), &TaskGrading::graded, this,
            [this](TaskSetId /*set*/, const TaskRun &run, const Grade &grade) { onGraded(run, grade); });
    connect(&batches, &BatchRunner::progressed, this, &TasksRunCommand::onProgressed);
    connect(&batches, &BatchRunner::heldUp, this, &TasksRunCommand::onProgressed);
    connect(&batches, &BatchRunner::ended, this, &TasksRunCommand::onEnded);
}

/// The columns that are to be run, with the new ones among them.
Result<std::vector<ModelChoice>> TasksRunCommand::chooseModels()
{
    if (m_options.models.isEmpty() && m_set.models.empty())
        return Unexpected{usageError(u"--model is missing: \"%1\" has no models yet"_s.arg(m_set.name))};
    if (m_options.models.isEmpty())
        return m_set.models;
    std::vector<ModelChoice> models;
    for (const QString &id : m_options.models) {
        const ModelChoice model{
            .providerId = chooseProvider(m_tasks.workbench(), m_options.provider, m_options.baseUrl, id),
            .modelId = id,
            .effort = m_options.effort,
            .baseUrl = m_options.baseUrl};
        if (std::ranges::find(models, model) == models.end())
            models.push_back(model);
    }
    return models;
}

/// Only where the environment has no key, the key store is asked: nothing unlocks a key ring in vain.
Result<> TasksRunCommand::lookUpKey(const ModelChoice &model)
{
    Workbench &workbench = m_tasks.workbench();
    Result<> key = takeKey(workbench, m_options.keyEnvironment, model.providerId, model.baseUrl);
    if (!key)
        return key;
    const auto obstacle = workbench.obstacle(model.providerId, model.baseUrl);
    const Result<Provider> provider = workbench.provider(model.providerId, model.baseUrl);
    if (!provider || !obstacle || obstacle->code != "no_key"_L1)
        return {}; // whatever else is in the way is said when the batch begins
    QEventLoop loop;
    connect(&workbench.secrets(), &SecretStore::changed, &loop, &QEventLoop::quit);
    QMetaObject::invokeMethod(
        &loop, [&] { workbench.secrets().load(model.providerId, keyHost(provider->baseUrl)); },
        Qt::QueuedConnection);
    loop.exec();
    return {};
}

Result<> TasksRunCommand::checkTasks(const TaskMatrix &matrix) const
{
    for (const QString &id : m_options.tasks) {
        if (std::ranges::find(matrix.tasks, id, &TaskRow::id) == matrix.tasks.end())
            return Unexpected{usageError(u"\"%1\" has no task %2"_s.arg(m_set.name, id))};
    }
    return {};
}

bool TasksRunCommand::isChosen(const TaskRow &task) const
{
    return (m_options.tasks.isEmpty() || m_options.tasks.contains(task.id))
        && (m_options.tag.isEmpty() || task.tags.contains(m_options.tag));
}

std::vector<CellPlace> TasksRunCommand::chooseCells(const TaskMatrix &matrix) const
{
    std::vector<CellPlace> cells;
    const std::vector<MatrixColumn> columns = columnsOf(matrix, m_models);
    for (size_t i = 0; i < matrix.tasks.size(); ++i) {
        for (const MatrixColumn &column : columns) {
            if (isChosen(matrix.tasks[i]) && concerns(m_options.action, column.cells[i].state))
                cells.push_back({.taskId = matrix.tasks[i].id, .model = column.model});
        }
    }
    return cells;
}

/// Cells that wait in a batch that was cut off are not run a second time, unless everything is to be.
void TasksRunCommand::leaveOutWaiting(std::vector<CellPlace> &cells) const
{
    std::set<std::pair<QString, ModelChoice>> queued;
    for (const auto &[cell, count] : m_tasks.desk().batches().queuedCells(m_set.id))
        queued.emplace(cell.taskId, cell.model);
    if (m_options.action == CellAction::Run || queued.empty())
        return;
    const auto waiting = std::erase_if(cells, [&](const CellPlace &cell) {
        return queued.contains({cell.taskId, cell.model});
    });
    if (waiting > 0)
        m_console.errLine(
            u"reasonglass-cli: %1 cells wait in a batch that was begun before; --continue runs them"_s.arg(
                waiting));
}

std::optional<ExitCode> TasksRunCommand::beginNew()
{
    tellLeftOver();
    const auto models = chooseModels();
    if (!models)
        return m_command.refuse(models.error());
    m_models = *models;
    const auto matrix =
        m_tasks.ask<TaskMatrix>([id = m_set.id](TaskReader &reader) { return reader.matrix(id); });
    if (!matrix)
        return m_command.fail(matrix.error());
    if (const Result<> known = checkTasks(*matrix); !known)
        return m_command.refuse(known.error());
    std::vector<CellPlace> cells = chooseCells(*matrix);
    leaveOutWaiting(cells);
    if (cells.empty()) {
        m_console.errLine(u"reasonglass-cli: there is nothing to run"_s);
        return std::nullopt;
    }
    for (const ModelChoice &model : m_models) {
        if (const Result<> key = lookUpKey(model); !key)
            return m_command.refuse(key.error());
    }

    BatchRunner &batches = m_tasks.desk().batches();
    const BatchOptions options =
        m_options.over({.atOnce = m_tasks.workbench().settings().value(keys::atOnce)});
    if (const auto obstacle = batches.obstacle(cells, options))
        return m_command.refuse(withPriceOption(*obstacle));
    for (const ModelChoice &model : m_models) {
        if (std::ranges::find(m_set.models, model) == m_set.models.end())
            m_set.models.push_back(model);
    }
    m_tasks.desk().save(m_set);
    const Result<BatchId> id = batches.run(m_set, cells, options);
    if (!id)
        return m_command.refuse(withPriceOption(id.error()));
    if (!m_progress || m_progress->id != *id)
        m_progress = batches.progress(*id);
    onProgressed(*m_progress);
    return std::nullopt;
}

/// Tells of batches that do not go on by themselves.
void TasksRunCommand::tellLeftOver() const
{
    BatchRunner &batches = m_tasks.desk().batches();
    for (const BatchId id : batches.open()) {
        const auto progress = batches.progress(id);
        const bool isOfThisSet = progress->set == m_set.id;
        m_console.errLine(u"reasonglass-cli: a batch of %1 %2 (%3 of %4 done): "
                          "`tasks run %5 --continue %6` goes on"_s.arg(
                              isOfThisSet ? m_set.name : idText(progress->set), pauseText(progress->reason),
                              QString::number(progress->done), QString::number(progress->total),
                              idText(progress->set), idText(id)));
    }
}

/// The batch that --continue means.
Result<BatchId> TasksRunCommand::chooseBatch() const
{
    const BatchRunner &batches = m_tasks.desk().batches();
    std::vector<BatchId> candidates = batches.open();
    std::erase_if(candidates, [&](BatchId id) {
        return batches.record(id)->set != m_set.id || (m_options.batch && *m_options.batch != id);
    });
    if (candidates.size() == 1)
        return candidates.front();
    if (!candidates.empty()) {
        tellLeftOver();
        return Unexpected{usageError(u"there are several batches: say which"_s)};
    }
    const QString message = m_options.batch ? u"there is no such batch of \"%1\" to go on with"_s
                                            : u"there is no batch of \"%1\" to go on with"_s;
    return Unexpected{usageError(message.arg(m_set.name))};
}

std::optional<ExitCode> TasksRunCommand::continueOne()
{
    const Result<BatchId> id = chooseBatch();
    if (!id)
        return m_command.refuse(id.error());
    BatchRunner &batches = m_tasks.desk().batches();
    const BatchRecord &record = *batches.record(*id);
    for (const BatchItem &item : record.items) {
        if (std::ranges::find(m_models, item.model) == m_models.end())
            m_models.push_back(item.model);
    }
    for (const ModelChoice &model : m_models) {
        const Result<> key = lookUpKey(model);
        const auto obstacle =
            key ? m_tasks.workbench().obstacle(model.providerId, model.baseUrl) : std::optional(key.error());
        if (obstacle)
            return m_command.refuse(withHttpOption(*obstacle));
    }
    if (const BatchOptions options = m_options.over(record.options); options != record.options)
        batches.setOptions(*id, options);
    m_progress = batches.progress(*id);
    m_told = m_progress->done;
    batches.resume(*id);
    if (const auto now = batches.progress(*id))
        onProgressed(*now);
    return std::nullopt;
}

// While it runs

void TasksRunCommand::onRunChanged(const TaskRun &run)
{
    if (!m_progress || run.batch != m_progress->id || run.status == AnalysisStatus::Running
        || hasAnswer(run.status))
        return; // it goes on, or its grade comes
    QString outcome = run.status == AnalysisStatus::Cancelled ? u"stopped"_s : u"error"_s;
    const AnalysisSession *session = m_tasks.workbench().session(run.analysis);
    if (const auto error = session ? session->record().error : std::nullopt)
        outcome += u": "_s + error->message.simplified();
    // Its item's state is changed right behind this signal.
    QMetaObject::invokeMethod(
        this, [this, run, outcome] { tellRun(run, outcome); }, Qt::QueuedConnection);
}

void TasksRunCommand::onGraded(const TaskRun &run, const Grade &grade)
{
    if (m_progress && run.batch == m_progress->id)
        tellRun(run, verdictName(grade.verdict));
}

/// Where nobody watches, a line for each run; on a terminal the status line says enough.
void TasksRunCommand::tellRun(const TaskRun &run, const QString &outcome)
{
    if (m_console.errIsTerminal() || m_isInterrupted)
        return;
    const BatchRecord *batch = m_tasks.desk().batches().record(m_progress->id);
    // One that the server had no time for was put back, and is an item's run no more.
    const bool isDone =
        !batch || std::ranges::find(batch->items, run.analysis, &BatchItem::analysis) != batch->items.end();
    m_told += isDone ? 1 : 0;
    m_console.errLine(u"%1/%2 %3 %4 %5 %6 %7"_s.arg(
        QString::number(m_told), QString::number(m_progress->total), run.taskId, modelLabel(run.model),
        durationText(run.durationMs), moneyText(run.cost.usd), outcome));
}

void TasksRunCommand::onProgressed(const BatchProgress &progress)
{
    if (!m_progress || progress.id != m_progress->id)
        return;
    const auto problem = progress.problem ? progress.problem : m_progress->problem;
    m_progress = progress;
    m_progress->problem = problem;
    QString line = u"%1/%2 · %3 running · %4 solved, %5 failed, %6 errors · %7"_s.arg(
        QString::number(progress.done), QString::number(progress.total), QString::number(progress.running),
        QString::number(progress.solved), QString::number(progress.failed), QString::number(progress.errors),
        moneyText(progress.spentUsd));
    if (progress.left)
        line += u" · %1 left"_s.arg(durationText(progress.left->count()));
    m_console.showStatus(line);
    if (progress.state != BatchState::Running && progress.running == 0) {
        m_isOver = true;
        m_loop.quit();
    }
}

void TasksRunCommand::onEnded(const BatchProgress &progress)
{
    if (!m_progress || progress.id != m_progress->id)
        return;
    m_isOver = true;
    m_loop.quit();
}

/// The batch stays as it is: what is queued waits, and what runs is asked for anew by --continue.
void TasksRunCommand::onInterrupted()
{
    m_isInterrupted = true;
    m_loop.quit();
}

// The end

ExitCode TasksRunCommand::conclude()
{
    m_console.showStatus({});
    if (m_isInterrupted)
        m_tasks.closeDesk(); // from now on the batch is paused
    const bool isKept = m_isInterrupted ? m_tasks.flush() : m_tasks.settle();
    const auto matrix =
        m_tasks.ask<TaskMatrix>([id = m_set.id](TaskReader &reader) { return reader.matrix(id); });
    if (!matrix)
        return m_command.fail(matrix.error());
    Outcome outcome;
    if (m_progress) {
        const auto batch =
            m_tasks.ask<BatchRecord>([id = m_progress->id](TaskReader &reader) { return reader.batch(id); });
        const auto spent = m_tasks.ask<double>(
            [id = m_progress->id](TaskReader &reader) { return reader.spentInBatch(id); });
        if (!batch || !spent)
            return m_command.fail(batch ? spent.error() : batch.error());
        outcome = outcomeOf(*batch, *matrix, *spent);
    }
    print(outcome, columnsOf(*matrix, m_models));
    if (m_isInterrupted)
        return ExitCode::Cancelled;
    const bool isDone = outcome.state == BatchState::Finished && outcome.errors == 0;
    return isDone && isKept ? ExitCode::Completed : ExitCode::Failed;
}

void TasksRunCommand::print(const Outcome &outcome, const std::vector<MatrixColumn> &columns)
{
    if (outcome.state == BatchState::Paused) {
        if (m_progress->problem)
            m_console.report(withHttpOption(*m_progress->problem));
        m_console.errLine(
            u"reasonglass-cli: the batch %1 (%2 of %3 done): `tasks run %4 --continue` goes on"_s.arg(
                pauseText(outcome.reason), QString::number(outcome.runs.size()),
                QString::number(outcome.total), idText(m_set.id)));
    }
    if (m_command.output == OutputFormat::Text) {
        m_console.out(totalsText(columns));
        return;
    }
    QJsonArray models;
    for (const MatrixColumn &column : columns)
        models.append(columnJson(column));
    QJsonArray runs;
    for (const TaskRun &run : outcome.runs)
        runs.append(toJson(run));
    const bool hasBatch = outcome.id != BatchId{};
    m_console.outJson(QJsonObject{
        {u"set"_s, idText(m_set.id)},
        {u"batch"_s, hasBatch ? QJsonValue(idText(outcome.id)) : QJsonValue()},
        {u"state"_s, hasBatch ? QJsonValue(batchStateName(outcome.state)) : QJsonValue()},
        {u"reason"_s, outcome.reason.isEmpty() ? QJsonValue() : QJsonValue(outcome.reason)},
        {u"problem"_s,
         m_progress && m_progress->problem ? QJsonValue(m_progress->problem->message) : QJsonValue()},
        {u"total"_s, outcome.total},
        {u"done"_s, qint64(outcome.runs.size())},
        {u"left"_s, outcome.left},
        {u"solved"_s, outcome.solved},
        {u"failed"_s, outcome.failed},
        {u"ungraded"_s, outcome.ungraded},
        {u"errors"_s, outcome.errors},
        {u"cost_usd"_s, outcome.spentUsd},
        {u"cost_unknown"_s, outcome.costUnknown},
        {u"models"_s, models},
        {u"runs"_s, runs}});
}

ExitCode runTasks(const QStringList &arguments, Console &console)
{
    LibraryCommand command(
        u"tasks run"_s, u"Gives the tasks of a set to models, keeps and grades what they answer."_s, console);
    command.opensLibrary = false;
    command.mostWords = 1;
    describeTasksRun(command.parser);
    if (const auto end = command.begin(withBatchId(arguments)))
        return *end;
    const Result<TasksRunOptions> options = readTasksRunOptions(command.parser);
    if (!options)
        return command.refuse(options.error());
    auto environment = QProcessEnvironment::systemEnvironment();
    if (options->noStream)
        environment.insert(u"REASONGLASS_STREAMING"_s, u"off"_s);
    OpenTasks tasks(command,
                    {.environment = environment,
                     .pacedSamples = false,
                     .endedSessionsKept = sessionsKept,
                     .allowPlainHttp = options->allowHttp,
                     .resumePatience = longestSilence},
                    console);
    if (const auto end = tasks.open())
        return *end;
    return TasksRunCommand(command, *options, tasks, console).run();
}

} // namespace reasonglass::cli
