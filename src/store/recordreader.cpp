#include "store/recordreader.h"

#include "analysis/transcriptfold.h"
#include "store/framecodec.h"
#include "store/transcriptoutline.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// Parts tag names in a list row; setTags() takes it out of names.
constexpr QChar tagSeparator(0x1f);

std::optional<qint64> optionalInteger(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

std::optional<double> optionalReal(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toDouble());
}

std::optional<Usage> usageAt(const QSqlQuery &query, int column)
{
    if (query.isNull(column))
        return {};
    return Usage{.input = query.value(column).toLongLong(),
                 .cached = query.value(column + 1).toLongLong(),
                 .cacheWrite = query.value(column + 2).toLongLong(),
                 .output = query.value(column + 3).toLongLong(),
                 .reasoning = query.value(column + 4).toLongLong(),
                 .total = query.value(column + 5).toLongLong(),
                 .reportedCostUsd = optionalReal(query.value(column + 6))};
}

Cost costAt(const QSqlQuery &query, int column)
{
    return {.usd = optionalReal(query.value(column)),
            .basis = costBasisFromName(query.value(column + 1).toString()).value_or(CostBasis::Unknown)};
}

AnalysisStatus statusAt(const QSqlQuery &query, int column)
{
    return statusFromName(query.value(column).toString()).value_or(AnalysisStatus::Interrupted);
}

Result<Attempt> attemptFrom(const QSqlQuery &query)
{
    Attempt attempt{.number = query.value(0).toInt(),
                    .outcome = statusAt(query, 1),
                    .startedUtcUs = query.value(2).toLongLong(),
                    .endedUtcUs = query.value(3).toLongLong(),
                    .events = query.value(4).toLongLong(),
                    .bytes = query.value(5).toLongLong(),
                    .resumed = query.value(7).toBool(),
                    .streamed = query.value(6).toBool(),
                    .httpStatus = query.value(8).toInt(),
                    .requestId = query.value(9).toString(),
                    .error = errorFromColumn(query.value(10))};
    const Result<QByteArray> body = bytesFromColumn(query.value(11));
    if (!body)
        return Unexpected{body.error()};
    attempt.requestBody = *body;
    attempt.timing = {.connectMs = optionalInteger(query.value(12)),
                      .firstByteMs = optionalInteger(query.value(13)),
                      .firstReasoningMs = optionalInteger(query.value(14)),
                      .firstTextMs = optionalInteger(query.value(15)),
                      .longestGapMs = query.value(16).toLongLong(),
                      .totalMs = optionalInteger(query.value(17))};
    return attempt;
}

Result<std::vector<Frame>> framesAt(const QSqlQuery &query)
{
    const std::optional<ChunkEncoding> encoding = encodingFromName(query.value(2).toString());
    if (!encoding)
        return Unexpected{storageError(u"an event chunk has an unknown encoding"_s)};
    Result<std::vector<Frame>> frames = decodeFrames({*encoding, query.value(3).toByteArray()});
    if (frames && qint64(frames->size()) != query.value(1).toLongLong())
        return Unexpected{storageError(u"an event chunk holds another number of frames than it says"_s)};
    return frames;
}

/// The attempts whose frames make up the one with \a number: back to the last that was not resumed.
std::vector<int> chainOf(const std::vector<Attempt> &attempts, int number)
{
    std::vector<int> chain;
    for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt) {
        if (attempt->number > number)
            continue;
        chain.push_back(attempt->number);
        if (!attempt->resumed)
            break;
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

} // namespace

int latestAttempt(const std::vector<Attempt> &attempts)
{
    return attempts.empty() ? 0 : attempts.back().number;
}

QString RecordReader::rowColumns()
{
    return u"a.id, a.created_us, a.status, a.provider, a.model_requested, a.model, a.title, a.cost_usd, "
           "a.cost_basis, a.duration_ms, a.attempts, a.sample, a.input_tokens, a.cached_tokens, "
           "a.cache_write_tokens, a.output_tokens, a.reasoning_tokens, a.total_tokens, a.reported_cost_usd, "
           "(SELECT group_concat(name, char(31)) FROM tag WHERE analysis = a.id), "
           "(SELECT task FROM task_run WHERE analysis = a.id), "
           "(SELECT name FROM task_set WHERE id = (SELECT task_set FROM task_run WHERE analysis = a.id)), "
           "(SELECT verdict FROM task_run WHERE analysis = a.id)"_s;
}

AnalysisRow RecordReader::rowFrom(const QSqlQuery &query)
{
    return {.id = AnalysisId(query.value(0).toLongLong()),
            .createdUtcUs = query.value(1).toLongLong(),
            .status = statusAt(query, 2),
            .providerId = query.value(3).toString(),
            .modelRequested = query.value(4).toString(),
            .model = query.value(5).toString(),
            .title = query.value(6).toString(),
            .cost = costAt(query, 7),
            .usage = usageAt(query, 12),
            .durationMs = query.value(9).toLongLong(),
            .attempts = query.value(10).toInt(),
            .tags = query.value(19).toString().split(tagSeparator, Qt::SkipEmptyParts),
            .sample = query.value(11).toBool(),
            .task = query.value(20).toString(),
            .taskSet = query.value(21).toString(),
            .verdict = verdictFromName(query.value(22).toString())};
}

Result<AnalysisRecord> RecordReader::record(AnalysisId id, Source source)
{
    AnalysisRecord record{.id = id};
    if (Result<> done = readHead(record); !done)
        return Unexpected{done.error()};
    if (Result<> done = readAttachments(record); !done)
        return Unexpected{done.error()};
    const Result<QStringList> names = tags(id);
    if (!names)
        return Unexpected{names.error()};
    record.tags = *names;
    Result<std::vector<Attempt>> exchanges = attempts(id);
    if (!exchanges)
        return Unexpected{exchanges.error()};
    record.attempts = *std::move(exchanges);
    if (source == Source::Texts) {
        Result<std::optional<Transcript>> stored = storedTranscript(id);
        if (!stored)
            return Unexpected{stored.error()};
        if (*stored) {
            record.transcript = **std::move(stored);
            return record;
        }
    }
    Result<Transcript> folded = transcript(id, record.attempts, latestAttempt(record.attempts));
    if (!folded)
        return Unexpected{folded.error()};
    record.transcript = *std::move(folded);
    return record;
}

Result<> RecordReader::readHead(AnalysisRecord &record)
{
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT title, status, created_us, ended_us, provider, base_url, model_requested, sample, cost_usd, "
        "cost_basis, prompt, instructions, request, fallbacks, error, note "
        "FROM analysis JOIN analysis_body ON analysis = id WHERE id = ?",
        {qint64(record.id)});
    if (!found)
        return Unexpected{found.error()};
    QSqlQuery &query = **found;
    if (!query.next())
        return Unexpected{
            Error{.kind = ErrorKind::NotFound, .message = u"no analysis "_s + toText(record.id)}};
    record.title = query.value(0).toString();
    record.status = statusAt(query, 1);
    record.createdUtcUs = query.value(2).toLongLong();
    record.endedUtcUs = query.value(3).toLongLong();
    record.request.providerId = query.value(4).toString();
    record.request.baseUrl = query.value(5).toString();
    record.request.response.model = query.value(6).toString();
    record.request.sample = query.value(7).toBool();
    record.cost = costAt(query, 8);
    record.request.response.prompt = query.value(10).toString();
    record.request.response.instructions = query.value(11).toString();
    readRequestColumn(query.value(12).toString(), record.request);
    record.fallbacks = listFromColumn(query.value(13).toString());
    record.error = errorFromColumn(query.value(14));
    record.note = query.value(15).toString();
    query.finish();
    return {};
}

Result<std::optional<Transcript>> RecordReader::storedTranscript(AnalysisId id)
{
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT transcript FROM outline WHERE analysis = ? AND "
        "frames = (SELECT coalesce(sum(frames), 0) FROM event_chunk WHERE event_chunk.analysis = ?)",
        {qint64(id), qint64(id)});
    if (!found)
        return Unexpected{found.error()};
    const QVariant outline = (*found)->next() ? (*found)->value(0) : QVariant();
    (*found)->finish();
    if (!outline.isValid())
        return std::optional<Transcript>();
    Result<std::vector<StoredPart>> texts = parts(id);
    if (!texts)
        return Unexpected{texts.error()};
    return transcriptFrom(outline.toString(), *std::move(texts)).transform([](const Transcript &transcript) {
        return std::optional(transcript);
    });
}

Result<> RecordReader::readAttachments(AnalysisRecord &record)
{
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT file_name, mime_type, bytes FROM attachment WHERE analysis = ? ORDER BY ordinal",
        {qint64(record.id)});
    if (!found)
        return Unexpected{found.error()};
    QSqlQuery &query = **found;
    while (query.next()) {
        record.request.response.attachments.push_back(
            {query.value(0).toString(), query.value(1).toString(), query.value(2).toByteArray()});
    }
    return {};
}

Result<QStringList> RecordReader::tags(AnalysisId id)
{
    const Result<QSqlQuery *> found =
        m_statements.run("SELECT name FROM tag WHERE analysis = ? ORDER BY name", {qint64(id)});
    if (!found)
        return Unexpected{found.error()};
    QStringList names;
    while ((*found)->next())
        names.append((*found)->value(0).toString());
    return names;
}

Result<std::vector<Attempt>> RecordReader::attempts(AnalysisId id)
{
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT number, outcome, started_us, ended_us, events, bytes, streamed, resumed, http_status, "
        "request_id, "
        "error, request_body, connect_ms, first_byte_ms, first_reasoning_ms, first_text_ms, longest_gap_ms, "
        "total_ms FROM attempt WHERE analysis = ? ORDER BY number",
        {qint64(id)});
    if (!found)
        return Unexpected{found.error()};
    std::vector<Attempt> attempts;
    while ((*found)->next()) {
        Result<Attempt> attempt = attemptFrom(**found);
        if (!attempt) {
            (*found)->finish();
            return Unexpected{attempt.error()};
        }
        attempts.push_back(*std::move(attempt));
    }
    return attempts;
}

Result<> RecordReader::visitChunks(AnalysisId id, int attempt, qint64 firstFrame, const ChunkVisitor &visit)
{
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT first_frame, frames, encoding, data FROM event_chunk WHERE analysis = ? AND attempt = ? "
        "AND first_frame >= coalesce((SELECT max(first_frame) FROM event_chunk "
        "WHERE analysis = ? AND attempt = ? AND first_frame <= ?), 0) ORDER BY first_frame",
        {qint64(id), attempt, qint64(id), attempt, firstFrame});
    if (!found)
        return Unexpected{found.error()};
    QSqlQuery &query = **found;
    while (query.next()) {
        Result<std::vector<Frame>> frames = framesAt(query);
        const Result<bool> goOn = frames ? visit(query.value(0).toLongLong(), *std::move(frames))
                                         : Result<bool>(Unexpected{frames.error()});
        if (!goOn || !*goOn) {
            query.finish();
            return goOn ? Result<>() : Result<>(Unexpected{goOn.error()});
        }
    }
    return {};
}

Result<Transcript> RecordReader::transcript(AnalysisId id, const std::vector<Attempt> &attempts, int number)
{
    TranscriptFold fold;
    const auto feed = [&fold](qint64, const std::vector<Frame> &frames) -> Result<bool> {
        // A frame that could not be read when it arrived cannot be read now: it counts, as it did then.
        for (const Frame &frame : frames)
            (void)fold.feed(frame);
        return true;
    };
    for (const int attempt : chainOf(attempts, number)) {
        if (Result<> done = visitChunks(id, attempt, 0, feed); !done)
            return Unexpected{done.error()};
        fold.resume(); // every further attempt in the chain takes up the one before
    }
    return fold.transcript();
}

Result<std::vector<StoredPart>> RecordReader::parts(AnalysisId id)
{
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT kind, item, part, text FROM part WHERE analysis = ? ORDER BY ordinal", {qint64(id)});
    if (!found)
        return Unexpected{found.error()};
    QSqlQuery &query = **found;
    std::vector<StoredPart> parts;
    while (query.next()) {
        const std::optional<PartKind> kind = partKindFromName(query.value(0).toString());
        if (!kind) {
            query.finish();
            return Unexpected{storageError(u"a text is of an unknown kind"_s)};
        }
        parts.push_back({*kind, query.value(1).toInt(), query.value(2).toInt(), query.value(3).toString()});
    }
    return parts;
}

} // namespace reasonglass
