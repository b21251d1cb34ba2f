#pragma once

#include "app/taskdesk.h"
#include "tasks/taskset.h"
#include "ui/tasks/taskdraft.h"

#include <QDialog>

#include <optional>

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace reasonglass {

class GradingPage;
class MessageBar;
class PromptPage;
class SchemaPage;
class StateLine;
class TasksPage;
class Workbench;

/// Edits a task set: name, prompt template, instructions, grading, structured output and the tasks
/// themselves. Nothing is stored before Save; Cancel leaves everything as it was.
class SetDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page { Prompt, Instructions, Grading, Schema, Tasks };

    /// \a set must be stored. \a desk and \a workbench must outlive the dialog, which deletes itself when it
    /// is closed.
    SetDialog(TaskDesk &desk, Workbench &workbench, const TaskSet &set, Page page = Page::Prompt,
              QWidget *parent = nullptr);

    void showPage(Page page);

signals:
    /// \a removed tasks can be had back by TaskDesk::restoreTasks().
    void saved(const reasonglass::TaskSet &set, const QStringList &removed);

protected:
    void reject() override;

private:
    void addPage(QWidget *page, const QString &title);
    void learnTasks();
    void follow();
    void showProblem();
    void save();
    void store(const std::vector<Task> &changed);
    TaskSet edited() const;
    bool isChanged() const;
    struct Problem
    {
        QString text;                  ///< empty: all is well
        std::optional<Page> page = {}; ///< where it is shown, too
    };
    Problem problem() const;

    TaskDesk &m_desk;
    Workbench &m_workbench;
    TaskSet m_set; ///< as it was
    TaskDraft m_draft;
    QLineEdit *m_name;
    QTabWidget *m_tabs;
    PromptPage *m_prompt;
    QPlainTextEdit *m_instructions;
    GradingPage *m_grading;
    SchemaPage *m_schema;
    TasksPage *m_tasks;
    StateLine *m_state;
    MessageBar *m_question;
    QPushButton *m_save;
    TaskSet m_untouched; ///< what edited() gives before anything is edited
};

} // namespace reasonglass
