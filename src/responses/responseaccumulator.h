#pragma once

#include "responses/responseevent.h"
#include "responses/transcript.h"

#include <optional>
#include <utility>

namespace reasonglass {

/// What one event changed, so that a view needs to look at nothing else.
struct TranscriptChange
{
    enum class Kind {
        None,      ///< nothing that is shown
        Appended,  ///< `appended` was added at the end of items[item].parts[part]
        Replaced,  ///< the text of items[item].parts[part] is another one now (or is new)
        Structure, ///< items came, went or were reordered: read the transcript anew
        Status,    ///< status, usage, error or another value beside the texts
    };
    Kind kind = Kind::None;
    int item = -1;
    int part = -1;
    QString appended = {};

    bool operator==(const TranscriptChange &) const = default;
};

/// Folds events into a transcript by the rules that real servers make necessary:
/// `.done` texts and the terminal snapshot replace, never append; items are found by output index,
/// then by id, then as the last open one of their kind; a second `response.created` starts a new
/// round whose indices count from zero again.
class ResponseAccumulator
{
public:
    ResponseAccumulator() = default;
    /// Goes on from \a transcript, which an accumulator has made before.
    explicit ResponseAccumulator(Transcript transcript)
        : m_transcript(std::move(transcript))
    { }

    TranscriptChange apply(ResponseEvent &&event);
    TranscriptChange apply(const ResponseEvent &event) { return apply(ResponseEvent(event)); }
    /// An event that was received but could not be read.
    void countUnreadable() { ++m_transcript.events; }
    /// An event that has been applied before.
    void countRepeat();
    const Transcript &transcript() const { return m_transcript; }

private:
    struct Place
    {
        int item = -1;
        int part = -1;
    };
    /// Where the last delta went: the next one mostly goes there too.
    struct Latest
    {
        ItemRef ref;
        PartKind kind = PartKind::OutputText;
        Place place;
    };

    TranscriptChange applyPayload(const LifecycleEvent &event);
    TranscriptChange applyPayload(const ItemEvent &event);
    TranscriptChange applyPayload(const PartEvent &event);
    TranscriptChange applyPayload(TextDelta &event);
    TranscriptChange applyPayload(const TextDone &event);
    TranscriptChange applyPayload(const AnnotationAdded &event);
    TranscriptChange applyPayload(const ToolProgress &event);
    TranscriptChange applyPayload(const ErrorEvent &event);
    TranscriptChange applyPayload(const KeepAlive &event);
    TranscriptChange applyPayload(const StreamDone &event);
    TranscriptChange applyPayload(const IgnoredEvent &event);
    TranscriptChange applyPayload(const UnknownEvent &event);

    void takeSnapshot(const ResponseObject &response);
    void replaceItems(const std::vector<OutputItem> &output);
    int lastOpenItem(const QString &type) const;
    int findItem(const ItemRef &ref, PartKind kind) const;
    int findOrAddItem(const ItemRef &ref, PartKind kind);
    Place findOrAddPart(const ItemRef &ref, PartKind kind);
    Place placeOf(const TextDelta &event);

    Transcript m_transcript;
    std::optional<Latest> m_latest; ///< nullopt: look again
};

} // namespace reasonglass
