#include "updates/updatewatch.h"

#include "base/log.h"
#include "settings/keys.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr std::chrono::milliseconds day = 24h;
constexpr std::chrono::milliseconds afterTheStart = 30s; ///< the start has better things to do
constexpr std::chrono::milliseconds questionDelay = 3s;  ///< what a crash has left is told of first

} // namespace

UpdateWatch::UpdateWatch(UpdateSource source, SemanticVersion installed, DownloadRules rules,
                         Settings &settings, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_installed(std::move(installed))
    , m_rules(std::move(rules))
    , m_settings(settings)
    , m_clock(clock)
    , m_checkAlarm(clock.createAlarm(this))
    , m_questionAlarm(clock.createAlarm(this))
{
    connect(m_checkAlarm, &Alarm::rang, this, &UpdateWatch::checkIfDue);
    connect(m_questionAlarm, &Alarm::rang, this, [this] {
        if (consent() == Consent::NotAsked)
            emit consentWanted();
    });
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key != keys::updateConsent.key)
            return;
        if (consent() != Consent::Given && !m_asked && m_check) {
            m_check->abort();
            m_check.reset();
        }
        schedule();
    });
}

void UpdateWatch::begin()
{
    m_begun = true;
    if (consent() == Consent::NotAsked)
        m_questionAlarm->start(questionDelay);
    schedule();
}

UpdateWatch::Consent UpdateWatch::consent() const
{
    const QString stored = m_settings.value(keys::updateConsent);
    if (stored == "yes"_L1)
        return Consent::Given;
    return stored == keys::updateConsent.defaultValue ? Consent::NotAsked : Consent::Refused;
}

void UpdateWatch::answer(Consent consent)
{
    switch (consent) {
    case Consent::NotAsked:
        m_settings.set(keys::updateConsent, keys::updateConsent.defaultValue);
        return;
    case Consent::Given:
        m_settings.set(keys::updateConsent, u"yes"_s);
        return;
    case Consent::Refused:
        m_settings.set(keys::updateConsent, u"no"_s);
        return;
    }
}

QDateTime UpdateWatch::lastCheck() const
{
    const qint64 ms = m_settings.value(keys::lastUpdateCheck);
    return ms > 0 ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC) : QDateTime();
}

void UpdateWatch::skip(const SemanticVersion &version)
{
    m_settings.set(keys::skippedVersion, version.toString());
}

/// A last check in the future means that the machine's clock was wrong then.
std::chrono::milliseconds UpdateWatch::untilDue() const
{
    const std::chrono::milliseconds last(m_settings.value(keys::lastUpdateCheck));
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds(m_clock.utcUs()));
    return last > now ? 0ms : std::max<std::chrono::milliseconds>(last + day - now, 0ms);
}

void UpdateWatch::schedule()
{
    m_checkAlarm->stop();
    if (m_begun && consent() == Consent::Given)
        m_checkAlarm->start(std::max(untilDue(), afterTheStart));
}

/// The alarm's time and that of the day part where the machine slept or its clock was set.
void UpdateWatch::checkIfDue()
{
    if (consent() == Consent::Given && untilDue() == 0ms && !m_check)
        check();
    else
        schedule();
}

void UpdateWatch::checkNow()
{
    m_asked = true;
    if (!m_check)
        check();
}

/// The day counts from the attempt, whatever comes of it.
void UpdateWatch::check()
{
    m_settings.set(keys::lastUpdateCheck, m_clock.utcUs() / 1000);
    m_check.reset(new UpdateCheck(m_source, m_rules, m_clock));
    connect(m_check.get(), &UpdateCheck::found, this, &UpdateWatch::take);
    connect(m_check.get(), &UpdateCheck::failed, this, &UpdateWatch::takeFailure);
    m_check->start();
}

/// Whether somebody waited for it.
bool UpdateWatch::endCheck()
{
    m_check.reset();
    schedule();
    return std::exchange(m_asked, false);
}

void UpdateWatch::take(const Release &release)
{
    const bool asked = endCheck();
    const QString version = release.version.toString();
    qCInfo(logNet) << "looked for a new version; the newest is" << version;
    const bool skipped = m_settings.value(keys::skippedVersion) == version;
    if (isNewer(release, m_installed) && (asked || !skipped))
        emit newerFound(release);
    else if (asked)
        emit nothingNewer();
}

void UpdateWatch::takeFailure(const Error &error)
{
    const bool asked = endCheck();
    qCInfo(logNet) << "looking for a new version failed:" << error.code << error.message;
    if (asked)
        emit failed(error);
}

} // namespace reasonglass
