#include "responses/transcript.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool isReasoning(PartKind kind)
{
    return kind == PartKind::ReasoningSummary || kind == PartKind::ReasoningText;
}

QString joinedParts(const TranscriptItem &item, PartKind kind)
{
    QString text;
    for (const TranscriptPart &part : item.parts) {
        if (part.kind == kind)
            text += part.text;
    }
    return text;
}

QString joinedItems(const Transcript &transcript, PartKind kind)
{
    QStringList texts;
    for (const TranscriptItem &item : transcript.items) {
        if (const QString text = joinedParts(item, kind); !text.isEmpty())
            texts.append(text);
    }
    return texts.join("\n\n"_L1);
}

} // namespace

QString answerText(const Transcript &transcript)
{
    return joinedItems(transcript, PartKind::OutputText);
}

QString refusalText(const Transcript &transcript)
{
    return joinedItems(transcript, PartKind::Refusal);
}

std::vector<ReasoningPart> reasoningParts(const Transcript &transcript)
{
    std::vector<ReasoningPart> parts;
    for (int item = 0; item < int(transcript.items.size()); ++item) {
        int summaries = 0;
        int texts = 0;
        for (const TranscriptPart &part : transcript.items[size_t(item)].parts) {
            if (!isReasoning(part.kind))
                continue;
            int &position = part.kind == PartKind::ReasoningSummary ? summaries : texts;
            parts.push_back({.kind = part.kind, .item = item, .part = position++, .text = part.text});
        }
    }
    return parts;
}

QString reasoningText(const Transcript &transcript)
{
    QStringList texts;
    for (const ReasoningPart &part : reasoningParts(transcript))
        texts.append(part.text);
    return texts.join("\n\n"_L1);
}

bool hasVisibleText(const Transcript &transcript)
{
    return std::ranges::any_of(transcript.items, [](const TranscriptItem &item) {
        return std::ranges::any_of(item.parts,
                                   [](const TranscriptPart &part) { return !part.text.isEmpty(); });
    });
}

bool isToolCall(const TranscriptItem &item)
{
    return item.type.endsWith("_call"_L1);
}

} // namespace reasonglass
