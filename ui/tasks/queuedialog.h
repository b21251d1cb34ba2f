#pragma once

#include "analysis/batch.h"
#include "app/batchrunner.h"

#include <QDialog>
#include <QTimer>

#include <vector>

class QPushButton;
class QSpinBox;

namespace reasonglass {

class CapBox;
class Settings;
class StateLine;
class TextTable;
class UndoBar;

/// The queue of a batch: what runs and what waits, in order. Items can be moved and taken out, and how much
/// goes at once and the caps can be changed, while the batch goes on.
class QueueDialog : public QDialog
{
    Q_OBJECT

public:
    /// \a runner and \a settings must outlive the dialog, which deletes itself when it is closed.
    QueueDialog(BatchRunner &runner, Settings &settings, BatchId batch, QWidget *parent = nullptr);

private:
    QWidget *createActions();
    QWidget *createLimits();
    QPushButton *addButton(const QString &objectName, const QString &text, const QKeySequence &key,
                           void (QueueDialog::*action)());
    void move(BatchRunner::Direction direction);
    void toFront() { move(BatchRunner::Direction::ToFront); }
    void up() { move(BatchRunner::Direction::Up); }
    void down() { move(BatchRunner::Direction::Down); }
    void toBack() { move(BatchRunner::Direction::ToBack); }
    void takeOut();
    void putBack();

    void showItems();
    void showState();
    void showActions();
    void takeLimits();
    std::vector<qint64> selectedWaiting() const;

    BatchRunner &m_runner;
    BatchId m_batch;
    StateLine *m_state;
    TextTable *m_table;
    UndoBar *m_undo;
    QSpinBox *m_atOnce;
    CapBox *m_runCap;
    CapBox *m_batchCap;
    std::vector<QPushButton *> m_actions;
    std::vector<qint64> m_takenOut; ///< what Undo puts back
    QTimer m_showLater;             ///< a batch changes several times a second
    bool m_isFilling = false;
};

} // namespace reasonglass
