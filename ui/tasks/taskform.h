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
    /// Begins a new task; its id can be written.
    void begin();

signals:
    /// The person is done: with a task, or without one.
    void done();

private:
    void fill(const Task &task);
    void showAsJson(bool asJson);
    void check();
    void keep();
    QString problem() const;
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
    QLineEdit *m_tags;
    StateLine *m_state;
    QPushButton *m_keep;
};

} // namespace reasonglass
