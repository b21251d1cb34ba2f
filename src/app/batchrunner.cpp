#include "app/batchrunner.h"

#include "app/openbatch.h"
#include "app/taskgrading.h"
#include "app/workbench.h"
#include "base/log.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "store/taskreader.h"
#include "tasks/prompttemplate.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

/// So often is an item put back that a server refused for being busy.
constexpr int mostRefusals = 10;
/// So many runs in a row that did not reach their server mean that the network is gone.
constexpr int failuresOfANetwork = 3;
QString paceKey(const ModelChoice &model)
{
    return model.providerId + u'\n' + model.baseUrl;
}

CellPlace placeOf(const BatchItem &item)
{
    return {.taskId = item.taskId, .model = item.model};
}

TaskRun taskRun(const AnalysisRecord &record, const BatchItem &item, BatchId batch)
{
    const auto &usage = record.transcript.usage;
    return {.analysis = record.id,
            .taskId = item.taskId,
            .model = item.model,
            .status = record.status,
            .cost = record.cost,
            .durationMs = runTiming(record.attempts).totalMs.value_or(0),
            .tokens = usage ? usage->total : 0,
            .batch = batch};
}

/// Why a run that ended with \a kind stops the whole batch: the next ones would end in the same way.
QString reasonToHold(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authentication:
        return u"authentication"_s;
    case ErrorKind::Quota:
        return u"quota"_s;
    case ErrorKind::NotFound:
        return u"not_found"_s;
    default:
        return {};
    }
}

Error usageError(const QString &code, const QString &message)
{
    return {.kind = ErrorKind::Usage, .message = message, .code = code};
}

/// Why nothing more should be sent after a run that ended so; empty: go on.
QString whyHold(OpenBatch &batch, const AnalysisRecord &record)
{
    const bool hasFailed = record.status == AnalysisStatus::Failed && record.error;
    const bool isUnreachable = hasFailed && record.error->kind == ErrorKind::Network;
    batch.networkFailures = isUnreachable ? batch.networkFailures + 1 : 0;
    if (batch.networkFailures >= failuresOfANetwork)
        return u"network"_s;
    return hasFailed ? reasonToHold(record.error->kind) : QString();
}

} // namespace

BatchRunner::BatchRunner(Workbench &workbench, TaskGrading &grading, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_workbench(workbench)
    , m_grading(grading)
    , m_clock(clock)
    , m_wake(clock.createAlarm(this))
{
    m_tell.setSingleShot(true);
    m_tell.setInterval(100ms);
    connect(&m_tell, &QTimer::timeout, this, &BatchRunner::tellDue);
    connect(m_wake, &Alarm::rang, this, &BatchRunner::pump);
    connect(&workbench, &Workbench::libraryOpened, this, &BatchRunner::readLeftOver);
    connect(&workbench, &Workbench::batchStored, this, [this](BatchId id) {
        if (OpenBatch *batch = find(id)) {
            batch->isStored = true;
            pump();
        }
    });
    connect(&workbench.dayBudget(), &DayBudget::changed, this, &BatchRunner::pump, Qt::QueuedConnection);
    connect(&workbench, &Workbench::storageFailed, this, [this](const Error &error) {
        for (const auto &batch : m_open)
            hold(*batch, u"storage"_s, error);
    });
    connect(&workbench, &Workbench::storageRecovered, this, [this] {
        for (const BatchId id : open()) {
            if (find(id)->record.reason == "storage"_L1)
                resume(id); // what held it up has passed, and nobody chose it
        }
    });
    connect(&grading, &TaskGrading::graded, this,
            [this](TaskSetId /*set*/, const TaskRun &run, const Grade &grade) {
                onGraded(run.analysis, grade.verdict);
            });
    connect(&grading, &TaskGrading::passedOver, this, [this](AnalysisId id) { onGraded(id, std::nullopt); });
}

BatchRunner::~BatchRunner()
{
    for (const auto &batch : m_open) {
        const BatchRecord &record = batch->record;
        const bool isOver = record.state == BatchState::Finished || record.state == BatchState::Stopped;
        if (isOver)
            continue;
        const bool wasPaused = record.state == BatchState::Paused;
        m_workbench.changeTasks(SetBatchState{.batch = record.id,
                                              .state = BatchState::Paused,
                                              .reason = wasPaused ? record.reason : u"quit"_s,
                                              .atUtcUs = m_clock.utcUs(),
                                              .letGo = true});
    }
}

// Beginning

std::optional<Error> BatchRunner::obstacle(const std::vector<CellPlace> &cells,
                                           const BatchOptions &options) const
{
    if (cells.empty())
        return usageError(u"no_cells"_s, u"there is nothing to run"_s);
    std::set<ModelChoice> models;
    for (const CellPlace &cell : cells)
        models.insert(cell.model);
    const bool hasCap = options.batchCapUsd || options.runCapUsd || m_workbench.dayBudget().cap();
    QStringList unpriced;
    for (const ModelChoice &model : models) {
        if (auto found = m_workbench.obstacle(model.providerId, model.baseUrl))
            return found;
        const auto known = m_workbench.catalog().find(model.providerId, model.modelId);
        if (hasCap && !options.allowUnknownPrice && (!known || !known->prices.isKnown()))
            unpriced += model.modelId;
    }
    if (!unpriced.isEmpty())
        return usageError(
            u"price_unknown"_s,
            u"the price of %1 is not known, so a cap cannot be kept"_s.arg(unpriced.join(u", "_s)));
    return m_workbench.dayBudget().refusal();
}

Result<BatchId> BatchRunner::run(const TaskSet &set, const std::vector<CellPlace> &cells,
                                 const BatchOptions &options)
{
    if (const auto found = obstacle(cells, options))
        return Unexpected{*found};
    if (const Result<> readable = checkTemplate(set.prompt.text); !readable)
        return Unexpected{readable.error()};
    auto batch = std::make_unique<OpenBatch>();
    batch->record = {.id = BatchId(newAnalysisId(m_clock.utcUs())),
                     .set = set.id,
                     .createdUtcUs = m_clock.utcUs(),
                     .options = options,
                     .items = planItems(cells, options.attempts)};
    batch->set = set;
    batch->budget.setCap(options.batchCapUsd);
    const BatchId id = batch->record.id;
    m_workbench.changeTasks(SaveBatch{batch->record});
    adopt(std::move(batch));
    return id; // it begins once it is stored
}

void BatchRunner::adopt(std::unique_ptr<OpenBatch> adopted)
{
    OpenBatch &batch = *m_open.emplace_back(std::move(adopted));
    for (const BatchItem &item : batch.record.items) {
        if (item.state == ItemState::Queued)
            ++batch.queuedByCell[{item.taskId, item.model}];
    }
    for (const auto &[cell, queued] : batch.queuedByCell)
        emit queueChanged(batch.record.set, {.taskId = cell.first, .model = cell.second}, queued);
    learnHistory(batch);
    emit itemsChanged(batch.record.id);
    tellProgress(batch);
}

/// What earlier runs cost and took: for the caps and the estimate, before this batch knows better.
void BatchRunner::learnHistory(OpenBatch &batch)
{
    std::set<ModelChoice> models;
    for (const BatchItem &item : batch.record.items)
        models.insert(item.model);
    for (const ModelChoice &model : models) {
        const auto answer = m_workbench.library().tasks<RunHistory>(
            [model, set = batch.record.set](TaskReader &reader) { return reader.history(model, set); });
        whenAnswered(answer, this, [this, id = batch.record.id, model](const Result<RunHistory> &history) {
            OpenBatch *found = find(id);
            if (!found || !history)
                return;
            ModelExperience &learnt = found->learnt[model];
            learnt.historyMs = history->medianMs;
            if (history->priced > 0)
                learnt.costs.note(history->highestUsd, history->priced);
            tellProgress(*found);
            pump();
        });
    }
}

// Batches that the end of the program cut off

void BatchRunner::readLeftOver()
{
    const auto answer = m_workbench.library().tasks<std::vector<BatchRecord>>(
        [](TaskReader &reader) { return reader.openBatches(); });
    whenAnswered(answer, this, [this](const Result<std::vector<BatchRecord>> &stored) {
        QList<BatchId> ids;
        for (const BatchRecord &record : stored.value_or(std::vector<BatchRecord>{})) {
            if (find(record.id) || record.isOpen)
                continue; // it is another program's, or this one's already
            takeOver(record);
            ids += record.id;
        }
        if (!ids.isEmpty())
            emit leftOverFound(ids);
    });
}

void BatchRunner::takeOver(const BatchRecord &stored)
{
    auto batch = std::make_unique<OpenBatch>();
    batch->record = stored;
    batch->record.state = BatchState::Paused;
    batch->budget.setCap(stored.options.batchCapUsd);
    for (const BatchItem &item : stored.items) {
        if (item.state == ItemState::Running)
            batch->cutOff.insert(item.number);
    }
    const BatchId id = stored.id;
    setState(*batch, BatchState::Paused, stored.reason); // it is this program's from now on
    adopt(std::move(batch));

    const auto set = m_workbench.library().tasks<TaskSet>(
        [setId = stored.set](TaskReader &reader) { return reader.set(setId); });
    whenAnswered(set, this, [this, id](const Result<TaskSet> &read) {
        OpenBatch *found = find(id);
        if (found && read)
            found->set = *read;
        else if (found)
            stop(id); // its set is gone
    });
    readSpent(id);
}

/// Nothing begins before its cap can be kept.
void BatchRunner::readSpent(BatchId id)
{
    const auto spent =
        m_workbench.library().tasks<double>([id](TaskReader &reader) { return reader.spentInBatch(id); });
    whenAnswered(spent, this, [this, id](const Result<double> &usd) {
        OpenBatch *found = find(id);
        if (!found)
            return;
        found->isSpendUnknown = !usd;
        if (!usd) {
            found->counts.problem = usd.error();
            setState(*found, BatchState::Paused, u"spend_unknown"_s);
            emit heldUp(progressOf(*found));
            return;
        }
        found->budget.setSpent(*usd);
        found->isStored = true;
        tellProgress(*found);
        pump();
    });
}

/// A run that the end of the program met while it went: it may have been just done, may go on at its server,
/// or is to be asked for anew. Called when the person has said that the batch is to go on.
void BatchRunner::settleLeftOver(OpenBatch &batch, qint64 item, AnalysisId run)
{
    const BatchId id = batch.record.id;
    whenAnswered(m_workbench.library().load(run), this,
                 [this, id, item](const Result<AnalysisRecord> &stored) {
                     OpenBatch *found = find(id);
                     if (!found || found->cutOff.erase(item) == 0)
                         return;
                     if (stored && hasAnswer(stored->status)) {
                         setItem(*found, found->item(item), ItemState::Done);
                         ++found->counts.ungraded; // its grade is made, but was not watched
                     } else if (stored && m_workbench.mayResume(*stored)) {
                         resumeRun(*found, item, stored->id);
                     } else {
                         putBackItem(*found, found->item(item));
                     }
                     pump();
                 });
}

void BatchRunner::resumeRun(OpenBatch &batch, qint64 item, AnalysisId run)
{
    batch.preparing.insert(item);
    whenAnswered(m_workbench.resume(run), this,
                 [this, id = batch.record.id, item](const Result<AnalysisSession *> &session) {
                     OpenBatch *found = find(id);
                     if (!found)
                         return;
                     found->preparing.erase(item);
                     if (session)
                         follow(*found, item, *session);
                     else
                         putBackItem(*found, found->item(item));
                     pump();
                 });
}

// The queue

/// Begins all that may begin. Does nothing when something that it does leads back here.
void BatchRunner::pump()
{
    if (std::exchange(m_pumping, true))
        return;
    // By index: a slot may begin a further batch.
    for (size_t i = 0; i < m_open.size(); ++i) { // NOLINT(modernize-loop-convert)
        if (m_open[i]->record.state == BatchState::Running && m_open[i]->isStored)
            beginSome(*m_open[i]);
    }
    m_pumping = false;
    wakeWhenHeld();
    for (size_t i = m_open.size(); i-- > 0;)
        endIfOver(*m_open[i]);
}

void BatchRunner::beginSome(OpenBatch &batch)
{
    std::set<QString> busy; // providers that take no more for now
    for (size_t i = 0; i < batch.record.items.size(); ++i) {
        if (batch.record.state != BatchState::Running || batch.inFlight() >= batch.record.options.atOnce)
            return;
        BatchItem &item = batch.record.items[i];
        if (item.state != ItemState::Queued || busy.contains(paceKey(item.model)))
            continue;
        if (!paceOf(item.model).mayBegin(inFlightAt(item.model), m_clock.monotonicUs()))
            busy.insert(paceKey(item.model));
        else if (!mayBegin(batch, item))
            return;
        else
            prepare(batch, item);
    }
}

/// Whether room in all and the caps allow \a item. A cap that nothing in flight can make room in pauses the
/// batch.
bool BatchRunner::mayBegin(OpenBatch &batch, const BatchItem &item)
{
    int most = m_workbench.settings().value(keys::atOnce);
    for (const auto &open : m_open)
        most = std::max(most, open->record.options.atOnce);
    if (inFlight() >= most)
        return false;
    const auto expected = expectedUsd(batch, item.model);
    const bool batchAllows = batch.budget.allows(expected);
    DayBudget &day = m_workbench.dayBudget();
    if (day.isAwaited())
        return false; // it is told when it is known
    const bool dayAllows = day.allows(expected);
    if (batchAllows && dayAllows)
        return true;
    if (batch.inFlight() == 0 && !batchAllows)
        hold(batch, u"cap_batch"_s);
    else if (inFlight() == 0 && !dayAllows)
        holdForTheDay(batch, day.refusal());
    return false;
}

void BatchRunner::holdForTheDay(OpenBatch &batch, const std::optional<Error> &refusal)
{
    const bool isUnknown = refusal && refusal->code == "day_unknown"_L1;
    hold(batch, isUnknown ? refusal->code : u"cap_day"_s, isUnknown ? refusal : std::nullopt);
}

/// nullopt: nobody knows. Models without a price count nothing: the person has allowed them.
std::optional<double> BatchRunner::expectedUsd(const OpenBatch &batch, const ModelChoice &model) const
{
    const auto known = m_workbench.catalog().find(model.providerId, model.modelId);
    if (!known || !known->prices.isKnown())
        return 0.0;
    const auto learnt = batch.learnt.find(model);
    return learnt == batch.learnt.end() ? std::nullopt : learnt->second.costs.expected();
}

void BatchRunner::prepare(OpenBatch &batch, BatchItem &item)
{
    item.state = ItemState::Running;
    batch.preparing.insert(item.number);
    batch.budget.reserve(item.number, expectedUsd(batch, item.model));
    tellQueue(batch, placeOf(item), -1);
    const auto answer = m_workbench.library().tasks<Task>(
        [set = batch.record.set, task = item.taskId](TaskReader &reader) { return reader.task(set, task); });
    whenAnswered(answer, this, [this, id = batch.record.id, number = item.number](const Result<Task> &task) {
        if (OpenBatch *found = find(id))
            begin(*found, number, task);
    });
}

void BatchRunner::begin(OpenBatch &batch, qint64 number, const Result<Task> &task)
{
    if (batch.preparing.erase(number) == 0)
        return; // taken out meanwhile
    BatchItem &item = batch.item(number);
    if (batch.record.state != BatchState::Running) {
        putBackItem(batch, item);
    } else if (!task && task.error().kind == ErrorKind::NotFound) {
        batch.budget.settle(number, 0.0);
        setItem(batch, item, ItemState::Removed); // the task is no more
    } else {
        const auto session =
            task ? send(batch, item, *task) : Result<AnalysisSession *>(Unexpected{task.error()});
        if (session) {
            follow(batch, number, *session);
        } else {
            putBackItem(batch, item);
            const QString &code = session.error().code;
            const bool isOfTheDay = code == "cap_day"_L1 || code == "day_unknown"_L1;
            hold(batch, isOfTheDay ? code : u"request"_s, session.error(), item.model.providerId);
        }
    }
    pump();
}

Result<AnalysisSession *> BatchRunner::send(OpenBatch &batch, const BatchItem &item, const Task &task)
{
    const Result<QString> prompt = expandTemplate(batch.set.prompt.text, task);
    if (!prompt)
        return Unexpected{prompt.error()};
    const ModelChoice &model = item.model;
    if (const auto found = m_workbench.obstacle(model.providerId, model.baseUrl))
        return Unexpected{*found};
    Result<AnalysisRequest> request = m_workbench.newRequest(model.providerId, model.modelId, model.baseUrl);
    if (!request)
        return Unexpected{request.error()};
    request->response.prompt = *prompt;
    request->response.instructions = batch.set.instructions;
    request->response.attachments = task.attachments;
    request->response.jsonSchema = batch.set.jsonSchema;
    request->response.effort = model.effort; // a column says what it measures, whatever the settings say
    request->retries = batch.record.options.retries;
    request->capUsd = batch.record.options.runCapUsd;
    if (const auto room = batch.budget.roomFor(item.number))
        request->capUsd = std::min(request->capUsd.value_or(*room), *room);
    const LinkRun link{.set = batch.record.set,
                       .taskId = task.id,
                       .taskHash = taskHash(task),
                       .promptVersion = batch.set.prompt.version,
                       .model = model,
                       .batch = batch.record.id,
                       .item = item.number};
    return m_workbench.start(*request,
                             {.task = link,
                              .title = batch.set.name + u" · "_s + taskTitle(task),
                              .expectedUsd = expectedUsd(batch, model)});
}

void BatchRunner::follow(OpenBatch &batch, qint64 number, AnalysisSession *session)
{
    const BatchId id = batch.record.id;
    BatchItem &item = batch.item(number);
    item.state = ItemState::Running;
    item.analysis = session->id();
    batch.running[session->id()] = number;
    connect(session, &AnalysisSession::limitsStated, this,
            [this, model = item.model](const RateLimits &limits) {
                paceOf(model).noteLimits(limits, m_clock.monotonicUs());
            });
    connect(session, &AnalysisSession::attemptEnded, this,
            [this, model = item.model](const Attempt &attempt) {
                if (!attempt.error || !asksForPatience(*attempt.error))
                    return;
                paceOf(model).noteRefusal(*attempt.error, m_clock.monotonicUs());
                wakeWhenHeld();
            });
    connect(session, &AnalysisSession::finished, this,
            [this, id, number, session] { onRunEnded(id, number, session); });
    emit runChanged(batch.record.set, taskRun(session->record(), item, id));
    tellProgress(batch);
    if (isFinal(session->phase()))
        onRunEnded(id, number, session);
}

void BatchRunner::onRunEnded(BatchId id, qint64 number, AnalysisSession *session)
{
    OpenBatch *batch = find(id);
    if (!batch || batch->running.erase(session->id()) == 0)
        return;
    const AnalysisRecord record = session->record();
    const BatchItem item = batch->item(number);
    batch->budget.settle(number, record.cost.usd);
    learnFrom(*batch, item.model, record);
    emit runChanged(batch->record.set, taskRun(record, item, id));
    if (OpenBatch *open = find(id)) // no slot has stopped it
        concludeItem(*open, number, session);
    pump();
}

void BatchRunner::learnFrom(OpenBatch &batch, const ModelChoice &model, const AnalysisRecord &record)
{
    batch.counts.costUnknown += record.cost.usd ? 0 : 1;
    ModelExperience &learnt = batch.learnt[model];
    if (record.cost.usd && record.cost.basis != CostBasis::Estimated)
        learnt.costs.note(*record.cost.usd);
    if (!hasAnswer(record.status))
        return;
    learnt.sumMs += runTiming(record.attempts).totalMs.value_or(0);
    ++learnt.runs;
    paceOf(model).noteSuccess();
}

/// Done, or to be run again because the server, the account or the network would not have it.
void BatchRunner::concludeItem(OpenBatch &batch, qint64 number, const AnalysisSession *session)
{
    const AnalysisRecord record = session->record();
    BatchItem &item = batch.item(number);
    QString reason = whyHold(batch, record);
    if (reason.isEmpty() && !isToBeRunAgain(session)) {
        setItem(batch, item, ItemState::Done);
        countOutcome(batch, session);
        return;
    }
    if (reason.isEmpty() && ++batch.refusals[number] > mostRefusals)
        reason = u"rate_limit"_s;
    putBackItem(batch, item);
    if (!reason.isEmpty())
        hold(batch, reason, record.error, item.model.providerId);
}

/// Refused because the server was busy, and no word of an answer was paid for.
bool BatchRunner::isToBeRunAgain(const AnalysisSession *session) const
{
    const AnalysisRecord record = session->record();
    return record.status == AnalysisStatus::Failed && record.error && asksForPatience(*record.error)
        && !hasVisibleText(record.transcript);
}

void BatchRunner::countOutcome(OpenBatch &batch, const AnalysisSession *session)
{
    batch.noteEnd(m_clock.monotonicUs());
    if (!hasAnswer(outcomeOf(session->phase()))) {
        ++batch.counts.errors;
        return;
    }
    batch.awaitingGrade.insert(session->id());
    m_awaitingGrade[session->id()] = batch.record.id;
}

void BatchRunner::onGraded(AnalysisId id, std::optional<Verdict> verdict)
{
    const auto awaited = m_awaitingGrade.find(id);
    if (awaited == m_awaitingGrade.end())
        return;
    OpenBatch *batch = find(awaited->second);
    m_awaitingGrade.erase(awaited);
    if (!batch)
        return;
    batch->awaitingGrade.erase(id);
    batch->counts.solved += verdict == Verdict::Solved ? 1 : 0;
    batch->counts.failed += verdict == Verdict::Failed ? 1 : 0;
    batch->counts.ungraded += !verdict || *verdict == Verdict::Ungraded ? 1 : 0;
    tellProgress(*batch);
    endIfOver(*batch);
}

void BatchRunner::endIfOver(OpenBatch &batch)
{
    if (batch.record.state == BatchState::Running && batch.isOver())
        setState(batch, BatchState::Finished, {});
    const bool isClosed =
        batch.record.state == BatchState::Finished || batch.record.state == BatchState::Stopped;
    if (isClosed && batch.inFlight() == 0 && batch.awaitingGrade.empty() && !m_pumping)
        close(batch);
}

void BatchRunner::close(OpenBatch &batch)
{
    const BatchProgress last = progressOf(batch);
    std::erase_if(m_open, [&](const auto &open) { return open.get() == &batch; });
    emit progressed(last);
    emit itemsChanged(last.id);
    emit ended(last);
}

// What a person does

void BatchRunner::pause(BatchId id)
{
    if (OpenBatch *batch = find(id); batch && batch->record.state == BatchState::Running)
        setState(*batch, BatchState::Paused, u"person"_s);
}

void BatchRunner::pauseAll()
{
    for (const BatchId id : open())
        pause(id);
}

void BatchRunner::resume(BatchId id)
{
    OpenBatch *batch = find(id);
    if (!batch || batch->record.state != BatchState::Paused)
        return;
    batch->counts.problem.reset();
    batch->networkFailures = 0;
    batch->finishedUs.clear();
    batch->refusals.clear();
    setState(*batch, BatchState::Running, {});
    if (std::exchange(batch->isSpendUnknown, false))
        readSpent(id);
    for (const qint64 item : std::set(batch->cutOff))
        settleLeftOver(*batch, item, batch->item(item).analysis);
    pump();
}

void BatchRunner::stop(BatchId id)
{
    OpenBatch *batch = find(id);
    if (!batch)
        return;
    std::vector<qint64> waiting;
    for (const BatchItem &item : batch->record.items) {
        const bool isCutOff = batch->cutOff.contains(item.number) || batch->preparing.contains(item.number);
        if (item.state == ItemState::Queued || isCutOff)
            waiting.push_back(item.number);
    }
    setState(*batch, BatchState::Stopped, u"person"_s);
    batch->cutOff.clear();
    const std::map<AnalysisId, qint64> running = batch->running;
    remove(id, waiting);
    for (const auto &[run, item] : running) {
        if (AnalysisSession *session = m_workbench.session(run))
            session->cancel();
    }
    if (OpenBatch *left = find(id))
        endIfOver(*left);
}

void BatchRunner::stopAll()
{
    for (const BatchId id : open())
        stop(id);
}

void BatchRunner::setOptions(BatchId id, const BatchOptions &options)
{
    OpenBatch *batch = find(id);
    if (!batch)
        return;
    batch->record.options = options;
    batch->budget.setCap(options.batchCapUsd);
    m_workbench.changeTasks(SetBatchOptions{.batch = id, .options = options});
    tellProgress(*batch);
    pump();
}

void BatchRunner::remove(BatchId id, const std::vector<qint64> &items)
{
    OpenBatch *batch = find(id);
    if (!batch || items.empty())
        return;
    const std::set<qint64> chosen(items.begin(), items.end());
    std::vector<qint64> removed;
    for (BatchItem &item : batch->record.items) {
        const bool waits = item.state == ItemState::Queued || batch->preparing.contains(item.number)
            || (item.state == ItemState::Running && !batch->running.contains(item.analysis));
        if (!waits || !chosen.contains(item.number))
            continue;
        if (item.state == ItemState::Queued)
            tellQueue(*batch, placeOf(item), -1);
        batch->preparing.erase(item.number);
        batch->cutOff.erase(item.number);
        batch->budget.settle(item.number, 0.0);
        item.state = ItemState::Removed;
        removed.push_back(item.number);
    }
    m_workbench.changeTasks(SetItemStates{.batch = id, .items = removed, .state = ItemState::Removed});
    emit itemsChanged(id);
    tellProgress(*batch);
    endIfOver(*batch);
}

void BatchRunner::putBack(BatchId id, const std::vector<qint64> &items)
{
    OpenBatch *batch = find(id);
    if (!batch)
        return;
    for (const qint64 number : items) {
        const auto item = std::ranges::find(batch->record.items, number, &BatchItem::number);
        if (item != batch->record.items.end() && item->state == ItemState::Removed)
            putBackItem(*batch, *item);
    }
    pump();
}

void BatchRunner::move(BatchId id, const std::vector<qint64> &items, Direction direction)
{
    OpenBatch *batch = find(id);
    if (!batch)
        return;
    const auto ranks = moveQueued(batch->record.items, std::set(items.begin(), items.end()), direction);
    if (ranks.empty())
        return;
    m_workbench.changeTasks(ReorderItems{.batch = id, .ranks = ranks});
    emit itemsChanged(id);
}

void BatchRunner::stopCells(TaskSetId set, const std::vector<CellPlace> &cells)
{
    for (const BatchId id : open()) {
        if (OpenBatch *batch = find(id); batch->record.set == set)
            stopItems(*batch, cells);
    }
}

void BatchRunner::stopItems(OpenBatch &batch, const std::vector<CellPlace> &cells)
{
    std::vector<qint64> waiting;
    std::vector<AnalysisId> running;
    for (const BatchItem &item : batch.record.items) {
        if (std::ranges::find(cells, placeOf(item)) == cells.end())
            continue;
        if (batch.running.contains(item.analysis))
            running.push_back(item.analysis);
        else if (item.state == ItemState::Queued || item.state == ItemState::Running)
            waiting.push_back(item.number);
    }
    remove(batch.record.id, waiting);
    for (const AnalysisId run : running) {
        if (AnalysisSession *session = m_workbench.session(run))
            session->cancel();
    }
}

// States

void BatchRunner::hold(OpenBatch &batch, const QString &reason, const std::optional<Error> &problem,
                       const QString &provider)
{
    if (batch.record.state != BatchState::Running)
        return;
    batch.counts.problem = problem;
    batch.counts.provider = provider;
    setState(batch, BatchState::Paused, reason);
    emit heldUp(progressOf(batch));
}

void BatchRunner::setState(OpenBatch &batch, BatchState state, const QString &reason)
{
    batch.record.state = state;
    batch.record.reason = reason;
    const bool hasEnded = state == BatchState::Finished || state == BatchState::Stopped;
    batch.record.endedUtcUs = hasEnded ? m_clock.utcUs() : 0;
    m_workbench.changeTasks(SetBatchState{
        .batch = batch.record.id, .state = state, .reason = reason, .atUtcUs = m_clock.utcUs()});
    tellProgress(batch);
}

void BatchRunner::setItem(OpenBatch &batch, BatchItem &item, ItemState state)
{
    item.state = state;
    m_workbench.changeTasks(SetItemStates{.batch = batch.record.id, .items = {item.number}, .state = state});
    emit itemsChanged(batch.record.id);
    tellProgress(batch);
}

void BatchRunner::putBackItem(OpenBatch &batch, BatchItem &item)
{
    batch.budget.settle(item.number, 0.0);
    item.analysis = {};
    setItem(batch, item, ItemState::Queued);
    tellQueue(batch, placeOf(item), 1);
}

void BatchRunner::tellQueue(OpenBatch &batch, const CellPlace &cell, int change)
{
    batch.queuedByCell[{cell.taskId, cell.model}] += change;
    int queued = 0;
    for (const auto &open : m_open) {
        const auto found = open->queuedByCell.find({cell.taskId, cell.model});
        if (open->record.set == batch.record.set && found != open->queuedByCell.end())
            queued += found->second;
    }
    emit queueChanged(batch.record.set, cell, queued);
}

void BatchRunner::tellProgress(OpenBatch &batch)
{
    batch.isToBeTold = true;
    if (!m_tell.isActive())
        m_tell.start();
}

void BatchRunner::tellDue()
{
    std::vector<BatchProgress> due;
    for (const auto &batch : m_open) {
        if (std::exchange(batch->isToBeTold, false))
            due.push_back(progressOf(*batch));
    }
    for (const BatchProgress &progress : due)
        emit progressed(progress);
}

/// A provider that asked for patience is asked again when its time has come.
void BatchRunner::wakeWhenHeld()
{
    std::optional<std::chrono::milliseconds> soonest;
    for (const auto &[key, pace] : m_paces) {
        const auto held = pace.heldFor(m_clock.monotonicUs());
        if (held > 0ms)
            soonest = std::min(soonest.value_or(held), held);
    }
    if (soonest)
        m_wake->start(*soonest);
}

// What is told

BatchProgress BatchRunner::progressOf(const OpenBatch &batch) const
{
    BatchProgress progress = batch.progress(m_clock.monotonicUs());
    if (progress.running > 0 || progress.queued == 0)
        return progress;
    std::optional<std::chrono::milliseconds> soonest;
    for (const BatchItem &item : batch.record.items) {
        const auto pace = m_paces.find(paceKey(item.model));
        if (item.state == ItemState::Queued && pace != m_paces.end()) {
            const auto held = pace->second.heldFor(m_clock.monotonicUs());
            soonest = std::min(soonest.value_or(held), held);
        }
    }
    progress.heldFor = soonest.value_or(0ms);
    return progress;
}

ProviderPace &BatchRunner::paceOf(const ModelChoice &model)
{
    ProviderPace &pace = m_paces.try_emplace(paceKey(model)).first->second;
    int most = m_workbench.settings().value(keys::providerAtOnce(model.providerId));
    if (most <= 0) {
        most = m_workbench.settings().value(keys::atOnce);
        for (const auto &batch : m_open)
            most = std::max(most, batch->record.options.atOnce);
    }
    pace.setMost(most);
    return pace;
}

int BatchRunner::inFlightAt(const ModelChoice &model) const
{
    const QString key = paceKey(model);
    int count = 0;
    for (const auto &batch : m_open) {
        const auto isThere = [&](qint64 item) { return paceKey(batch->item(item).model) == key; };
        count += int(std::ranges::count_if(batch->preparing, isThere));
        count +=
            int(std::ranges::count_if(batch->running, [&](const auto &run) { return isThere(run.second); }));
    }
    return count;
}

int BatchRunner::inFlight() const
{
    return std::accumulate(m_open.begin(), m_open.end(), 0,
                           [](int sum, const auto &batch) { return sum + batch->inFlight(); });
}

bool BatchRunner::isBusy() const
{
    return std::ranges::any_of(m_open, [](const auto &batch) {
        return batch->record.state == BatchState::Running || batch->inFlight() > 0;
    });
}

OpenBatch *BatchRunner::find(BatchId id) const
{
    const auto found =
        std::ranges::find_if(m_open, [id](const auto &batch) { return batch->record.id == id; });
    return found == m_open.end() ? nullptr : found->get();
}

std::vector<BatchId> BatchRunner::open() const
{
    std::vector<BatchId> ids;
    for (const auto &batch : m_open)
        ids.push_back(batch->record.id);
    return ids;
}

std::optional<BatchProgress> BatchRunner::progress(BatchId id) const
{
    const OpenBatch *batch = find(id);
    return batch ? std::optional(progressOf(*batch)) : std::nullopt;
}

const BatchRecord *BatchRunner::record(BatchId id) const
{
    const OpenBatch *batch = find(id);
    return batch ? &batch->record : nullptr;
}

std::vector<std::pair<CellPlace, int>> BatchRunner::queuedCells(TaskSetId set) const
{
    std::map<std::pair<QString, ModelChoice>, int> sums;
    for (const auto &batch : m_open) {
        if (batch->record.set != set)
            continue;
        for (const auto &[cell, queued] : batch->queuedByCell)
            sums[cell] += queued;
    }
    std::vector<std::pair<CellPlace, int>> cells;
    for (const auto &[cell, queued] : sums) {
        if (queued > 0)
            cells.push_back({{.taskId = cell.first, .model = cell.second}, queued});
    }
    return cells;
}

std::vector<TaskRun> BatchRunner::liveRuns(TaskSetId set) const
{
    std::vector<TaskRun> runs;
    for (const auto &batch : m_open) {
        if (batch->record.set != set)
            continue;
        for (const auto &[run, item] : batch->running) {
            if (const AnalysisSession *session = m_workbench.session(run))
                runs.push_back(taskRun(session->record(), batch->item(item), batch->record.id));
        }
    }
    return runs;
}

} // namespace reasonglass
