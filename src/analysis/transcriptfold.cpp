#include "analysis/transcriptfold.h"

namespace reasonglass {

namespace {

/// What a server says last is heard however it is numbered; hearing it twice changes nothing.
bool isTerminal(const ResponseEvent &event)
{
    const auto *lifecycle = std::get_if<LifecycleEvent>(&event.payload);
    return lifecycle && lifecycle->isTerminal();
}

} // namespace

bool TranscriptFold::isRepeat(const ResponseEvent &event, const Frame &frame)
{
    return m_repeats.isRepeat(event.sequenceNumber, frame.data) && !isTerminal(event);
}

void TranscriptFold::rest()
{
    m_parser = ResponseParser();
    m_repeats = RepeatGuard();
}

Result<TranscriptChange> TranscriptFold::feed(const Frame &frame)
{
    if (frame.kind == FrameKind::Refusal)
        return TranscriptChange{};
    const Result<ResponseEvent> event = frame.kind == FrameKind::Body
        ? m_parser.parseBody(frame.data)
        : m_parser.parseEvent(frame.data, frame.eventName);
    if (event) {
        if (!isRepeat(*event, frame))
            return m_accumulator.apply(*event);
        m_accumulator.countRepeat();
        return TranscriptChange{};
    }
    if (frame.kind == FrameKind::Tail)
        return TranscriptChange{}; // cut in the middle: nothing to learn from it
    m_accumulator.countUnreadable();
    return Unexpected{event.error()};
}

} // namespace reasonglass
