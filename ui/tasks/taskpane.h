#pragma once

#include "analysis/taskmatrix.h"
#include "store/taskreader.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QFormLayout;
class QJsonObject;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace reasonglass {

class ArcTaskView;
class TaskDesk;
class Workbench;

/// One cell of a matrix in full: the task, the model's attempts at it, how each was graded and why; a
/// person's own verdict. ARC tasks are drawn, with what was predicted and where it differs.
class TaskPane : public QWidget
{
    Q_OBJECT

public:
    /// Both must outlive the pane.
    TaskPane(Workbench &workbench, TaskDesk &desk, QWidget *parent = nullptr);

    /// Shows \a task of \a set as \a model ran it, the latest attempt first. \a runs are its attempts, the
    /// oldest first.
    void showCell(const TaskSet &set, const QString &task, const ModelChoice &model,
                  const std::vector<TaskRun> &runs);
    void clear();
    /// Chooses one of the attempts.
    void showRun(AnalysisId id);

signals:
    /// The person wants this cell to be run, now.
    void runWanted(const QString &task, const reasonglass::ModelChoice &model);
    /// Another attempt is to be seen in the run pane.
    void attemptChosen(reasonglass::AnalysisId id);

private:
    QWidget *createTexts();
    QWidget *createVerdicts();
    QPlainTextEdit *addText(QFormLayout *form, const QString &name);
    void read();
    void take(const Result<Task> &task);
    void takeRun(const Result<GradedRun> &run);
    void forgetShown();
    void showTask(const Task &task);
    void showGrade(const GradedRun &run);
    void gradeByHand(Verdict verdict);
    std::optional<TaskRun> chosenRun() const;

    Workbench &m_workbench;
    TaskDesk &m_desk;
    TaskSet m_set;
    QString m_task;
    ModelChoice m_model;
    std::vector<TaskRun> m_runs;
    std::optional<Task> m_shownTask;     ///< so that what is shown already is not drawn anew
    std::optional<GradedRun> m_shownRun; ///< the same
    int m_generation = 0;                ///< answers about a cell that is no longer shown are dropped

    QStackedWidget *m_pages;
    QLabel *m_title;
    QComboBox *m_attempts;
    QPushButton *m_run;
    QLabel *m_grade;
    QLabel *m_history;
    QWidget *m_verdicts;
    QStackedWidget *m_bodies;
    ArcTaskView *m_arc;
    QPlainTextEdit *m_prompt;
    QPlainTextEdit *m_expected;
    QPlainTextEdit *m_answer;
};

} // namespace reasonglass
