#include "app/runmetrics.h"

#include <algorithm>
#include <cmath>

namespace reasonglass {

void Histogram::add(double value)
{
    const double range = value <= 1 ? 0 : std::ceil(std::log2(value) * RangesPerDoubling);
    ++m_ranges.at(size_t(std::clamp(range, 0.0, double(Ranges - 1))));
    ++m_count;
    m_sum += value;
}

double Histogram::quantile(double share) const
{
    if (m_count == 0)
        return 0;
    const double wanted = std::max(1.0, share * double(m_count));
    qint64 seen = 0;
    for (int range = 0; range < Ranges; ++range) {
        seen += m_ranges.at(size_t(range));
        if (double(seen) >= wanted)
            return std::exp2(range / RangesPerDoubling);
    }
    return std::exp2((Ranges - 1) / RangesPerDoubling);
}

ModelMetrics &RunMetrics::of(const AnalysisRequest &request)
{
    return m_byModel[{.provider = request.providerId, .model = request.response.model}];
}

void RunMetrics::addAttempt(const AnalysisRequest &request, const Attempt &attempt,
                            const Transcript &transcript)
{
    ModelMetrics &metrics = of(request);
    ++metrics.attempts;
    metrics.events += attempt.events;
    metrics.bytes += attempt.bytes;
    if (attempt.resumed) {
        emit changed(); // not paid for again, and its times are not those of an answer
        return;
    }
    metrics.retries += attempt.number > 1 ? 1 : 0;
    const AttemptTiming &timing = attempt.timing;
    if (timing.firstByteMs)
        metrics.firstByteMs.add(double(*timing.firstByteMs));
    if (const auto first = timing.firstReasoningMs ? timing.firstReasoningMs : timing.firstTextMs)
        metrics.firstTextMs.add(double(*first)); // reasoning comes before the answer wherever it comes
    if (timing.totalMs)
        metrics.durationMs.add(double(*timing.totalMs));
    if (transcript.usage && timing.totalMs.value_or(0) > 0)
        metrics.tokensPerSecond.add(double(transcript.usage->output) * 1000.0 / double(*timing.totalMs));
    emit changed();
}

void RunMetrics::addFallback(const AnalysisRequest &request)
{
    ++of(request).fallbacks;
    emit changed();
}

void RunMetrics::addOutcome(const AnalysisRequest &request, AnalysisStatus outcome)
{
    ++of(request).outcomes[outcome];
    emit changed();
}

} // namespace reasonglass
