#include "analysis/transcriptfold.h"

namespace reasonglass {

Result<TranscriptChange> TranscriptFold::feed(const Frame &frame)
{
    if (frame.kind == FrameKind::Refusal)
        return TranscriptChange{};
    const Result<ResponseEvent> event = frame.kind == FrameKind::Body
        ? m_parser.parseBody(frame.data)
        : m_parser.parseEvent(frame.data, frame.eventName);
    if (event)
        return m_accumulator.apply(*event);
    if (frame.kind == FrameKind::Tail)
        return TranscriptChange{}; // cut in the middle: nothing to learn from it
    m_accumulator.countUnreadable();
    return Unexpected{event.error()};
}

} // namespace reasonglass
