#include "ui/tasks/taskspage.h"

#include "ui/library/undobar.h"
#include "ui/style/icons.h"
#include "ui/tasks/expectedtext.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/taskdraft.h"
#include "ui/tasks/taskform.h"
#include "ui/tasks/texttable.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int tableLines = 6;
constexpr qsizetype longestCell = 200;

bool containsAll(const QStringList &cells, const QStringList &parts)
{
    const QString text = cells.join(u' ');
    return std::ranges::all_of(
        parts, [&text](const QString &part) { return text.contains(part, Qt::CaseInsensitive); });
}

} // namespace

TasksPage::TasksPage(TaskDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_stack(new QStackedWidget)
    , m_search(new QLineEdit)
    , m_table(new TextTable(u"tasks"_s, tr("Tasks"), {tr("Id"), tr("Task"), tr("Expected"), tr("Tags")}, {1}))
    , m_undo(new UndoBar)
    , m_edit(new QPushButton(outlineIcon(u"edit"_s), tr("&Edit…")))
    , m_remove(new QPushButton(outlineIcon(u"trash"_s), tr("&Remove")))
    , m_form(new TaskForm(draft))
{
    m_stack->addWidget(createList());
    m_stack->addWidget(m_form);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_stack);
    connect(m_form, &TaskForm::done, this, &TasksPage::showList);
    connect(m_form, &TaskForm::changed, this, &TasksPage::editingChanged);
    connect(m_stack, &QStackedWidget::currentChanged, this, &TasksPage::editingChanged);
    connect(&draft, &TaskDraft::tasksChanged, this, &TasksPage::showTasks);
    showTasks();
}

QWidget *TasksPage::createList()
{
    m_search->setObjectName(u"findTask"_s);
    m_search->setPlaceholderText(tr("Find a task"));
    m_search->setAccessibleName(tr("Find a task"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(outlineIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_table->setLeastLines(tableLines);
    auto *add = new QPushButton(tr("&Add…"));
    add->setObjectName(u"addTask"_s);
    m_edit->setObjectName(u"editTask"_s);
    m_remove->setObjectName(u"removeTasks"_s);
    for (QPushButton *button : {add, m_edit, m_remove})
        button->setAutoDefault(false);
    connect(m_search, &QLineEdit::textChanged, this, &TasksPage::showTasks);
    connect(m_table, &TextTable::selectionChangedByKey, this, &TasksPage::showActions);
    connect(m_table, &QAbstractItemView::activated, this, &TasksPage::edit);
    connect(add, &QPushButton::clicked, this, &TasksPage::add);
    connect(m_edit, &QPushButton::clicked, this, &TasksPage::edit);
    connect(m_remove, &QPushButton::clicked, this, &TasksPage::remove);
    auto *del = new QShortcut(Qt::Key_Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(del, &QShortcut::activated, this, &TasksPage::remove);
    connect(m_undo, &UndoBar::undoRequested, this, [this] {
        m_undo->hide();
        m_draft.putBack();
    });

    auto *row = new QHBoxLayout;
    row->addWidget(add);
    row->addWidget(m_edit);
    row->addWidget(m_remove);
    row->addStretch(1);
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->addWidget(m_search);
    column->addWidget(m_table, 1);
    column->addWidget(m_undo);
    column->addLayout(row);
    return area;
}

void TasksPage::showTasks()
{
    const QStringList parts = m_search->text().split(u' ', Qt::SkipEmptyParts);
    std::vector<TextRow> rows;
    for (const Task &task : m_draft.tasks()) {
        QStringList cells{task.id, taskTitle(task).left(longestCell),
                          expectedText(task.expected).left(longestCell), task.tags.join(u", "_s)};
        if (containsAll(cells, parts))
            rows.push_back({qint64(qHash(task.id)), std::move(cells)});
    }
    m_table->setRows(std::move(rows));
    showActions();
}

QStringList TasksPage::selectedIds() const
{
    QStringList ids;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        ids += m_table->textAt(index.row(), 0);
    return ids;
}

void TasksPage::showActions()
{
    const qsizetype selected = m_table->selectionModel()->selectedRows().size();
    m_edit->setEnabled(selected == 1);
    m_remove->setEnabled(selected > 0);
    if (selected == 1)
        m_draft.show(selectedIds().first());
}

void TasksPage::add()
{
    m_stack->setCurrentWidget(m_form);
    const std::vector<Task> &all = m_draft.tasks();
    m_form->begin(!all.empty() && isExpectedJson(all.back().expected));
}

void TasksPage::edit()
{
    const QStringList ids = selectedIds();
    const Task *task = ids.size() == 1 ? m_draft.find(ids.first()) : nullptr;
    if (!task)
        return;
    m_stack->setCurrentWidget(m_form);
    m_form->edit(*task);
}

bool TasksPage::isEditing() const
{
    return m_stack->currentWidget() == m_form;
}

QString TasksPage::problem() const
{
    return isEditing() ? m_form->problem() : QString();
}

void TasksPage::finish()
{
    if (isEditing())
        m_form->keep();
}

void TasksPage::remove()
{
    const QStringList ids = selectedIds();
    if (ids.isEmpty())
        return;
    m_draft.remove(ids);
    m_undo->tell(ids.size() == 1 ? tr("1 task was removed.")
                                 : tr("%1 tasks were removed.").arg(locale().toString(ids.size())));
}

void TasksPage::showList()
{
    m_stack->setCurrentIndex(0);
    m_table->setFocus();
}

} // namespace reasonglass
