#include "ui/window/batchwatch.h"

#include "app/taskdesk.h"
#include "app/workbench.h"
#include "settings/keys.h"
#include "ui/desktop/desktopnotice.h"
#include "ui/desktop/sleepguard.h"
#include "ui/desktop/taskbarprogress.h"
#include "ui/words/taskwords.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

BatchWatch::BatchWatch(Workbench &workbench, TaskDesk &desk, QWidget *parent)
    : MessageBar(parent)
    , m_workbench(workbench)
    , m_desk(desk)
{
    BatchRunner &batches = desk.batches();
    connect(&batches, &BatchRunner::leftOverFound, this, &BatchWatch::offerLeftOver);
    connect(&batches, &BatchRunner::heldUp, this, &BatchWatch::tellHeldUp);
    connect(&batches, &BatchRunner::ended, this, &BatchWatch::tellEnd);
    connect(&batches, &BatchRunner::progressed, this, &BatchWatch::follow);
    connect(&batches, &BatchRunner::ended, this, &BatchWatch::follow);
    connect(this, &MessageBar::actionWanted, this, &BatchWatch::take);
    // They were found before this window was built.
    QList<BatchId> waiting;
    for (const BatchId id : batches.open()) {
        if (batches.record(id)->reason == "quit"_L1)
            waiting += id;
    }
    if (!waiting.isEmpty())
        offerLeftOver(waiting);
}

BatchWatch::~BatchWatch() = default;

QString BatchWatch::summary() const
{
    int running = 0;
    int queued = 0;
    const std::vector<BatchId> open = m_desk.batches().open();
    for (const BatchId id : open) {
        const auto progress = m_desk.batches().progress(id);
        running += progress->running;
        queued += progress->queued;
    }
    if (open.empty())
        return {};
    return (open.size() == 1 ? tr("1 batch") : tr("%n batches", nullptr, int(open.size()))) + u" · "_s
        + tr("%1 running").arg(QLocale().toString(running)) + u" · "_s
        + tr("%1 queued").arg(QLocale().toString(queued));
}

void BatchWatch::offerLeftOver(const QList<BatchId> &ids)
{
    m_offered = ids;
    int done = 0;
    int total = 0;
    for (const BatchId id : ids) {
        if (const auto progress = m_desk.batches().progress(id)) {
            done += progress->done;
            total += progress->total;
        }
    }
    const QString text = ids.size() == 1 ? tr("A batch was cut off when the program ended: %1 of %2 runs are "
                                              "done. Nothing goes on unless you say so.")
                                         : tr("%n batches were cut off when the program ended: %1 of %2 runs "
                                              "are done. Nothing goes on unless you say "
                                              "so.",
                                              nullptr, int(ids.size()));
    offer(text.arg(QLocale().toString(done), QLocale().toString(total)),
          {tr("&Go on"), tr("S&how"), tr("S&top for good")}, Tone::Quiet);
}

/// \a action is one of those offered: go on, show, stop.
void BatchWatch::take(int action)
{
    const QList<BatchId> ids = std::exchange(m_offered, {});
    hide();
    for (const BatchId id : ids) {
        const BatchRecord *record = m_desk.batches().record(id);
        if (!record)
            continue;
        if (id == ids.first())
            emit showWanted(record->set);
        if (action == 0)
            m_desk.batches().resume(id);
        else if (action == 2)
            m_desk.batches().stop(id);
    }
}

void BatchWatch::tellHeldUp(const BatchProgress &progress)
{
    const auto provider = m_workbench.providers().find(progress.provider);
    const QString text = words::batchState(progress, provider ? provider->name : QString());
    m_offered = {progress.id};
    offer(tr("A batch is held up – %1.").arg(text), {tr("&Go on"), tr("S&how"), tr("S&top for good")});
    notify(tr("Batch held up"), text);
}

void BatchWatch::tellEnd(const BatchProgress &progress)
{
    withdraw([&](BatchId id) { return id == progress.id; });
    constexpr int worthANotice = 2; // one run is watched
    if (progress.total >= worthANotice)
        notify(tr("Reasonglass"), words::endNotice(progress));
}

/// What was offered of batches that need no answer any more.
void BatchWatch::withdraw(const std::function<bool(BatchId)> &isSettled)
{
    if (m_offered.removeIf(isSettled) > 0 && m_offered.isEmpty())
        hide();
}

void BatchWatch::notify(const QString &title, const QString &text)
{
    if (window()->isActiveWindow() || !m_workbench.settings().value(keys::batchNotice))
        return;
    if (!m_notice) {
        m_notice = DesktopNotice::create();
        connect(m_notice.get(), &DesktopNotice::activated, this, &BatchWatch::raiseWanted);
    }
    m_notice->show(title, text);
}

void BatchWatch::follow()
{
    const BatchRunner &batches = m_desk.batches();
    withdraw([&](BatchId id) { // it goes on, by its own line
        const BatchRecord *record = batches.record(id);
        return record && record->state != BatchState::Paused;
    });
    if (batches.isBusy() && m_workbench.settings().value(keys::preventSleep)) {
        if (!m_sleep)
            m_sleep = SleepGuard::create();
        m_sleep->hold(tr("A batch of model runs is going"));
    } else if (m_sleep) {
        m_sleep->release();
    }
    int done = 0;
    int total = 0;
    bool isHeld = false;
    for (const BatchId id : batches.open()) {
        const auto progress = batches.progress(id);
        done += progress->done;
        total += progress->total;
        isHeld = isHeld || progress->state == BatchState::Paused;
    }
    if (!m_taskbar && total > 0)
        m_taskbar = TaskbarProgress::create(window());
    if (m_taskbar) {
        const auto state = isHeld ? TaskbarProgress::State::Paused : TaskbarProgress::State::Running;
        m_taskbar->show(total == 0 ? TaskbarProgress::State::None : state,
                        total == 0 ? 0 : double(done) / double(total));
    }
    emit summaryChanged();
}

} // namespace reasonglass
