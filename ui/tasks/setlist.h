#pragma once

#include "tasks/taskset.h"

#include <QWidget>

#include <optional>

class QListView;
class QPushButton;

namespace reasonglass {

class TaskSetListModel;

/// The task sets at the side of the page, with the way to more of them.
class SetList : public QWidget
{
    Q_OBJECT

public:
    /// \a model must outlive the list.
    explicit SetList(TaskSetListModel &model, QWidget *parent = nullptr);

    std::optional<TaskSetId> current() const;
    /// Chooses \a id as soon as the list has it.
    void choose(TaskSetId id);

signals:
    /// Another set is current; nullopt: none.
    void chosen(std::optional<reasonglass::TaskSetId> id);
    void importWanted();
    /// For the current set; \a position is on the screen.
    void menuWanted(const QPoint &position);
    void deleteWanted();

private:
    void tellChosen();
    void chooseWanted();

    TaskSetListModel &m_model;
    QListView *m_list;
    QPushButton *m_import;
    std::optional<TaskSetId> m_wanted;
    std::optional<TaskSetId> m_told;
};

} // namespace reasonglass
