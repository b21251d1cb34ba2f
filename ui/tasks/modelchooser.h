#pragma once

#include "tasks/taskset.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace reasonglass {

class Workbench;

/// Chooses models for the columns of a matrix: any number of them, each with one or more reasoning efforts,
/// from the catalogue or by an id that nobody lists. Those that are in the set already are marked.
class ModelChooser : public QDialog
{
    Q_OBJECT

public:
    /// \a workbench must outlive the chooser, which deletes itself when it is closed.
    ModelChooser(Workbench &workbench, const std::vector<ModelChoice> &alreadyThere,
                 QWidget *parent = nullptr);

signals:
    void chosen(const std::vector<reasonglass::ModelChoice> &models);

private:
    QWidget *createFreeEntry();
    void fill();
    QTreeWidgetItem *addProvider(const QString &id, const QString &name);
    QTreeWidgetItem *addChoice(QTreeWidgetItem *parent, const ModelChoice &choice, const QString &name,
                               const QString &facts);
    QTreeWidgetItem *findOrAdd(const ModelChoice &choice);
    void filter();
    void addAnother();
    void showCount();
    void accept() override;
    std::vector<ModelChoice> checked() const;

    Workbench &m_workbench;
    std::vector<ModelChoice> m_alreadyThere;
    QLineEdit *m_search;
    QTreeWidget *m_tree;
    QComboBox *m_provider;
    QLineEdit *m_modelId;
    QComboBox *m_effort;
    QPushButton *m_add;
    QPushButton *m_use;
};

} // namespace reasonglass
