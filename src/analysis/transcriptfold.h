#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"
#include "responses/responseaccumulator.h"
#include "responses/responseparser.h"

namespace reasonglass {

/// Turns frames into a transcript: live from the network and again from the event log, alike.
class TranscriptFold
{
public:
    /// Reads \a frame and folds it in. A frame that cannot be read is an error, changes nothing but
    /// the count of events, and leaves the fold usable. A Tail frame that is not whole JSON is ignored.
    Result<TranscriptChange> feed(const Frame &frame);

    const Transcript &transcript() const { return m_accumulator.transcript(); }

private:
    ResponseParser m_parser;
    ResponseAccumulator m_accumulator;
};

} // namespace reasonglass
