#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/phase.h"

#include <QString>

#include <chrono>
#include <optional>
#include <vector>

/// What the program says of a run that waits, that has ended, or that was not sent quite as asked.
namespace reasonglass::words {

/// A wait that is counted down, in whole seconds: "3 s", "1:30".
QString countdown(std::chrono::milliseconds left);
/// What comes when the wait is over: "next attempt in 3 s", "taking it up again in 3 s". Empty for
/// phases that wait for nothing but the server.
QString nextStep(Phase phase, std::chrono::milliseconds left);
/// What that costs: "it is a new paid request", "nothing is paid twice". Empty where nothing is asked.
QString priceOfNextStep(Phase phase);
/// Why \a phase waits, as a sentence. \a error is that of the latest attempt.
QString whyWaiting(Phase phase, const std::optional<Error> &error);

/// What ends a silence of the server.
struct Patience
{
    enum class Step {
        Connect, ///< no connection yet
        Answer,  ///< sent, and not answered yet
        Silence, ///< between two bytes
        Whole,   ///< the whole answer, silent or not
    };
    Step step = Step::Silence;
    std::chrono::milliseconds limit{0}; ///< zero: none
    bool takesUp = false;               ///< the response goes on at the server and is taken up again then

    bool operator==(const Patience &) const = default;
};
/// "silent for 42 s, connection alive · gives up at 15:00 of silence".
QString silence(std::chrono::milliseconds silent, const Patience &patience);

/// How a run ended and what may be done about it.
struct End
{
    QString sentence;
    QString advice; ///< what each choice does and costs; may be empty

    bool operator==(const End &) const = default;
};
/// Of a run that ended with an error. \a mayResume: the server goes on with the response.
End end(const AnalysisRecord &record, bool mayResume);
/// How it is known that a stopped run has stopped: "connection closed · the server said: cancelled".
QString stopProof(const AnalysisRecord &record);

/// One line of AnalysisRecord::fallbacks in plain words, with the reason that was given.
QString fallback(const QString &change);

/// "Attempt 2 (resumed): completed".
QString attempt(const Attempt &attempt);

/// What is said at start about \a runs that the end of the program cut off, \a resumable of them at servers
/// that go on.
QString endedByACrash(int runs, int resumable);

/// A run that still goes on when the program is to end.
struct Leaving
{
    QString title;
    bool goesOn = false; ///< at the server, to be resumed
    Cost cost = {};      ///< so far
    bool sample = false; ///< costs nothing

    bool operator==(const Leaving &) const = default;
};
/// What becomes of \a runs when the program ends, one line for each.
QString leavingRuns(const std::vector<Leaving> &runs);

/// "took up the response after event 117 · connection lost for 2.3 s"; \a after is a sequence number.
QString seam(int attempt, std::optional<qint64> after, std::optional<std::chrono::milliseconds> lost);

} // namespace reasonglass::words
