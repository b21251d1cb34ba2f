#include "responses/responseaccumulator.h"

#include <algorithm>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

using Kind = TranscriptChange::Kind;

QLatin1StringView itemTypeFor(PartKind kind)
{
    switch (kind) {
    case PartKind::ReasoningSummary:
    case PartKind::ReasoningText:
        return "reasoning"_L1;
    case PartKind::OutputText:
    case PartKind::Refusal:
        return "message"_L1;
    case PartKind::ToolInput:
    case PartKind::ToolOutput:
        return "function_call"_L1;
    }
    Q_UNREACHABLE();
}

bool isTextItem(const QString &type)
{
    return type == "reasoning"_L1 || type == "message"_L1;
}

/// Whether a text of \a kind may belong to an item of \a type: tool texts to any kind of call.
bool canHold(const QString &type, PartKind kind)
{
    const QLatin1StringView wanted = itemTypeFor(kind);
    return isTextItem(wanted) ? type == wanted : !isTextItem(type);
}

int findPart(const TranscriptItem &item, PartKind kind, int index)
{
    const auto part = std::ranges::find_if(
        item.parts, [&](const TranscriptPart &p) { return p.kind == kind && p.index == index; });
    return part == item.parts.end() ? -1 : int(part - item.parts.begin());
}

/// Whether an event says to which part of which item it belongs. A tool's text is its item's only one.
bool isPlaced(const ItemRef &ref, PartKind kind)
{
    const bool isOnlyPart = kind == PartKind::ToolInput || kind == PartKind::ToolOutput;
    return (isOnlyPart || ref.partIndex >= 0) && (ref.outputIndex >= 0 || !ref.itemId.isEmpty());
}

void setIfSent(QString &value, const QString &sent)
{
    if (!sent.isEmpty())
        value = sent;
}

/// Takes over what a server says of an item as a whole; texts it leaves out stay as they were.
void describe(TranscriptItem &item, const OutputItem &described)
{
    setIfSent(item.type, described.type);
    setIfSent(item.id, described.id);
    setIfSent(item.name, described.name);
    setIfSent(item.status, described.status);
    setIfSent(item.phase, described.phase);
    item.encrypted |= described.encrypted;
}

void describePart(TranscriptItem &item, const ContentPart &described, bool done)
{
    if (!described.kind)
        return;
    int position = findPart(item, *described.kind, described.index);
    if (position < 0) {
        if (described.text.value_or(QString()).isEmpty() && !done)
            return; // an announcement: the part begins with its first text
        position = int(item.parts.size());
        item.parts.push_back({.kind = *described.kind, .index = described.index});
    }
    TranscriptPart &part = item.parts[size_t(position)];
    if (described.text && (done || !described.text->isEmpty()))
        part.text = *described.text;
    if (!described.annotations.empty())
        part.annotations = described.annotations;
    part.done |= done;
}

/// Takes over the parts of an item that a server describes whole. A described part is the streamed part
/// at the same place among those of its kind: vLLM streams with a content_index of 1 what it then lists
/// first. Once the item is done, what the description leaves out of a kind is gone.
void describeParts(TranscriptItem &item, const std::vector<ContentPart> &described, bool done)
{
    std::map<PartKind, int> counts;
    for (ContentPart part : described) {
        if (!part.kind)
            continue;
        const int wanted = counts[*part.kind]++;
        int seen = 0;
        for (TranscriptPart &streamed : item.parts) {
            if (streamed.kind == *part.kind && seen++ == wanted)
                streamed.index = part.index;
        }
        describePart(item, part, done);
    }
    if (!done)
        return;
    std::map<PartKind, int> seen;
    std::erase_if(item.parts, [&](const TranscriptPart &part) {
        return counts.contains(part.kind) && seen[part.kind]++ >= counts[part.kind];
    });
}

void sortParts(TranscriptItem &item)
{
    std::ranges::stable_sort(item.parts, [](const TranscriptPart &a, const TranscriptPart &b) {
        return std::pair(a.kind, a.index) < std::pair(b.kind, b.index);
    });
}

bool hasText(const TranscriptItem &item)
{
    return std::ranges::any_of(item.parts,
                               [](const TranscriptPart &part) { return !part.text.trimmed().isEmpty(); });
}

/// For each described item the streamed one that it is, or -1: found by id, then as the next of its type.
std::vector<int> matchItems(const std::vector<OutputItem> &output,
                            const std::vector<TranscriptItem> &streamed)
{
    std::vector<bool> used(streamed.size(), false);
    std::vector<int> sources(output.size(), -1);
    const auto take = [&](size_t described, auto &&same) {
        for (size_t j = 0; j < streamed.size() && sources[described] < 0; ++j) {
            if (used[j] || streamed[j].type != output[described].type || !same(streamed[j]))
                continue;
            sources[described] = int(j);
            used[j] = true;
        }
    };
    for (size_t i = 0; i < output.size(); ++i) {
        const QString &id = output[i].id;
        take(i, [&](const TranscriptItem &item) { return !id.isEmpty() && item.id == id; });
    }
    for (size_t i = 0; i < output.size(); ++i)
        take(i, [](const TranscriptItem &) { return true; });
    return sources;
}

ResponseStatus statusOf(const LifecycleEvent &event)
{
    const auto said = event.response.status;
    const bool saysEnded = said && *said != ResponseStatus::InProgress && *said != ResponseStatus::Queued;
    switch (event.phase) {
    case LifecycleEvent::Phase::Created:
    case LifecycleEvent::Phase::InProgress:
        return said.value_or(ResponseStatus::InProgress);
    case LifecycleEvent::Phase::Queued:
        return said.value_or(ResponseStatus::Queued);
    case LifecycleEvent::Phase::Completed:
        return saysEnded ? *said : ResponseStatus::Completed;
    case LifecycleEvent::Phase::Incomplete:
        return saysEnded ? *said : ResponseStatus::Incomplete;
    case LifecycleEvent::Phase::Failed:
        return saysEnded ? *said : ResponseStatus::Failed;
    }
    Q_UNREACHABLE();
}

} // namespace

TranscriptChange ResponseAccumulator::apply(ResponseEvent &&event)
{
    ++m_transcript.events;
    m_transcript.lastSequenceNumber = std::max(m_transcript.lastSequenceNumber, event.sequenceNumber);
    if (auto *delta = std::get_if<TextDelta>(&event.payload))
        return applyPayload(*delta);
    m_latest.reset(); // items may come, go or close
    return std::visit([this](auto &payload) { return applyPayload(payload); }, event.payload);
}

void ResponseAccumulator::countRepeat()
{
    ++m_transcript.events;
    ++m_transcript.repeats;
}

ResponseAccumulator::Place ResponseAccumulator::placeOf(const TextDelta &event)
{
    if (!m_latest || m_latest->kind != event.kind || m_latest->ref != event.ref)
        m_latest = {.ref = event.ref, .kind = event.kind, .place = findOrAddPart(event.ref, event.kind)};
    return m_latest->place;
}

TranscriptChange ResponseAccumulator::applyPayload(TextDelta &event)
{
    const Place place = placeOf(event);
    TranscriptPart &part = m_transcript.items[size_t(place.item)].parts[size_t(place.part)];
    if (part.done && isPlaced(event.ref, event.kind))
        return {}; // overtaken on its way: the whole text is here already
    const bool isNew = part.text.isEmpty();
    part.text += event.delta;
    return {.kind = isNew ? Kind::Replaced : Kind::Appended,
            .item = place.item,
            .part = place.part,
            .appended = std::move(event.delta)};
}

TranscriptChange ResponseAccumulator::applyPayload(const TextDone &event)
{
    const Place place = findOrAddPart(event.ref, event.kind);
    TranscriptPart &part = m_transcript.items[size_t(place.item)].parts[size_t(place.part)];
    part.done = true;
    if (part.text == event.text)
        return {};
    part.text = event.text;
    return {.kind = Kind::Replaced, .item = place.item, .part = place.part};
}

TranscriptChange ResponseAccumulator::applyPayload(const PartEvent &event)
{
    if (!event.part.kind)
        return {};
    const int item = findOrAddItem(event.ref, *event.part.kind);
    const TranscriptItem before = m_transcript.items[size_t(item)];
    ContentPart part = event.part;
    part.index = std::max(event.ref.partIndex, 0);
    describePart(m_transcript.items[size_t(item)], part, event.done);
    const int position = findPart(m_transcript.items[size_t(item)], *part.kind, part.index);
    if (position < 0 || before == m_transcript.items[size_t(item)])
        return {};
    return {.kind = Kind::Replaced, .item = item, .part = position};
}

TranscriptChange ResponseAccumulator::applyPayload(const ItemEvent &event)
{
    const ItemRef ref{.itemId = event.item.id, .outputIndex = event.outputIndex};
    int position = -1;
    for (int i = 0; i < int(m_transcript.items.size()) && position < 0; ++i) {
        const TranscriptItem &item = m_transcript.items[size_t(i)];
        const bool sameIndex = ref.outputIndex >= 0 && item.outputIndex == ref.outputIndex;
        const bool sameId = !ref.itemId.isEmpty() && item.id == ref.itemId;
        if (item.round == m_transcript.round && item.type == event.item.type && (sameIndex || sameId))
            position = i;
    }
    if (position < 0 && event.done && ref.outputIndex < 0)
        position = lastOpenItem(event.item.type);
    const bool isNew = position < 0;
    if (isNew) {
        position = int(m_transcript.items.size());
        m_transcript.items.push_back(
            {.type = event.item.type, .round = m_transcript.round, .outputIndex = ref.outputIndex});
    }
    TranscriptItem &item = m_transcript.items[size_t(position)];
    const TranscriptItem before = isNew ? TranscriptItem{} : item;
    describe(item, event.item);
    describeParts(item, event.item.parts, event.done);
    item.closed |= event.done;
    sortParts(item);
    return !isNew && before == item ? TranscriptChange{} : TranscriptChange{.kind = Kind::Structure};
}

TranscriptChange ResponseAccumulator::applyPayload(const LifecycleEvent &event)
{
    if (m_transcript.terminal)
        return {}; // the first terminal event is the last word
    if (event.phase == LifecycleEvent::Phase::Created && !m_transcript.items.empty())
        ++m_transcript.round;
    m_transcript.status = statusOf(event);
    takeSnapshot(event.response);
    if (!event.isTerminal())
        return {.kind = Kind::Status};
    m_transcript.terminal = true;
    // What a stopped response is said to hold may be less than what it had sent.
    const bool stopped = m_transcript.status == ResponseStatus::Cancelled && !m_transcript.items.empty();
    if (event.response.output.empty() || stopped)
        return {.kind = Kind::Status};
    const auto before = m_transcript.items;
    replaceItems(event.response.output);
    return {.kind = before == m_transcript.items ? Kind::Status : Kind::Structure};
}

TranscriptChange ResponseAccumulator::applyPayload(const AnnotationAdded &event)
{
    if (event.annotation.isEmpty())
        return {};
    const Place place = findOrAddPart(event.ref, PartKind::OutputText);
    m_transcript.items[size_t(place.item)].parts[size_t(place.part)].annotations.push_back(event.annotation);
    return {.kind = Kind::Structure};
}

TranscriptChange ResponseAccumulator::applyPayload(const ToolProgress &event)
{
    const int position = findItem(event.ref, PartKind::ToolInput);
    if (position >= 0)
        m_transcript.items[size_t(position)].status = event.stage;
    return {.kind = Kind::Status};
}

TranscriptChange ResponseAccumulator::applyPayload(const ErrorEvent &event)
{
    m_transcript.error = event.error;
    return {.kind = Kind::Status};
}

TranscriptChange ResponseAccumulator::applyPayload(const KeepAlive & /*event*/)
{
    return {};
}

TranscriptChange ResponseAccumulator::applyPayload(const StreamDone & /*event*/)
{
    return {};
}

TranscriptChange ResponseAccumulator::applyPayload(const IgnoredEvent & /*event*/)
{
    return {};
}

TranscriptChange ResponseAccumulator::applyPayload(const UnknownEvent & /*event*/)
{
    ++m_transcript.unknownEvents;
    return {};
}

void ResponseAccumulator::takeSnapshot(const ResponseObject &response)
{
    setIfSent(m_transcript.responseId, response.id);
    setIfSent(m_transcript.model, response.model);
    setIfSent(m_transcript.serviceTier, response.serviceTier);
    setIfSent(m_transcript.effort, response.effort);
    setIfSent(m_transcript.incompleteReason, response.incompleteReason);
    if (response.error)
        m_transcript.error = response.error;
    if (response.usage)
        m_transcript.usage = response.usage;
}

/// The terminal snapshot is the server's last word on what the output is. Streamed items find their
/// described selves by id, then as the next of their type (gateways rotate ids, and output indices may
/// have gaps). A streamed item of a type that the snapshot leaves out altogether is kept if it has text.
void ResponseAccumulator::replaceItems(const std::vector<OutputItem> &output)
{
    std::vector<TranscriptItem> streamed = std::exchange(m_transcript.items, {});
    const std::vector<int> sources = matchItems(output, streamed);

    for (const TranscriptItem &item : streamed) {
        const bool described =
            std::ranges::any_of(output, [&](const OutputItem &o) { return o.type == item.type; });
        if (!described && hasText(item))
            m_transcript.items.push_back(item);
    }
    for (size_t i = 0; i < output.size(); ++i) {
        TranscriptItem item = sources[i] < 0
            ? TranscriptItem{.type = output[i].type, .round = m_transcript.round}
            : std::move(streamed[size_t(sources[i])]);
        describe(item, output[i]);
        describeParts(item, output[i].parts, true);
        item.closed = true;
        sortParts(item);
        m_transcript.items.push_back(std::move(item));
    }
}

int ResponseAccumulator::lastOpenItem(const QString &type) const
{
    for (int i = int(m_transcript.items.size()) - 1; i >= 0; --i) {
        const TranscriptItem &item = m_transcript.items[size_t(i)];
        if (item.round == m_transcript.round && item.type == type && !item.closed)
            return i;
    }
    return -1;
}

/// By output index, then by id, then as the last open item that can hold the text; the last only where
/// one side is not numbered or the event names no item.
int ResponseAccumulator::findItem(const ItemRef &ref, PartKind kind) const
{
    const auto lastThat = [&](auto &&fits) {
        for (int i = int(m_transcript.items.size()) - 1; i >= 0; --i) {
            const TranscriptItem &item = m_transcript.items[size_t(i)];
            if (item.round == m_transcript.round && canHold(item.type, kind) && fits(item))
                return i;
        }
        return -1;
    };
    const bool numbered = ref.outputIndex >= 0;
    int found = -1;
    if (numbered)
        found = lastThat([&](const TranscriptItem &item) { return item.outputIndex == ref.outputIndex; });
    if (found < 0 && !ref.itemId.isEmpty())
        found = lastThat([&](const TranscriptItem &item) { return item.id == ref.itemId; });
    if (found < 0 && (!numbered || ref.itemId.isEmpty()))
        found = lastThat(
            [&](const TranscriptItem &item) { return !item.closed && (!numbered || item.outputIndex < 0); });
    return found;
}

int ResponseAccumulator::findOrAddItem(const ItemRef &ref, PartKind kind)
{
    if (const int found = findItem(ref, kind); found >= 0)
        return found;
    m_transcript.items.push_back({.type = itemTypeFor(kind),
                                  .id = ref.itemId,
                                  .round = m_transcript.round,
                                  .outputIndex = ref.outputIndex});
    return int(m_transcript.items.size()) - 1;
}

ResponseAccumulator::Place ResponseAccumulator::findOrAddPart(const ItemRef &ref, PartKind kind)
{
    const int item = findOrAddItem(ref, kind);
    std::vector<TranscriptPart> &parts = m_transcript.items[size_t(item)].parts;
    int part = -1;
    if (ref.partIndex >= 0) {
        part = findPart(m_transcript.items[size_t(item)], kind, ref.partIndex);
    } else {
        for (int i = int(parts.size()) - 1; i >= 0 && part < 0; --i)
            part = parts[size_t(i)].kind == kind ? i : -1;
    }
    if (part < 0) {
        part = int(parts.size());
        parts.push_back({.kind = kind, .index = std::max(ref.partIndex, 0)});
    }
    return {.item = item, .part = part};
}

} // namespace reasonglass
