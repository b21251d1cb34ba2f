#pragma once

#include "analysis/batch.h"
#include "analysis/batchplan.h"
#include "base/expected.h"
#include "tasks/taskset.h"
#include "ui/tasks/runforecast.h"

#include <QDialog>

#include <optional>
#include <set>
#include <vector>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace reasonglass {

class CapBox;
class StateLine;
class TaskDesk;
class Workbench;

/// What is asked before a batch begins: how many runs it is, what they are expected to cost and take, and
/// within which limits. Nothing is sent before Start.
class RunDialog : public QDialog
{
    Q_OBJECT

public:
    /// \a set must be stored. \a desk and \a workbench must outlive the dialog, which deletes itself when it
    /// is closed.
    RunDialog(TaskDesk &desk, Workbench &workbench, const TaskSet &set, const std::vector<CellPlace> &cells,
              QWidget *parent = nullptr);

    /// As the controls say.
    BatchOptions options() const;

signals:
    void started(reasonglass::BatchId id);
    void keyWanted(const QString &providerId);

private:
    QWidget *createLimits();
    void fillFromSettings();
    void remember() const;
    void readBasis();
    void showPlan();
    void showExpectation();
    void showDayCap();
    void showObstacle();
    void start();

    TaskDesk &m_desk;
    Workbench &m_workbench;
    TaskSet m_set;
    std::vector<CellPlace> m_cells;
    std::set<ModelChoice> m_models;       ///< those of the cells
    std::optional<ForecastBasis> m_basis; ///< nullopt: not read yet

    QLabel *m_plan;
    QLabel *m_cost;
    QLabel *m_time;
    QSpinBox *m_attempts;
    QSpinBox *m_atOnce;
    CapBox *m_runCap;
    CapBox *m_batchCap;
    QLabel *m_dayCap;
    StateLine *m_unpriced;
    QCheckBox *m_allowUnpriced;
    StateLine *m_obstacle;
    QPushButton *m_enterKey;
    QString m_keyProvider; ///< whose key is missing
    QPushButton *m_start;
};

} // namespace reasonglass
