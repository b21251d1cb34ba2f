#include "app/taskgrading.h"

#include "app/workbench.h"
#include "base/log.h"
#include "base/whenanswered.h"
#include "store/taskreader.h"
#include "tasks/grader.h"

#include <QPromise>

using namespace Qt::StringLiterals;

namespace reasonglass {

/// A run as it is stored, and what its grader says of it now.
struct TaskGrading::Looked
{
    GradedRun stored;
    TaskRun run;
    Grade grade;

    std::optional<Grade> latest() const
    {
        return stored.grades.empty() ? std::nullopt : std::optional(stored.grades.back().grade);
    }
    bool isByPerson() const { return !stored.grades.empty() && stored.grades.back().byPerson; }
};

/// A set that is being graded anew.
struct TaskGrading::Regrading
{
    QPromise<Result<RegradeReport>> promise;
    TaskSetId set{};
    bool keep = false;
    std::vector<AnalysisId> left; ///< from the back
    RegradeReport report;

    void end(const Result<RegradeReport> &answer)
    {
        promise.addResult(answer);
        promise.finish();
    }
};

namespace {

/// Both in the reader's thread.
template <typename Looked>
Result<Looked> look(TaskReader &reader, AnalysisId id)
{
    Result<GradedRun> stored = reader.gradedRun(id);
    if (!stored)
        return Unexpected{stored.error()};
    Result<TaskRun> run = reader.run(id);
    if (!run)
        return Unexpected{run.error()};
    const Grade grade = gradeAnswer(stored->grader, stored->task.expected, stored->answer);
    return Looked{.stored = *std::move(stored), .run = *std::move(run), .grade = grade};
}

} // namespace

TaskGrading::TaskGrading(Workbench &workbench, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_workbench(workbench)
    , m_clock(clock)
{
    connect(&workbench, &Workbench::analysisStored, this, &TaskGrading::gradeNow);
    connect(&workbench, &Workbench::libraryOpened, this, &TaskGrading::gradeLeftOver);
    connect(&workbench, &Workbench::sessionRestarted, this,
            [this](const AnalysisSession *session) { m_given.erase(session->id()); });
}

void TaskGrading::gradeLeftOver()
{
    const auto ids = m_workbench.library().tasks<std::vector<AnalysisId>>(
        [](TaskReader &reader) { return reader.ungradedRuns(); });
    whenAnswered(ids, this, [this](const Result<std::vector<AnalysisId>> &found) {
        for (const AnalysisId id : found.value_or(std::vector<AnalysisId>{}))
            gradeNow(id);
    });
}

void TaskGrading::gradeNow(AnalysisId id)
{
    const auto answer =
        m_workbench.library().tasks<Looked>([id](TaskReader &reader) { return look<Looked>(reader, id); });
    whenAnswered(answer, this, [this, id](const Result<Looked> &looked) {
        const bool isToBeGraded = looked && hasAnswer(looked->stored.status);
        if (!isToBeGraded) {
            if (!looked && looked.error().kind != ErrorKind::NotFound)
                qCWarning(logApp) << "a run could not be graded:" << looked.error().message;
            emit passedOver(id);
            return;
        }
        if (!m_given.insert(id).second)
            return; // a run that a crash cut off is told of as ended and as left over
        store(id, looked->grade, false);
        TaskRun run = looked->run;
        run.verdict = looked->grade.verdict;
        emit graded(looked->stored.set, run, looked->grade);
    });
}

void TaskGrading::store(AnalysisId id, const Grade &grade, bool byPerson)
{
    m_workbench.changeTasks(
        AddGrade{.analysis = id, .grade = grade, .madeUtcUs = m_clock.utcUs(), .byPerson = byPerson});
}

void TaskGrading::gradeByHand(const TaskRun &run, TaskSetId set, Verdict verdict, const QString &why)
{
    const Grade grade{.verdict = verdict,
                      .grader = GraderKind::Manual,
                      .graderVersion = graderVersion(GraderKind::Manual),
                      .code = u"by_person"_s,
                      .message = why.isEmpty() ? u"a person said so"_s : why};
    store(run.analysis, grade, true);
    TaskRun changed = run;
    changed.verdict = verdict;
    emit graded(set, changed, grade);
}

QFuture<Result<RegradeReport>> TaskGrading::regrade(TaskSetId set, bool keep)
{
    auto work = std::make_shared<Regrading>();
    work->set = set;
    work->keep = keep;
    work->promise.start();
    const auto ids = m_workbench.library().tasks<std::vector<AnalysisId>>(
        [set](TaskReader &reader) { return reader.runsToGrade(set); });
    whenAnswered(ids, this, [this, work](const Result<std::vector<AnalysisId>> &found) {
        if (!found) {
            work->end(Unexpected{found.error()});
            return;
        }
        work->left.assign(found->rbegin(), found->rend());
        regradeNext(work);
    });
    return work->promise.future();
}

/// A few runs a question, so that others who ask the library need not wait.
void TaskGrading::regradeNext(const std::shared_ptr<Regrading> &work)
{
    constexpr size_t together = 20;
    if (work->left.empty()) {
        work->end(work->report);
        return;
    }
    const auto count = std::ptrdiff_t(std::min(together, work->left.size()));
    const std::vector<AnalysisId> some(work->left.rbegin(), work->left.rbegin() + count);
    work->left.erase(work->left.end() - count, work->left.end());
    const auto answer = m_workbench.library().tasks<std::vector<Looked>>(
        [some](TaskReader &reader) -> Result<std::vector<Looked>> {
            std::vector<Looked> all;
            for (const AnalysisId id : some) {
                Result<Looked> looked = look<Looked>(reader, id);
                if (looked)
                    all.push_back(*std::move(looked));
                else if (looked.error().kind != ErrorKind::NotFound) // deleted meanwhile
                    return Unexpected{looked.error()};
            }
            return all;
        });
    whenAnswered(answer, this, [this, work](const Result<std::vector<Looked>> &looked) {
        if (!looked) {
            work->end(Unexpected{looked.error()});
            return;
        }
        for (const Looked &one : *looked)
            take(*work, one);
        regradeNext(work);
    });
}

void TaskGrading::take(Regrading &work, const Looked &looked)
{
    ++work.report.looked;
    if (looked.isByPerson()) {
        ++work.report.byPerson;
        return;
    }
    if (looked.latest() == looked.grade)
        return;
    const AnalysisId id = looked.stored.analysis;
    work.report.changed.push_back({.analysis = id,
                                   .taskId = looked.stored.task.id,
                                   .model = looked.stored.model,
                                   .before = looked.latest(),
                                   .after = looked.grade});
    if (!work.keep)
        return;
    store(id, looked.grade, false);
    TaskRun run = looked.run;
    run.verdict = looked.grade.verdict;
    emit graded(work.set, run, looked.grade);
}

} // namespace reasonglass
