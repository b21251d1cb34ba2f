#pragma once

#include "tasks/task.h"

#include <QComboBox>
#include <QObject>
#include <QSet>
#include <QStringList>

#include <vector>

namespace reasonglass {

/// The tasks of a set while it is being edited. Nothing of it is stored.
class TaskDraft : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// As they are stored; what was edited is forgotten.
    void setStored(const std::vector<Task> &tasks);

    const std::vector<Task> &tasks() const { return m_tasks; } ///< in order, without those taken out
    const Task *find(const QString &id) const;
    /// Adds \a task at the end, or replaces the one of its id.
    void put(const Task &task);
    void remove(const QStringList &ids);
    /// Undoes the last remove().
    void putBack();

    std::vector<Task> changed() const; ///< added and replaced ones
    QStringList removed() const;       ///< stored ones that are to go
    bool isStored(const QString &id) const { return m_stored.contains(id); }
    bool isChanged() const { return !m_changed.isEmpty() || !removed().isEmpty(); }

    /// The task that previews show; null where there is none.
    const Task *shown() const { return find(m_shown); }
    void show(const QString &id);

signals:
    void tasksChanged();
    void shownChanged();

private:
    struct Removed
    {
        size_t place = 0;
        Task task;
    };

    std::vector<Task> m_tasks;
    QSet<QString> m_stored;
    QSet<QString> m_changed;
    std::vector<Removed> m_lastRemoved; ///< from first to last
    QString m_shown;
};

/// Chooses the task that previews show.
class TaskPicker : public QComboBox
{
    Q_OBJECT

public:
    /// \a draft must outlive the picker.
    explicit TaskPicker(TaskDraft &draft, QWidget *parent = nullptr);

private:
    void fill();
    void follow();

    TaskDraft &m_draft;
};

} // namespace reasonglass
