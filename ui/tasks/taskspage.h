#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace reasonglass {

class TaskDraft;
class TaskForm;
class TextTable;
class UndoBar;

/// The tasks of a set as a list, from which they are added, edited and taken out.
class TasksPage : public QWidget
{
    Q_OBJECT

public:
    /// \a draft must outlive the page.
    explicit TasksPage(TaskDraft &draft, QWidget *parent = nullptr);

    /// Whether a task is being edited that the draft does not know of yet.
    bool isEditing() const;
    /// Why that cannot be kept as it is; empty: it can.
    QString problem() const;
    /// Keeps it.
    void finish();

signals:
    void editingChanged();

private:
    QWidget *createList();
    void showTasks();
    void showActions();
    void add();
    void edit();
    void remove();
    void showList();
    QStringList selectedIds() const;

    TaskDraft &m_draft;
    QStackedWidget *m_stack;
    QLineEdit *m_search;
    TextTable *m_table;
    UndoBar *m_undo;
    QPushButton *m_edit;
    QPushButton *m_remove;
    TaskForm *m_form;
};

} // namespace reasonglass
