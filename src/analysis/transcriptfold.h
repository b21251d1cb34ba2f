#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/repeatguard.h"
#include "base/expected.h"
#include "responses/responseaccumulator.h"
#include "responses/responseparser.h"

namespace reasonglass {

/// Turns frames into a transcript: live from the network and again from the event log, alike.
class TranscriptFold
{
public:
    TranscriptFold() = default;
    /// Goes on from \a transcript, which another fold has made; resume() must be called next.
    explicit TranscriptFold(Transcript transcript)
        : m_accumulator(std::move(transcript))
    { }

    /// The frames from here on come from another exchange, which takes up the same response.
    void resume() { m_repeats.resumeAfter(transcript().lastSequenceNumber); }

    /// No frame follows for now: gives back the memory that only reading needs. Before another one is fed,
    /// resume() must be called.
    void rest();

    /// Reads \a frame and folds it in. A frame that cannot be read is an error, changes nothing but
    /// the count of events, and leaves the fold usable. A Tail frame that is not whole JSON is ignored,
    /// and so is an event that has come before.
    Result<TranscriptChange> feed(const Frame &frame);

    const Transcript &transcript() const { return m_accumulator.transcript(); }

private:
    bool isRepeat(const ResponseEvent &event, const Frame &frame);

    ResponseParser m_parser;
    ResponseEvent m_event; ///< the latest, whose memory is used again
    ResponseAccumulator m_accumulator;
    RepeatGuard m_repeats;
};

} // namespace reasonglass
