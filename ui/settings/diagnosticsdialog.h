#pragma once

#include "store/libraryqueries.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QTableView;

namespace reasonglass {

class MetricsModel;
class Workbench;

/// How the program is doing: versions, places, library, metrics by model, the end of the log. Kept up
/// to date while it is visible; can be copied as text for a bug report. Holds no secret.
class DiagnosticsDialog : public QDialog
{
    Q_OBJECT

public:
    /// \a workbench must outlive the dialog.
    explicit DiagnosticsDialog(Workbench &workbench, QWidget *parent = nullptr);

    /// All that is shown, as plain text.
    QString report() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void createLayout();
    QTableView *createMetricsTable();
    void scheduleUpdate();
    void refresh();
    void showLog(const QStringList &lines);
    QString metricsText() const;

    Workbench &m_workbench;
    MetricsModel *m_metrics;
    QLabel *m_program;
    QLabel *m_library;
    QPlainTextEdit *m_log;
    QTimer m_timer; ///< at most one update a second
};

} // namespace reasonglass
