#pragma once

#include "tasks/task.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace reasonglass {

class CodeEdit;
class StateLine;
class TaskDraft;

/// Edits one task: its prompt or, as JSON, all its fields; what is expected; its tags.
class TaskForm : public QWidget
{
    Q_OBJECT

public:
    /// \a draft must outlive the form.
    explicit TaskForm(TaskDraft &draft, QWidget *parent = nullptr);

    void edit(const Task &task);
    /// Begins a new task; its id can be written. \a expectsJson: as those do that are there.
    void begin(bool expectsJson);
    /// What is wrong with it as it is written; empty: nothing.
    QString problem() const;
    /// Hands the task to the draft.
    void keep();

signals:
    /// The person is done: with a task, or without one.
    void done();
    void changed();

private:
    void fill(const Task &task);
    void showAsJson(bool asJson);
    void check();
    std::optional<QJsonObject> fields() const;

    TaskDraft &m_draft;
    Task m_task; ///< as it was
    bool m_isNew = false;
    QLineEdit *m_id;
    QPlainTextEdit *m_prompt;
    QCheckBox *m_asJson;
    CodeEdit *m_fields;
    QStackedWidget *m_text;
    QPlainTextEdit *m_expected;
    QCheckBox *m_expectedIsJson;
    QLineEdit *m_tags;
    StateLine *m_state;
    QPushButton *m_keep;
};

} // namespace reasonglass
