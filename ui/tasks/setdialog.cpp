#include "ui/tasks/setdialog.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "store/taskreader.h"
#include "ui/browser/messagebar.h"
#include "ui/browser/mutedlabel.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/gradingpage.h"
#include "ui/tasks/promptpage.h"
#include "ui/tasks/schemapage.h"
#include "ui/tasks/taskspage.h"
#include "ui/words/words.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 108; // average characters
constexpr int comfortableHeight = 40; // lines

} // namespace

SetDialog::SetDialog(TaskDesk &desk, Workbench &workbench, const TaskSet &set, Page page, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_workbench(workbench)
    , m_set(set)
    , m_name(new QLineEdit(set.name))
    , m_tabs(new QTabWidget)
    , m_prompt(new PromptPage(m_draft, workbench, set))
    , m_instructions(new QPlainTextEdit(set.instructions))
    , m_grading(new GradingPage(m_draft, set.grader))
    , m_schema(new SchemaPage(set.jsonSchema))
    , m_tasks(new TasksPage(m_draft))
    , m_state(new StateLine(u"state"_s))
    , m_question(new MessageBar)
    , m_save(new QPushButton(tr("&Save")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setWindowTitle(tr("Task set “%1”").arg(set.name));
    m_name->setObjectName(u"name"_s);
    m_tabs->setObjectName(u"tabs"_s);
    m_tabs->setUsesScrollButtons(true);
    m_instructions->setObjectName(u"instructions"_s);
    m_instructions->setAccessibleName(tr("Instructions"));
    m_instructions->setTabChangesFocus(true);
    m_instructions->setPlaceholderText(tr("None"));
    m_save->setObjectName(u"save"_s);
    QDialogButtonBox *buttons = createButtons(m_save);
    connect(buttons, &QDialogButtonBox::accepted, this, &SetDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &SetDialog::reject);

    auto *instructions = new QWidget;
    auto *instructionsColumn = new QVBoxLayout(instructions);
    instructionsColumn->addWidget(
        new MutedLabel(tr("The system prompt of every run of this set. It is sent beside the prompt.")));
    instructionsColumn->addWidget(m_instructions, 1);
    addPage(m_prompt, tr("Prompt"));
    addPage(instructions, tr("Instructions"));
    addPage(m_grading, tr("Grading"));
    addPage(m_schema, tr("Structured output"));
    addPage(m_tasks, tr("Tasks"));

    auto *form = createForm();
    form->addRow(tr("&Name:"), m_name);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_tabs, 1);
    column->addWidget(m_state);
    column->addWidget(m_question);
    column->addWidget(buttons);
    keepGeometry(this, workbench.settings(), u"set"_s, comfortableWidth, comfortableHeight);

    connect(m_name, &QLineEdit::textChanged, this, &SetDialog::follow);
    connect(m_instructions, &QPlainTextEdit::textChanged, this, &SetDialog::follow);
    connect(m_prompt, &PromptPage::changed, this, &SetDialog::follow);
    connect(m_grading, &GradingPage::changed, this, &SetDialog::follow);
    connect(m_schema, &SchemaPage::changed, this, &SetDialog::follow);
    connect(&m_draft, &TaskDraft::tasksChanged, this, &SetDialog::follow);
    connect(m_tasks, &TasksPage::editingChanged, this, &SetDialog::follow);
    connect(m_tabs, &QTabWidget::currentChanged, this, &SetDialog::showProblem);
    connect(m_question, &MessageBar::actionWanted, this, [this](int action) {
        if (action == 0)
            QDialog::reject();
        else
            m_question->hide();
    });
    m_untouched = edited();
    learnTasks();
    follow();
    showPage(page);
}

void SetDialog::addPage(QWidget *page, const QString &title)
{
    m_tabs->addTab(createScrollArea(page), title);
}

void SetDialog::showPage(Page page)
{
    m_tabs->setCurrentIndex(int(page));
}

void SetDialog::learnTasks()
{
    const auto answer = m_workbench.library().tasks<std::vector<Task>>(
        [set = m_set.id](TaskReader &reader) { return reader.tasks(set, false); });
    whenAnswered(answer, this, [this](const Result<std::vector<Task>> &tasks) {
        if (tasks)
            m_draft.setStored(*tasks);
        else
            m_state->say(StateLine::Tone::Problem, words::errorSentence(tasks.error()));
    });
}

TaskSet SetDialog::edited() const
{
    TaskSet set = m_set;
    set.name = m_name->text().trimmed();
    set.prompt.text = m_prompt->text();
    set.instructions = m_instructions->toPlainText();
    set.grader = m_grading->spec();
    set.jsonSchema = m_schema->schema();
    return set;
}

bool SetDialog::isChanged() const
{
    return m_tasks->isEditing() || m_draft.isChanged() || edited() != m_untouched;
}

/// Why the set cannot be saved as it is.
SetDialog::Problem SetDialog::problem() const
{
    if (m_name->text().trimmed().isEmpty())
        return {tr("A set needs a name.")};
    if (const QString why = m_prompt->problem(); !why.isEmpty())
        return {tr("Prompt: %1").arg(why), Page::Prompt};
    if (const QString why = m_grading->problem(); !why.isEmpty())
        return {tr("Grading: %1").arg(why), Page::Grading};
    if (const QString why = m_schema->problem(); !why.isEmpty())
        return {tr("Structured output: %1").arg(why), Page::Schema};
    if (const QString why = m_tasks->problem(); !why.isEmpty())
        return {tr("Tasks: %1").arg(why), Page::Tasks};
    return {};
}

void SetDialog::follow()
{
    m_grading->setOutputSchema(m_schema->schema());
    showProblem();
    m_question->hide();
}

void SetDialog::showProblem()
{
    const Problem found = problem();
    const bool isInSight = found.page && int(*found.page) == m_tabs->currentIndex();
    m_state->say(StateLine::Tone::Problem, isInSight ? QString() : found.text);
    m_save->setEnabled(found.text.isEmpty() && isChanged());
}

/// Tasks are edited without their attachments, which may be large; they are fetched before anything is
/// stored.
void SetDialog::save()
{
    m_tasks->finish();
    m_save->setEnabled(false);
    QStringList stored;
    for (const Task &task : m_draft.changed()) {
        if (m_draft.isStored(task.id))
            stored += task.id;
    }
    const auto answer =
        m_workbench.library().tasks<std::vector<Task>>([set = m_set.id, changed = m_draft.changed(), stored](
                                                           TaskReader &reader) -> Result<std::vector<Task>> {
            std::vector<Task> whole = changed;
            for (Task &task : whole) {
                if (!stored.contains(task.id))
                    continue;
                const Result<Task> before = reader.task(set, task.id);
                if (!before)
                    return Unexpected{before.error()};
                task.attachments = before->attachments;
            }
            return whole;
        });
    whenAnswered(answer, this, [this](const Result<std::vector<Task>> &changed) {
        if (changed) {
            store(*changed);
            return;
        }
        m_state->say(StateLine::Tone::Problem, words::errorSentence(changed.error()));
        m_save->setEnabled(true);
    });
}

void SetDialog::store(const std::vector<Task> &changed)
{
    const TaskSet set = edited();
    const QStringList removed = m_draft.removed();
    if (set != m_untouched)
        m_desk.save(set);
    if (!removed.isEmpty())
        m_desk.removeTasks(set.id, removed);
    if (!changed.empty())
        m_desk.addTasks(set.id, changed);
    emit saved(set, removed);
    accept();
}

/// What was edited is not thrown away by one key.
void SetDialog::reject()
{
    if (isChanged() && m_question->isHidden()) {
        m_question->offer(tr("What you have changed is not saved."),
                          {tr("&Discard it"), tr("&Go on editing")});
        m_question->show();
        return;
    }
    QDialog::reject();
}

} // namespace reasonglass
