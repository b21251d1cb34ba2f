#include "cli/transcriptoutput.h"

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

bool isAnswer(PartKind kind)
{
    return kind == PartKind::OutputText || kind == PartKind::Refusal;
}

bool isReasoning(PartKind kind)
{
    return kind == PartKind::ReasoningSummary || kind == PartKind::ReasoningText;
}

} // namespace

void TranscriptOutput::show(const Transcript &transcript, const TranscriptChange &change)
{
    if (change.kind == TranscriptChange::Kind::Structure) {
        showAll(transcript);
    } else if (change.item >= 0) {
        const Place place{change.item, change.part};
        const TranscriptItem &item = transcript.items.at(size_t(change.item));
        const TranscriptPart &part = item.parts.at(size_t(change.part));
        // The usual case must not look at the whole text for every token.
        const bool appended = change.kind == TranscriptChange::Kind::Appended
            && m_written[place].size() + change.appended.size() == part.text.size();
        if (appended)
            print(place, part.kind, change.appended);
        else
            showPart(place, part);
    }
}

void TranscriptOutput::showAll(const Transcript &transcript)
{
    const auto &items = transcript.items;
    for (int i = 0; i < int(items.size()); ++i) {
        for (int p = 0; p < int(items[size_t(i)].parts.size()); ++p)
            showPart({i, p}, items[size_t(i)].parts[size_t(p)]);
    }
}

void TranscriptOutput::showPart(const Place &place, const TranscriptPart &part)
{
    QString &written = m_written[place];
    if (!part.text.startsWith(written)) {
        m_corrected |= isAnswer(part.kind);
        written = part.text;
        return;
    }
    print(place, part.kind, part.text.mid(written.size()));
}

void TranscriptOutput::print(const Place &place, PartKind kind, const QString &rest)
{
    m_written[place] += rest;
    if ((!isAnswer(kind) && !isReasoning(kind)) || rest.isEmpty())
        return;
    Place &last = isAnswer(kind) ? m_lastAnswer : m_lastReasoning;
    const bool newItem = last.first >= 0 && (isAnswer(kind) ? last.first != place.first : last != place);
    last = place;
    const QString text = newItem ? u"\n\n"_s + rest : rest;
    if (isAnswer(kind))
        m_console.out(text);
    else
        m_console.err(text);
}

void TranscriptOutput::beginAnew()
{
    m_written.clear();
    m_lastAnswer = m_lastReasoning = {-1, -1};
}

void TranscriptOutput::finish(const Transcript &transcript)
{
    if (m_lastReasoning.first >= 0)
        m_console.err(u"\n"_s);
    if (m_corrected) {
        m_console.errLine(u"[the server corrected its answer; here it is as it stands]"_s);
        m_console.out(u"\n"_s + answerText(transcript));
    }
    if (m_lastAnswer.first >= 0)
        m_console.out(u"\n"_s);
}

} // namespace reasonglass::cli
