#include "ui/run/waitbanner.h"

#include "ui/words/runwords.h"

#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto tick = 250ms;
constexpr auto noticed = 700ms;

bool waits(Phase phase)
{
    return phase == Phase::WaitingToRetry || phase == Phase::WaitingToResume || phase == Phase::Polling
        || phase == Phase::Cancelling;
}

/// Between two waits: what was waited for is being tried, and may fail again.
bool tries(Phase phase)
{
    return phase == Phase::Connecting || phase == Phase::Waiting;
}

QString withCapital(const QString &text)
{
    return text.isEmpty() ? text : text.at(0).toUpper() + text.mid(1);
}

} // namespace

WaitBanner::WaitBanner(QWidget *parent)
    : Banner(parent)
    , m_tryNow(addChoice(u"retry"_s, tr("Try &now"), u"tryNow"_s))
    , m_stop(addChoice(u"stop"_s, tr("&Stop"), u"stopWaiting"_s))
    , m_beforeShown(this)
    , m_ticks(this)
{
    setAccessibleName(tr("Waiting"));
    m_beforeShown.setSingleShot(true);
    m_beforeShown.setInterval(noticed);
    m_ticks.setInterval(tick);
    connect(&m_beforeShown, &QTimer::timeout, this, &WaitBanner::appear);
    connect(&m_ticks, &QTimer::timeout, this, &WaitBanner::update);
    connect(m_tryNow, &QPushButton::clicked, this, [this] {
        if (m_session)
            m_session->tryNow();
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_session)
            m_session->cancel();
    });
    hide();
}

void WaitBanner::follow(AnalysisSession *session)
{
    clear();
    m_session = session;
    connect(session, &AnalysisSession::phaseChanged, this, &WaitBanner::followPhase);
    connect(session, &QObject::destroyed, this, &WaitBanner::clear);
    followPhase();
}

void WaitBanner::clear()
{
    if (m_session)
        m_session->disconnect(this);
    m_session.clear();
    m_beforeShown.stop();
    hide();
}

void WaitBanner::followPhase()
{
    const Phase phase = m_session->phase();
    if (!isHidden() && (waits(phase) || tries(phase))) {
        update();
    } else if (waits(phase)) {
        if (!m_beforeShown.isActive())
            m_beforeShown.start();
    } else if (!tries(phase)) {
        m_beforeShown.stop();
        hide();
    }
}

void WaitBanner::appear()
{
    if (!m_session || !waits(m_session->phase()))
        return;
    update();
    show();
    announce();
}

void WaitBanner::update()
{
    if (!m_session)
        return;
    const Phase phase = m_session->phase();
    if (tries(phase)) {
        sayDetails(tr("Trying now…"));
        m_tryNow->setEnabled(false);
        return;
    }
    const auto left = m_session->untilRetry();
    const auto &attempts = m_session->attempts();
    const QString next = withCapital(words::nextStep(phase, left));
    const QString price = words::priceOfNextStep(phase);
    //: %1 says what comes next and when, %2 what it costs
    const QString details = next.isEmpty() ? tr("What has arrived is kept.") : tr("%1 · %2").arg(next, price);
    say(words::whyWaiting(phase, attempts.empty() ? std::nullopt : attempts.back().error), details);
    m_tryNow->setVisible(phase != Phase::Cancelling);
    m_tryNow->setEnabled(left > 0ms);
    m_stop->setText(phase == Phase::Cancelling ? tr("Do &not wait") : tr("&Stop"));
}

void WaitBanner::showEvent(QShowEvent *event)
{
    Banner::showEvent(event);
    update();
    m_ticks.start();
}

void WaitBanner::hideEvent(QHideEvent *event)
{
    Banner::hideEvent(event);
    m_ticks.stop();
}

} // namespace reasonglass
