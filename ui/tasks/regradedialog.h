#pragma once

#include "app/taskgrading.h"

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

namespace reasonglass {

class Settings;
class StateLine;
class TextTable;

/// Grades the stored answers of a set anew and shows what that would change, and why. Nothing is changed
/// until the person keeps the new grades; the old ones stay as history in any case.
class RegradeDialog : public QDialog
{
    Q_OBJECT

public:
    /// Begins to look at once. \a grading and \a settings must outlive the dialog, which deletes itself when
    /// it is closed.
    RegradeDialog(TaskGrading &grading, Settings &settings, TaskSetId set, QWidget *parent = nullptr);

signals:
    /// So many runs have another grade now.
    void kept(int changed);

private:
    void grade(bool keep);
    void showReport(const RegradeReport &report);
    void showKept(const RegradeReport &report);
    void showReasons();
    void fail(const Error &error);

    TaskGrading &m_grading;
    TaskSetId m_set;
    StateLine *m_state;
    QProgressBar *m_busy;
    TextTable *m_table;
    QLabel *m_reasons;
    QPushButton *m_keep;
    QPushButton *m_close;
};

} // namespace reasonglass
