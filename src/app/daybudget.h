#pragma once

#include "analysis/budget.h"
#include "base/clock.h"
#include "base/error.h"

#include <QDate>
#include <QObject>

#include <optional>

namespace reasonglass {

class AnalysisLibrary;
class AnalysisSession;
class Settings;

/// What all runs of today have cost, against the cap per day of the settings. Days are those of local time.
/// Lives in the main thread.
class DayBudget : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the budget.
    DayBudget(Settings &settings, AnalysisLibrary &library, Clock &clock, QObject *parent = nullptr);

    /// nullopt: no cap is set.
    std::optional<double> cap() const;
    /// Known costs of today, those of this program's ended runs included. Waits for the library once, if it
    /// was not read yet: a program that sends its first request within milliseconds must know.
    double spent();
    /// Whether a run that is expected to cost so much may begin; see Budget::allows().
    bool allows(std::optional<double> expected);
    /// Why no run may begin any more today, or nothing.
    std::optional<Error> refusal();
    /// What a run that begins now may cost at most.
    std::optional<double> room();

    /// Reserves what \a session, which is about to begin or to begin again, is expected to cost until it has
    /// ended. Of its cost then, \a counted was there before: a response that is taken up is paid for once.
    void follow(AnalysisSession *session, std::optional<double> expected, double counted = 0);

signals:
    /// What was spent has changed, or the cap.
    void changed();

private:
    void read();
    void readIfNew();
    qint64 startOfToday() const;

    Settings &m_settings;
    AnalysisLibrary &m_library;
    Clock &m_clock;
    Budget m_budget;
    qint64 m_dayStartUs = 0; ///< of the day that m_budget is about; 0: not read yet
};

} // namespace reasonglass
