#include "ui/grid/livetext.h"

#include "streamview/streamview.h"

#include <algorithm>
#include <utility>

namespace reasonglass {

namespace {

bool isReasoning(PartKind kind)
{
    return kind == PartKind::ReasoningSummary || kind == PartKind::ReasoningText;
}

bool isAnswer(PartKind kind)
{
    return kind == PartKind::OutputText || kind == PartKind::Refusal;
}

std::vector<const QString *> textsOf(const Transcript &transcript, bool (*wanted)(PartKind))
{
    std::vector<const QString *> texts;
    for (const TranscriptItem &item : transcript.items) {
        for (const TranscriptPart &part : item.parts) {
            if (wanted(part.kind))
                texts.push_back(&part.text);
        }
    }
    return texts;
}

} // namespace

void LiveText::bringUp(const Transcript &transcript)
{
    auto texts = textsOf(transcript, isAnswer);
    const bool answers = std::ranges::any_of(texts, [](const QString *text) { return !text->isEmpty(); });
    if (!answers)
        texts = textsOf(transcript, isReasoning);
    if (answers != m_showsAnswer || texts.size() < m_given.size()) {
        clear();
        m_showsAnswer = answers;
    }
    m_given.resize(texts.size(), 0);
    for (size_t part = 0; part < texts.size(); ++part) {
        const QString &text = *texts[part];
        const qsizetype given = std::exchange(m_given[part], text.size());
        if (!m_valid || text.size() < given)
            m_view.replacePart(int(part), text);
        else if (text.size() > given)
            m_view.appendToPart(int(part), text.sliced(given));
    }
    m_valid = true;
    m_view.flush();
}

void LiveText::clear()
{
    m_view.clear();
    m_given.clear();
    m_showsAnswer = false;
    m_valid = true;
}

} // namespace reasonglass
