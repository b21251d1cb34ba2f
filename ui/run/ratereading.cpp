#include "ui/run/ratereading.h"

#include "analysis/transcriptfold.h"
#include "base/whenanswered.h"
#include "store/analysislibrary.h"

#include <algorithm>

namespace reasonglass {

namespace {

/// Some milliseconds of the library's time, so that a list asked for meanwhile does not wait.
constexpr qint64 framesPerPage = 2000;

/// The attempts that make up number \a number: back to the last that was not resumed.
std::vector<Attempt> chainOf(const std::vector<Attempt> &attempts, int number)
{
    std::vector<Attempt> chain;
    for (int i = number; i >= 1; --i) {
        Attempt attempt = attempts.at(size_t(i) - 1);
        attempt.requestBody.clear();
        attempt.error.reset();
        chain.push_back(std::move(attempt));
        if (!chain.back().resumed)
            break;
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

bool isContinuation(const std::vector<Attempt> &before, const std::vector<Attempt> &now)
{
    const auto isSame = [](const Attempt &a, const Attempt &b) { return a.number == b.number; };
    return !before.empty() && before.size() <= now.size()
        && std::equal(before.begin(), before.end(), now.begin(), isSame);
}

} // namespace

/// What has been read so far. Goes through the same fold as the texts, so what came before a seam and was
/// sent again behind it counts once.
struct RateReading::Fold
{
    TranscriptFold transcript;
    RateSeries series;

    void beginAttempt(const Attempt &attempt, std::chrono::microseconds offset)
    {
        if (attempt.resumed)
            transcript.resume();
        series.beginAttempt(attempt.number, offset);
    }
    void feed(const std::vector<Frame> &frames)
    {
        for (const Frame &frame : frames) {
            const Result<TranscriptChange> change = transcript.feed(frame);
            series.add(std::chrono::microseconds(frame.arrivalUs), change ? *change : TranscriptChange{},
                       transcript.transcript());
        }
    }
};

RateReading::RateReading(AnalysisLibrary &library, QObject *parent)
    : QObject(parent)
    , m_library(library)
{ }

RateReading::~RateReading() = default;

void RateReading::clear()
{
    ++m_generation;
    m_id = {};
    m_chain.clear();
    m_at = 0;
    m_nextFrame = 0;
    m_fold.reset();
    m_series = {};
    m_eventsRead = 0;
    m_reading = false;
    m_stopped = false;
}

void RateReading::read(const AnalysisRecord &record, int attempt)
{
    std::vector<Attempt> chain = chainOf(record.attempts, attempt);
    if (record.id != m_id || !isContinuation(m_chain, chain)) {
        clear();
        m_id = record.id;
        m_fold = std::make_shared<Fold>();
    }
    m_chain = std::move(chain);
    m_stopped = false;
    if (!m_reading && !m_chain.empty()) {
        m_reading = true;
        askForPage();
    }
}

void RateReading::askForPage()
{
    const Attempt &attempt = m_chain.at(m_at);
    const auto offset = std::chrono::microseconds(attempt.startedUtcUs - m_chain.front().startedUtcUs);
    auto series = std::make_shared<RateSeries>(); // as it is after the page
    const bool begins = m_nextFrame == 0;
    const auto visit = [fold = m_fold, series, attempt, offset, begins](const std::vector<Frame> &frames) {
        if (begins && !frames.empty())
            fold->beginAttempt(attempt, offset);
        fold->feed(frames);
        *series = fold->series;
    };
    const auto take = [this, series, generation = m_generation](const Result<qint64> &frames) {
        if (generation == m_generation)
            takePage(frames, *series);
    };
    whenAnswered(m_library.visitFrames(m_id, attempt.number, m_nextFrame, framesPerPage, visit), this, take);
}

void RateReading::takePage(const Result<qint64> &frames, const RateSeries &series)
{
    if (!frames) {
        m_reading = false;
        emit failed(frames.error());
        return;
    }
    m_nextFrame += *frames;
    m_eventsRead += *frames;
    m_series = series;
    const bool isLast = m_at + 1 == m_chain.size();
    const bool isRead = *frames < framesPerPage;
    if (isRead && isLast) {
        m_reading = false;
        if (*frames > 0)
            emit changed();
        emit settled();
        return;
    }
    if (isRead) {
        ++m_at;
        m_nextFrame = 0;
    }
    m_reading = !m_stopped;
    if (m_reading)
        askForPage();
    if (*frames > 0)
        emit changed();
}

} // namespace reasonglass
