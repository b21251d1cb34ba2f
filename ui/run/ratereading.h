#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/rateseries.h"
#include "base/expected.h"

#include <QObject>

#include <memory>

namespace reasonglass {

class AnalysisLibrary;

/// Makes the RateSeries of a run out of its stored events, in the library's thread, a page at a time, so
/// that other questions are answered in between. Of a run that goes on it reads on from where it was.
class RateReading : public QObject
{
    Q_OBJECT

public:
    /// \a library must outlive the reading.
    explicit RateReading(AnalysisLibrary &library, QObject *parent = nullptr);
    ~RateReading() override;

    /// Reads what there is of the run up to attempt \a attempt (from 1), with the attempts which that one
    /// goes on from. The same one again: reads on. changed() follows for each page, settled() at the end.
    void read(const AnalysisRecord &record, int attempt);
    /// Reads no further than the page at hand until read() is called again.
    void stop() { m_stopped = true; }
    /// Forgets what it has; no signal follows.
    void clear();

    const RateSeries &series() const { return m_series; }
    qint64 eventsRead() const { return m_eventsRead; }
    bool isReading() const { return m_reading; }

signals:
    void changed();
    /// All that is stored by now has been read.
    void settled();
    void failed(const reasonglass::Error &error);

private:
    struct Fold;

    void askForPage();
    void takePage(const Result<qint64> &frames, const RateSeries &series);

    AnalysisLibrary &m_library;
    AnalysisId m_id{};
    std::vector<Attempt> m_chain; ///< without what only they hold: bodies, errors
    size_t m_at = 0;              ///< of the chain: what is being read
    qint64 m_nextFrame = 0;       ///< of that attempt
    std::shared_ptr<Fold> m_fold; ///< touched in the library's thread alone
    RateSeries m_series;
    qint64 m_eventsRead = 0;
    bool m_reading = false;
    bool m_stopped = false;
    int m_generation = 0; ///< answers about another run are dropped
};

} // namespace reasonglass
