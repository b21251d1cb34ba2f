#include "analysis/rateseries.h"

#include <algorithm>

namespace reasonglass {

void RateSeries::beginAttempt(int number, std::chrono::microseconds offset)
{
    m_offset = std::max(offset, m_end); // clocks may have been set in between
    if (!m_firstEvent)
        return;
    m_atSeam = true;
    if (m_seams.size() < mostSeams)
        m_seams.push_back({.at = m_offset, .attempt = number});
}

void RateSeries::noteArrival(std::chrono::microseconds at)
{
    const Gap gap{.start = m_end, .length = at - m_end, .acrossSeam = m_atSeam};
    if (m_firstEvent && gap.length >= shortestGap) {
        const auto isLonger = [](const Gap &a, const Gap &b) { return a.length > b.length; };
        m_gaps.insert(std::upper_bound(m_gaps.begin(), m_gaps.end(), gap, isLonger), gap);
        if (m_gaps.size() > mostGaps)
            m_gaps.pop_back();
    }
    if (!m_firstEvent)
        m_firstEvent = at;
    m_atSeam = false;
    m_end = at;
}

void RateSeries::add(std::chrono::microseconds arrival, const TranscriptChange &change,
                     const Transcript &transcript)
{
    using Kind = TranscriptChange::Kind;
    noteArrival(std::max(m_offset + arrival, m_end));
    if (change.kind == Kind::Structure) { // parts may have other places now
        m_sizes.clear();
        for (int i = 0; i < int(transcript.items.size()); ++i) {
            const auto &parts = transcript.items[size_t(i)].parts;
            for (int p = 0; p < int(parts.size()); ++p)
                m_sizes[{i, p}] = parts[size_t(p)].text.size();
        }
        return;
    }
    const bool isText = change.kind == Kind::Appended || change.kind == Kind::Replaced;
    if (!isText || change.item < 0 || change.part < 0)
        return;
    const TranscriptPart &part = transcript.items.at(size_t(change.item)).parts.at(size_t(change.part));
    qint64 &known = m_sizes[{change.item, change.part}];
    count(part.kind, part.text.size() - known);
    known = part.text.size();
}

void RateSeries::count(PartKind kind, qint64 chars)
{
    const bool isReasoning = kind == PartKind::ReasoningSummary || kind == PartKind::ReasoningText;
    const bool isAnswer = kind == PartKind::OutputText || kind == PartKind::Refusal;
    if (chars <= 0 || (!isReasoning && !isAnswer))
        return;
    std::optional<std::chrono::microseconds> &first = isReasoning ? m_firstReasoning : m_firstAnswer;
    first = first.value_or(m_end);
    m_rawReasoning = m_rawReasoning || kind == PartKind::ReasoningText;
    while (m_end / m_width >= qint64(mostBuckets))
        widen();
    const auto index = size_t(m_end / m_width);
    if (index >= m_buckets.size())
        m_buckets.resize(index + 1);
    (isReasoning ? m_buckets[index].reasoningChars : m_buckets[index].answerChars) += chars;
    (isReasoning ? m_total.reasoningChars : m_total.answerChars) += chars;
}

void RateSeries::widen()
{
    const size_t half = (m_buckets.size() + 1) / 2;
    for (size_t i = 0; i < half; ++i) {
        Bucket both = m_buckets[2 * i];
        if (2 * i + 1 < m_buckets.size()) {
            both.reasoningChars += m_buckets[2 * i + 1].reasoningChars;
            both.answerChars += m_buckets[2 * i + 1].answerChars;
        }
        m_buckets[i] = both;
    }
    m_buckets.resize(half);
    m_width *= 2;
}

} // namespace reasonglass
