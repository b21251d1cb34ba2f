#pragma once

#include "app/connectiontest.h"
#include "ui/words/reportwords.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;

namespace reasonglass {

class Workbench;

/// Asks a model for a tiny, paid answer and shows as a table what its server really does.
class ConnectionTestPanel : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the panel.
    ConnectionTestPanel(Workbench &workbench, QString providerId, QWidget *parent = nullptr);

    /// The model that is asked; empty: none, and no test.
    void setModel(const QString &modelId);
    /// Whether the provider can be asked at all.
    void setAvailable(bool available);

private:
    void startOrStop();
    void begin();
    void tellStep(ConnectionTest::Step step);
    void tell(const ConnectionReport &report);
    void updateButtons();
    void copy();

    Workbench &m_workbench;
    QString m_providerId;
    QString m_modelId;
    bool m_available = true;
    QPointer<ConnectionTest> m_running;
    std::vector<words::ReportRow> m_rows;
    QLabel *m_explanation;
    QPushButton *m_start;
    QPushButton *m_copy;
    QLabel *m_state;
    QTableWidget *m_table;
};

} // namespace reasonglass
