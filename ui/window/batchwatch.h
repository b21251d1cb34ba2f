#pragma once

#include "app/batchrunner.h"
#include "ui/browser/messagebar.h"

#include <QList>

#include <functional>
#include <memory>

namespace reasonglass {

class DesktopNotice;
class Settings;
class SleepGuard;
class TaskDesk;
class TaskbarProgress;
class Workbench;

/// What batches mean to the desktop: sleep is held off while one runs, the task bar shows how far they are,
/// and a person who looks elsewhere is told once when one ends or is held up. As a line of the window it says
/// that batches were cut off by the end of the program, and why one is held up, with what may be done.
class BatchWatch : public MessageBar
{
    Q_OBJECT

public:
    /// Both must outlive the watch.
    BatchWatch(Workbench &workbench, TaskDesk &desk, QWidget *parent = nullptr);
    ~BatchWatch() override;

    /// "2 batches · 8 running · 40 queued"; empty where there is none.
    QString summary() const;

signals:
    void summaryChanged();
    void showWanted(reasonglass::TaskSetId set);
    void raiseWanted();

private:
    void offerLeftOver(const QList<BatchId> &ids);
    void tellHeldUp(const BatchProgress &progress);
    void tellEnd(const BatchProgress &progress);
    void take(int action);
    void follow();
    void withdraw(const std::function<bool(BatchId)> &isSettled);
    void notify(const QString &title, const QString &text);

    Workbench &m_workbench;
    TaskDesk &m_desk;
    std::unique_ptr<SleepGuard> m_sleep;
    std::unique_ptr<TaskbarProgress> m_taskbar;
    std::unique_ptr<DesktopNotice> m_notice;
    QList<BatchId> m_offered; ///< the batches that the line is about
};

} // namespace reasonglass
