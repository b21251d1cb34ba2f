#pragma once

#include "app/batchrunner.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QToolButton;

namespace reasonglass {

/// One batch in a line: how far it is, what is left, what it costs, and Pause, Stop and its queue at hand.
class BatchBar : public QFrame
{
    Q_OBJECT

public:
    /// \a batches must outlive the bar.
    BatchBar(BatchRunner &batches, BatchId id, const QString &setName, QWidget *parent = nullptr);

    BatchId id() const { return m_id; }
    void setName(const QString &setName);

signals:
    void queueWanted(reasonglass::BatchId id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void take(const BatchProgress &progress);
    void applyColors();
    QToolButton *addButton(const QString &icon, const QString &text);
    void pauseOrResume();

    BatchRunner &m_batches;
    BatchId m_id;
    QLabel *m_name;
    QProgressBar *m_bar;
    QLabel *m_text;
    QToolButton *m_pause;
    QToolButton *m_stop;
    QToolButton *m_queue;
    BatchState m_state = BatchState::Running;
};

} // namespace reasonglass
