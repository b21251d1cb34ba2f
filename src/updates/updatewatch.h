#pragma once

#include "base/clock.h"
#include "settings/settings.h"
#include "updates/updatecheck.h"

#include <QDateTime>
#include <QObject>

namespace reasonglass {

/// Decides when new versions are looked for: never without a person's yes, at most once a day with it, and
/// whenever a person asks. Says what was found; downloads and installs nothing.
class UpdateWatch : public QObject
{
    Q_OBJECT

public:
    enum class Consent { NotAsked, Given, Refused };
    Q_ENUM(Consent)

    /// \a settings and \a clock must outlive the watch.
    UpdateWatch(UpdateSource source, SemanticVersion installed, DownloadRules rules, Settings &settings,
                Clock &clock, QObject *parent = nullptr);

    /// From now on, checks and the question come when it is time for them. The window stands by now.
    void begin();

    Consent consent() const;
    void answer(Consent consent);
    /// Invalid: never.
    QDateTime lastCheck() const;
    const UpdateSource &source() const { return m_source; }
    const SemanticVersion &installed() const { return m_installed; }

    bool isChecking() const { return m_check != nullptr; }
    /// Looks at once, and tells whatever comes of it.
    void checkNow();
    /// This version is not told of again, unless somebody asks.
    void skip(const SemanticVersion &version);

signals:
    /// A person has to be asked whether new versions may be looked for. Once in a program's life at most.
    void consentWanted();
    void newerFound(const reasonglass::Release &release);
    // These two only answer checkNow(): what nobody asked for fails in silence, and is in the log.
    void nothingNewer();
    void failed(const reasonglass::Error &error);

private:
    void check();
    void checkIfDue();
    void schedule();
    std::chrono::milliseconds untilDue() const;
    void take(const Release &release);
    void takeFailure(const Error &error);
    bool endCheck();

    const UpdateSource m_source;
    const SemanticVersion m_installed;
    const DownloadRules m_rules;
    Settings &m_settings;
    Clock &m_clock;
    Alarm *m_checkAlarm;    ///< child
    Alarm *m_questionAlarm; ///< child
    DeferredPtr<UpdateCheck> m_check;
    bool m_begun = false;
    bool m_asked = false; ///< somebody waits for what comes of the check
};

} // namespace reasonglass
