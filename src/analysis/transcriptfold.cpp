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
    m_event = {};
    m_repeats = RepeatGuard();
}

Result<TranscriptChange> TranscriptFold::feed(const Frame &frame)
{
    if (frame.kind == FrameKind::Refusal)
        return TranscriptChange{};
    const Result<> read = frame.kind == FrameKind::Body
        ? m_parser.readBody(frame.data, m_event)
        : m_parser.readEvent(frame.data, frame.eventName, m_event);
    if (read) {
        if (!isRepeat(m_event, frame))
            return m_accumulator.apply(std::move(m_event));
        m_accumulator.countRepeat();
        return TranscriptChange{};
    }
    if (frame.kind == FrameKind::Tail)
        return TranscriptChange{}; // cut in the middle: nothing to learn from it
    m_accumulator.countUnreadable();
    return Unexpected{read.error()};
}

} // namespace reasonglass
