#pragma once

#include "analysis/taskmatrix.h"
#include "base/clock.h"
#include "base/expected.h"
#include "tasks/grade.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <set>
#include <vector>

namespace reasonglass {

class Workbench;

/// A run whose grade another look has changed.
struct ChangedGrade
{
    AnalysisId analysis{};
    QString taskId;
    ModelChoice model;
    std::optional<Grade> before = {}; ///< nullopt: there was none
    Grade after = {};

    bool operator==(const ChangedGrade &) const = default;
};

/// What grading a set again has found.
struct RegradeReport
{
    int looked = 0;   ///< runs with an answer
    int byPerson = 0; ///< of these, graded by a person: left as they are
    std::vector<ChangedGrade> changed = {};

    bool operator==(const RegradeReport &) const = default;
};

/// Grades the stored answers of tasks' runs: each once its run has ended, by the same path as later and
/// offline. What a crash kept from being graded is graded at the next start. Lives in the main thread;
/// answers are read and graded in the library's reading thread.
class TaskGrading : public QObject
{
    Q_OBJECT

public:
    /// \a workbench and \a clock must outlive the grading.
    TaskGrading(Workbench &workbench, Clock &clock, QObject *parent = nullptr);

    /// Grades all runs of \a set by today's graders. With \a keep, grades that differ are stored, as further
    /// ones behind those that are there; without, nothing is changed.
    QFuture<Result<RegradeReport>> regrade(TaskSetId set, bool keep);
    /// A person's verdict on an answer. It stands until that person says otherwise, or the run is begun again
    /// and there is another answer: grading a set again does not replace it.
    void gradeByHand(const TaskRun &run, TaskSetId set, Verdict verdict, const QString &why);

signals:
    /// \a run has got its first grade, or another one.
    void graded(reasonglass::TaskSetId set, const reasonglass::TaskRun &run, const reasonglass::Grade &grade);
    /// A run of a task has ended, and there is nothing to grade.
    void passedOver(reasonglass::AnalysisId id);

private:
    struct Looked;
    struct Regrading;

    void gradeLeftOver();
    void gradeNow(AnalysisId id);
    void regradeNext(const std::shared_ptr<Regrading> &work);
    void take(Regrading &work, const Looked &looked);
    void store(AnalysisId id, const Grade &grade, bool byPerson);

    Workbench &m_workbench;
    Clock &m_clock;
    std::set<AnalysisId> m_given; ///< runs that were graded since they began: twice told, once graded
};

} // namespace reasonglass
