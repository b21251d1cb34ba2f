#pragma once

#include "analysis/analysisrecord.h"

#include <QObject>

#include <array>
#include <map>
#include <tuple>
#include <vector>

namespace reasonglass {

/// Counts values in ranges, four to a doubling: enough for medians and 90 % values of times and rates.
/// Values of up to 2^31 are told apart: in milliseconds, more than three weeks.
class Histogram
{
public:
    void add(double value);

    qint64 count() const { return m_count; }
    double mean() const { return m_count == 0 ? 0 : m_sum / double(m_count); }
    /// The upper bound of the range that holds the value at \a share (0…1) of all; 0 when empty.
    double quantile(double share) const;

private:
    static constexpr int Ranges = 128;
    static constexpr double RangesPerDoubling = 4;

    std::array<qint64, Ranges> m_ranges{};
    qint64 m_count = 0;
    double m_sum = 0;
};

/// What happened to the runs of one model since the program started.
struct ModelMetrics
{
    std::map<AnalysisStatus, qint64> outcomes;
    qint64 attempts = 0;
    qint64 retries = 0; ///< attempts beyond the first of a run that asked for another response
    qint64 fallbacks = 0;
    qint64 events = 0;
    qint64 bytes = 0;
    Histogram firstByteMs;
    Histogram firstTextMs; ///< reasoning or answer, whichever came first
    Histogram durationMs;
    Histogram tokensPerSecond;
};

/// Counters and histograms by provider and model, gathered from every run. Lives in one thread.
class RunMetrics : public QObject
{
    Q_OBJECT

public:
    struct Key
    {
        QString provider;
        QString model;
        bool operator<(const Key &other) const
        {
            return std::tie(provider, model) < std::tie(other.provider, other.model);
        }
    };

    using QObject::QObject;

    void addAttempt(const AnalysisRequest &request, const Attempt &attempt, const Transcript &transcript);
    void addFallback(const AnalysisRequest &request);
    void addOutcome(const AnalysisRequest &request, AnalysisStatus outcome);

    const std::map<Key, ModelMetrics> &byModel() const { return m_byModel; }

signals:
    void changed();

private:
    ModelMetrics &of(const AnalysisRequest &request);

    std::map<Key, ModelMetrics> m_byModel;
};

} // namespace reasonglass
