#pragma once

#include "analysis/analysisid.h"
#include "base/error.h"
#include "responses/responserequest.h"
#include "responses/transcript.h"
#include "sse/frame.h"
#include "tasks/grade.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace reasonglass {

/// Where a run stands, or how it ended. Stored and printed as the lower-case word.
enum class AnalysisStatus {
    Running,     ///< not ended yet; in a library that no program has open: left behind by a crash
    Completed,   ///< the server said so in its terminal event
    Incomplete,  ///< the server stopped early and said why (token limit, content filter)
    Failed,      ///< refused or broken by an error
    Cancelled,   ///< stopped by the person; the partial is kept
    Interrupted, ///< the stream ended without a terminal event; the partial is kept
};

QString statusName(AnalysisStatus status);
std::optional<AnalysisStatus> statusFromName(QStringView name);
bool isFinal(AnalysisStatus status);
/// Whether there is an answer that can be graded: whole, or cut short by the server.
bool hasAnswer(AnalysisStatus status);

/// How streaming is chosen.
enum class StreamingMode { Auto, On, Off };

/// What a person asked for. Never holds a key.
struct AnalysisRequest
{
    QString providerId;
    QString baseUrl; ///< where the request goes, e.g. "https://api.openai.com/v1"
    ResponseRequest response;
    StreamingMode streaming = StreamingMode::Auto;
    bool allowFallback = true;
    int retries = 2;                            ///< automatic ones, before anything visible has arrived
    std::optional<int> idleTimeoutSeconds = {}; ///< nullopt: the provider's default
    std::optional<double> capUsd = {};
    bool sample = false; ///< plays a bundled recording; marked wherever it is shown

    bool operator==(const AnalysisRequest &) const = default;
};

/// Times of one attempt in milliseconds since its request was sent; nullopt if it did not come to that.
struct AttemptTiming
{
    std::optional<qint64> connectMs = {};
    std::optional<qint64> firstByteMs = {};
    std::optional<qint64> firstReasoningMs = {};
    std::optional<qint64> firstTextMs = {};
    qint64 longestGapMs = 0; ///< between two arrivals of bytes
    std::optional<qint64> totalMs = {};

    bool operator==(const AttemptTiming &) const = default;
};

/// One HTTP exchange of an analysis.
struct Attempt
{
    int number = 1;
    AnalysisStatus outcome = AnalysisStatus::Running;
    qint64 startedUtcUs = 0;
    qint64 endedUtcUs = 0; ///< 0 while running
    qint64 events = 0;
    qint64 bytes = 0; ///< of the answer's body, as received
    bool resumed = false;
    bool streamed = true;
    int httpStatus = 0;
    QString requestId = {};
    std::optional<Error> error = {};
    QByteArray requestBody = {}; ///< the JSON as sent
    AttemptTiming timing = {};

    bool operator==(const Attempt &) const = default;
};

enum class CostBasis {
    Unknown,   ///< shown as unknown, never as $0
    Reported,  ///< the provider's own figure
    Computed,  ///< from reported usage and the dated price table
    Estimated, ///< from text length and the price table, because usage never came
};
QString costBasisName(CostBasis basis);

struct Cost
{
    std::optional<double> usd = {};
    CostBasis basis = CostBasis::Unknown;

    bool operator==(const Cost &) const = default;
};

/// An analysis without its events: all that a finished run is, and what `show` prints.
struct AnalysisRecord
{
    AnalysisId id{};
    QString title; ///< first line of the prompt until the person renames it
    AnalysisStatus status = AnalysisStatus::Running;
    qint64 createdUtcUs = 0;
    qint64 endedUtcUs = 0; ///< 0 while running
    AnalysisRequest request;
    Transcript transcript; ///< of the latest attempt
    std::vector<Attempt> attempts;
    QStringList fallbacks = {}; ///< what was changed to get an answer, in plain words
    Cost cost = {};
    std::optional<Error> error = {}; ///< why it is failed or interrupted
    QStringList tags = {};
    QString note = {};

    bool operator==(const AnalysisRecord &) const = default;
};

/// The times of the run that \a attempts end with: of its last attempt and of those which that one, being
/// a resumption, goes on from; counted from when the response was asked for.
AttemptTiming runTiming(const std::vector<Attempt> &attempts);

/// The narrow row of a list: no text of the answer in it.
struct AnalysisRow
{
    AnalysisId id{};
    qint64 createdUtcUs = 0;
    AnalysisStatus status = AnalysisStatus::Running;
    QString providerId;
    QString modelRequested;
    QString model; ///< the one the server named; empty until then
    QString title;
    Cost cost = {};
    std::optional<Usage> usage = {};
    qint64 durationMs = 0;
    int attempts = 0;
    QStringList tags = {};
    bool sample = false;
    QString task = {};                   ///< the id of the task that it is a run of; empty: of none
    QString taskSet = {};                ///< the name of that task's set
    std::optional<Verdict> verdict = {}; ///< of its latest grade; nullopt: not graded

    bool operator==(const AnalysisRow &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::AnalysisRecord)
