#include "ui/tasks/taskdraft.h"

#include <QSignalBlocker>

#include <algorithm>
#include <cstddef>
#include <iterator>

using namespace Qt::StringLiterals;

namespace reasonglass {

void TaskDraft::setStored(const std::vector<Task> &tasks)
{
    m_tasks = tasks;
    m_stored.clear();
    for (const Task &task : tasks)
        m_stored.insert(task.id);
    m_changed.clear();
    m_lastRemoved.clear();
    emit tasksChanged();
    show(m_tasks.empty() ? QString() : m_tasks.front().id);
}

const Task *TaskDraft::find(const QString &id) const
{
    const auto task = std::ranges::find(m_tasks, id, &Task::id);
    return task == m_tasks.end() ? nullptr : &*task;
}

void TaskDraft::put(const Task &task)
{
    const auto there = std::ranges::find(m_tasks, task.id, &Task::id);
    if (there != m_tasks.end()) {
        if (*there == task)
            return;
        *there = task;
    } else {
        m_tasks.push_back(task);
    }
    m_changed.insert(task.id);
    emit tasksChanged();
    show(task.id);
}

void TaskDraft::remove(const QStringList &ids)
{
    const QSet<QString> gone(ids.cbegin(), ids.cend());
    m_lastRemoved.clear();
    for (size_t i = 0; i < m_tasks.size(); ++i) {
        if (gone.contains(m_tasks[i].id))
            m_lastRemoved.push_back({i, m_tasks[i]});
    }
    std::erase_if(m_tasks, [&gone](const Task &task) { return gone.contains(task.id); });
    emit tasksChanged();
    if (!shown())
        show(m_tasks.empty() ? QString() : m_tasks.front().id);
}

void TaskDraft::putBack()
{
    for (const Removed &removed : m_lastRemoved) {
        const size_t place = std::min(removed.place, m_tasks.size());
        m_tasks.insert(m_tasks.begin() + std::ptrdiff_t(place), removed.task);
    }
    m_lastRemoved.clear();
    emit tasksChanged();
}

std::vector<Task> TaskDraft::changed() const
{
    std::vector<Task> tasks;
    std::ranges::copy_if(m_tasks, std::back_inserter(tasks),
                         [this](const Task &task) { return m_changed.contains(task.id); });
    return tasks;
}

QStringList TaskDraft::removed() const
{
    QSet<QString> gone = m_stored;
    for (const Task &task : m_tasks)
        gone.remove(task.id);
    QStringList ids = gone.values();
    ids.sort();
    return ids;
}

void TaskDraft::show(const QString &id)
{
    m_shown = id;
    emit shownChanged();
}

TaskPicker::TaskPicker(TaskDraft &draft, QWidget *parent)
    : QComboBox(parent)
    , m_draft(draft)
{
    constexpr int fewestCharacters = 12;
    setObjectName(u"task"_s);
    setAccessibleName(tr("Task shown"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(fewestCharacters);
    fill();
    connect(&draft, &TaskDraft::tasksChanged, this, &TaskPicker::fill);
    connect(&draft, &TaskDraft::shownChanged, this, &TaskPicker::follow);
    connect(this, &QComboBox::currentTextChanged, &draft, &TaskDraft::show);
}

void TaskPicker::fill()
{
    {
        const QSignalBlocker quiet(this);
        clear();
        QStringList ids;
        for (const Task &task : m_draft.tasks())
            ids += task.id;
        addItems(ids);
    }
    setEnabled(count() > 0);
    follow();
}

void TaskPicker::follow()
{
    const QSignalBlocker quiet(this);
    const Task *shown = m_draft.shown();
    setCurrentIndex(shown ? findText(shown->id) : -1);
}

} // namespace reasonglass
