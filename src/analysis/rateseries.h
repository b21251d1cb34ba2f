#pragma once

#include "responses/responseaccumulator.h"
#include "responses/transcript.h"

#include <chrono>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace reasonglass {

/// How much text arrived when: what a plot of a run's speed is drawn from.
///
/// A fold over what arrives, like the transcript: fed live or page by page from the event log, it comes to
/// the same. Memory is bounded: when a run outgrows the buckets, pairs of them become one, twice as wide.
/// Text counts when it streams in; what only a snapshot or a blocking answer brings has no rate.
class RateSeries
{
public:
    struct Bucket
    {
        qint64 reasoningChars = 0;
        qint64 answerChars = 0;

        bool operator==(const Bucket &) const = default;
    };
    /// Nothing arrived for \a length.
    struct Gap
    {
        std::chrono::microseconds start{0};
        std::chrono::microseconds length{0};
        bool acrossSeam = false; ///< the connection was another one afterwards

        bool operator==(const Gap &) const = default;
    };
    /// Where an attempt took up the response.
    struct Seam
    {
        std::chrono::microseconds at{0};
        int attempt = 0;

        bool operator==(const Seam &) const = default;
    };

    static constexpr size_t mostBuckets = 512;
    static constexpr size_t mostGaps = 16;
    static constexpr size_t mostSeams = 64;
    static constexpr std::chrono::microseconds narrowestBucket{250'000};
    static constexpr std::chrono::microseconds shortestGap{1'000'000};

    /// What follows arrives in attempt \a number, which began \a offset after the response was asked for.
    void beginAttempt(int number, std::chrono::microseconds offset);
    /// An event that arrived \a arrival after its attempt began and changed \a transcript by \a change.
    void add(std::chrono::microseconds arrival, const TranscriptChange &change, const Transcript &transcript);

    std::chrono::microseconds bucketWidth() const { return m_width; }
    /// From the beginning to the last text, without holes.
    const std::vector<Bucket> &buckets() const { return m_buckets; }
    /// Those of at least shortestGap, the longest first; at most mostGaps.
    const std::vector<Gap> &gaps() const { return m_gaps; }
    const std::vector<Seam> &seams() const { return m_seams; }
    /// When the first event, reasoning and answer text arrived; nullopt: not yet.
    std::optional<std::chrono::microseconds> firstEvent() const { return m_firstEvent; }
    std::optional<std::chrono::microseconds> firstReasoning() const { return m_firstReasoning; }
    std::optional<std::chrono::microseconds> firstAnswer() const { return m_firstAnswer; }
    /// When the last event arrived.
    std::chrono::microseconds end() const { return m_end; }
    qint64 reasoningChars() const { return m_total.reasoningChars; }
    qint64 answerChars() const { return m_total.answerChars; }
    /// Whether reasoning came raw, not as a summary.
    bool hasRawReasoning() const { return m_rawReasoning; }

    bool operator==(const RateSeries &) const = default;

private:
    using Place = std::pair<int, int>;

    void noteArrival(std::chrono::microseconds at);
    void count(PartKind kind, qint64 chars);
    void widen();

    std::chrono::microseconds m_width = narrowestBucket;
    std::vector<Bucket> m_buckets;
    Bucket m_total;
    std::vector<Gap> m_gaps;
    std::vector<Seam> m_seams;
    std::chrono::microseconds m_offset{0};
    std::chrono::microseconds m_end{0};
    std::optional<std::chrono::microseconds> m_firstEvent;
    std::optional<std::chrono::microseconds> m_firstReasoning;
    std::optional<std::chrono::microseconds> m_firstAnswer;
    bool m_atSeam = false; ///< and none since another attempt began
    bool m_rawReasoning = false;
    std::map<Place, qint64> m_sizes; ///< of the parts, so that a text said again counts once
};

} // namespace reasonglass
