#pragma once

#include "models/eventlistmodel.h"

#include <QTimer>
#include <QWidget>

class QTableView;

namespace reasonglass {

class RawEventView;

/// The wire events of an attempt in a table, the chosen one raw beside it. Reads only while it is visible,
/// and looks for more only while the attempt runs.
class EventsPane : public QWidget
{
    Q_OBJECT

public:
    explicit EventsPane(AnalysisLibrary &library, QWidget *parent = nullptr);

    /// \a seam says where the attempt took up the response; empty for one that asked for it.
    void setAttempt(AnalysisId id, int attempt, bool running, const QString &seam = {});
    /// What is known of the seam by now.
    void setSeam(const QString &seam, qint64 lastKnown);
    void clear();
    /// Whether it looks for more again and again.
    bool polls() const { return m_poll.isActive(); }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    class Rows;

    void load();
    void showRaw(const QModelIndex &index);
    void showSeamRow();
    void lookForMore();
    void updatePolling();

    EventListModel m_model;
    Rows *m_rows; ///< child: the model's rows in words
    QTableView *m_table;
    RawEventView *m_raw;
    QTimer m_poll;
    AnalysisId m_id{};
    int m_attempt = 0;
    bool m_running = false;
    QString m_seam;
    qint64 m_lastKnown = -1;
};

} // namespace reasonglass
