#pragma once

#include "base/expected.h"
#include "tasks/taskset.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QMenu;
class QPushButton;

namespace reasonglass {

class CodeEdit;
class StateLine;
class TaskDraft;
class Workbench;

/// Edits a set's prompt template beside what it makes of a task.
class PromptPage : public QWidget
{
    Q_OBJECT

public:
    /// Both must outlive the page.
    PromptPage(TaskDraft &draft, Workbench &workbench, const TaskSet &set, QWidget *parent = nullptr);

    QString text() const;
    /// Why it cannot be used, whatever the task; empty: it can.
    QString problem() const;

signals:
    void changed();

private:
    QWidget *createTools();
    QWidget *createPreview();
    void learnVersions(Workbench &workbench, TaskSetId set);
    void useVersion();
    void fillFields();
    void insertMark(const QString &mark);
    void showPreview();

    TaskDraft &m_draft;
    CodeEdit *m_edit;
    CodeEdit *m_preview;
    StateLine *m_state;
    QLabel *m_help;
    QMenu *m_fields;
    QComboBox *m_versions;
    QPushButton *m_useVersion;
    std::vector<PromptTemplate> m_stored;
    QTimer m_showLater; ///< a long template is not expanded for every key
};

} // namespace reasonglass
