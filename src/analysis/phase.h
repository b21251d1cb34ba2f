#pragma once

#include "analysis/analysisrecord.h"

namespace reasonglass {

/// What a run is doing right now; the words of the phase line.
enum class Phase {
    Idle,            ///< not started
    Connecting,      ///< until the request has left
    Waiting,         ///< sent, and no event yet
    Queued,          ///< the server says that it will begin later
    Thinking,        ///< begun; reasoning is hidden or arriving
    Answering,       ///< the answer is arriving
    UsingTool,       ///< a tool of the server is at work
    Finishing,       ///< the answer is whole, the last event is not there yet
    WaitingToRetry,  ///< an attempt has failed; the next one, which is paid for again, has not begun
    WaitingToResume, ///< the connection broke; the response goes on at the server and is taken up again
    Polling,         ///< the stream cannot be taken up: the server is asked now and then for the whole
    Cancelling,      ///< stopped here; the server is being told
    Completed,
    Incomplete,
    Failed,
    Cancelled,
    Interrupted,
};

bool isFinal(Phase phase);
/// Whether a run may go from \a from to \a to. This table is the state machine's documentation.
bool isTransition(Phase from, Phase to);
/// The outcome that a final phase is; Running for all others.
AnalysisStatus outcomeOf(Phase phase);
Phase phaseOf(AnalysisStatus outcome);

} // namespace reasonglass
