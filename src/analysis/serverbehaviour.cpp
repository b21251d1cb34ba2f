#include "analysis/serverbehaviour.h"

#include "analysis/transcriptfold.h"

#include <algorithm>
#include <variant>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype answerShown = 200;

/// Looks at single events; what they amount to is the transcript's to say.
class Observer
{
public:
    explicit Observer(ServerBehaviour &seen)
        : m_seen(seen)
    { }

    void look(const ResponseEvent &event)
    {
        ++m_seen.events;
        m_seen.sequenceNumbers |= event.sequenceNumber >= 0;
        std::visit([this](const auto &payload) { lookAt(payload); }, event.payload);
    }

private:
    void lookAt(const ItemRef &ref)
    {
        m_seen.outputIndices |= ref.outputIndex >= 0;
        m_seen.itemIds |= !ref.itemId.isEmpty();
    }
    void lookAt(const TextDelta &event) { lookAt(event.ref); }
    void lookAt(const TextDone &event)
    {
        m_seen.doneEvents = true;
        lookAt(event.ref);
    }
    void lookAt(const PartEvent &event) { lookAt(event.ref); }
    void lookAt(const LifecycleEvent &event) { m_seen.terminalEvent |= event.isTerminal(); }
    void lookAt(const StreamDone & /*event*/) { m_seen.doneMark = true; }
    void lookAt(const UnknownEvent &event)
    {
        if (!m_seen.unknownEvents.contains(event.type))
            m_seen.unknownEvents += event.type;
    }
    template <typename Other>
    void lookAt(const Other & /*event*/)
    { }

    ServerBehaviour &m_seen;
};

ServerBehaviour::Reasoning reasoningOf(const Transcript &transcript)
{
    using enum ServerBehaviour::Reasoning;
    const auto parts = reasoningParts(transcript);
    if (std::ranges::count(parts, PartKind::ReasoningText, &ReasoningPart::kind) > 0)
        return Raw;
    if (!parts.empty())
        return Summary;
    const bool thought = (transcript.usage && transcript.usage->reasoning > 0)
        || std::ranges::count(transcript.items, u"reasoning"_s, &TranscriptItem::type) > 0;
    return thought ? Hidden : None;
}

/// A stream says at once that it has begun. Where even that comes only with the end, something holds it back.
ServerBehaviour::Delivery deliveryOf(const std::vector<Frame> &frames)
{
    using enum ServerBehaviour::Delivery;
    constexpr qint64 shortAnswerUs = 1'000'000; // too short to tell
    const auto first = std::ranges::find(frames, FrameKind::Event, &Frame::kind);
    if (first == frames.end())
        return std::ranges::count(frames, FrameKind::Body, &Frame::kind) > 0 ? Whole : Nothing;
    const qint64 endUs = frames.back().arrivalUs;
    const bool atOnce = endUs - first->arrivalUs < endUs / 20;
    return atOnce && endUs > shortAnswerUs ? Held : Streamed;
}

} // namespace

ServerBehaviour observe(const std::vector<Frame> &frames)
{
    ServerBehaviour seen;
    Observer observer(seen);
    ResponseParser parser;
    TranscriptFold fold;
    for (const Frame &frame : frames) {
        (void)fold.feed(frame);
        if (frame.kind != FrameKind::Event)
            continue;
        if (const Result<ResponseEvent> event = parser.parseEvent(frame.data, frame.eventName))
            observer.look(*event);
    }
    const Transcript &transcript = fold.transcript();
    seen.delivery = deliveryOf(frames);
    seen.reasoning = reasoningOf(transcript);
    seen.usage = transcript.usage.has_value();
    seen.reportsCost = transcript.usage && transcript.usage->reportedCostUsd;
    seen.model = transcript.model;
    seen.answer = answerText(transcript).left(answerShown);
    return seen;
}

} // namespace reasonglass
