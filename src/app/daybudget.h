#pragma once

#include "analysis/budget.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/expected.h"

#include <QDate>
#include <QObject>

#include <functional>
#include <optional>

namespace reasonglass {

class AnalysisLibrary;
class AnalysisSession;
class Settings;

/// What all runs of today have cost, against the cap per day of the settings. Days are those of local time.
///
/// Earlier programs of the day have spent something, too: the library knows. It is asked ahead, and what is
/// to begin before it has answered waits for it; where it cannot answer, nothing begins. Lives in the main
/// thread, which it does not keep waiting.
class DayBudget : public QObject
{
    Q_OBJECT

public:
    /// Calls its argument, in the main thread, when all that was handed to the library by now is in it.
    using AfterWriting = std::function<void(std::function<void()> next)>;

    /// All must outlive the budget.
    DayBudget(Settings &settings, AnalysisLibrary &library, Clock &clock, AfterWriting afterWriting,
              QObject *parent = nullptr);

    /// nullopt: no cap is set.
    std::optional<double> cap() const;
    /// Whether a cap is set and the library has not said yet what was spent.
    bool isAwaited();
    /// Known costs of today, those of this program's ended runs included; while that isAwaited(), these
    /// alone.
    double spent();
    /// Whether a run that is expected to cost so much may begin; see Budget::allows(). Not while it
    /// isAwaited(), and not where what was spent cannot be read.
    bool allows(std::optional<double> expected);
    /// Why no run may begin now: the cap is used up ("cap_day"), or what was spent cannot be read
    /// ("day_unknown"; each time it is tried anew behind the answer). Nothing else, or it isAwaited().
    std::optional<Error> refusal();
    /// What a run that begins now may cost at most; \a session: one that has its share reserved.
    std::optional<double> room(const AnalysisSession *session = nullptr);

    /// Calls \a next once it is not awaited any more, unless \a context goes first.
    void onceKnown(QObject *context, const std::function<void()> &next);
    /// Asks the library, if it is to be known: it can be read now.
    void readAhead();

    /// Reserves what \a session, which is about to begin or to begin again, is expected to cost until it has
    /// ended. Of its cost then, \a counted was there before: a response that is taken up is paid for once.
    void follow(AnalysisSession *session, std::optional<double> expected, double counted = 0);

signals:
    /// What was spent has changed, or is known now, or cannot be known, or the cap is another.
    void changed();
    /// The library has answered, one way or the other.
    void answered();

private:
    void read();
    void take(qint64 dayStartUs, const Result<double> &spent);
    void readIfNew();
    void wakeAtMidnight();
    qint64 startOfToday() const;

    Settings &m_settings;
    AnalysisLibrary &m_library;
    Clock &m_clock;
    AfterWriting m_afterWriting;
    Budget m_budget;
    qint64 m_dayStartUs = 0; ///< of the day that m_budget is about; 0: not read yet
    bool m_reading = false;
    std::optional<Error> m_failure; ///< why what was spent cannot be read
    Alarm *m_midnight;              ///< child
};

} // namespace reasonglass
