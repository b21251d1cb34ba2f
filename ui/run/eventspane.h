#pragma once

#include "models/eventlistmodel.h"

#include <QTimer>
#include <QWidget>

class QPlainTextEdit;
class QTableView;

namespace reasonglass {

/// The wire events of an attempt in a table, the chosen one raw below. Reads only while it is visible.
class EventsPane : public QWidget
{
    Q_OBJECT

public:
    explicit EventsPane(AnalysisLibrary &library, QWidget *parent = nullptr);

    void setAttempt(AnalysisId id, int attempt, bool running);
    void clear();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void load();
    void showRaw(const QModelIndex &index);

    EventListModel m_model;
    QTableView *m_table;
    QPlainTextEdit *m_raw;
    QTimer m_poll;
    AnalysisId m_id{};
    int m_attempt = 0;
    bool m_running = false;
};

} // namespace reasonglass
