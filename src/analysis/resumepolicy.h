#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/retrypolicy.h"
#include "providers/provider.h"

namespace reasonglass {

/// How a response is taken up again that goes on at the server after the connection broke. None of it
/// is paid for: the response is asked for once and only looked at again. Values; the functions are pure.
struct ResumePolicy
{
    RetryDelays delays{.initial = std::chrono::milliseconds(250), .most = std::chrono::milliseconds(15'000)};
    RetryDelays polls{.initial = std::chrono::milliseconds(2'000), .most = std::chrono::milliseconds(15'000)};
    /// A server that asks for a longer wait is asked again all the same: asking costs nothing.
    std::chrono::milliseconds longestWait{120'000};
    /// How long the server may be out of reach before the run is called interrupted.
    std::chrono::milliseconds patience{30 * 60'000};
};

/// What a break means for a response that goes on at the server.
enum class AfterBreak {
    TakeUp, ///< wait a little, then ask for the events that were missed
    Poll,   ///< the stream cannot be taken up (any more): ask for the whole response now and then
    GiveUp, ///< the server does not have it, or does not let us
};
AfterBreak afterBreak(const Error &error);

/// Whether the server goes on with the response without us and lets us come back to it: it was asked for
/// in background mode (which the request as sent says, whatever was asked for), and has not ended.
bool goesOnAtServer(const std::vector<Attempt> &attempts, const Provider &provider,
                    const Transcript &transcript);
/// Whether \a transcript says where its stream is to be taken up.
bool canTakeUpStream(const Provider &provider, const Transcript &transcript);
/// Whether the ended run \a record can be taken up again, and is worth it.
bool mayResume(const AnalysisRecord &record, const Provider &provider);

} // namespace reasonglass
